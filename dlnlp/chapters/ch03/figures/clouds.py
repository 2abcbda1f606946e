"""The drawings of chapter 3 in which words or pairs of words are points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray
from scipy.stats import spearmanr

from dlnlp.explore import style
from dlnlp.explore.diagram import Draw, Say, headline, label, signed, spread_labels
from dlnlp.explore.plots import dots

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
        fig, ax = plt.subplots(figsize=(5.2, 4.6))
        dots(ax, np.stack([x, y], axis=1)[shown], style.HIDDEN, 2.6, 0.45)
        ends = np.array([low, high])
        ax.plot(ends, ends - np.log(k), color=style.INPUT, lw=2)
        upper = above(k) < 0  # the side of the line where fewer points are
        at = low + (0.62 if upper else 0.68) * (high - low)
        label(
            ax, f"PMI − ln {k}", (at, at - np.log(k)), (-6, 6) if upper else (8, -14),
            style.INPUT, ha="right" if upper else "left", weight="bold",
            bbox={"fc": style.PAPER, "ec": "none", "pad": 1, "alpha": 0.8},
        )  # fmt: skip
        ax.text(
            0.98, 0.03, f"correlation {signed(r)}", ha="right", color=style.MUTED,
            fontsize=10, transform=ax.transAxes,
        )  # fmt: skip
        ax.axhline(0, color=style.MUTED, lw=0.7)
        ax.axvline(0, color=style.MUTED, lw=0.7)
        ax.set(xlim=(low, high), ylim=(bottom, top))
        ax.set(xlabel="PMI, counted (nats)", ylabel="v · u, learned")
        headline(fig, f"k = {k}: the products lie {place(k)} the line")
        return fig

    return draw, say


def gender(points: Mapping[str, Mapping[str, Any]]) -> tuple[Draw, Say]:
    """Words by the pronouns near them in the text, and by where their vectors lie.

    points  corpus -> words, share_she (of "she" and "her" among the pronouns near each
            word), projection (of its vector on the line from "he" to "she": above 0 is
            the side of "she")
    """
    shares = np.concatenate([np.asarray(p["share_she"]) for p in points.values()])
    places = np.concatenate([np.asarray(p["projection"]) for p in points.values()])
    right = min(1.0, float(shares.max()) * 1.1)
    low, high = min(float(places.min()), 0), max(float(places.max()), 0)
    low, high = low - 0.08 * (high - low), high + 0.08 * (high - low)
    unit: Any = np.array([1.17 * right / 310, (high - low) / 330])

    def correlation(corpus: str) -> float:
        some = points[corpus]
        return float(spearmanr(some["share_she"], some["projection"]).statistic)

    def say(corpus: str) -> str:
        some = points[corpus]
        words, y = some["words"], np.asarray(some["projection"])
        return (
            f"{corpus}: over {len(words)} words, the share of “she” near a word and "
            "the place of its vector have a rank correlation of "
            f"{signed(correlation(corpus))}; farthest towards “he” lies "
            f"{words[int(y.argmin())]}, towards “she” "
            f"{words[int(y.argmax())]}."
        )

    @style.figure_style()
    def draw(corpus: str) -> Figure:
        some = points[corpus]
        x, y = np.asarray(some["share_she"]), np.asarray(some["projection"])
        fig, ax = plt.subplots(figsize=(5.2, 5.4))
        ax.axhline(0, color=style.MUTED, lw=0.7)
        ax.set(xlim=(-0.12 * right, 1.05 * right), ylim=(low, high))
        ax.xaxis.set_major_formatter(lambda share, _: f"{share:.0%}")
        ax.set_xlabel("“she” among the pronouns near the word, in the text")
        ax.set_ylabel("place of its vector: he (below) to she (above)")
        dots(ax, np.stack([x, y], axis=1), style.INPUT, 5, 0.9)
        spots = np.stack([x, y], axis=1)
        names = [
            (some["words"][i], spots[i], style.INK)
            for i in _with_room(some["words"], spots / unit)
        ]
        spread_labels(ax, names, spots, unit)
        r = signed(correlation(corpus))
        headline(fig, f"{corpus}: text and vectors, rank correlation {r}")
        return fig

    return draw, say


def _with_room(words: Sequence[str], spots: Any) -> list[int]:
    """Those whose names don't crowd one another, from the outermost word inwards.

    spots  (M, 2) places in typographic points
    """
    order = np.argsort(-np.abs(spots - np.median(spots, axis=0)).max(axis=1))
    chosen: list[int] = []
    for i in order.tolist():
        width = 5.2 * len(words[i])
        near = np.abs(spots[chosen] - spots[i]) < [width, 9]
        if not near.all(axis=1).any():
            chosen.append(i)
    return chosen


def _range(values: NDArray[Any]) -> tuple[float, float]:
    """From the lowest to the highest, but for a few far out, and room beside them."""
    low, high = np.quantile(values, [0.001, 0.999])
    return float(low) - 0.4, float(high) + 0.4
