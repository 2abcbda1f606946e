"""The drawing of chapter 2 that shows both networks, every box with name and shape."""

from __future__ import annotations

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from dlnlp.explore import style
from dlnlp.explore.diagram import Draw, Say, arrow, lattice

WIDTH, HEIGHT = 374, 436  # typographic points: the figure is drawn at its own size
MIDDLE = 104  # where the flow runs
NAMES = 222  # where names and shapes stand
CELL = 13  # side of a cell; less where there are many …
STRIP = 78  # … so that no row is longer than this


def shapes(
    V: int, D: int, *, names: tuple[str, str, str] = ("the", "drinks", "cat")
) -> tuple[Draw, Say]:
    """Both networks from the words that are known to the words that are guessed.

    names  the words with ids 0, 1 and 2; 0 and 1 are the neighbours of 2
    """
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
        known, right = (style.KEY, style.QUERY) if cbow else (style.QUERY, style.KEY)
        fig = plt.figure(figsize=(WIDTH / 72, HEIGHT / 72), layout="none")
        ax = fig.add_axes((0, 0, 1, 1))
        ax.set(xlim=(0, WIDTH), ylim=(HEIGHT, 0))
        ax.axis("off")
        title = "Two words guess one" if cbow else "One word guesses two"
        ax.text(2, 13, f"{model}: {title.lower()}", fontsize=12, weight="bold")

        y = _words(ax, 46, V, given, known, f"one-hot ({V},)")
        y = _step(ax, y, "picks its row" if not cbow else "each picks its row")
        picked = [i for i, _ in given]
        y = _grid(ax, y, V, D, picked, style.INPUT, f"W_in ({V}, {D})")
        y = _step(ax, y, "mean of the two rows" if cbow else "the row itself")
        y = _grid(ax, y, 1, D, [0], style.HIDDEN, f"h ({D},)")
        y = _step(ax, y, "dot product with every row of")
        y = _grid(ax, y, V, D, [], style.INK, f"W_out ({V}, {D})")
        y = _step(ax, y, "")
        y = _grid(ax, y, 1, V, [], style.INK, f"scores ({V},)")
        y = _step(ax, y, "softmax")
        y = _grid(ax, y, 1, V, [], style.INK, f"p ({V},)")
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
    spots = [(left, y + i * height, columns * width, height) for i in lit]
    _cells(ax, (left, y), (rows, columns), (width, height), spots, colour)
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
        spot = (left + i * width, y, width, CELL)
        _cells(ax, (left, y), (1, V), (width, CELL), [spot], colour)
    ax.text(NAMES, y + CELL / 2, text, va="center", color=colour)
    return y + CELL


def _cells(
    ax: Axes,
    corner: tuple[float, float],
    shape: tuple[int, int],
    cell: tuple[float, float],
    spots: list[tuple[float, float, float, float]],
    colour: str,
) -> None:
    """Lit spots (left, top, width, height), and over them a lattice in one stroke."""
    for left, top, width, height in spots:
        lit = Rectangle((left, top), width, height, fc=colour, ec="none", alpha=0.55)
        ax.add_patch(lit)
    lattice(ax, corner, shape, cell, colour)


def _step(ax: Axes, y: float, text: str, *, loss: bool = False) -> float:
    """The way down to the next array, and what happens on it."""
    colour = style.LOSS if loss else style.MUTED
    arrow(ax, (MIDDLE, y + 3), (MIDDLE, y + 23), colour, lw=1)
    ax.text(MIDDLE + 12, y + 13, text, va="center", color=colour, fontsize=10)
    return y + 26
