"""The parts of a drawn cell in chapter 5: pipes, nodes, and gates that fill up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Rectangle

from dlnlp.explore import style
from dlnlp.explore.diagram import written

WIDTH = 374  # typographic points: a cell is drawn at its own size
BOX = (52, 40)  # width and height of a gate
NODE = 10  # radius of a node


def canvas(height: float, title: str) -> tuple[Figure, Axes]:
    """An empty page in typographic points, from the top down, and its title."""
    fig = plt.figure(figsize=(WIDTH / 72, height / 72), layout="none")
    ax = fig.add_axes((0, 0, 1, 1))
    ax.set(xlim=(0, WIDTH), ylim=(height, 0))
    ax.axis("off")
    ax.text(2, 13, title, fontsize=12, weight="bold")
    return fig, ax


def pipe(
    ax: Axes,
    points: Sequence[tuple[float, float]],
    colour: str,
    value: float | None = 0.4,
    *,
    head: bool = True,
) -> None:
    """A flow along corners: as wide as its value is large, dotted where it is zero."""
    size = min(abs(value), 1.2) if value is not None else 0.4
    dry = size < 0.005
    width, dashes = (1, ":") if dry else (1 + 5 * size, "-")
    colour = style.MUTED if dry else colour
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


def node(ax: Axes, at: tuple[float, float], sign: str, colour: str) -> None:
    """A circle in which two flows are multiplied or added."""
    ax.add_patch(Circle(at, NODE, fc=style.PAPER, ec=colour, lw=1.4, zorder=3))
    ax.text(
        *at, sign, ha="center", va="center", color=colour, fontsize=13, zorder=4
    )  # fmt: skip


def squash(
    ax: Axes,
    at: tuple[float, float],
    colour: str,
    text: str = "tanh",
    width: float = 34,
) -> None:
    """A small box in which a flow passes through a tanh, or through a matrix."""
    height = 17
    corner = (at[0] - width / 2, at[1] - height / 2)
    ax.add_patch(
        Rectangle(corner, width, height, fc=style.PAPER, ec=colour, lw=1.4, zorder=3)
    )
    ax.text(
        *at, text, ha="center", va="center", color=colour, fontsize=10, zorder=4
    )  # fmt: skip


def box(
    ax: Axes,
    at: tuple[float, float],
    name: str,
    below: str,
    colour: str,
    value: float | None = None,
    *,
    full: float | None = None,
    strong: bool = False,
) -> None:
    """A gate or another vector: its name, its value, and how far it is open.

    at    the middle of the box
    full  the share of the box that is filled
    """
    width, height = BOX
    left, top = at[0] - width / 2, at[1] - height / 2
    ax.add_patch(Rectangle((left, top), width, height, fc=style.PAPER, ec="none",
                           zorder=3))  # fmt: skip
    if full:
        ax.add_patch(
            Rectangle((left, top + height * (1 - full)), width, height * full,
                      fc=colour, ec="none", alpha=0.4, zorder=3)
        )  # fmt: skip
    ax.add_patch(
        Rectangle((left, top), width, height, fc="none", ec=colour,
                  lw=2.6 if strong else 1.4, zorder=4)
    )  # fmt: skip
    text = name if value is None else f"{name} {number(value)}"
    ax.text(*at, text, ha="center", va="center", color=style.INK, weight="bold",
            zorder=5)  # fmt: skip
    for n, line in enumerate(below.split("\n")):
        ax.text(
            at[0], at[1] + height / 2 + 14 + 12 * n, line, ha="center", fontsize=10,
            color=colour,
        )  # fmt: skip


def value_at(
    ax: Axes, at: tuple[float, float], text: str, colour: str, ha: str = "center"
) -> None:
    """What flows there."""
    ax.text(*at, text, ha=ha, va="center", color=colour, fontsize=10.5, zorder=5)


def number(value: float) -> str:
    """Two decimals, with no sign before a zero: −0.67, 0.00."""
    return written("{:.2f}", round(float(value), 2) + 0.0)
