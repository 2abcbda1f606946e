"""Chapter 1's drawing of words by their values in two columns of the matrix."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from dlnlp.arrays import Array
from dlnlp.explore import palette, plots, style
from dlnlp.explore.labels import label, spread_labels
from dlnlp.language import _


@style.figure_style()
def two_columns(
    words: Sequence[str],
    points: Array,
    direction: Array,
    others: Array,
    names: tuple[str, str],
) -> Figure:
    """Words by their values in two columns, and where each drops onto one direction.

    points     (words, 2)
    direction  (2,) of length 1, both entries positive
    others     (M, 2) words without a name
    """
    fig, ax = plots.panels(5.0)
    ax.set(aspect="equal", xlim=(-0.8, 8.2), ylim=(-0.3, 8.2))
    plots.dots(ax, others, palette.MUTED, 2.2, 0.4)
    end = 10.3 * direction
    ax.plot([0, end[0]], [0, end[1]], color=palette.HIDDEN, lw=2)
    label(ax, _("first direction"), end, (-92, -6), palette.HIDDEN)
    feet = np.outer(points @ direction, direction)  # (words, 2)
    for point, foot in zip(points, feet, strict=True):
        ax.plot(*zip(point, foot, strict=True), color=palette.MUTED, lw=0.9, ls=":")
    ax.scatter(feet[:, 0], feet[:, 1], s=13, color=palette.HIDDEN, zorder=3)
    ax.scatter(points[:, 0], points[:, 1], s=20, color=palette.INPUT, zorder=3)
    named = [
        (word, point, palette.INPUT) for word, point in zip(words, points, strict=True)
    ]
    way = np.linspace(0, 1, 25)[:, None, None]
    dotted = (points + way * (feet - points)).reshape(-1, 2)
    line = np.linspace(0, 1, 100)[:, None] * end
    spread_labels(ax, named, np.concatenate([dotted, line]), 8.5 / 300)
    ax.set(
        xlabel=_("PPMI with {}").format(names[0]),
        ylabel=_("PPMI with {}").format(names[1]),
    )
    ax.set_title(_("Two columns about the same thing"))
    return fig
