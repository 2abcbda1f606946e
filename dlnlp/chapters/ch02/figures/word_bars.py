"""A bar a word, as two of chapter 2's drawings have them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from dlnlp.explore import palette
from dlnlp.explore.labels import label
from dlnlp.explore.number_format import written


def word_bars(
    ax: Axes, words: Sequence[str], values: Any, target: str, form: str
) -> None:
    """A bar a word from the top down, its value beside it, the right word marked."""
    in_percent = "%" in form
    for i, (word, value) in enumerate(zip(words, values, strict=True)):
        right = word == target
        ax.barh(i, value, height=0.62, color=palette.QUERY if right else palette.MUTED,
                alpha=1 if right else 0.55)  # fmt: skip
        label(
            ax, written(form, value), (value, i),
            (4 if value >= 0 else -4, -1), palette.QUERY if right else palette.MUTED,
            va="center", ha="left" if value >= 0 else "right",
        )  # fmt: skip
    ax.set_yticks(range(len(words)), words)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.set_ylim(len(words) - 0.5, -0.5)
    name = ax.get_yticklabels()[list(words).index(target)]
    name.set(color=palette.QUERY, weight="bold")
    if in_percent:
        ax.set_xlim(0, 1.13)
        ax.set_xticks([0, 0.5, 1], ["0%", "50%", "100%"])
    else:
        reach = 1.8 * max(float(np.abs(values).max()), 0.5)
        ax.set_xlim(-reach, reach)
