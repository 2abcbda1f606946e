"""Chapter 3's curves of how well vectors of so many dimensions do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.figure import Figure

from dlnlp.chapters.ch03.figures.method_colours import method_colours
from dlnlp.chapters.ch03.figures.method_scores import (
    as_runs,
    form,
    limits,
    quantity,
    ranking,
    who_leads,
)
from dlnlp.explore import Draw, Say, plots, style
from dlnlp.explore.labels import headline
from dlnlp.language import _


def dimensions(
    scores: Mapping[str, Mapping[str, Any]], dims: Sequence[int]
) -> tuple[Draw, Say]:
    """How well vectors of so many dimensions do, method by method.

    scores  test -> method -> (seeds, len(dims)): correlations, or, for analogies,
            proportions; NaN where a method was not tried
    """
    tests = {test: as_runs(methods) for test, methods in scores.items()}
    frames = {test: limits({test: runs}) for test, runs in tests.items()}

    def say(test: str, hidden: int) -> str:
        values = ranking(tests[test], list(dims).index(hidden), form(test))
        return _("{}, at {} dimensions: {}.").format(_(test), hidden, values)

    @style.figure_style()
    def draw(test: str, hidden: int) -> Figure:
        at, runs = list(dims).index(hidden), tests[test]
        fig, ax = plots.panels(3.9)
        ax.set(ylim=frames[test], xlabel=_("dimensions"), ylabel=quantity(test))
        plots.log_axis(ax, dims)
        plots.lines(fig, ax, dims, runs, method_colours(runs), at, form(test))
        headline(
            fig, _("{}, {} dimensions: {}").format(_(test), hidden, who_leads(runs, at))
        )
        return fig

    return draw, say
