"""Chapter 4's plot of tanh: what a hidden state is pressed through at each step."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from dlnlp.explore import palette, plots, style
from dlnlp.explore.labels import label
from dlnlp.explore.number_format import signed


@style.figure_style()
def tanh(inputs: Sequence[float] = (2.0, 0.48)) -> tuple[Figure, str]:
    """The curve of tanh, its slope, and the line on which nothing would change.

    inputs  marked on the curve, with what comes out
    """
    fig, ax = plots.panels(3.2)
    a = np.linspace(-3, 3, 241)
    ax.axhline(0, color=palette.GRID, lw=1)
    ax.axvline(0, color=palette.GRID, lw=1)
    inside = a[abs(a) <= 1.25]
    ax.plot(inside, inside, color=palette.MUTED, lw=1, ls=":")
    label(ax, "a itself", (1.2, 1.2), (6, -2), palette.MUTED, va="center")
    ax.plot(a, 1 - np.tanh(a) ** 2, color=palette.HIDDEN, lw=1.8, ls=style.GRADIENT)
    label(ax, "its slope, 1 − tanh²(a)", (-0.45, 0.83), (-6, 4), palette.HIDDEN,
          ha="right", va="center")  # fmt: skip
    ax.plot(a, np.tanh(a), color=palette.HIDDEN, lw=2.4)
    label(ax, "tanh(a)", (-2.6, np.tanh(-2.6)), (0, 8), palette.HIDDEN, weight="bold")
    for value in inputs:
        h = float(np.tanh(value))
        ax.plot(value, h, "o", ms=5, color=palette.HIDDEN, zorder=4)
        steep = abs(value) < 1  # there the curves leave no room beside the point
        label(ax, f"{value:g} → {signed(h)}", (value, h), (12, -44) if steep
              else (-4, -16), palette.INK, arrowprops={
                  "arrowstyle": "-", "color": palette.MUTED, "lw": 0.7, "shrinkB": 4,
              })  # fmt: skip
    ax.set(xlim=(-3, 3), ylim=(-1.25, 1.4), xlabel="a", yticks=[-1, 0, 1])
    ax.set_xticks(range(-3, 4))
    ax.set_title("Between −1 and 1; steepest at 0, flat outside")
    told = ", ".join(f"{v:g} becomes {signed(float(np.tanh(v)))}" for v in inputs)
    alt = (
        f"tanh turns any number into one between −1 and 1: {told}. Its slope is 1 at 0 "
        "and less everywhere else, nearly 0 from 3 on."
    )
    return fig, alt
