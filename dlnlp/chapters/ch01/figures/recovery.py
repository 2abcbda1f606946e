"""Chapter 1's curves of how often the toy world's right word is near."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from dlnlp.explore import Draw, Say, palette, plots, style
from dlnlp.explore.labels import label
from dlnlp.language import _


def recovery(
    scores: dict[tuple[int, str], Any], dims: Sequence[int]
) -> tuple[Draw, Say]:
    """How often the right word is near: a curve a seed, and their median.

    scores: (window, "synonyms" or "opposites") -> (seeds, len(dims)), proportions
    """
    colours = {_("synonyms"): palette.INPUT, _("opposites"): palette.LOSS}

    def best(window: int, kind: str) -> float:
        return float(np.median(scores[window, kind], axis=0).max())

    def say(window: int) -> str:
        return _(
            "With a window of {}, at best {:.0%} of the synonyms and "
            "{:.0%} of the opposites have their partner among their five "
            "nearest words."
        ).format(window, best(window, "synonyms"), best(window, "opposites"))

    @style.figure_style()
    def draw(window: int) -> Figure:
        fig, ax = plots.panels(3.0, width=5.0)
        for kind, colour in colours.items():
            median = plots.seeds(ax, dims, scores[window, kind], colour)
            shift = (6, -4 if kind == "synonyms" else 6)
            label(ax, _(kind), (dims[-1], median[-1]), shift, colour)
        ax.set(xlabel=_("dimensions kept"), ylabel=_("share found"))
        ax.set(ylim=(-0.04, 1.08))
        plots.log_axis(ax, dims)
        found = _("Found at best: {:.0%} of synonyms, {:.0%} of opposites")
        ax.set_title(found.format(*(best(window, kind) for kind in colours)))
        ax.set_xlim(dims[0] * 0.85, dims[-1] * 2.2)
        return fig

    return draw, say
