"""Sizes as powers of ten, in two of chapter 5's drawings: clipped, named, told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from dlnlp.arrays import Array
from dlnlp.explore.labels import apart, name_ends
from dlnlp.language import _

FAR = 12  # powers of ten that a gradient can grow or shrink before it leaves the frame


def within(powers: Array, far: float = FAR) -> Array:
    """Just outside of the frame where the numbers lie further away, or are none."""
    known = np.nan_to_num(powers, nan=2.0 * far)
    return np.asarray(np.clip(known, -1.2 * far, 1.2 * far))


def name_curves(ax: Axes, end: float, curves: Sequence[Any], gap: float) -> None:
    """Each curve's name where it ends, within the frame: name, its heights, colour."""
    low, high = ax.get_ylim()
    margin = gap / 2
    heights = [
        float(np.clip(ys[-1], low + margin, high)) for _name, ys, _colour in curves
    ]
    lift = max(0.0, low + margin - min(apart(heights, gap, high)))
    ends = {
        name: (y + lift, colour)
        for (name, _ys, colour), y in zip(curves, heights, strict=True)
    }
    name_ends(ax, end, ends, gap=gap, top=high + lift)


def times_what_it_was(ratio: float) -> str:
    """A factor, coarsely: 0.02 times what it was, about 1/1,000,000 of what it was."""
    if 0.95 < ratio < 1.05:
        return _("what it was")
    if not np.isfinite(ratio):
        return _("larger than floating-point numbers can be")
    if ratio == 0:
        return _("zero")
    if 0.01 <= ratio < 100:
        return _("{:.2g} times what it was").format(ratio)
    power = round(float(np.log10(ratio)))
    if power < -FAR:
        return _("less than 1/{:,} of what it was").format(10**FAR)
    if power > FAR:
        return _("more than {:,} times what it was").format(10**FAR)
    if power > 0:
        return _("about {:,} times what it was").format(10**power)
    return _("about 1/{:,} of what it was").format(10**-power)
