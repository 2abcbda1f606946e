"""How figures and their captions write numbers."""

from __future__ import annotations

from dlnlp.language import _


def written(form: str, *values: float) -> str:
    """Numbers in a format, with the minus that typographers use: −0.67."""
    return form.format(*values).replace("-", "−")


def signed(value: float) -> str:
    """Two decimals, with no sign before a zero: −0.67, 0.00."""
    return written("{:.2f}", round(float(value), 2) + 0.0)


def percent(part: float, *, whole_from: float = 0.0995) -> str:
    """A proportion in percent, with one decimal below `whole_from`: 37%, 3.7%.

    What is not zero is never written as zero.
    """
    if 0 < part < 0.0005:
        return _("under 0.1%")
    return f"{part:.1%}" if 0 < part < whole_from else f"{part:.0%}"


def two_digits(value: float) -> str:
    """Two significant digits, which a run on another machine gives as well: 1,200."""
    rounded = float(f"{value:.2g}")
    return f"{rounded:,.0f}" if abs(rounded) >= 10 else f"{rounded:g}"
