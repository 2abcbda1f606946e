"""Chapter 1's drawing of a window that moves over a sentence and fills a matrix."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from dlnlp.chapters.ch01.figures.word_matrix import word_matrix
from dlnlp.explore import Draw, Say, palette, plots, style
from dlnlp.language import _


def window_strip(tokens: Sequence[str], words: Sequence[str]) -> tuple[Draw, Say]:
    """A window that moves over a sentence, and the cells that it has filled."""
    row = {word: i for i, word in enumerate(words)}

    def neighbours(t: int, window: int) -> list[int]:
        around = range(max(t - window, 0), min(t + window + 1, len(tokens)))
        return [s for s in around if s != t]

    def say(word: int, window: int) -> str:
        seen = ", ".join(tokens[s] for s in neighbours(word - 1, window))
        return _("Word {}, {}, sees {}: +1 in its row for each.").format(
            word, tokens[word - 1], seen
        )

    @style.figure_style()
    def draw(word: int, window: int) -> Figure:
        fig, (strip, matrix) = plots.panels(4.6, rows=2, height_ratios=[1, 5])
        now = neighbours(word - 1, window)
        for t, token in enumerate(tokens):
            query, key = t == word - 1, t in now
            _token(strip, t, token, palette.QUERY if query else palette.KEY if key
                   else None)  # fmt: skip
        strip.set(xlim=(0, len(tokens)), ylim=(0, 1))
        strip.axis("off")

        counts = np.zeros((len(words), len(words)), dtype=int)
        for t in range(word):
            for s in neighbours(t, window):
                counts[row[tokens[t]], row[tokens[s]]] += 1
        here = row[tokens[word - 1]]
        lit = np.zeros(counts.shape)
        lit[here, [row[tokens[s]] for s in now]] = 0.4
        word_matrix(matrix, words, counts, "{}", lit)
        matrix.get_yticklabels()[here].set(color=palette.QUERY, weight="bold")
        return fig

    return draw, say


def _token(ax: Axes, t: int, token: str, colour: str | None) -> None:
    """A word of the sentence, in a box that has a colour where it takes part."""
    frame = FancyBboxPatch(
        (t + 0.1, 0.1), 0.8, 0.8, boxstyle="round,pad=0.04,rounding_size=0.1",
        fc=colour or "none", ec=colour or palette.GRID, alpha=0.35 if colour else 1,
    )  # fmt: skip
    ax.add_patch(frame)
    ax.text(t + 0.5, 0.5, token, fontsize=10.5, ha="center", va="center")
