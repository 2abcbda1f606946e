"""Chapter 7's drawing of several maps of one text: a number for each of its words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from dlnlp.explore import Draw, Say, palette, plots, style
from dlnlp.explore.labels import headline
from dlnlp.language import _

# What the notebooks hand over is translated by these
MAPS = (_("its weights"), _("others, same output"), _("move if left out"))
RESULTS = (_("says good"), _("says bad"), _("how far the probability moves"))


def maps_of_a_text(
    words: Sequence[str], maps: Mapping[str, tuple[ArrayLike, str]]
) -> tuple[Draw, Say]:
    """A bar for each word (S,), as the chosen map has it.

    maps  name -> (numbers (S,) from 0 to 1, what comes of it: "says good, 98%")
    """

    def title(shown: str) -> str:
        verdict, comma, chance = maps[shown][1].partition(", ")
        return _("{}: {}").format(_(shown), _(verdict)) + f"{comma}{chance}"

    def say(shown: str) -> str:
        row = np.asarray(maps[shown][0], dtype=float)
        order = [int(j) for j in np.argsort(-row, kind="stable")[:3] if row[j] >= 0.05]
        most = ", ".join(f"“{words[j]}” {row[j]:.0%}" for j in order) or _("nothing")
        return _("{}. Most at {}.").format(title(shown), most)

    @style.figure_style()
    def draw(shown: str) -> Figure:
        row = np.asarray(maps[shown][0], dtype=float)
        fig, ax = plots.panels(0.45 + 0.27 * len(words))
        for j, value in enumerate(row):
            colour = palette.QUERY if value >= 0.05 else palette.MUTED
            plots.bar(ax, j, float(value), f"{value:.0%}", colour)
        ax.set_yticks(range(len(words)), words)
        ax.tick_params(axis="y", length=0)
        ax.spines[:].set_visible(False)
        ax.set(xlim=(0, 1.15), xticks=[], ylim=(len(words) - 0.5, -0.5))
        headline(fig, title(shown))
        return fig

    return draw, say
