"""Chapter 3's drawing of one group of words with its shared negatives."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from dlnlp.explore import palette, style
from dlnlp.explore.diagram import WIDTH, canvas, cells
from dlnlp.language import _

CELL = 19  # side of a cell, at most
NAMED = 10.5  # cells narrower than this have no room for a word


@style.figure_style()
def group(window_mask: Any, text: Sequence[Any], noise: Sequence[Any]) -> Figure:
    """Which dot products of a group count: those in a window, and all negatives.

    window_mask  (G, C) which words of the stretch of text are in whose window
    text         (C,) its words, or their ids; the G in the middle are the group
    noise        (S,) the negatives, or their ids
    """
    mask = np.asarray(window_mask, dtype=bool)
    G, C = mask.shape
    S = len(noise)
    different = np.array([[word != other for other in noise] for word in text])
    wrong = mask.astype(int) @ different.astype(int)  # (G, S) how often it is asked
    named = all(isinstance(word, str) for word in (*text, *noise))
    side = min(CELL, (WIDTH - 120 if named else WIDTH - 56) / (C + S + 1))
    named = named and side >= NAMED
    words = 62 if named else 0
    counted = int(mask.sum() + (wrong > 0).sum())
    total = G * (C + S)
    title = _("One product of matrices; {} of its {} numbers count").format(
        counted, total
    )
    fig, ax = canvas(G * side + words + 92, title)

    left = (WIDTH - (C + S + 1) * side) / 2 + (42 if named else 16)
    gap = left + (C + 1) * side  # where the negatives begin
    top = 58 + words
    cells(ax, (left, top), (side, side), 0.65 * mask, palette.KEY)
    strengths = np.where(wrong > 0, 0.1 + 0.35 * wrong / max(wrong.max(), 1), 0)
    cells(ax, (gap, top), (side, side), strengths, palette.MUTED)
    if side >= NAMED:
        for i, j in np.argwhere(wrong > 0).tolist():
            ax.text(
                gap + (j + 0.5) * side, top + (i + 0.5) * side, f"{wrong[i, j]}",
                ha="center", va="center", color=palette.INK, fontsize=10,
            )  # fmt: skip
    ax.text(
        gap + S * side, top + G * side + 17, _("how many guesses ask about it"),
        ha="right", color=palette.MUTED, fontsize=10,
    )  # fmt: skip
    first = (C - G) // 2  # where the group begins in its text
    heading: dict[str, Any] = {"y": 46, "weight": "bold"}
    ax.text(
        s=_("words around (C = {})").format(C), x=left, color=palette.KEY, **heading
    )
    ax.text(
        s=_("negatives (S = {})").format(S), x=WIDTH - 2, ha="right",
        color=palette.MUTED,
        **heading,
    )  # fmt: skip
    middle = _("middle (G = {})").format(G)
    for x, line in ((9, _("words in the")), (23, middle)):
        ax.text(
            x, top + G * side / 2, line, rotation=90, ha="center", va="center",
            color=palette.QUERY, weight="bold",
        )  # fmt: skip
    if named:
        for x, column in ((left, text), (gap, noise)):
            for j, word in enumerate(column):
                ax.text(
                    x + (j + 0.5) * side, top - 4, word, rotation=90, ha="center",
                    va="bottom", color=palette.MUTED, fontsize=10,
                )  # fmt: skip
        for i in range(G):
            ax.text(
                left - 4, top + (i + 0.5) * side, text[first + i], ha="right",
                va="center", color=palette.QUERY, fontsize=10,
            )  # fmt: skip
    return fig
