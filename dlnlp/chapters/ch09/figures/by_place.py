"""Chapter 9's drawing of a head that moves: interpolate, shift, sharpen, read."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from dlnlp.arrays import Array
from dlnlp.chapters.ch09.figures.rows import ROW, memory, nearest, vector, weights
from dlnlp.explore import Draw, Say, palette, style
from dlnlp.explore.diagram import canvas
from dlnlp.language import _
from dlnlp.nn import content_weights, interpolate, sharpen, shift

TOP = 62  # how far down the first row stands, in typographic points
FIRST, APART, WIDE = 144, 47, 40  # the first column; how far apart; a weight of 1
SHIFTS = {
    "−1": (1.0, 0.0, 0.0), "0": (0.0, 1.0, 0.0), "+1": (0.0, 0.0, 1.0),
    _("+1, leaks"): (0.05, 0.15, 0.8),
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
    found = content_weights(M, k, beta)[0]

    def values(g: float, move: str, gamma: float) -> tuple[Array, Array, Array]:
        mixed = interpolate(found, before, np.array([[float(g)]]))[0]
        moved = shift(mixed, np.array([SHIFTS[move]]))[0]
        sharp = sharpen(moved, np.array([[float(gamma)]]))[0]
        return mixed[0], moved[0], sharp[0]

    def say(g: float, move: str, gamma: float) -> str:
        w = values(g, move, gamma)[-1]
        r = w @ M
        heavy = [
            _("row {} by {:.0%}").format(i, w[i])
            for i in np.argsort(-w)[:2]
            if w[i] >= 0.005
        ]
        rows, near = _(" and ").join(heavy), nearest(words, M, r)
        return _(
            "Gate g = {:g}, shift {}, γ = {}: the head reads {}, {}, nearest to {}."
        ).format(g, _(move), gamma, rows, vector(r), near)

    @style.figure_style()
    def draw(g: float, move: str, gamma: float) -> Figure:
        mixed, moved, w = values(g, move, gamma)
        r = w @ M
        bottom = TOP + ROW * len(words)
        title = _("It reads {}").format(nearest(words, M, r))
        fig, ax = canvas(bottom + 30, title)
        memory(ax, words, M, TOP, lit=np.flatnonzero(w > 0.3).tolist())
        columns = (
            (_("before"), before[0], palette.MUTED),
            (_("found"), found[0], palette.KEY),
            (_("mixed"), mixed, palette.HIDDEN),
            (_("moved"), moved, palette.HIDDEN),
            (_("sharp"), w, palette.QUERY),
        )
        for n, (name, column, colour) in enumerate(columns):
            weights(ax, column, (FIRST + n * APART, TOP), WIDE, colour, name)
        ax.text(2, bottom + 20, _("read: r = {}").format(vector(r)), fontsize=10.5,
                color=palette.QUERY, weight="bold")  # fmt: skip
        return fig

    return draw, say
