"""Chapter 4's curve of a model whose perplexity falls to that of the source."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from dlnlp.chapters.ch04.figures.perplexity_axes import name_lines, perplexity_axes
from dlnlp.explore import palette, plots, style
from dlnlp.explore.labels import headline
from dlnlp.language import _


@style.figure_style()
def floor(
    curves: Any,
    floor: float,
    lines: Mapping[str, float],
    *,
    every: float = 1,
    unit: str = _("epoch"),
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
    fig, ax = plots.panels(3.7)
    xs = every * np.arange(runs.shape[1])
    names: dict[str, tuple[float, str]] = {}
    names |= {_("the source {:.2f}").format(floor): (floor, palette.INK)}
    names[f"RNN {last:.2f}"] = (last, palette.LOSS)
    names |= {_(n) + f" {v:.2f}": (v, palette.MUTED) for n, v in lines.items()}
    for value in lines.values():
        ax.axhline(value, color=palette.MUTED, lw=1, ls=":")
    ax.axhline(floor, color=palette.INK, lw=1.6)
    plots.seeds(ax, xs, runs, palette.LOSS)
    every_value = [floor, *lines.values(), *runs[:, 0]]
    perplexity_axes(ax, xs, every_value, unit)
    name_lines(ax, names)
    headline(fig, _("The RNN ends {:.0%} above the source itself").format(over))
    beside = _(", ").join(_(n) + f" {v:.2f}" for n, v in lines.items())
    near = _(
        "The RNN’s perplexity falls to {:.1f} (median of {} runs), near the {:.2f} of "
        "the source itself on the same text; for comparison: {}."
    )
    above = _(
        "The RNN’s perplexity falls to {:.1f} (median of {} runs), above the {:.2f} of "
        "the source itself on the same text; for comparison: {}."
    )
    told = near if over < 0.1 else above
    alt = told.format(last, len(runs), floor, beside)
    return fig, alt
