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
from dlnlp.language import _
from dlnlp.vectors import noise_distribution

CLASSES = (10, 90, 900)  # the most frequent words, the next, the next; then all others
EXPONENTS = (0, 0.25, 0.5, 0.75, 1)  # for all of them the axis has room


def negatives(counts: ArrayLike, words: Sequence[str]) -> tuple[Draw, Say]:
    """Where the negatives fall: the share of each class of frequency.

    counts  (V,) how often each word occurs
    words   their names, of which each class shows two
    """
    counts = np.asarray(counts)
    order = np.argsort(-counts, kind="stable")
    counts, words = counts[order], [words[i] for i in order]
    V = len(counts)
    ends = [*(end for end in np.cumsum(CLASSES).tolist() if end < V), V]
    starts = [0, *ends[:-1]]
    names = []
    for n, (start, end) in enumerate(zip(starts, ends, strict=True)):
        what = _("top {:,} words") if n == 0 else _("next {:,} words")
        what = what if n < len(CLASSES) else _("other {:,} words")
        who = [w for w in words[start:end] if w.isalpha() and len(w) > 2][:2]
        names.append((what.format(end - start), ", ".join([*who, "…"])))

    def drawn(exponent: float) -> Any:
        """What each class gets of the draws; exponent 1: of the text."""
        return np.add.reduceat(noise_distribution(counts, exponent), starts)

    reach = 1.16 * max(drawn(exponent).max() for exponent in EXPONENTS)

    def say(exponent: float) -> str:
        now, text = drawn(exponent), drawn(1)
        return _(
            "With exponent {:g}, the {} most frequent words, {} of the "
            "text, get {} of the draws."
        ).format(exponent, ends[0], _percent(text[0]), _percent(now[0]))

    @style.figure_style()
    def draw(exponent: float) -> Figure:
        fig, ax = plots.panels(4)
        now, text = drawn(exponent), drawn(1)
        for i, name in enumerate(names):
            _bar(
                ax,
                i - 0.18,
                now[i],
                palette.KEY,
                1,
                _("{} of the draws") if i == 0 else "{}",
            )
            _bar(
                ax,
                i + 0.18,
                text[i],
                palette.MUTED,
                0.5,
                _("{} of the text") if i == 0 else "{}",
            )
            _name(ax, i, *name)
        ax.set(xlim=(0, reach), ylim=(len(names) - 0.5, -0.5))
        ax.set_yticks([])
        ax.spines["left"].set_visible(False)
        ticks = np.arange(0, reach, 0.2)
        ax.set_xticks(ticks, [f"{tick:.0%}" for tick in ticks])
        ax.set_xlabel(_("share of the draws, and of the text"))
        found = _("{} words get {} of the draws").format(ends[0], _percent(now[0]))
        headline(fig, _("Exponent {:g}: {}").format(exponent, found))
        return fig

    return draw, say


def _percent(part: float) -> str:
    return percent(part, whole_from=0.0095)


def _bar(
    ax: Axes, y: float, value: float, colour: str, alpha: float, what: str
) -> None:
    """A bar to the right, with its value and, on the first of its kind, its name."""
    ax.barh(y, value, height=0.3, color=colour, alpha=alpha)
    text = what.format(_percent(value))
    first = what != "{}"
    label(ax, text, (value, y), (5, -1), colour if first else palette.INK, va="center")


def _name(ax: Axes, y: int, first: str, second: str) -> None:
    """Two lines to the left of a pair of bars."""
    for text, drop, colour in ((first, 1, palette.INK), (second, -12, palette.MUTED)):
        ax.annotate(
            text, (0, y), (-7, drop), xycoords=("axes fraction", "data"),
            textcoords="offset points", ha="right", color=colour, fontsize=10.5,
        )  # fmt: skip
