"""The words in a chart: beside a point, at the end of a line, over several panels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from dlnlp.explore import palette, style


def headline(figure: Figure, text: str) -> None:
    """A title over several panels, set like that of one."""
    font = {"size": style.SETTINGS["axes.titlesize"], "weight": "bold"}
    figure.suptitle(text, x=0.01, ha="left", color=palette.INK, **font)


def label(
    ax: Axes, text: str, at: Any, shift: tuple[float, float], colour: str, **font: Any
) -> None:
    """Write beside a point, `shift` typographic points away from it."""
    ax.annotate(text, at, shift, textcoords="offset points", color=colour, **font)


def name_ends(
    ax: Axes,
    x: float,
    ends: Mapping[str, tuple[float, str]],
    *,
    gap: float,
    top: float,
    **font: Any,
) -> None:
    """Names to the right of where lines end, at least `gap` apart and below `top`.

    ends  name -> the height at which its line ends, and the line's colour
    """
    places = apart([y for y, _ in ends.values()], gap, top)
    for (name, (_, colour)), y in zip(ends.items(), places, strict=True):
        label(ax, name, (x, y), (7, 0), colour, va="center", annotation_clip=False,
              **font)  # fmt: skip


def apart(places: Sequence[float], gap: float, top: float) -> list[float]:
    """The places, moved as little as it takes to lie `gap` apart, and below `top`."""
    order = np.argsort(places, kind="stable")
    moved = np.asarray(places, dtype=float)[order]
    for _ in range(500):
        close = np.maximum(gap - np.diff(moved), 0)
        if not (close > gap / 1000).any():
            break
        moved[:-1] -= close / 2
        moved[1:] += close / 2
    room = top - gap * np.arange(len(moved))[::-1]
    moved = np.minimum(moved, room)
    back = np.empty_like(moved)
    back[order] = moved
    return [float(y) for y in back]


def spread_labels(
    ax: Axes,
    names: Sequence[tuple[str, Any, str]],
    points: Any,
    unit: float | NDArray[Any],
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
