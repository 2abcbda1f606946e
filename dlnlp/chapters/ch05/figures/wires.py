"""The parts of a drawn cell in chapter 5: flows, nodes, and gates that fill up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import Circle, Rectangle

from dlnlp.explore import palette
from dlnlp.explore.diagram import Point, box
from dlnlp.explore.number_format import signed

GATE = (52, 40)  # width and height of a gate, in typographic points
NODE = 10  # radius of a node
GAUGE = 10  # width of the column that says how far a gate is open


def pipe(
    ax: Axes,
    points: Sequence[Point],
    colour: str,
    value: float | None = 0.4,
    *,
    head: bool = True,
) -> None:
    """A flow along corners: as wide as its value is large, dotted where it is zero."""
    size = min(abs(value), 1.2) if value is not None else 0.4
    dry = size < 0.005
    width, dashes = (1, ":") if dry else (1 + 5 * size, "-")
    colour = palette.MUTED if dry else colour
    *before, last = points
    start = before[-1]
    length = max(abs(last[0] - start[0]), abs(last[1] - start[1]))
    back = (5 + 0.9 * width) / length if head else 0
    neck = tuple(b + (a - b) * back for a, b in zip(start, last, strict=True))
    ax.plot(
        *zip(*before, neck, strict=True), color=colour, lw=width, ls=dashes,
        solid_capstyle="butt", solid_joinstyle="round", zorder=1,
    )  # fmt: skip
    if head:
        tip(ax, start, last, colour, 3 + 0.9 * width)


def tip(ax: Axes, start: Any, end: Any, colour: str, half: float) -> None:
    """The head of an arrow, so that wide flows have wide ones."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = (dx * dx + dy * dy) ** 0.5
    ux, uy = dx / length, dy / length
    x, y = end[0] - ux * (half + 2), end[1] - uy * (half + 2)
    corners = [end, (x - uy * half, y + ux * half), (x + uy * half, y - ux * half)]
    ax.fill(*zip(*corners, strict=True), color=colour, lw=0, zorder=2)


def node(ax: Axes, at: Point, sign: str, colour: str) -> None:
    """A circle in which two flows are multiplied or added."""
    ax.add_patch(Circle(at, NODE, fc=palette.PAPER, ec=colour, lw=1.4, zorder=3))
    ax.text(
        *at, sign, ha="center", va="center", color=colour, fontsize=13, zorder=4
    )  # fmt: skip


def squash(
    ax: Axes, at: Point, colour: str, text: str = "tanh", width: float = 34
) -> None:
    """A small box in which a flow passes through a tanh, or through a matrix."""
    look: dict[str, Any] = {"corner": 0, "face": palette.PAPER, "zorder": 3}
    box(ax, at, text, colour, (width, 17), fontsize=10, **look)


def gate(
    ax: Axes,
    at: Point,
    name: str,
    below: str,
    colour: str,
    value: float,
    *,
    lowest: float = 0,
) -> None:
    """A gate or another vector: its name and value, and a column that shows the value.

    at      the middle of its box
    lowest  the value at which the column is empty: 0, or -1 for what has a sign; there
            it stands on the line of 0
    """
    (x, y), (width, height) = at, GATE
    box(ax, at, "", colour, GATE, corner=0, face=palette.PAPER, zorder=3)
    for line, shift in ((name, -7), (signed(value), 9)):
        ax.text(
            x + GAUGE / 2, y + shift, line, ha="center", va="center", zorder=4,
            color=palette.INK, fontsize=11, weight="bold",
        )  # fmt: skip
    left, top, one = x - width / 2, y - height / 2, height / (1 - lowest)
    look: dict[str, Any] = {"fc": colour, "ec": "none", "zorder": 3}
    ax.add_patch(Rectangle((left, top), GAUGE, height, alpha=0.15, **look))
    ax.add_patch(Rectangle((left, top + one), GAUGE, -one * value, alpha=0.7, **look))
    if lowest:
        ax.plot([left, left + GAUGE], [top + one] * 2, color=colour, lw=1, zorder=4)
    ax.text(x, y + height / 2 + 14, below, ha="center", fontsize=10, color=colour)


def value_at(ax: Axes, at: Point, text: str, colour: str, ha: str = "center") -> None:
    """What flows there."""
    ax.text(*at, text, ha=ha, va="center", color=colour, fontsize=10.5, zorder=5)
