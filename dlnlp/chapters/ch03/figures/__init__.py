"""The drawings of chapter 3, Asking fewer questions: what it costs, and what is asked.

Each function returns what `explore` or `show` wants: a figure, or, where there are
controls, a function that draws and one that says what the drawing shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from dlnlp.chapters.ch01.figures import neighbour_table
from dlnlp.chapters.ch03.figures.clouds import gender, shifted_pmi
from dlnlp.chapters.ch03.figures.group import group
from dlnlp.chapters.ch03.figures.scores import dimensions, exponents, few_labels
from dlnlp.chapters.ch03.figures.settings import settings
from dlnlp.explore import style
from dlnlp.explore.diagram import Draw, Say, headline, label
from dlnlp.vectors.negative_sampling import noise_distribution

__all__ = [
    "cost",
    "dimensions",
    "exponents",
    "few_labels",
    "gender",
    "group",
    "negatives",
    "neighbour_table",
    "settings",
    "shifted_pmi",
]

GUESSES = 1000
CLASSES = (10, 90, 900)  # the most frequent words, the next, the next; then all others


@style.figure_style()
def cost(
    sizes: Sequence[int], full: Sequence[float], sampled: Sequence[float]
) -> Figure:
    """What a thousand guesses cost, by the size of the vocabulary.

    sizes          V of each measurement
    full, sampled  milliseconds for 1,000 guesses: full softmax, negative sampling
    """
    fig, ax = plt.subplots(figsize=(5.2, 3.6))
    lines = [
        ("full softmax", full, style.LOSS),
        ("negative sampling", sampled, style.QUERY),
    ]
    for name, times, colour in lines:
        ax.plot(sizes, times, "o-", ms=4, color=colour)
        above = name == "full softmax"
        middle = len(sizes) // 2
        label(
            ax, name, (sizes[middle], times[middle]), (-6, 6) if above else (0, 8),
            colour, ha="right" if above else "center",
        )  # fmt: skip
    ax.set(xscale="log", yscale="log", xlabel="words in the vocabulary, V")
    ax.set_ylabel("milliseconds for 1,000 guesses")
    ax.set_xticks(sizes, [f"{V:,}" for V in sizes])
    ax.yaxis.set_major_formatter(lambda ms, _: f"{ms:,g}")
    ax.minorticks_off()
    ax.margins(x=0.06, y=0.15)
    last = int(np.argmax(sizes))
    factor = f"{float(f'{full[last] / sampled[last]:.2g}'):,g}"
    headline(
        fig, f"With {sizes[last]:,} words the full softmax costs {factor} times as much"
    )
    return fig


def negatives(counts: ArrayLike, words: Sequence[str]) -> tuple[Draw, Say]:
    """Where the negatives fall: by classes of frequency, and on how many words.

    counts  (V,) how often each word occurs
    """
    counts = np.asarray(counts)
    order = np.argsort(-counts, kind="stable")
    counts, words = counts[order], [words[i] for i in order]
    V = len(counts)
    ends = [*(end for end in np.cumsum(CLASSES).tolist() if end < V), V]
    starts = [0, *ends[:-1]]
    names = []
    for n, (start, end) in enumerate(zip(starts, ends, strict=True)):
        what = "top" if n == 0 else "next" if n < len(CLASSES) else "other"
        who = [w for w in words[start:end] if w.isalpha() and len(w) > 2][:2]
        names.append((f"{what} {end - start:,} words", ", ".join(who)))

    def shares(exponent: float) -> Any:
        """What each class gets of the draws; exponent 1: of the text."""
        return np.add.reduceat(noise_distribution(counts, exponent), starts)

    def asked(exponent: float, K: int) -> float:
        """How many words, on average, are drawn at least once in 1,000 guesses."""
        p = noise_distribution(counts, exponent)
        return float((1 - (1 - p) ** (GUESSES * K)).sum())

    reach = 1.16 * max(shares(exponent).max() for exponent in (0, 0.25, 0.5, 0.75, 1))

    def say(exponent: float, K: int) -> str:
        drawn, in_text = _percent(shares(exponent)[0]), _percent(shares(1)[0])
        return (
            f"With exponent {exponent:g}, the {ends[0]} most frequent words get "
            f"{drawn} of the draws ({in_text} of the text); with K = {K}, "
            f"{asked(exponent, K):,.0f} of {V:,} words are "
            f"asked about at least once in {GUESSES:,} guesses."
        )

    @style.figure_style()
    def draw(exponent: float, K: int) -> Figure:
        fig, (top, bottom) = plt.subplots(
            2, 1, figsize=(5.2, 4.4), gridspec_kw={"height_ratios": [5, 1]}
        )
        now, text = shares(exponent), shares(1)
        for i, name in enumerate(names):
            _bar(top, i, now[i], text[i], _percent(now[i]))
            _name(top, i, *name)
        top.set(xlim=(0, reach), ylim=(len(names) - 0.5, -0.5))
        ticks = np.arange(0, reach, 0.2)
        top.set_xticks(ticks, [f"{tick:.0%}" for tick in ticks])
        top.set_xlabel("share of the draws (dotted: share of the text)")
        number = asked(exponent, K)
        _bar(bottom, 0, number, V, f"{number:,.0f}")
        _name(bottom, 0, "asked about", "at least once")
        bottom.set(xlim=(0, 1.2 * V), ylim=(0.5, -0.5))
        bottom.set_xticks([0, V], ["0", f"{V:,} words"])
        bottom.set_xlabel(f"in {GUESSES:,} guesses, K = {K}")
        share = f"{ends[0]} words get {_percent(now[0])} of the draws"
        headline(fig, f"Exponent {exponent:g}: {share}")
        return fig

    return draw, say


def _percent(share: float) -> str:
    return f"{share:.0%}" if share >= 0.0095 else f"{share:.1%}"


def _bar(ax: Axes, y: int, value: float, otherwise: float, text: str) -> None:
    """A bar to the right with its value, and dotted how long it would be otherwise."""
    ax.barh(y, value, height=0.62, color=style.KEY)
    ax.barh(y, otherwise, height=0.62, fc="none", ec=style.INK, lw=1, ls=":")
    label(ax, text, (max(value, otherwise), y), (5, -1), style.INK, va="center")
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)


def _name(ax: Axes, y: int, first: str, second: str) -> None:
    """Two lines to the left of a bar."""
    for text, drop, colour in ((first, 1, style.INK), (second, -12, style.MUTED)):
        ax.annotate(
            text, (0, y), (-7, drop), xycoords=("axes fraction", "data"),
            textcoords="offset points", ha="right", color=colour, fontsize=10.5,
        )  # fmt: skip
