"""Chapter 1's map of words: a few groups in two dimensions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from matplotlib.figure import Figure

from dlnlp.explore import palette, plots, style
from dlnlp.explore.labels import label

COLOURS = (*palette.GROUPS[:5], palette.INK)


@style.figure_style()
def words_in_the_plane(
    words: Sequence[str], points: Any, groups: Sequence[Sequence[str]], title: str
) -> Figure:
    """Words at their places in two dimensions, a colour a group, labelled directly."""
    fig, ax = plots.panels(4.8)
    for members, colour in zip(groups, COLOURS, strict=False):
        chosen = [words.index(word) for word in members]
        ax.scatter(points[chosen, 0], points[chosen, 1], s=14, color=colour, lw=0)
        for n, i in enumerate(chosen):
            above = (4, 3) if n % 2 == 0 else (4, -9)  # so that neighbours' names part
            label(ax, words[i], points[i], above, colour, fontsize=9.5)
    ax.set(title=title, xticks=[], yticks=[])
    ax.spines[:].set_visible(False)
    ax.margins(0.12)
    return fig
