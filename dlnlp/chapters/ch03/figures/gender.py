"""Chapter 3's cloud of words between “he” and “she”: in the text, and as vectors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from scipy.stats import spearmanr

from dlnlp.explore import Draw, Say, palette, plots, style
from dlnlp.explore.labels import headline, spread_labels
from dlnlp.explore.number_format import signed
from dlnlp.language import _


def gender(points: Mapping[str, Mapping[str, Any]]) -> tuple[Draw, Say]:
    """Words by the pronouns near them in the text, and by where their vectors lie.

    points  corpus -> words, share_she (of "she" and "her" among the pronouns near each
            word), projection (of its vector on the line from "he" to "she": above 0 is
            the side of "she")
    """
    she = np.concatenate([np.asarray(p["share_she"]) for p in points.values()])
    places = np.concatenate([np.asarray(p["projection"]) for p in points.values()])
    right = min(1.0, float(she.max()) * 1.1)
    low, high = min(float(places.min()), 0), max(float(places.max()), 0)
    low, high = low - 0.08 * (high - low), high + 0.08 * (high - low)
    unit: Any = np.array([1.17 * right / 310, (high - low) / 330])

    def correlation(corpus: str) -> float:
        some = points[corpus]
        return float(spearmanr(some["share_she"], some["projection"]).statistic)

    def say(corpus: str) -> str:
        some = points[corpus]
        words, y = some["words"], np.asarray(some["projection"])
        return _(
            "{}: over {} words, the share of “she” near a word and the "
            "place of its vector have a rank correlation of {}; farthest "
            "towards “he” lies {}, towards “she” {}."
        ).format(
            corpus,
            len(words),
            signed(correlation(corpus)),
            words[int(y.argmin())],
            words[int(y.argmax())],
        )

    @style.figure_style()
    def draw(corpus: str) -> Figure:
        some = points[corpus]
        x, y = np.asarray(some["share_she"]), np.asarray(some["projection"])
        fig, ax = plots.panels(5.4)
        ax.axhline(0, color=palette.MUTED, lw=0.7)
        ax.set(xlim=(-0.12 * right, 1.05 * right), ylim=(low, high))
        ax.xaxis.set_major_formatter(lambda part, _: f"{part:.0%}")
        ax.set_xlabel(_("“she” among the pronouns near the word, in the text"))
        ax.set_ylabel(_("place of its vector: he (below) to she (above)"))
        plots.dots(ax, np.stack([x, y], axis=1), palette.INPUT, 5, 0.9)
        spots = np.stack([x, y], axis=1)
        names = [
            (some["words"][i], spots[i], palette.INK)
            for i in _with_room(some["words"], spots / unit)
        ]
        spread_labels(ax, names, spots, unit)
        r = signed(correlation(corpus))
        headline(fig, _("{}: text and vectors, rank correlation {}").format(corpus, r))
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
