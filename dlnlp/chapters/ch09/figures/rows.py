"""What chapter 9's drawings share: a memory with a word a row, and a head's weights."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from dlnlp.arrays import Array
from dlnlp.explore import palette
from dlnlp.explore.diagram import cells
from dlnlp.explore.number_format import signed
from dlnlp.language import _

# In typographic points:
ROW = 25  # height of a row
LEFT, CELL = 48, 29  # where the memory begins, and the width of a number in it


def memory(
    ax: Axes, words: Sequence[str], M: Array, top: float, lit: Sequence[int] = ()
) -> None:
    """A memory (R, D) as numbers in cells, with a word before each row.

    lit  rows whose words are bold
    """
    M = np.asarray(M, dtype=float)
    signed_cells(ax, (LEFT, top), (CELL, ROW), M / max(1.0, float(abs(M).max())), 0.5)
    for r, word in enumerate(words):
        y = top + (r + 0.5) * ROW
        ax.text(
            LEFT - 6, y, word, ha="right", va="center", fontsize=10.5,
            color=palette.INK, weight="bold" if r in lit else "normal",
        )  # fmt: skip
        for d, number in enumerate(M[r]):
            text = f"{number:.0f}".replace("-", "−") if number == round(number) else ""
            x = LEFT + (d + 0.5) * CELL
            ax.text(x, y, text or f"{number:.1f}".replace("-", "−"), ha="center",
                    va="center", fontsize=10.5)  # fmt: skip


def signed_cells(
    ax: Axes,
    corner: tuple[float, float],
    cell: tuple[float, float],
    values: Array,
    strongest: float = 1.0,
) -> None:
    """Numbers from -1 to 1 as cells: above 0 in one colour, below in another."""
    shades = np.round(4 * np.clip(values, -1, 1)) / 4 * strongest
    cells(ax, corner, cell, np.maximum(shades, 0), palette.INPUT)
    cells(ax, corner, cell, np.maximum(-shades, 0), palette.LOSS)


def weights(
    ax: Axes,
    w: Array,
    at: tuple[float, float],
    width: float,
    colour: str,
    name: str,
    *,
    row: float = ROW,
    numbers: bool = True,
) -> None:
    """A head's weights (R,) as bars to the right, with their name above.

    at     the upper left corner
    width  of a weight of 1
    """
    x, y = at
    ax.plot([x, x], [y, y + row * len(w)], color=palette.MUTED, lw=0.8)
    ax.text(x, y - 7, name, color=colour, fontsize=10.5, weight="bold")
    for r, weight in enumerate(np.asarray(w, dtype=float)):
        if weight >= 0.005:
            bar = Rectangle((x, y + r * row + 0.15 * row), width * weight, 0.7 * row,
                            fc=colour, ec="none", alpha=0.45)  # fmt: skip
            ax.add_patch(bar)
        if numbers and weight >= 0.005:
            ax.text(x + 3, y + (r + 0.5) * row, f"{weight:.2f}".lstrip("0"),
                    va="center", fontsize=10)  # fmt: skip


def nearest(words: Sequence[str], M: Array, r: Array) -> str:
    """The words of the rows that lie nearest to what was read, and no others."""
    M, r = np.asarray(M, dtype=float), np.asarray(r, dtype=float)
    far = np.linalg.norm(M - r, axis=1)  # (R,)
    found = [words[int(i)] for i in np.flatnonzero(far <= far.min() + 0.05)]
    return _(" or ").join(f"“{word}”" for word in dict.fromkeys(found))


def vector(numbers: Array) -> str:
    """(1.2, −0.3)"""
    return f"({', '.join(signed(float(x)) for x in numbers)})"
