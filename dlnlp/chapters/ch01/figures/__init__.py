"""The drawings of chapter 1, Meaning from company.

Each function returns what `explore` or `show` wants: a figure (or a small table), or,
where there are sliders, a function that draws and one that says what the drawing shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch, Rectangle

from dlnlp.chapters.ch01.figures.vectors import (
    neighbour_table,
    recovery,
    two_columns,
    what_is_lost,
    words_in_the_plane,
)
from dlnlp.explore import style
from dlnlp.explore.diagram import Draw, Say
from dlnlp.wordnet.graph import WordNet

__all__ = [
    "counts_or_ppmi",
    "neighbour_table",
    "recovery",
    "thesaurus_tree",
    "two_columns",
    "what_is_lost",
    "window_strip",
    "words_in_the_plane",
]

CENTRED: dict[str, Any] = {"ha": "center", "va": "center"}


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
    fig, ax = plt.subplots(figsize=(5.2, 4.4))
    ways = {pair for path in paths for pair in pairwise(s.name for s in path)}
    for above, below in sorted(ways):
        ends = zip(place[above], place[below], strict=True)
        ax.plot(*ends, color=style.MUTED, lw=1)
    for step, (x, y) in place.items():
        here = step in names
        ax.text(
            x, y, step.split(".")[0].replace("_", " "), **CENTRED,
            fontsize=11 if here else 10, weight="bold" if here else "normal",
            color=style.INPUT if here else style.INK,
            bbox={"fc": style.PAPER, "ec": "none", "pad": 1.5},
        )  # fmt: skip
    ax.set_title("Few steps between car and motorcycle, many to novel")
    ax.set_xlim(-0.45, 2.45)
    ax.axis("off")
    return fig


def window_strip(tokens: Sequence[str], words: Sequence[str]) -> tuple[Draw, Say]:
    """A window that moves over a sentence, and the cells that it has filled."""
    row = {word: i for i, word in enumerate(words)}

    def neighbours(t: int, window: int) -> list[int]:
        around = range(max(t - window, 0), min(t + window + 1, len(tokens)))
        return [s for s in around if s != t]

    def say(word: int, window: int) -> str:
        seen = ", ".join(tokens[s] for s in neighbours(word - 1, window))
        return f"Word {word}, {tokens[word - 1]}, sees {seen}: +1 in its row for each."

    @style.figure_style()
    def draw(word: int, window: int) -> Figure:
        fig, (strip, matrix) = plt.subplots(
            2, 1, figsize=(5.2, 4.6), gridspec_kw={"height_ratios": [1, 5]}
        )
        now = neighbours(word - 1, window)
        for t, token in enumerate(tokens):
            role = style.QUERY if t == word - 1 else style.KEY if t in now else None
            strip.add_patch(
                FancyBboxPatch(
                    (t + 0.1, 0.1), 0.8, 0.8,
                    boxstyle="round,pad=0.04,rounding_size=0.1",
                    fc=role or "none", ec=role or style.GRID, alpha=0.35 if role else 1,
                )
            )  # fmt: skip
            strip.text(t + 0.5, 0.5, token, fontsize=10.5, **CENTRED)
        strip.set(xlim=(0, len(tokens)), ylim=(0, 1))
        strip.axis("off")

        counts = np.zeros((len(words), len(words)), dtype=int)
        for t in range(word):
            for s in neighbours(t, window):
                counts[row[tokens[t]], row[tokens[s]]] += 1
        here = row[tokens[word - 1]]
        lit = {(here, row[tokens[s]]) for s in now}
        for i in range(len(words)):
            for j in range(len(words)):
                matrix.add_patch(
                    Rectangle(
                        (j, i), 1, 1, fc=style.KEY if (i, j) in lit else "none",
                        ec=style.GRID, alpha=0.4 if (i, j) in lit else 1,
                    )
                )  # fmt: skip
                if counts[i, j]:
                    matrix.text(j + 0.5, i + 0.52, counts[i, j], **CENTRED)
        _word_axes(matrix, words)
        matrix.get_yticklabels()[here].set(color=style.QUERY, weight="bold")
        return fig

    return draw, say


def counts_or_ppmi(
    words: Sequence[str], counts: Any, weighted: Any
) -> tuple[Draw, Say]:
    """One matrix, two ways to fill it: what was counted, and how far above chance."""
    fillings = {"counts": (counts, "{:.0f}"), "PPMI": (weighted, "{:.2f}")}

    def say(cells: str) -> str:
        if cells == "counts":
            return (
                "Counts: dog met drinks once and water once. Who is the closer friend?"
            )
        return (
            "PPMI, in bits: dog and water score highest, dog and drinks nothing at all."
        )

    @style.figure_style()
    def draw(cells: str) -> Figure:
        matrix, form = fillings[cells]
        M = matrix.toarray()
        fig, ax = plt.subplots(figsize=(4.6, 4.2))
        for i, j in np.ndindex(M.shape):
            ax.add_patch(Rectangle((j, i), 1, 1, fc="none", ec=style.GRID))
            if M[i, j]:
                alpha = 0.45 * M[i, j] / M.max()
                ax.add_patch(Rectangle((j, i), 1, 1, fc=style.KEY, alpha=alpha))
                ax.text(j + 0.5, i + 0.52, form.format(M[i, j]), **CENTRED)
        _word_axes(ax, words)
        return fig

    return draw, say


def _word_axes(ax: Axes, words: Sequence[str]) -> None:
    """Name a matrix's rows and columns by words: rows from the top, columns above."""
    at = np.arange(len(words)) + 0.5
    ax.set(xlim=(0, len(words)), ylim=(len(words), 0), aspect="equal")
    ax.set_xticks(at, words, rotation=45, ha="left", rotation_mode="anchor")
    ax.set_yticks(at, words)
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
