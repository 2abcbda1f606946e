"""Chapter 2's drawing of one guess: logits, and the probabilities made of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from dlnlp.chapters.ch02.figures.word_bars import word_bars
from dlnlp.explore import palette, plots, style
from dlnlp.explore.labels import headline
from dlnlp.nn import softmax


@style.figure_style()
def one_guess(words: Sequence[str], logits: Any, target: str) -> Figure:
    """The logits of all words, and the probabilities that softmax makes of them.

    logits  (V,)
    """
    p = softmax(np.asarray(logits, dtype=float))
    fig, (left, right) = plots.panels(3.0, columns=2)
    word_bars(left, words, logits, target, "{:.2f}")
    word_bars(right, words, p, target, "{:.0%}")
    right.set_yticklabels([])
    left.axvline(0, color=palette.MUTED, lw=0.7)
    left.set_xlabel("score")
    right.set_xlabel("probability")
    headline(fig, f"The right word, {target}, gets {p[list(words).index(target)]:.0%}")
    return fig
