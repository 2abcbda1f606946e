"""Chapter 7's drawing of several maps of one text: a number for each of its words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from dlnlp.explore import Draw, Say, palette, plots, style
from dlnlp.explore.labels import headline
from dlnlp.language import _


def maps_of_a_text(
    words: Sequence[str], maps: Mapping[str, tuple[ArrayLike, str]]
) -> tuple[Draw, Say]:
    """A bar for each word (S,), as the chosen map has it.

    maps  name -> (numbers (S,) from 0 to 1, what comes of it: "says good, 98%")
    """

    def say(shown: str) -> str:
        values, result = maps[shown]
        row = np.asarray(values, dtype=float)
        order = [int(j) for j in np.argsort(-row, kind="stable")[:3] if row[j] >= 0.05]
        most = ", ".join(f"“{words[j]}” {row[j]:.0%}" for j in order) or _("nothing")
        return _("{}: {}. Most at {}.").format(_(shown), _(result), most)

    @style.figure_style()
    def draw(shown: str) -> Figure:
        values, result = maps[shown]
        row = np.asarray(values, dtype=float)
        fig, ax = plots.panels(0.45 + 0.27 * len(words))
        for j, value in enumerate(row):
            colour = palette.QUERY if value >= 0.05 else palette.MUTED
            plots.bar(ax, j, float(value), f"{value:.0%}", colour)
        ax.set_yticks(range(len(words)), words)
        ax.tick_params(axis="y", length=0)
        ax.spines[:].set_visible(False)
        ax.set(xlim=(0, 1.15), xticks=[], ylim=(len(words) - 0.5, -0.5))
        headline(fig, _("{}: {}").format(_(shown), _(result)))
        return fig

    return draw, say
