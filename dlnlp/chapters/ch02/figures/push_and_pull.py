"""Chapter 2's drawing of word vectors that move while one guess is repeated."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from dlnlp.chapters.ch02.figures.word_bars import word_bars
from dlnlp.explore import Draw, Say, palette, plots, style
from dlnlp.explore.diagram import arrow
from dlnlp.explore.labels import label
from dlnlp.language import _
from dlnlp.nn import softmax

SHORTEST = 0.08  # arrows shorter than this would be all head


def push_and_pull(
    history: Callable[[int], tuple[Any, Any]],
    words: Sequence[str],
    neighbours: Sequence[str],
    target: str,
    *,
    up_to: int = 20,
) -> tuple[Draw, Say]:
    """Word vectors in the plane while one guess is repeated, and its probabilities.

    history  W_in, W_out (V, 2) after so many steps on this guess
    up_to    the last step that will be shown: all frames leave room for it
    """
    row = {word: i for i, word in enumerate(words)}
    known, right = [row[word] for word in neighbours], row[target]

    def after(steps: int) -> tuple[Any, Any, Any, Any]:
        W_in, W_out = (np.asarray(W, dtype=float) for W in history(steps))
        h = W_in[known].mean(axis=0)
        return W_in[known], W_out, h, softmax(W_out @ h)

    seen = [after(steps)[:2] for steps in (0, 1, up_to // 4, up_to // 2, up_to)]
    corners = np.concatenate([W for pair in seen for W in pair])
    low, high = corners.min(axis=0) - 0.45, corners.max(axis=0) + 0.45

    def say(steps: int) -> str:
        number = {0: _("Before the first step"), 1: _("After 1 step")}
        when = number.get(steps, _("After {} steps").format(steps))
        company = _(" and ").join(neighbours)
        p = after(steps)[3][right]
        return _("{}, {} gets {:.0%} between its neighbours {}.").format(
            when, target, p, company
        )

    @style.figure_style()
    def draw(steps: int) -> Figure:
        V_known, U, h, p = after(steps)
        _V, U_next, h_next, _p = after(steps + 1)
        fig, (plane, chances) = plots.panels(6.2, rows=2, height_ratios=[2.2, 1])
        plane.axhline(0, color=palette.GRID, lw=0.7)
        plane.axvline(0, color=palette.GRID, lw=0.7)
        plane.plot(*V_known.T, color=palette.INPUT, lw=0.7, ls=":")
        for word, v in zip(neighbours, V_known, strict=True):
            plane.plot(*v, "o", ms=4, color=palette.INPUT)
            label(
                plane, _("v of {}").format(word), v, (5, 4), palette.INPUT, fontsize=10
            )
        arrow(plane, (0, 0), h, palette.HIDDEN)
        if np.linalg.norm(h_next - h) > SHORTEST:
            arrow(plane, h, h_next, palette.HIDDEN, dashed=True, lw=1.2)
        label(plane, "h", h, (-3, 6), palette.HIDDEN, weight="bold")
        for word, u, to in zip(words, U, U_next, strict=True):
            colour = palette.QUERY if word == target else palette.INK
            plane.plot(*u, "s", ms=5, color=colour)
            if np.linalg.norm(to - u) > SHORTEST:
                arrow(plane, u, to, colour, dashed=True, lw=1.2)
            below = (to - u)[1] > 0  # the arrow leaves upwards: write below
            label(plane, word, u, (0, -13 if below else 7), colour, fontsize=10)
        note = {"color": palette.MUTED, "fontsize": 10, "transform": plane.transAxes}
        plane.text(0.99, 0.02, _("squares: u of each word"), ha="right", **note)
        plane.set(aspect="equal", xlim=(low[0], high[0]), ylim=(low[1], high[1]))
        pushed = _("{} moves along h, the others move the opposite way").format(target)
        plane.set(title=pushed, xticks=range(-1, 3), yticks=range(-1, 3))
        word_bars(chances, words, p, target, "{:.0%}")
        chances.set_xlabel(_("probability"))
        return fig

    return draw, say
