"""Chapter 9's drawing of content addressing: a key, its cosines and the weights."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from dlnlp.arrays import Array
from dlnlp.chapters.ch09.figures.rows import ROW, memory, weights
from dlnlp.explore import Draw, Say, palette, style
from dlnlp.explore.diagram import canvas
from dlnlp.explore.number_format import signed
from dlnlp.language import _
from dlnlp.nn import content_weights, cosine_similarity

TOP = 62  # how far down the first row stands, in typographic points
COSINE, WEIGHTS, WIDE = 170, 214, 120


def found_by_content(words: Sequence[str], M: Array) -> tuple[Draw, Say]:
    """Where a head finds a key in a memory, the more sharply the larger β is.

    words  one for each row of M (R, D); the key is the row of a word
    """
    M = np.asarray(M, dtype=float)

    def values(key: str, beta: float) -> tuple[Array, Array]:
        k = M[words.index(key)][None]
        w = content_weights(M, k, np.array([[float(beta)]]))[0]
        return cosine_similarity(M, k)[0][0], w[0]

    def say(key: str, beta: float) -> str:
        w = values(key, beta)[1]
        parts = [
            _("row {} ({}) {:.0%}").format(r, words[r], w[r])
            for r in np.argsort(-w)[:3]
        ]
        return _("Key “{}”, β = {}: {}.").format(key, beta, _(", ").join(parts))

    @style.figure_style()
    def draw(key: str, beta: float) -> Figure:
        cosine, w = values(key, beta)
        most = np.flatnonzero(w > w.max() - 0.005)
        title = _("β = {}: {:.0%} on “{}”") if len(most) == 1 else (
            _("β = {}: {:.0%} on each “{}”")
        )  # fmt: skip
        title = title.format(beta, w.max(), key)
        if len(most) == len(w):
            title = _("β = {}: all rows alike").format(beta)
        fig, ax = canvas(TOP + ROW * len(words) + 8, title)
        memory(ax, words, M, TOP, lit=[words.index(key)])
        ax.text(
            48, TOP - 7, _("memory"), color=palette.CELL, fontsize=10.5, weight="bold"
        )
        ax.text(COSINE, TOP - 7, _("cosine"), color=palette.KEY, fontsize=10.5,
                weight="bold", ha="center")  # fmt: skip
        for r, c in enumerate(cosine):
            ax.text(COSINE, TOP + (r + 0.5) * ROW, signed(float(c)), ha="center",
                    va="center", fontsize=10.5)  # fmt: skip
        weights(ax, w, (WEIGHTS, TOP), WIDE, palette.QUERY, _("weights w"))
        return fig

    return draw, say
