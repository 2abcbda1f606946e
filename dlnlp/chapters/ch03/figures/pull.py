"""Chapter 3's drawing of a guess: the right word is pulled, wrong ones are pushed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from dlnlp.arrays import Array
from dlnlp.explore import Draw, Say, palette, plots, style
from dlnlp.explore.labels import headline, label
from dlnlp.language import _
from dlnlp.nn import sigmoid


def pull(
    h: ArrayLike, vectors: ArrayLike, words: Sequence[str], *, lr: float, steps: int
) -> tuple[Draw, Say]:
    """Gradient steps on one guess with negative sampling, in a plane.

    h        (2,) the hidden layer, the mean of two vectors, which move alike
    vectors  (K + 1, 2) those of the right word and, after it, of the negatives
    words    their names
    steps    the largest step that is drawn
    """
    path = _path(np.asarray(h, float), np.asarray(vectors, float), lr, steps + 1)
    frame = np.concatenate([np.vstack([h, U]) for h, U in path[:-1]])
    room = np.array([1.1, 0.45])  # for the names
    low, high = frame.min(axis=0) - room, frame.max(axis=0) + room

    def belief(step: int) -> Array:
        h, U = path[step]
        return sigmoid(U @ h)

    def say(step: int) -> str:
        told = ", ".join(
            f"{word} {p:.2f}" for word, p in zip(words, belief(step), strict=True)
        )
        when = _("After step {}").format(step) if step else _("Before the first step")
        return _("{} the machine says yes to {}.").format(when, told)

    @style.figure_style()
    def draw(step: int) -> Figure:
        fig, ax = plots.panels(4.3)
        (h, U), (h_next, U_next) = path[step], path[step + 1]
        (h_first, U_first) = path[0]
        ax.axhline(0, color=palette.GRID, lw=0.8, zorder=0)
        ax.axvline(0, color=palette.GRID, lw=0.8, zorder=0)
        colours = [palette.KEY, *[palette.LOSS] * (len(words) - 1)]
        names = [f"{w} {p:.0%}" for w, p in zip(words, belief(step), strict=True)]
        _move(ax, h_first, h, h_next, "h", palette.HIDDEN)
        for k, (name, colour) in enumerate(zip(names, colours, strict=True)):
            _move(ax, U_first[k], U[k], U_next[k], name, colour)
        ax.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]), aspect="equal")
        right = f"{words[0]} {belief(step)[0]:.0%}"
        when = _("After step {}").format(step) if step else _("Before the first step")
        headline(fig, _("{}: yes to {}").format(when, right))
        return fig

    return draw, say


def _path(h: Array, U: Array, lr: float, steps: int) -> list[tuple[Array, Array]]:
    """h and the words' vectors before each step, and after the last."""
    truth = np.zeros(len(U))
    truth[0] = 1
    path = [(h, U)]
    for _step in range(steps):
        error = sigmoid(U @ h) - truth  # (K + 1,)
        # Each of the two rows gets half of the slope in their mean
        h, U = h - lr / 2 * (error @ U), U - lr * np.outer(error, h)
        path.append((h, U))
    return path


def _move(ax: Axes, first: Any, now: Any, after: Any, name: str, colour: str) -> None:
    """A vector, from where it began, and dashed where the next step takes it."""
    arrow = {"arrowstyle": "-|>,head_length=0.5,head_width=0.22", "color": colour,
             "shrinkA": 0, "shrinkB": 0}  # fmt: skip
    ax.annotate("", now, (0, 0), arrowprops={**arrow, "lw": 2})
    if not np.array_equal(first, now):
        ax.plot(*np.transpose([first, now]), color=colour, lw=1, ls=":")
    ax.plot(*first, "o", ms=4, mfc="none", mec=colour)
    if np.linalg.norm(np.asarray(after) - now) > 0.06:
        ax.annotate("", after, now, arrowprops={
            **arrow, "lw": 1.5, "linestyle": style.GRADIENT})  # fmt: skip
    left = now[0] < 0
    down = after[1] >= now[1]  # the name stands where the next step does not lead
    label(ax, name, now, (-8 if left else 8, -15 if down else 8), colour,
          ha="right" if left else "left", weight="bold",
          bbox={"fc": palette.PAPER, "ec": "none", "pad": 1, "alpha": 0.7})  # fmt: skip
