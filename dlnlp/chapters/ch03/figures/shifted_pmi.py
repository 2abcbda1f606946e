"""Chapter 3's cloud of pairs of words: their PMI, and the product of their vectors."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from dlnlp.explore import Draw, Say, palette, plots, style
from dlnlp.explore.labels import headline, label
from dlnlp.explore.number_format import signed
from dlnlp.language import _

POINTS = 1800  # of a cloud are drawn, at most
MOST = 20  # the largest K that is asked for


def shifted_pmi(
    pmi: ArrayLike, products: ArrayLike, trained_with: int
) -> tuple[Draw, Say]:
    """What skip-gram with K negatives should learn, and what it did.

    pmi           (M,) of pairs of words, in nats
    products      (M,) v . u of the same pairs
    trained_with  how many negatives, whatever the K of the line
    """
    x, y = np.asarray(pmi, dtype=float), np.asarray(products, dtype=float)
    r = float(np.corrcoef(x, y)[0, 1])
    evenly = np.linspace(0, len(x) - 1, min(len(x), POINTS)).astype(int)
    shown = np.argsort(x, kind="stable")[evenly]  # from the lowest to the highest
    some = _(", of which {:,} are drawn").format(POINTS) if len(x) > POINTS else ""
    low, high = _range(x)
    bottom, top = _range(y)
    bottom, top = min(bottom, low - np.log(MOST)), max(top, high)

    def above(K: int) -> float:
        """By how much half of the products lie above the line."""
        return float(np.median(y - x) + np.log(K))

    def place(K: int) -> str:
        if abs(above(K)) < 0.05:
            return _("on the line")
        where = (
            _("{:.1f} above the line") if above(K) > 0 else _("{:.1f} below the line")
        )
        return where.format(abs(above(K)))

    def say(K: int) -> str:
        return _(
            "The products of {:,} pairs{}, trained with {} negatives, "
            "typically lie {} PMI − ln {}; the correlation is {}."
        ).format(len(x), some, trained_with, place(K), K, signed(r))

    @style.figure_style()
    def draw(K: int) -> Figure:
        fig, ax = plots.panels(4.6)
        plots.dots(ax, np.stack([x, y], axis=1)[shown], palette.HIDDEN, 2.6, 0.45)
        ends = np.array([low, high])
        ax.plot(ends, ends - np.log(K), color=palette.INPUT, lw=2)
        upper = above(K) < 0  # the side of the line where fewer points are
        at = low + (0.62 if upper else 0.5) * (high - low)
        label(
            ax, f"PMI − ln {K}", (at, at - np.log(K)), (-6, 6) if upper else (12, -24),
            palette.INPUT, ha="right" if upper else "left", weight="bold",
            bbox={"fc": palette.PAPER, "ec": "none", "pad": 1, "alpha": 0.8},
        )  # fmt: skip
        ax.axhline(0, color=palette.MUTED, lw=0.7)
        ax.axvline(0, color=palette.MUTED, lw=0.7)
        ax.set(xlim=(low, high), ylim=(bottom, top))
        ax.set(xlabel=_("PMI, counted (nats)"), ylabel=_("v · u, learned"))
        headline(fig, _("K = {}: the products lie {}").format(K, place(K)))
        return fig

    return draw, say


def _range(values: NDArray[Any]) -> tuple[float, float]:
    """From the lowest to the highest, but for a few far out, and room beside them."""
    low, high = np.quantile(values, [0.001, 0.999])
    return float(low) - 0.4, float(high) + 0.4
