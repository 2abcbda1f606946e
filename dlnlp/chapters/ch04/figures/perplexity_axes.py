"""Axes on which a model's perplexity falls as it learns; two drawings share them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from dlnlp.explore.labels import apart
from dlnlp.explore.plots import log_ticks
from dlnlp.language import _


def perplexity_axes(
    ax: Axes, xs: Any, values: Any, unit: str, *, log: bool = False
) -> None:
    """Axes that hold these values, and whole numbers below."""
    low, high = float(np.min(values)), float(np.max(values))
    if log:
        room = (high / low) ** 0.1
        ax.set(yscale="log", ylim=(low / room, high * room))
        ticks = log_ticks(low / room, high * room, (1, 2, 3, 5, 7))
        ax.set_yticks([*ticks], [*ticks.values()])
        ax.set_yticks([], minor=True)
    else:
        margin = 0.08 * (high - low)
        ax.set(ylim=(low - margin, high + margin))
    ax.set(xlim=(xs[0], xs[-1]), xlabel=_(unit), ylabel=_("perplexity"))
    if len(xs) > 1:
        ax.set_xticks([t for t in ax.get_xticks() if xs[0] <= t <= xs[-1]
                       and t == int(t)])  # fmt: skip


def name_lines(ax: Axes, names: Mapping[str, tuple[float, str]]) -> None:
    """Names to the right of where lines end, one above the other, each with its line.

    Heights are fractions of the axes, so that they hold for log scales too.
    """
    to_axes = ax.transData + ax.transAxes.inverted()
    x = ax.get_xlim()[1]
    ends = [
        float(to_axes.transform((x, value))[1]) for value, _colour in names.values()
    ]
    places = apart(ends, 0.085, 1.0)
    lift = max(0.0, 0.03 - min(places))  # so that no name stands below the axis
    for (name, (_value, colour)), end, y in zip(
        names.items(), ends, places, strict=True
    ):
        ax.annotate(
            name, (1, end), (1.06, y + lift), xycoords="axes fraction",
            textcoords="axes fraction", va="center", color=colour,
            annotation_clip=False, arrowprops={
                "arrowstyle": "-", "color": colour, "lw": 0.7, "shrinkA": 1,
                "shrinkB": 0,
            },
        )  # fmt: skip
