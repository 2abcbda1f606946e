"""Chapter 3's cloud of pairs of words: their PMI, and the product of their vectors."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from dlnlp.explore import Draw, Say, palette, plots, style
from dlnlp.explore.labels import headline, label
from dlnlp.explore.number_format import signed

POINTS = 1200  # of a cloud are drawn, at most
MOST = 20  # the largest k that is asked for


def shifted_pmi(
    pmi: ArrayLike, products: ArrayLike, trained_with: int
) -> tuple[Draw, Say]:
    """What skip-gram with k negatives should learn, and what it did.

    pmi           (M,) of pairs of words, in nats
    products      (M,) v . u of the same pairs
    trained_with  k
    """
    x, y = np.asarray(pmi, dtype=float), np.asarray(products, dtype=float)
    r = float(np.corrcoef(x, y)[0, 1])
    nearest = float(np.exp(np.mean(x - y)))  # the k whose line lies amidst the points
    evenly = np.linspace(0, len(x) - 1, min(len(x), POINTS)).astype(int)
    shown = np.argsort(x, kind="stable")[evenly]  # from the lowest to the highest
    low, high = _range(x)
    bottom, top = _range(y)
    bottom, top = min(bottom, low - np.log(MOST)), max(top, high)

    def above(k: int) -> float:
        return float(np.mean(y - x) + np.log(k))

    def place(k: int) -> str:
        if abs(above(k)) < 0.05:
            return "on"
        return f"{abs(above(k)):.1f} {'above' if above(k) > 0 else 'below'}"

    def say(k: int) -> str:
        return (
            f"On average the products lie {place(k)} the line PMI − ln {k}; they would "
            f"lie on that of k = {nearest:.1f}, and the vectors were trained with "
            f"{trained_with} negatives; the correlation is {signed(r)} for every k."
        )

    @style.figure_style()
    def draw(k: int) -> Figure:
        fig, ax = plots.panels(4.6)
        plots.dots(ax, np.stack([x, y], axis=1)[shown], palette.HIDDEN, 2.6, 0.45)
        ends = np.array([low, high])
        ax.plot(ends, ends - np.log(k), color=palette.INPUT, lw=2)
        upper = above(k) < 0  # the side of the line where fewer points are
        at = low + (0.62 if upper else 0.68) * (high - low)
        label(
            ax, f"PMI − ln {k}", (at, at - np.log(k)), (-6, 6) if upper else (8, -14),
            palette.INPUT, ha="right" if upper else "left", weight="bold",
            bbox={"fc": palette.PAPER, "ec": "none", "pad": 1, "alpha": 0.8},
        )  # fmt: skip
        ax.text(
            0.98, 0.03, f"correlation {signed(r)}", ha="right", color=palette.MUTED,
            fontsize=10, transform=ax.transAxes,
        )  # fmt: skip
        ax.axhline(0, color=palette.MUTED, lw=0.7)
        ax.axvline(0, color=palette.MUTED, lw=0.7)
        ax.set(xlim=(low, high), ylim=(bottom, top))
        ax.set(xlabel="PMI, counted (nats)", ylabel="v · u, learned")
        headline(fig, f"k = {k}: the products lie {place(k)} the line")
        return fig

    return draw, say


def _range(values: NDArray[Any]) -> tuple[float, float]:
    """From the lowest to the highest, but for a few far out, and room beside them."""
    low, high = np.quantile(values, [0.001, 0.999])
    return float(low) - 0.4, float(high) + 0.4
