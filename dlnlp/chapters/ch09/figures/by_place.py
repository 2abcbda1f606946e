"""Chapter 9's drawing of a head that moves: interpolate, shift, sharpen, read."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from dlnlp.arrays import Array
from dlnlp.chapters.ch09.figures.rows import ROW, memory, nearest, vector, weights
from dlnlp.explore import Draw, Say, palette, style
from dlnlp.explore.diagram import canvas
from dlnlp.nn import content_weights, interpolate, sharpen, shift

TOP = 62  # how far down the first row stands, in typographic points
FIRST, APART, WIDE = 144, 47, 40  # the first column; how far apart; a weight of 1
SHIFTS = {
    "−1": (1.0, 0.0, 0.0), "0": (0.0, 1.0, 0.0), "+1": (0.0, 0.0, 1.0),
    "+1, leaks": (0.05, 0.15, 0.8),
}  # fmt: skip


def by_place(words: Sequence[str], M: Array, key: str, was: int) -> tuple[Draw, Say]:
    """All that happens to a head's weights in one step, and what it reads then.

    words  one for each row of M (R, D)
    key    the word whose row is the key, with β = 20
    was    the row on which the head was before
    """
    M = np.asarray(M, dtype=float)
    before = np.eye(len(M))[[was]]  # (1, R)
    k, beta = M[words.index(key)][None], np.array([[20.0]])
    found, _ = content_weights(M, k, beta)

    def values(g: float, move: str, gamma: float) -> tuple[Array, Array, Array]:
        mixed, _ = interpolate(found, before, np.array([[float(g)]]))
        moved, _ = shift(mixed, np.array([SHIFTS[move]]))
        sharp, _ = sharpen(moved, np.array([[float(gamma)]]))
        return mixed[0], moved[0], sharp[0]

    def say(g: float, move: str, gamma: float) -> str:
        *_, w = values(g, move, gamma)
        r = w @ M
        heavy = [f"row {i} by {w[i]:.0%}" for i in np.argsort(-w)[:2] if w[i] >= 0.005]
        return (
            f"Gate g = {g:g}, shift {move}, γ = {gamma}: the head reads "
            f"{' and '.join(heavy)}, {vector(r)}, nearest to {nearest(words, M, r)}."
        )

    @style.figure_style()
    def draw(g: float, move: str, gamma: float) -> Figure:
        mixed, moved, w = values(g, move, gamma)
        r = w @ M
        bottom = TOP + ROW * len(words)
        title = f"It reads {nearest(words, M, r)}"
        fig, ax = canvas(bottom + 30, title)
        memory(ax, words, M, TOP, lit=np.flatnonzero(w > 0.3).tolist())
        columns = (
            ("before", before[0], palette.MUTED), ("found", found[0], palette.KEY),
            ("mixed", mixed, palette.HIDDEN), ("moved", moved, palette.HIDDEN),
            ("sharp", w, palette.QUERY),
        )  # fmt: skip
        for n, (name, column, colour) in enumerate(columns):
            weights(ax, column, (FIRST + n * APART, TOP), WIDE, colour, name)
        ax.text(2, bottom + 20, f"read: r = {vector(r)}", color=palette.QUERY,
                fontsize=10.5, weight="bold")  # fmt: skip
        return fig

    return draw, say
