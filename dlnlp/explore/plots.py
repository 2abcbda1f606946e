"""Small parts that the drawings of chapter 3 share: colours, lines, dots, words."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from numpy.typing import ArrayLike

from dlnlp.arrays import Array
from dlnlp.explore import style
from dlnlp.explore.diagram import written

Runs = dict[str, Array]  # method -> (seeds, places on the x axis)

# Part of a method's name, and its colour; the first that fits
COLOURS = {
    "skip-gram": style.QUERY, "sgns": style.QUERY, "cbow": style.KEY,
    "glove": style.CELL, "svd": style.HIDDEN, "ppmi": style.INPUT, "count": style.MUTED,
    "bag": style.MUTED,
}  # fmt: skip
SPARE = [style.HIDDEN, style.INPUT, style.CELL, style.LOSS, style.QUERY, style.KEY]


def method_colours(methods: Iterable[str]) -> dict[str, str]:
    """Method -> colour: its own if it has one, else one that no other wears."""
    methods = list(methods)
    colours: dict[str, str] = {}
    for method in methods:
        own = [c for name, c in COLOURS.items() if name in method.lower()]
        if own and own[0] not in colours.values():
            colours[method] = own[0]
    spare = [c for c in [*SPARE, style.INK] if c not in colours.values()]
    for method in methods:
        if method not in colours:
            colours[method] = spare.pop(0) if spare else style.MUTED
    return colours


def log_axis(ax: Axes, values: Sequence[float]) -> None:
    """A logarithmic axis that has these values as its only ticks."""
    ax.set_xscale("log")
    ax.set_xticks(values, [f"{v:,g}" for v in values])
    ax.minorticks_off()
    ax.set_xlim(values[0] * 0.85, values[-1] * 1.06)


def lines(
    fig: Figure,
    ax: Axes,
    xs: Sequence[float],
    runs: Runs,
    at: int | None = None,
    form: str = "{:.2f}",
) -> None:
    """Every seed faint, the median bold, each method's name where its line ends.

    at  the chosen place: a line there, and the medians there behind the names
    """
    colours = method_colours(runs)
    names = {m: textwrap.wrap(m, 15) for m in runs}
    low, high = ax.get_ylim()
    line = 12.5 * (high - low) / (72 * fig.get_figheight() - 80)  # of words, in data
    gap = line * max(map(len, names.values())) + 0.3 * line
    known = {m: np.flatnonzero(~np.isnan(medians(r))) for m, r in runs.items()}
    ends = [float(medians(r)[known[m][-1]]) for m, r in runs.items()]
    for (method, r), end, y in zip(
        runs.items(), ends, apart(ends, gap, high), strict=True
    ):
        colour, median = colours[method], medians(r)
        ax.plot(xs, r.T, color=colour, lw=0.8, alpha=0.35)
        ax.plot(xs, median, color=colour, lw=2)
        if (last := known[method][-1]) < len(xs) - 1:  # lead on to the name
            ax.plot([xs[last], xs[-1]], [end, y], color=colour, lw=0.8, ls=":")
        text = names[method]
        if at is not None and at in known[method]:
            ax.plot(xs[at], median[at], "o", ms=5, color=colour, zorder=4)
            text[-1] += f" {written(form, median[at])}"
        for n, words in enumerate(text):
            ax.annotate(
                words, (xs[-1], y + ((len(text) - 1) / 2 - n) * line), (8, 0),
                textcoords="offset points", va="center", color=colour,
                annotation_clip=False,
            )  # fmt: skip
    if at is not None:
        ax.axvline(xs[at], color=style.MUTED, lw=0.8, zorder=1)


def medians(runs: Array) -> Array:
    """Of each column without its NaNs; NaN where there is nothing else."""
    columns = [column[~np.isnan(column)] for column in runs.T]
    return np.array([np.median(c) if len(c) else np.nan for c in columns])


def dots(ax: Axes, points: ArrayLike, colour: str, size: float, alpha: float) -> None:
    """Many points in one stroke (a line of no length with round ends is a dot).

    It takes a tenth of the bytes of a scatter, which writes an element a point.
    """
    segments(ax, np.repeat(np.asarray(points, dtype=float)[:, None], 2, axis=1), colour,
             size, alpha)  # fmt: skip


def segments(
    ax: Axes, ends: ArrayLike, colour: str, width: float, alpha: float
) -> None:
    """Many straight lines in one stroke: ends (M, 2, 2)."""
    points = np.asarray(ends, dtype=float).reshape(-1, 2)
    path = Path(points, [Path.MOVETO, Path.LINETO] * (len(points) // 2))
    path.should_simplify = False
    ax.add_patch(
        PathPatch(path, fc="none", ec=colour, lw=width, alpha=alpha, capstyle="round")
    )


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
