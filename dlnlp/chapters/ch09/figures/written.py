"""Chapter 9's drawing of a row that is written: erased first, then added to."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from dlnlp.arrays import Array
from dlnlp.chapters.ch09.figures.rows import ROW, memory, vector, weights
from dlnlp.explore import Draw, Say, palette, style
from dlnlp.explore.diagram import arrow, canvas
from dlnlp.language import _
from dlnlp.nn import add, erase

TOP = 62  # how far down the first row stands, in typographic points
AT, WIDE, MIDDLE, AFTER = 144, 44, 222, 250


def written(
    words: Sequence[str], M: Array, row: int, word: str, new: Array
) -> tuple[Draw, Say]:
    """One row of a memory is written: m becomes m (1 - w e) + w a.

    words  one for each row of M (R, D)
    row    where the head is; word, new: what it adds, (D,)
    """
    M, a = np.asarray(M, dtype=float), np.asarray(new, dtype=float)

    def values(w: float, e: float) -> tuple[Array, Array]:
        head = np.zeros((1, len(M)))
        head[0, row] = w
        erased = erase(M, head, np.full((1, M.shape[1]), float(e)))[0]
        return head[0], add(erased, head, a[None])[0]

    def say(w: float, e: float) -> str:
        after = values(w, e)[1]
        return _(
            "Weight {:g} on “{}”, erase {:g}, add “{}” {}: the row is {}; "
            "the others stay."
        ).format(w, words[row], e, word, vector(a), vector(after[row]))

    @style.figure_style()
    def draw(w: float, e: float) -> Figure:
        head, after = values(w, e)
        same = np.allclose(after[row], M[row])
        title = (
            _("Nothing is written") if same
            else _("“{}” stands in the place of “{}”").format(word, words[row])
            if np.allclose(after[row], a)
            else _("The row holds some of “{}”, some of “{}”").format(words[row], word)
        )  # fmt: skip
        bottom = TOP + ROW * len(words)
        fig, ax = canvas(bottom + 30, title)
        memory(ax, words, M, TOP, lit=[row])
        weights(ax, head, (AT, TOP), WIDE, palette.CELL, "w")
        middle = TOP + (row + 0.5) * ROW
        arrow(ax, (MIDDLE - 24, middle), (MIDDLE + 18, middle), palette.CELL)
        ax.text(AFTER, middle - 18, _("after"), color=palette.CELL, fontsize=10.5,
                weight="bold")  # fmt: skip
        ax.text(AFTER, middle + 4, vector(after[row]), fontsize=10.5)
        ax.text(2, bottom + 20, f"m (1 − {w:g} · {e:g}) + {w:g} a,  a = {vector(a)}",
                color=palette.MUTED, fontsize=10.5)  # fmt: skip
        return fig

    return draw, say
