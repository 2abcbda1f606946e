"""Chapter 2's drawing of both networks, every array with its name and shape."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dlnlp.explore import Draw, Say, palette, style
from dlnlp.explore.diagram import arrow, canvas, cells

MIDDLE = 104  # where the flow runs
NAMES = 222  # where names and shapes stand
CELL = 13  # side of a cell; less where there are many …
STRIP = 78  # … so that no row is longer than this


def shapes(
    V: int, D: int, *, names: tuple[str, str, str] = ("the", "drinks", "cat")
) -> tuple[Draw, Say]:
    """Both networks from the words that are known to the words that are guessed.

    names  the words with ids 0, 1 and 2; 0 and 1 are the neighbours of 2

    Raises ValueError for a vocabulary that does not hold these three.
    """
    if len(names) > V:
        raise ValueError(f"a vocabulary of {V} words does not hold the words {names}")
    before, after, centre = names

    def say(model: str) -> str:
        if model == "CBOW":
            return (
                f"CBOW: h is the mean of two rows of W_in, those of {before} and "
                f"{after}; {V} scores and {V} probabilities are compared with one "
                f"right word, {centre}."
            )
        return (
            f"Skip-gram: h is one row of W_in, that of {centre}; {V} scores and {V} "
            f"probabilities are compared with two right words, {before} and {after}."
        )

    @style.figure_style()
    def draw(model: str) -> Figure:
        cbow = model == "CBOW"
        outer, inner = [(0, before), (1, after)], [(2, centre)]
        given, wanted = (outer, inner) if cbow else (inner, outer)
        known, right = (
            (palette.KEY, palette.QUERY) if cbow else (palette.QUERY, palette.KEY)
        )
        title = "Two words guess one" if cbow else "One word guesses two"
        fig, ax = canvas(436, f"{model}: {title.lower()}")

        y = _words(ax, 46, V, given, known, f"one-hot ({V},)")
        y = _step(ax, y, "picks its row" if not cbow else "each picks its row")
        picked = [i for i, _ in given]
        y = _grid(ax, y, V, D, picked, palette.INPUT, f"W_in ({V}, {D})")
        y = _step(ax, y, "mean of the two rows" if cbow else "the row itself")
        y = _grid(ax, y, 1, D, [0], palette.HIDDEN, f"h ({D},)")
        y = _step(ax, y, "dot product with every row of")
        y = _grid(ax, y, V, D, [], palette.INK, f"W_out ({V}, {D})")
        y = _step(ax, y, "")
        y = _grid(ax, y, 1, V, [], palette.INK, f"scores ({V},)")
        y = _step(ax, y, "softmax")
        y = _grid(ax, y, 1, V, [], palette.INK, f"p ({V},)")
        y = _step(ax, y, "cross-entropy: compare with", loss=True)
        y = _words(ax, y + 14, V, wanted, right, f"truth, one-hot ({V},)")
        return fig

    return draw, say


def _grid(
    ax: Axes, y: float, rows: int, columns: int, lit: list[int], colour: str, text: str
) -> float:
    """An array as cells, some rows lit, its name and shape beside it; its lower end."""
    width, height = min(CELL, STRIP / columns), min(CELL, 72 / rows)
    left, bottom = MIDDLE - columns * width / 2, y + rows * height
    strengths = np.zeros((rows, columns))
    strengths[lit] = 0.55
    cells(ax, (left, y), (width, height), strengths, colour, lines=colour)
    ax.text(NAMES, (y + bottom) / 2, text, va="center", color=colour)
    return bottom


def _words(
    ax: Axes, y: float, V: int, words: list[tuple[int, str]], colour: str, text: str
) -> float:
    """One-hot words side by side, each under its name; their lower end."""
    width = min(CELL, STRIP / V)
    for n, (i, word) in enumerate(words):
        middle = MIDDLE + (n - (len(words) - 1) / 2) * (V * width + 18)
        left = middle - V * width / 2
        ax.text(middle, y - 5, word, ha="center", color=colour, weight="bold")
        one_hot = 0.55 * (np.arange(V) == i)[None]
        cells(ax, (left, y), (width, CELL), one_hot, colour, lines=colour)
    ax.text(NAMES, y + CELL / 2, text, va="center", color=colour)
    return y + CELL


def _step(ax: Axes, y: float, text: str, *, loss: bool = False) -> float:
    """The way down to the next array, and what happens on it."""
    colour = palette.LOSS if loss else palette.MUTED
    arrow(ax, (MIDDLE, y + 3), (MIDDLE, y + 23), colour, lw=1)
    ax.text(MIDDLE + 12, y + 13, text, va="center", color=colour, fontsize=10)
    return y + 26
