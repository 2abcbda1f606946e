"""Chapter 3's curves of how many sentences are sorted rightly with few labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.figure import Figure

from dlnlp.chapters.ch03.figures.method_colours import method_colours
from dlnlp.chapters.ch03.figures.method_scores import (
    as_runs,
    limits,
    ranking,
    who_leads,
)
from dlnlp.explore import Draw, Say, palette, plots, style
from dlnlp.explore.labels import headline
from dlnlp.language import _


def few_labels(
    scores: Mapping[str, Any],
    labels: Sequence[int],
    chance: float | None = None,
    *,
    unit: str = _("labels"),
) -> tuple[Draw, Say]:
    """How many sentences are sorted rightly, by how many had labels.

    scores  method -> (seeds, len(labels)) accuracies
    chance  the accuracy of guessing
    unit    what is counted: "labels", or "labels a class"
    """
    runs, labels = as_runs(scores), list(labels)
    low, high = limits({"": runs})
    if chance is not None:
        low = min(low, chance - 0.03)

    def say(labelled: int) -> str:
        at = labels.index(labelled)
        found = _("With {} {}: {}").format(
            labelled, _(unit), ranking(runs, at, "{:.0%}")
        )
        if chance is None:
            return found + "."
        return found + _("; guessing {:.3g}%.").format(100 * chance)

    @style.figure_style()
    def draw(labelled: int) -> Figure:
        at = labels.index(labelled)
        fig, ax = plots.panels(3.9)
        ax.set(ylim=(low, high), xlabel=_(unit), ylabel=_("sorted rightly"))
        plots.log_axis(ax, labels)
        ax.yaxis.set_major_formatter(lambda y, _: f"{y:.0%}")
        if chance is not None:
            ax.axhline(chance, color=palette.MUTED, lw=1, ls=":")
            ax.annotate(
                _("guessing"), (1, chance), (0, 4), xycoords=("axes fraction", "data"),
                textcoords="offset points", ha="right", color=palette.MUTED,
                fontsize=10,
            )  # fmt: skip
        plots.lines(fig, ax, labels, runs, method_colours(runs), at, "{:.0%}")
        for line in ax.lines:
            if line.get_alpha() is not None:  # a single draw
                line.set(alpha=0.6, lw=1)
        headline(
            fig, _("With {} {}, {}").format(labelled, _(unit), who_leads(runs, at))
        )
        return fig

    return draw, say
