"""Chapter 1's drawing of one matrix in two fillings: counts, or PPMI."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from matplotlib.figure import Figure

from dlnlp.chapters.ch01.figures.word_matrix import word_matrix
from dlnlp.explore import Draw, Say, plots, style
from dlnlp.language import _


def counts_or_ppmi(
    words: Sequence[str], counts: Any, weighted: Any
) -> tuple[Draw, Say]:
    """One matrix, two ways to fill it: what was counted, and how far above chance.

    counts, weighted  (V, V), sparse
    """
    fillings = {"counts": (counts, "{:.0f}"), "PPMI": (weighted, "{:.2f}")}

    def say(cells: str) -> str:
        if cells == "counts":
            return _(
                "Counts: dog met drinks once and water once. Who is the closer friend?"
            )
        return _(
            "PPMI, in bits: dog and water score highest, dog and drinks nothing at all."
        )

    @style.figure_style()
    def draw(cells: str) -> Figure:
        matrix, form = fillings[cells]
        M = matrix.toarray()
        fig, ax = plots.panels(4.2, width=4.6)
        word_matrix(ax, words, M, form, 0.45 * M / M.max())
        return fig

    return draw, say
