"""Chapter 8's drawing of the KV cache: what is computed again without it."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dlnlp.arrays import Array
from dlnlp.explore import Draw, Say, palette, style
from dlnlp.explore.diagram import canvas, cells
from dlnlp.language import _

SIDE, LEFTS, TOP = 13, (4, 200), 62


def cache(prompt: int, length: int) -> tuple[Draw, Say]:
    """Vectors that pass through a model while it writes, without and with a cache.

    prompt  tokens that are there; length  tokens in the end, a row for each step
    """

    def table(step: int, *, cached: bool) -> Array:
        """Strengths (steps, length): 1 computed now, .35 computed before."""
        rows = length - prompt + 1
        found = np.zeros((rows, length))
        for row in range(step):
            first = prompt + row - 1 if cached and row else 0
            found[row, first : prompt + row] = 1.0 if row == step - 1 else 0.35
        return found

    def counts(step: int) -> tuple[int, int]:
        return (
            sum(prompt + row for row in range(step)),
            prompt + step - 1,
        )

    def say(step: int) -> str:
        without, kept = counts(step)
        return _(
            "After {} letters that were written, {} vectors have passed "
            "through the model without a cache, and {} with it."
        ).format(step, without, kept)

    @style.figure_style()
    def draw(step: int) -> Figure:
        without, kept = counts(step)
        fig, ax = canvas(
            218, _("{} vectors without the cache, {} with it").format(without, kept)
        )
        _panel(ax, LEFTS[0], _("without"), table(step, cached=False), palette.LOSS)
        _panel(ax, LEFTS[1], _("with the cache"), table(step, cached=True), palette.KEY)
        down = TOP + SIDE * (length - prompt + 1) + 18
        small: dict[str, Any] = {"color": palette.MUTED, "fontsize": 10}
        ax.text(4, down, _("a row: one step of writing; a column: a place"), **small)
        ax.text(4, down + 15, _("dark: passes through the model at this step"), **small)
        return fig

    return draw, say


def _panel(ax: Axes, left: float, name: str, strengths: Array, colour: str) -> None:
    ax.text(left, TOP - 10, name, color=colour, weight="bold", fontsize=10.5)
    cells(ax, (left, TOP), (SIDE, SIDE), strengths, colour)
