"""What charts share: panels, seeds and their median, bars, many dots, log axes."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from numpy.typing import ArrayLike

from dlnlp.arrays import Array
from dlnlp.explore import palette, style
from dlnlp.explore.labels import apart, label
from dlnlp.explore.number_format import written
from dlnlp.language import _

WIDTH = 5.2  # inches: a column of text

Runs = Mapping[str, Array]  # name -> (seeds, places on the x axis)


def panels(
    height: float,
    rows: int = 1,
    columns: int = 1,
    *,
    width: float = WIDTH,
    fill: bool = True,
    **how: Any,
) -> tuple[Figure, Any]:
    """A figure and its axes, one or an array of them, as pyplot's `subplots`."""
    figure = style.new_figure(width, height, fill=fill)
    return figure, figure.subplots(rows, columns, **how)


def seeds(ax: Axes, xs: Any, runs: ArrayLike, colour: str) -> Array:
    """Draw every run faint and their median bold; return the median (points,).

    runs  (seeds, points)
    """
    runs = np.atleast_2d(np.asarray(runs, dtype=float))
    median = medians(runs)
    if len(runs) > 1:
        ax.plot(xs, runs.T, color=colour, lw=0.8, alpha=0.35)
    ax.plot(xs, median, color=colour, lw=2)
    return median


def medians(runs: Array) -> Array:
    """Of each column without its NaNs; NaN where there is nothing else."""
    columns = [column[~np.isnan(column)] for column in runs.T]
    return np.array([np.median(c) if len(c) else np.nan for c in columns])


def lines(
    fig: Figure,
    ax: Axes,
    xs: Sequence[float],
    runs: Runs,
    colours: Mapping[str, str],
    at: int | None = None,
    form: str = "{:.2f}",
) -> None:
    """Seeds and median of each method, and its name where its line ends.

    at  the chosen place: a line there, and the medians there behind the names
    """
    names = {m: textwrap.wrap(m, 15) for m in runs}
    low, high = ax.get_ylim()
    line = 12.5 * (high - low) / (72 * fig.get_figheight() - 80)  # of words, in data
    gap = line * max(map(len, names.values())) + 0.3 * line
    known = {m: np.flatnonzero(~np.isnan(medians(r))) for m, r in runs.items()}
    ends = [float(medians(r)[known[m][-1]]) for m, r in runs.items()]
    for (method, r), end, y in zip(
        runs.items(), ends, apart(ends, gap, high), strict=True
    ):
        colour, text = colours[method], names[method]
        median = seeds(ax, xs, r, colour)
        if (last := known[method][-1]) < len(xs) - 1:  # lead on to the name
            ax.plot([xs[last], xs[-1]], [end, y], color=colour, lw=0.8, ls=":")
        if at is not None and at in known[method]:
            ax.plot(xs[at], median[at], "o", ms=5, color=colour, zorder=4)
            number = written(form, median[at])
            text[-1] = _("{} {}").format(_(text[-1]), number)
        for n, words in enumerate(text):
            place = (xs[-1], y + ((len(text) - 1) / 2 - n) * line)
            label(ax, words, place, (8, 0), colour, va="center", annotation_clip=False)
    if at is not None:
        ax.axvline(xs[at], color=palette.MUTED, lw=0.8, zorder=1)


def bar(ax: Axes, y: float, value: float, text: str, colour: str) -> None:
    """A bar to the right, and its value beside it."""
    ax.barh(y, value, height=0.66, color=colour)
    label(ax, text, (value, y), (4, -1), colour, va="center")


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


def log_axis(ax: Axes, values: Sequence[float]) -> None:
    """A logarithmic axis that has these values as its only ticks."""
    ax.set_xscale("log")
    ax.set_xticks(values, [f"{v:,g}" for v in values])
    ax.minorticks_off()
    ax.set_xlim(values[0] * 0.85, values[-1] * 1.06)


def log_ticks(
    low: float, high: float, steps: Sequence[int] = (1, 2, 5)
) -> dict[int, str]:
    """Round numbers between two limits, and how they are written: 1, 2, 5, 10, …"""
    every = (step * 10**power for power in range(7) for step in steps)
    return {tick: f"{tick:,}" for tick in every if low < tick < high}
