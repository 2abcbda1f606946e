"""Chapter 5's drawing of how long an LSTM's lane remembers, by its forget bias."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from dlnlp.chapters.ch05.figures.powers import name_curves, times_what_it_was, within
from dlnlp.explore import Draw, Say, palette, plots, style
from dlnlp.explore.labels import label
from dlnlp.explore.number_format import written
from dlnlp.language import _
from dlnlp.nn import sigmoid

# Powers of ten that a memory can shrink or grow before it leaves the frame
FAINT, GROWN = 4, 1.5


def memory_length(norms: Mapping[float, Any]) -> tuple[Draw, Say]:
    """How long an LSTM's lane remembers before it has learned: its forget bias decides.

    norms  forget bias -> (T + 1,) norms of the gradient at distances 0 to T in an
           untrained LSTM, relative to the first
    """
    runs = {bias: np.asarray(run, dtype=float) for bias, run in norms.items()}
    T = len(next(iter(runs.values()))) - 1
    distances = np.arange(T + 1)

    def gate(bias: float) -> float:
        return float(sigmoid(np.array(float(bias))))

    def half_life(bias: float) -> float:
        return float(np.log(2) / -np.log(gate(bias)))

    def say(bias: float) -> str:
        return _(
            "Forget bias {}: the gate stands at {:.2f}, and half of what "
            "is on the lane is gone after {}; by all ways together, {} "
            "steps back, the measured gradient is {}."
        ).format(
            written("{:g}", bias),
            gate(bias),
            _steps(half_life(bias)),
            T,
            _left(float(runs[bias][-1])),
        )

    @style.figure_style()
    def draw(bias: float) -> Figure:
        fig, ax = plots.panels(3.5, fill=False)
        fig.subplots_adjust(left=0.21, right=0.77, bottom=0.14, top=0.91)
        for n, other in enumerate(sorted(runs)):
            powers = distances * np.log10(gate(other))
            ax.plot(distances, powers, color=palette.MUTED, lw=0.7, alpha=0.4)
            if other == bias:
                continue
            x, y = 0.9 * T, 0.9 * powers[-1]
            if y < -0.95 * FAINT:  # it leaves by the floor: steep ones lie side by side
                y = -FAINT * min(0.5 + 0.12 * n, 0.9)
                x = y / np.log10(gate(other))
            ax.text(
                x, y, written("{:g}", other), ha="center", va="center",
                color=palette.MUTED, fontsize=9,
                bbox={"boxstyle": "round,pad=0.1", "fc": palette.PAPER, "ec": "none"},
            )  # fmt: skip
        label(
            ax, _("grey: the gate alone, with other biases"), (0, GROWN), (5, -10),
            palette.MUTED, fontsize=10,
        )  # fmt: skip
        with np.errstate(divide="ignore"):
            measured = np.log10(runs[bias])
        ends = [
            (_("the gate alone"), within(distances * np.log10(gate(bias)), FAINT),
             palette.CELL, "-"),
            (_("the gradient"), within(measured, FAINT), palette.LOSS, style.GRADIENT),
        ]  # fmt: skip
        for _name, powers, colour, dashes in ends:
            ax.plot(distances, powers, color=colour, ls=dashes, lw=2)
        half = half_life(bias)
        if half <= T:
            ax.plot([half] * 2, [-FAINT, 0.3], color=palette.CELL, lw=1, ls=":")
            ax.plot(half, np.log10(0.5), "o", ms=6, color=palette.CELL)
            room = half < 0.7 * T
            label(
                ax, _("half is left"), (half, 0.3), (4 if room else -4, -3),
                palette.CELL, ha="left" if room else "right",
            )  # fmt: skip
        ax.set(xlim=(0, T), ylim=(-FAINT, GROWN), xlabel=_("steps back in time"))
        ax.set_ylabel(_("share that is left"))
        ticks = ["0.01%", "0.1%", "1%", "10%", "100%", _("10 times")]
        ax.set_yticks(range(-FAINT, 2), ticks)
        inside = [end[:3] for end in ends if end[1][-1] > -FAINT]
        if inside:
            name_curves(ax, T, inside, gap=0.38)
        leaving = [end for end in ends if end[1][-1] <= -FAINT]
        for (name, _powers, colour, _dashes), low in zip(
            leaving, (-3.5, -2.6), strict=False
        ):
            at = max(int(np.argmax(powers <= low)) for _name, powers, *_rest in leaving)
            label(ax, name, (at, low), (7, 0), colour, va="center")
        value = written("{:g}", bias)
        ax.set_title(
            _("Bias {}: the lane’s half-life is {}").format(value, _steps(half))
        )
        return fig

    return draw, say


def _left(factor: float) -> str:
    """In percent, as on the axis of the memory, where that says something."""
    if 10.0**-FAINT <= factor < 0.01:
        return _("{:.1g}% of what it was").format(100 * factor)
    return times_what_it_was(factor)


def _steps(number: float) -> str:
    """A length of time in steps."""
    text = f"{number:.1f}".removesuffix(".0") if number < 10 else f"{number:.0f}"
    return (_("{} step") if text == "1" else _("{} steps")).format(text)
