"""The drawing of chapter 3 that shows one group of words with its shared negatives.

It is reached through `dlnlp.chapters.ch03.figures`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from dlnlp.explore import style
from dlnlp.explore.diagram import headline, lattice

WIDTH = 374  # typographic points
CELL = 19  # side of a cell, at most
NAMED = 10.5  # cells narrower than this have no room for a word


@style.figure_style()
def group(near: Any, text: Sequence[Any], noise: Sequence[Any]) -> Figure:
    """Which dot products of a group count: those in a window, and all negatives.

    near   (G, L) which words of the stretch of text are in whose window
    text   (L,) its words, or their ids; the G in the middle are the group
    noise  (S,) the negatives, or their ids
    """
    near = np.asarray(near, dtype=bool)
    G, L = near.shape
    S = len(noise)
    different = np.array([[word != other for other in noise] for word in text])
    wrong = near.astype(int) @ different.astype(int)  # (G, S) how often it is asked
    named = all(isinstance(word, str) for word in (*text, *noise))
    side = min(CELL, (WIDTH - 120 if named else WIDTH - 56) / (L + S + 1))
    named = named and side >= NAMED
    words = 62 if named else 0
    height = G * side + words + 92
    fig = plt.figure(figsize=(WIDTH / 72, height / 72), layout="none")
    ax = fig.add_axes((0, 0, 1, 1))
    ax.set(xlim=(0, WIDTH), ylim=(height, 0))
    ax.axis("off")

    left = (WIDTH - (L + S + 1) * side) / 2 + (42 if named else 16)
    gap = left + (L + 1) * side  # where the negatives begin
    top = 58 + words
    _cells(ax, (left, top), side, near * 0.65, style.KEY)
    strengths = np.where(wrong > 0, 0.15 + 0.6 * wrong / max(wrong.max(), 1), 0)
    _cells(ax, (gap, top), side, strengths, style.MUTED)
    ax.text(
        gap + S * side, top + G * side + 17, "stronger: asked about more often",
        ha="right", color=style.MUTED, fontsize=10,
    )  # fmt: skip
    first = (L - G) // 2  # where the group begins in its text
    for x, width, colour, name in (
        (left, L, style.KEY, f"words around (L = {L})"),
        (gap, S, style.MUTED, f"negatives (S = {S})"),
    ):
        middle = x + width * side / 2
        ax.text(middle, 46, name, ha="center", color=colour, weight="bold")
    for x, line in ((9, "words in the"), (23, f"middle (G = {G})")):
        ax.text(
            x, top + G * side / 2, line, rotation=90, ha="center", va="center",
            color=style.QUERY, weight="bold",
        )  # fmt: skip
    if named:
        for x, column in ((left, text), (gap, noise)):
            for j, word in enumerate(column):
                ax.text(
                    x + (j + 0.5) * side, top - 4, word, rotation=90, ha="center",
                    va="bottom", color=style.MUTED, fontsize=10,
                )  # fmt: skip
        for i in range(G):
            ax.text(
                left - 4, top + (i + 0.5) * side, text[first + i], ha="right",
                va="center", color=style.QUERY, fontsize=10,
            )  # fmt: skip
    counted = int(near.sum() + (wrong > 0).sum())
    total = G * (L + S)
    headline(fig, f"One product of matrices; {counted} of its {total} numbers count")
    return fig


def _cells(
    ax: Axes, corner: tuple[float, float], side: float, strengths: Any, colour: str
) -> None:
    """A cell a number, filled as strongly as it says, and a lattice in one stroke."""
    x, y = corner
    square = np.array([[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]])
    for strength in np.unique(strengths[strengths > 0]):
        places = np.argwhere(strengths == strength)[:, ::-1]  # (N, 2) column, row
        corners = np.array([x, y]) + side * (places[:, None] + square)
        moves = [Path.MOVETO, *[Path.LINETO] * 3, Path.CLOSEPOLY] * len(places)
        filled = Path(corners.reshape(-1, 2), moves)
        ax.add_patch(PathPatch(filled, fc=colour, ec="none", alpha=strength))
    lattice(ax, corner, strengths.shape, (side, side), style.GRID)
