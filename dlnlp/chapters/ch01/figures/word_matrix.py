"""A matrix over pairs of words, as two of chapter 1's drawings show it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from dlnlp.explore import palette
from dlnlp.explore.diagram import cells


def word_matrix(
    ax: Axes, words: Sequence[str], values: Any, form: str, strengths: Any
) -> None:
    """Cells with the numbers that aren't zero, rows and columns named by words.

    values, strengths  (V, V) what is written in a cell, and how strongly it is filled
    """
    cells(ax, (0, 0), (1, 1), strengths, palette.KEY)
    for i, j in np.argwhere(values):
        ax.text(j + 0.5, i + 0.52, form.format(values[i, j]), ha="center", va="center")
    at = np.arange(len(words)) + 0.5
    ax.set(xlim=(0, len(words)), ylim=(len(words), 0), aspect="equal")
    ax.set_xticks(at, words, rotation=45, ha="left", rotation_mode="anchor")
    ax.set_yticks(at, words)
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
