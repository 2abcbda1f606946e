"""Chapter 7's plane with three states, a query that turns, and what it reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dlnlp.arrays import Array
from dlnlp.explore import Draw, Say, palette, style
from dlnlp.explore.diagram import arrow, canvas
from dlnlp.explore.number_format import signed
from dlnlp.language import _
from dlnlp.nn import softmax

MIDDLE, UNIT = (112, 146), 42  # where (0, 0) lies, and one, in typographic points
BARS, ROW = 236, 62  # where the bars begin, and the height of a word's row
FULL = 96  # length of the bar of a weight of 1


def three_words(states: Mapping[str, tuple[float, float]]) -> tuple[Draw, Say]:
    """What a query in the plane reads of a few words.

    states  word -> its state of two numbers, which is key and value
    draw(direction, length): the query, in degrees from the right and in its length
    """
    words = list(states)
    hs = np.array(list(states.values()), dtype=float)  # (S, 2)

    def read(direction: int, length: float) -> tuple[Array, Array, Array, Array]:
        turn = np.deg2rad(direction)
        q = length * np.array([np.cos(turn), np.sin(turn)])
        scores = hs @ q
        weights = np.asarray(softmax(scores))
        return q, scores, weights, weights @ hs

    def say(direction: int, length: float) -> str:
        weights, r = read(direction, length)[2:]
        shares = ", ".join(
            f"{word} {w:.0%}" for word, w in zip(words, weights, strict=True)
        )
        found = f"({signed(r[0])}, {signed(r[1])})"
        if length == 0:
            return _(
                "A query of zeros: all weights are equal, and r {} is the mean."
            ).format(found)
        return _(
            "A query of length {:g} at {}°: {}. What is read, r {}, lies "
            "between the states."
        ).format(length, direction, shares, found)

    @style.figure_style()
    def draw(direction: int, length: float) -> Figure:
        q, scores, weights, r = read(direction, length)
        best = words[int(weights.argmax())]
        title = _("Mostly {}: {:.0%}").format(best, weights.max())
        if length == 0:
            title = _("No query: the mean of all")
        fig, ax = canvas(262, title)
        _plane(ax, words, hs, weights, q, r)
        _bars(ax, words, scores, weights)
        return fig

    return draw, say


def _at(point: Any) -> tuple[float, float]:
    return MIDDLE[0] + UNIT * float(point[0]), MIDDLE[1] - UNIT * float(point[1])


def _plane(
    ax: Axes, words: list[str], hs: Array, weights: Array, q: Array, r: Array
) -> None:
    """The states and what lies between them, the query, what is read."""
    corners = [_at(h) for h in hs]
    ax.fill(*zip(*corners, strict=True), color=palette.HIDDEN, alpha=0.1, lw=0)
    reach = 2.45
    for line in ([(-reach, 0), (reach, 0)], [(0, -reach), (0, reach)]):
        ends = [_at(point) for point in line]
        ax.plot(*zip(*ends, strict=True), color=palette.GRID, lw=0.8, zorder=0)
    for word, h, weight in zip(words, hs, weights, strict=True):
        x, y = _at(h)
        ends = [_at(r), (x, y)]
        ax.plot(*zip(*ends, strict=True), color=palette.VALUE, lw=0.5 + 6 * weight,
                solid_capstyle="butt", zorder=1)  # fmt: skip
        ax.plot(x, y, "o", ms=6, color=palette.HIDDEN, zorder=3)
        above = y < MIDDLE[1] - 1
        ax.text(x, y + (-9 if above else 17), word, ha="center", color=palette.HIDDEN,
                fontsize=10.5)  # fmt: skip
    if q.any():
        arrow(ax, _at((0, 0)), _at(q), palette.QUERY, lw=2.4)
        size = float(np.hypot(*q))
        x, y = _at(q * (1 + 0.24 / size))
        ax.text(x, y, "q", ha="center", va="center", color=palette.QUERY, fontsize=12,
                weight="bold")  # fmt: skip
    x, y = _at(r)
    ax.plot(x, y, "s", ms=7, color=palette.INK, zorder=4)
    ax.text(x + 7, y + 13, "r", color=palette.INK, fontsize=12, weight="bold")


def _bars(ax: Axes, words: list[str], scores: Array, weights: Array) -> None:
    """Score and weight of each word."""
    for n, (word, score, weight) in enumerate(zip(words, scores, weights, strict=True)):
        y = 66 + n * ROW
        ax.text(BARS, y, word, color=palette.HIDDEN, weight="bold")
        ax.text(BARS, y + 16, _("score {}").format(signed(score)),
                color=palette.MUTED, fontsize=10)  # fmt: skip
        ax.barh(y + 27, FULL * weight, left=BARS, height=10, color=palette.QUERY)
        ax.text(BARS + FULL * weight + 5, y + 31, f"{weight:.2f}", fontsize=10,
                color=palette.QUERY)  # fmt: skip
