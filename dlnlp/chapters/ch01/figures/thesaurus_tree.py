"""Chapter 1's drawing of the ways from the top of a thesaurus down to a few words."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from matplotlib.figure import Figure

from dlnlp.explore import palette, plots, style
from dlnlp.language import _
from dlnlp.wordnet import WordNet


@style.figure_style()
def thesaurus_tree(wn: WordNet, names: Sequence[str]) -> Figure:
    """The ways from the top of the thesaurus to a few synsets, shared steps once."""
    paths = [wn.hypernym_paths(wn[name])[0] for name in names]
    columns = np.linspace(0, 2, len(paths))
    place: dict[str, tuple[float, float]] = {}
    for depth in range(max(map(len, paths))):
        level = [path[depth].name if depth < len(path) else None for path in paths]
        for name in dict.fromkeys(n for n in level if n):
            place[name] = (float(np.mean(columns[[n == name for n in level]])), -depth)
    fig, ax = plots.panels(4.4)
    ways = {pair for path in paths for pair in pairwise(s.name for s in path)}
    for above, below in sorted(ways):
        ends = zip(place[above], place[below], strict=True)
        ax.plot(*ends, color=palette.MUTED, lw=1)
    for step, (x, y) in place.items():
        here = step in names
        ax.text(
            x, y, step.split(".")[0].replace("_", " "), ha="center", va="center",
            fontsize=11 if here else 10, weight="bold" if here else "normal",
            color=palette.INPUT if here else palette.INK,
            bbox={"fc": palette.PAPER, "ec": "none", "pad": 1.5},
        )  # fmt: skip
    ax.set_title(_("Few steps between car and motorcycle, many to novel"))
    ax.set_xlim(-0.45, 2.45)
    ax.axis("off")
    return fig
