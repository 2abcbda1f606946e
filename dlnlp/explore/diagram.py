"""Small parts that the drawings of several chapters share: words, arrows, headlines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from numpy.typing import NDArray

from dlnlp.explore import style

Draw = Callable[..., Any]
Say = Callable[..., str]


def label(
    ax: Axes, text: str, at: Any, shift: tuple[float, float], colour: str, **font: Any
) -> None:
    """Write beside a point, `shift` typographic points away from it."""
    ax.annotate(text, at, shift, textcoords="offset points", color=colour, **font)


def arrow(
    ax: Axes,
    start: Any,
    end: Any,
    colour: str,
    *,
    dashed: bool = False,
    lw: float = 1.6,
) -> None:
    """An arrow between two points of the data; dashed if it is a gradient's."""
    ax.annotate(
        "", end, start,
        arrowprops={
            "arrowstyle": "-|>,head_length=0.35,head_width=0.17", "color": colour,
            "lw": lw, "linestyle": style.GRADIENT if dashed else "-",
            "shrinkA": 0, "shrinkB": 0, "mutation_scale": 14,
        },
    )  # fmt: skip


def spread_labels(
    ax: Axes, names: Sequence[tuple[str, Any, str]], points: Any, unit: float
) -> None:
    """Write names beside their points where they hide no other name and no point.

    names   text, place and colour of each, the most important first
    points  (M, 2) what is drawn: better not written upon
    unit    how much of the data one typographic point covers, in x and in y
    """
    drawn = np.asarray(points) / unit  # (M, 2)
    taken: list[NDArray[Any]] = []
    limits = np.array([ax.get_xlim(), ax.get_ylim()]).T / unit
    for text, at, colour in names:
        width, height = 5.2 * len(text), 11.0  # of words at 10 points, about
        options: list[tuple[float, int, tuple[float, float], NDArray[Any]]] = []
        for dx, dy in _AROUND:
            shift = (dx * 8 + (dx - 1) * width / 2, dy * 8 - height / 2)
            low = np.asarray(at) / unit + shift
            box = np.array([low, low + np.array([width, height])])
            hidden = sum(_overlap(box, other) for other in taken)
            crossed = ((box[0] - 2 < drawn) & (drawn < box[1] + 2)).all(axis=1).sum()
            outside = np.maximum(limits[0] - box[0], box[1] - limits[1])
            cost = hidden + 8 * crossed + 50 * np.maximum(outside, 0).sum()
            options.append((float(cost), len(options), shift, box))
        _, _, shift, box = min(options, key=lambda option: option[:2])
        taken.append(box)
        label(ax, text, at, (shift[0], shift[1] + 2), colour, fontsize=10)


# To the right, above, below, to the left, and between: the first that is free is taken
_AROUND = [(1, 0), (1, 0.7), (1, -0.7), (0, 1.3), (0, -1.3), (-1, 0), (-1, 0.7),
           (-1, -0.7)]  # fmt: skip


def _overlap(box: NDArray[Any], other: NDArray[Any]) -> float:
    """The area that two boxes share."""
    sides = np.minimum(box[1], other[1]) - np.maximum(box[0], other[0])
    return float(np.prod(np.maximum(sides, 0)))


def headline(figure: Figure, text: str) -> None:
    """A title over several panels, set like that of one."""
    font = {"size": style.SETTINGS["axes.titlesize"], "weight": "bold"}
    figure.suptitle(text, x=0.01, ha="left", color=style.INK, **font)


def lattice(
    ax: Axes,
    corner: tuple[float, float],
    shape: tuple[int, int],
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


def written(form: str, value: float) -> str:
    """A formatted number with the minus that typographers use."""
    return form.format(value).replace("-", "−")


def signed(value: float) -> str:
    """Two decimals: −0.67."""
    return written("{:.2f}", value)
