"""Chapter 6's drawing of a filter that travels over an image, window by window."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike

from dlnlp.arrays import Array
from dlnlp.explore import Draw, Say, palette, style
from dlnlp.explore.diagram import canvas, cells
from dlnlp.explore.number_format import written
from dlnlp.language import _

SIDE, TOP = 27, 48  # of a cell, and where the tables begin, in typographic points
IMAGE_AT, FILTER_AT, MAP_AT = 2, 166, 284


def filter_window(image: ArrayLike, kernel: ArrayLike) -> tuple[Draw, Say]:
    """A window on its way over an image; what it gave so far stands at the right.

    image   (Y, X) numbers; kernel (k, l), the filter
    """
    pixels, weights = np.asarray(image, float), np.asarray(kernel, float)
    (Y, X), (k, m) = pixels.shape, weights.shape
    columns = int(X - m + 1)
    windows = np.lib.stride_tricks.sliding_window_view(pixels, (k, m))
    sums = (windows * weights).sum(axis=(2, 3))  # (Y - k + 1, X - m + 1)

    def place(step: int) -> tuple[int, int]:
        return divmod(step - 1, columns)

    def say(step: int) -> str:
        y, x = place(step)
        value = written("{:g}", sums[y, x])
        return _(
            "Window {} of {}, at row {} and column {}: its pixels times "
            "the filter's weights, added up, are {}."
        ).format(step, sums.size, y, x, value)

    @style.figure_style()
    def draw(step: int) -> Figure:
        y, x = place(step)
        value = written("{:g}", sums[y, x])
        fig, ax = canvas(
            TOP + Y * SIDE + 8, _("Window {}: the sum is {}").format(step, value)
        )
        _table(ax, IMAGE_AT, pixels, palette.INPUT, _("image ({}, {})").format(Y, X))
        _table(ax, FILTER_AT, weights, palette.KEY, _("filter ({}, {})").format(k, m))
        known = np.where(np.arange(sums.size) < step, sums.ravel(), np.nan)
        shape = _("map {}").format(sums.shape)
        _table(ax, MAP_AT, known.reshape(sums.shape), palette.HIDDEN, shape)
        for left, row, column, size in (
            (IMAGE_AT, y, x, (m, k)),
            (MAP_AT, y, x, (1, 1)),
        ):
            corner = (left + column * SIDE, TOP + row * SIDE)
            width, height = size[0] * SIDE, size[1] * SIDE
            ax.add_patch(
                Rectangle(corner, width, height, fc="none", ec=palette.LOSS, lw=2)
            )
        return fig

    return draw, say


def _table(ax: Axes, left: float, numbers: Array, colour: str, name: str) -> None:
    """Numbers in cells, the larger the fuller; an empty cell where there is none."""
    font: dict[str, Any] = {"color": colour, "fontsize": 10}
    ax.text(left, TOP - 8, name, **font)
    sizes = np.nan_to_num(np.abs(numbers))
    strengths = 0.45 * sizes / (sizes.max() or 1.0)
    cells(ax, (left, TOP), (SIDE, SIDE), strengths, colour)
    for (row, column), number in np.ndenumerate(numbers):
        if np.isnan(number):
            continue
        x, y = left + (column + 0.5) * SIDE, TOP + (row + 0.5) * SIDE
        text = written("{:g}", number)
        ax.text(x, y, text, ha="center", va="center", color=palette.INK, fontsize=11)
