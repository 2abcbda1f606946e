"""Chapter 3's drawing of where the negatives fall, by classes of frequency."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from dlnlp.explore import Draw, Say, palette, plots, style
from dlnlp.explore.labels import headline, label
from dlnlp.explore.number_format import percent
from dlnlp.vectors import noise_distribution

GUESSES = 1000
CLASSES = (10, 90, 900)  # the most frequent words, the next, the next; then all others


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

    def drawn(exponent: float) -> Any:
        """What each class gets of the draws; exponent 1: of the text."""
        return np.add.reduceat(noise_distribution(counts, exponent), starts)

    def asked(exponent: float, K: int) -> float:
        """How many words, on average, are drawn at least once in 1,000 guesses."""
        p = noise_distribution(counts, exponent)
        return float((1 - (1 - p) ** (GUESSES * K)).sum())

    reach = 1.16 * max(drawn(exponent).max() for exponent in (0, 0.25, 0.5, 0.75, 1))

    def say(exponent: float, K: int) -> str:
        now, in_text = _percent(drawn(exponent)[0]), _percent(drawn(1)[0])
        return (
            f"With exponent {exponent:g}, the {ends[0]} most frequent words get "
            f"{now} of the draws ({in_text} of the text); with K = {K}, "
            f"{asked(exponent, K):,.0f} of {V:,} words are "
            f"asked about at least once in {GUESSES:,} guesses."
        )

    @style.figure_style()
    def draw(exponent: float, K: int) -> Figure:
        fig, (top, bottom) = plots.panels(4.4, rows=2, height_ratios=[5, 1])
        now, text = drawn(exponent), drawn(1)
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
        found = f"{ends[0]} words get {_percent(now[0])} of the draws"
        headline(fig, f"Exponent {exponent:g}: {found}")
        return fig

    return draw, say


def _percent(part: float) -> str:
    return percent(part, whole_from=0.0095)


def _bar(ax: Axes, y: int, value: float, otherwise: float, text: str) -> None:
    """A bar to the right with its value, and dotted how long it would be otherwise."""
    ax.barh(y, value, height=0.62, color=palette.KEY)
    ax.barh(y, otherwise, height=0.62, fc="none", ec=palette.INK, lw=1, ls=":")
    label(ax, text, (max(value, otherwise), y), (5, -1), palette.INK, va="center")
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)


def _name(ax: Axes, y: int, first: str, second: str) -> None:
    """Two lines to the left of a bar."""
    for text, drop, colour in ((first, 1, palette.INK), (second, -12, palette.MUTED)):
        ax.annotate(
            text, (0, y), (-7, drop), xycoords=("axes fraction", "data"),
            textcoords="offset points", ha="right", color=colour, fontsize=10.5,
        )  # fmt: skip
