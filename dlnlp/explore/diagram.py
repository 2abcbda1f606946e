"""The parts of every drawn diagram: a page in points, boxes, arrows, tables of cells.

A diagram is drawn at its own size: its unit is the typographic point, counted from the
top left corner, and it is as wide as a column of text (`WIDTH`).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch, PathPatch
from matplotlib.path import Path

from dlnlp.explore import palette, style

WIDTH = 374  # typographic points

Point = tuple[float, float]


def canvas(height: float, title: str = "") -> tuple[Figure, Axes]:
    """An empty page in typographic points, from the top down, and its title."""
    figure = style.new_figure(WIDTH / 72, height / 72, fill=False)
    ax = figure.add_axes((0, 0, 1, 1))
    ax.set(xlim=(0, WIDTH), ylim=(height, 0))
    ax.axis("off")
    if title:
        ax.text(2, 13, title, fontsize=12, weight="bold")
    return figure, ax


def box(
    ax: Axes,
    at: Point,
    text: str,
    colour: str,
    size: tuple[float, float] = (58, 34),
    *,
    corner: float = 4,
    face: str = "none",
    lw: float = 1.4,
    zorder: float = 1,
    **font: Any,
) -> None:
    """A box with words in its middle: a name, and beneath it a shape.

    at      its middle
    corner  the radius of its corners
    font    how the words are set, where they are not 10.5 points in the box's colour
    """
    (x, y), (width, height) = at, size
    frame = FancyBboxPatch(
        (x - width / 2, y - height / 2), width, height, fc=face, ec=colour, lw=lw,
        boxstyle=f"round,pad=0,rounding_size={corner}", zorder=zorder,
    )  # fmt: skip
    ax.add_patch(frame)
    font = {"color": colour, "fontsize": 10.5, "linespacing": 1.15, **font}
    ax.text(x, y, text, ha="center", va="center", zorder=zorder + 1, **font)


def arrow(
    ax: Axes,
    start: Any,
    end: Any,
    colour: str,
    *,
    dashed: bool = False,
    lw: float = 1.6,
) -> None:
    """An arrow between two points; dashed if it is a gradient's."""
    ax.annotate(
        "", end, start,
        arrowprops={
            "arrowstyle": "-|>,head_length=0.35,head_width=0.17", "color": colour,
            "lw": lw, "linestyle": style.GRADIENT if dashed else "-",
            "shrinkA": 0, "shrinkB": 0, "mutation_scale": 14,
        },
    )  # fmt: skip


def cells(
    ax: Axes,
    corner: Point,
    cell: tuple[float, float],
    strengths: Any,
    colour: str,
    lines: str = palette.GRID,
) -> None:
    """An array as cells, each filled as strongly as its number (0 to 1) says.

    corner     the upper left one
    cell       width and height of one
    strengths  (rows, columns)
    lines      the colour of the lines between them
    """
    strengths = np.asarray(strengths, dtype=float)
    square = np.array([[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]])
    for strength in np.unique(strengths[strengths > 0]):
        places = np.argwhere(strengths == strength)[:, ::-1]  # (M, 2) column, row
        corners = np.asarray(corner) + np.asarray(cell) * (places[:, None] + square)
        moves = [Path.MOVETO, *[Path.LINETO] * 3, Path.CLOSEPOLY] * len(places)
        filled = Path(corners.reshape(-1, 2), moves)
        ax.add_patch(PathPatch(filled, fc=colour, ec="none", alpha=strength))
    lattice(ax, corner, strengths.shape, cell, lines)


def lattice(
    ax: Axes,
    corner: Point,
    shape: tuple[int, ...],
    cell: tuple[float, float],
    colour: str,
) -> None:
    """The lines between cells, in one stroke: (rows, columns) of (width, height)."""
    (x, y), (rows, columns), (width, height) = corner, shape, cell
    across = [(x, x + columns * width, y + i * height) for i in range(rows + 1)]
    down = [(y, y + rows * height, x + j * width) for j in range(columns + 1)]
    ends = [[(a, at), (b, at)] for a, b, at in across]
    ends += [[(at, a), (at, b)] for a, b, at in down]
    points = [point for pair in ends for point in pair]
    path = Path(points, [Path.MOVETO, Path.LINETO] * len(ends))
    ax.add_patch(PathPatch(path, fc="none", ec=colour, lw=0.7))
