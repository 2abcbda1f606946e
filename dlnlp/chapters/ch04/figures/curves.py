"""The drawings of chapter 4 in which a model's perplexity falls as it learns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dlnlp.explore import style
from dlnlp.explore.diagram import headline
from dlnlp.explore.plots import apart


@style.figure_style()
def floor(
    curves: Any,
    floor: float,
    lines: Mapping[str, float],
    *,
    every: float = 1,
    unit: str = "epoch",
) -> tuple[Figure, str]:
    """A model's perplexity falls to that of the source which wrote the text.

    curves  (seeds, points) on new text, the first before any training
    floor   perplexity of the source itself on the same text
    lines   name -> perplexity of a simpler model
    every   from one point to the next, in `unit`s
    """
    runs = np.atleast_2d(np.asarray(curves, dtype=float))
    last = float(np.median(runs[:, -1]))
    over = last / floor - 1
    fig, ax = plt.subplots(figsize=(5.2, 3.7))
    xs = every * np.arange(runs.shape[1])
    names = {f"the source {floor:.2f}": (floor, style.INK)}
    names[f"RNN {last:.2f}"] = (last, style.LOSS)
    names |= {f"{n} {v:.2f}": (v, style.MUTED) for n, v in lines.items()}
    for value in lines.values():
        ax.axhline(value, color=style.MUTED, lw=1, ls=":")
    ax.axhline(floor, color=style.INK, lw=1.6)
    _seeds(ax, xs, runs, style.LOSS)
    every_value = [floor, *lines.values(), *runs[:, 0]]
    _frame(ax, xs, every_value, unit)
    _name_ends(ax, names)
    headline(fig, f"The RNN ends {over:.0%} above the source itself")
    beside = ", ".join(f"{n} {v:.2f}" for n, v in lines.items())
    near = "near" if over < 0.1 else "above"
    alt = (
        f"The RNN’s perplexity falls to {last:.1f} (median of {len(runs)} runs), "
        f"{near} the {floor:.2f} of the source itself on the same text; for "
        f"comparison: {beside}."
    )
    return fig, alt


@style.figure_style()
def learning(
    train: Any,
    valid: Any,
    lines: Mapping[str, float],
    *,
    unit: str = "epoch",
    axis: str = "",
) -> tuple[Figure, str]:
    """Perplexity on the training text and on held-out text, one point a `unit`.

    train, valid  (seeds, points) or (points,)
    lines         name -> perplexity of another model on the held-out text
    axis          what the horizontal axis is called, if not `unit`
    """
    seen, new = (np.atleast_2d(np.asarray(r, dtype=float)) for r in (train, valid))
    if seen.shape != new.shape:
        raise ValueError(f"train is {seen.shape} and valid {new.shape}: not the same")
    fig, ax = plt.subplots(figsize=(5.2, 3.7))
    xs = np.arange(1, seen.shape[1] + 1)
    medians = np.median(new, axis=0)
    names = {
        f"training {np.median(seen[:, -1]):.0f}": (
            float(np.median(seen[:, -1])), style.INPUT,
        ),
        f"held out {medians[-1]:.0f}": (float(medians[-1]), style.LOSS),
    }  # fmt: skip
    names |= {f"{n}: {v:.0f}": (v, style.MUTED) for n, v in lines.items()}
    for value in lines.values():
        ax.axhline(value, color=style.MUTED, lw=1, ls=":")
    _seeds(ax, xs, seen, style.INPUT)
    _seeds(ax, xs, new, style.LOSS)
    _frame(ax, xs, [*seen.ravel(), *new.ravel(), *lines.values()], axis or unit,
           log=True)  # fmt: skip
    _name_ends(ax, names)
    best = int(medians.argmin())
    turn = (
        f"best after {unit} {best + 1}"
        if best + 1 < len(xs)
        else "its lowest at the end"
    )
    headline(fig, f"Held-out perplexity {medians[best]:.0f}, {turn}")
    beside = "".join(f"; {n}: {v:.0f}" for n, v in lines.items())
    alt = (
        f"Over {len(xs)} {unit}s the perplexity on the training text falls to about "
        f"{_coarse(np.median(seen[:, -1]))}, on held-out text to about "
        f"{_coarse(medians[best])}{beside}."
    )
    return fig, alt


def _coarse(value: float) -> str:
    """Two digits: what a run on another machine gives as well."""
    return f"{float(f'{value:.2g}'):,g}"


def _seeds(ax: Axes, xs: Any, runs: Any, colour: str) -> None:
    """Every run faint, their median bold."""
    if len(runs) > 1:
        ax.plot(xs, runs.T, color=colour, lw=0.8, alpha=0.35)
    ax.plot(xs, np.median(runs, axis=0), color=colour, lw=2.2)


def _frame(ax: Axes, xs: Any, values: Any, unit: str, *, log: bool = False) -> None:
    """Axes that hold these values, and whole numbers below."""
    low, high = float(np.min(values)), float(np.max(values))
    if log:
        room = (high / low) ** 0.1
        ax.set(yscale="log", ylim=(low / room, high * room))
        ticks = [t for t in (1, 2, 3, 5, 7, 10, 20, 30, 50, 70, 100, 200, 300, 500, 700,
                             1000, 2000, 5000)
                 if low / room < t < high * room]  # fmt: skip
        ax.set_yticks(ticks, [f"{t:,}" for t in ticks])
        ax.set_yticks([], minor=True)
    else:
        margin = 0.08 * (high - low)
        ax.set(ylim=(low - margin, high + margin))
    ax.set(xlim=(xs[0], xs[-1]), xlabel=unit, ylabel="perplexity")
    if len(xs) > 1:
        ax.set_xticks([t for t in ax.get_xticks() if xs[0] <= t <= xs[-1]
                       and t == int(t)])  # fmt: skip


def _name_ends(ax: Axes, names: Mapping[str, tuple[float, str]]) -> None:
    """Names to the right of where lines end, one above the other, each with its line.

    Heights are shares of the axes, from 0 to 1, so that they hold for log scales too.
    """
    to_axes = ax.transData + ax.transAxes.inverted()
    x = ax.get_xlim()[1]
    ends = [float(to_axes.transform((x, value))[1]) for value, _ in names.values()]
    places = apart(ends, 0.085, 1.0)
    lift = max(0.0, 0.03 - min(places))  # so that no name stands below the axis
    for (name, (_, colour)), end, y in zip(names.items(), ends, places, strict=True):
        ax.annotate(
            name, (1, end), (1.06, y + lift), xycoords="axes fraction",
            textcoords="axes fraction", va="center", color=colour,
            annotation_clip=False, arrowprops={
                "arrowstyle": "-", "color": colour, "lw": 0.7, "shrinkA": 1,
                "shrinkB": 0,
            },
        )  # fmt: skip
