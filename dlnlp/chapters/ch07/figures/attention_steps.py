"""Chapter 7's drawing of one step of attention, which grows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from dlnlp.arrays import Array
from dlnlp.explore import Draw, Say, palette, style
from dlnlp.explore.diagram import arrow, box, canvas
from dlnlp.explore.number_format import written
from dlnlp.language import _
from dlnlp.nn import softmax

STEPS = (
    (_("Chapter 6: the last state goes over, alone"),
     _("The encoder has read {S} words, and only its last state reaches the "
       "decoder.")),
    (_("Keep every state: hs (S, H)"),
     _("The encoder keeps a state for each of the {S} words.")),
    (_("The decoder’s state asks: q · h, a score each"),
     _("The decoder’s state is the query; its dot product with each state is a "
       "score: {scores}.")),
    (_("Softmax: weights that sum to 1"),
     _("The softmax makes weights of the scores: {weights}.")),
    (_("The weighted sum is what is read: r (H,)"),
     _("The states, each times its weight, sum to r, a vector as wide as a state.")),
    (_("The output layer sees both, [r, q]"),
     _("The output layer reads r and the decoder’s state side by side, and writes "
       "“{word}”.")),
)  # fmt: skip
XS = (42, 112, 182)  # how far to the right the words of the source stand
DECODER = 316
WORDS, STATES, SCORES, WEIGHTS, READ = 316, 268, 202, 142, 76  # how far down


def attention_steps(
    source: Sequence[str], states: Any, query: Any, word: str
) -> tuple[Draw, Say]:
    """One step of a decoder with attention, in six steps of drawing.

    source  three words; states (3, H), query (H,); word, what is written
    """
    scores = np.asarray(states, dtype=float) @ np.asarray(query, dtype=float)
    weights = np.asarray(softmax(scores))

    def say(step: int) -> str:
        return STEPS[step - 1][1].format(
            S=len(source), word=word,
            scores=", ".join(written("{:.1f}", s) for s in scores),
            weights=", ".join(f"{w:.2f}" for w in weights),
        )  # fmt: skip

    @style.figure_style()
    def draw(step: int) -> Figure:
        fig, ax = canvas(336, STEPS[step - 1][0])
        _networks(ax, source, keeps=step > 1, asks=step > 2)
        if step > 1:
            frame = Rectangle((8, STATES - 24), 208, 48, fc="none", ec=palette.MUTED,
                              lw=1, ls=(0, (2, 2)))  # fmt: skip
            ax.add_patch(frame)
            ax.text(220, STATES + 36, "hs (S, H)", color=palette.MUTED, fontsize=10)
        if step > 2:
            _scores(ax, scores)
        if step > 3:
            _weights(ax, weights)
        if step > 4:
            _sum(ax, weights)
        if step > 5:
            _output(ax, word)
        return fig

    return draw, say


def _networks(ax: Axes, source: Sequence[str], *, keeps: bool, asks: bool) -> None:
    """Encoder and decoder, as in chapter 6."""
    for n, (x, word) in enumerate(zip(XS, source, strict=True)):
        last = n == len(XS) - 1
        ax.text(x, WORDS + 10, word, ha="center", color=palette.INPUT)
        arrow(ax, (x, WORDS - 4), (x, STATES + 17), palette.INPUT)
        colour = palette.HIDDEN if keeps or last else palette.MUTED
        box(ax, (x, STATES), f"h{'₁₂₃'[n]} (H,)", colour, (52, 34))
        if not last:
            arrow(ax, (x + 26, STATES), (XS[n + 1] - 26, STATES), palette.MUTED)
    arrow(ax, (XS[-1] + 26, STATES), (DECODER - 34, STATES), palette.HIDDEN, lw=2.2)
    colour = palette.QUERY if asks else palette.HIDDEN
    box(ax, (DECODER, STATES), "q (H,)" if asks else "(H,)", colour, (68, 34))
    ax.text(DECODER, WORDS + 10, "<bos>", ha="center", color=palette.INPUT)
    arrow(ax, (DECODER, WORDS - 4), (DECODER, STATES + 17), palette.INPUT)
    ax.text(DECODER + 8, STATES + 36, _("decoder"), fontsize=10, color=palette.MUTED)
    ax.text(XS[0] + 8, STATES + 36, _("encoder"), fontsize=10, color=palette.MUTED)


def _scores(ax: Axes, scores: Array) -> None:
    for x, score in zip(XS, scores, strict=True):
        arrow(ax, (x, STATES - 17), (x, SCORES + 13), palette.KEY)
        box(ax, (x, SCORES), written("{:.1f}", score), palette.KEY, (44, 26))
    y = SCORES + 30
    ax.plot([DECODER, DECODER, XS[0] + 8], [STATES - 17, y, y], color=palette.QUERY,
            lw=1.4)  # fmt: skip
    for x in XS:
        arrow(ax, (x + 8, y), (x + 8, SCORES + 13), palette.QUERY)
    ax.text(216, SCORES + 4, _("scores q · h (S,)"), color=palette.KEY, fontsize=10)


def _weights(ax: Axes, weights: Array) -> None:
    for x, weight in zip(XS, weights, strict=True):
        arrow(ax, (x, SCORES - 13), (x, WEIGHTS + 13), palette.KEY)
        ax.add_patch(
            Rectangle((x - 22, WEIGHTS - 13), 44, 26, fc=palette.QUERY, ec="none",
                      alpha=0.1 + 0.4 * float(weight))
        )  # fmt: skip
        box(ax, (x, WEIGHTS), f"{weight:.2f}", palette.QUERY, (44, 26), corner=1,
            color=palette.INK)  # fmt: skip
    ax.text(216, WEIGHTS + 4, _("weights α (S,)"), color=palette.QUERY, fontsize=10)


def _sum(ax: Axes, weights: Array) -> None:
    middle = XS[1]
    for x, weight in zip(XS, weights, strict=True):
        ax.plot([x, middle], [WEIGHTS - 13, READ + 17], color=palette.VALUE,
                lw=1 + 6 * float(weight), solid_capstyle="butt", zorder=0)  # fmt: skip
    box(ax, (middle, READ), "r (H,)", palette.INK, (68, 34))
    ax.text(4, READ + 4, _("sum of α h"), color=palette.MUTED, fontsize=10)


def _output(ax: Axes, word: str) -> None:
    arrow(ax, (XS[1] + 34, READ), (DECODER - 42, READ), palette.INK)
    arrow(ax, (DECODER, STATES - 17), (DECODER, READ + 17), palette.QUERY)
    box(ax, (DECODER, READ), "[r, q] (2H,)", palette.INK, (84, 34))
    arrow(ax, (DECODER, READ - 17), (DECODER, READ - 34), palette.INK)
    ax.text(DECODER, READ - 38, word, ha="center", color=palette.INPUT, weight="bold")
