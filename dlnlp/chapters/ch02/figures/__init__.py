"""The drawings of chapter 2, Predicting words: one guess and how it is mended.

Each function returns what `explore` or `show` wants: a figure, or, where there are
sliders, a function that draws and one that says what the drawing shows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dlnlp.chapters.ch02.figures.learning import curves, learning_rates
from dlnlp.chapters.ch02.figures.paths import paths
from dlnlp.chapters.ch02.figures.shapes import shapes
from dlnlp.explore import style
from dlnlp.explore.diagram import Draw, Say, arrow, headline, label, signed, written
from dlnlp.nn.functional import softmax

__all__ = [
    "curves",
    "learning_rates",
    "one_guess",
    "paths",
    "push_and_pull",
    "shapes",
    "slope",
]

SHORTEST = 0.08  # arrows shorter than this would be all head


@style.figure_style()
def one_guess(words: Sequence[str], scores: Any, target: str) -> Figure:
    """The scores of all words, and the probabilities that softmax makes of them.

    scores  (V,)
    """
    p = softmax(np.asarray(scores, dtype=float))
    fig, (left, right) = plt.subplots(1, 2, figsize=(5.2, 3.0))
    _bars(left, words, scores, target, "{:.2f}")
    _bars(right, words, p, target, "{:.0%}")
    right.set_yticklabels([])
    left.axvline(0, color=style.MUTED, lw=0.7)
    left.set_xlabel("score")
    right.set_xlabel("probability")
    headline(fig, f"The right word, {target}, gets {p[list(words).index(target)]:.0%}")
    return fig


def slope(
    loss_of: Callable[[float], float],
    gradient_of: Callable[[float], float],
    name: str,
    *,
    span: tuple[float, float] = (-3, 3),
    colour: str = style.INK,
) -> tuple[Draw, Say]:
    """The loss as one weight alone moves, its slope, and the step that mends it.

    loss_of, gradient_of  the loss and its derivative where the weight has value x
    name                  what the weight is called
    colour                that of the weight's tensor
    """
    width = span[1] - span[0]
    frame = (span[0] - 0.06 * width, span[1] + 0.06 * width)
    xs = np.linspace(*span, 81)
    ys = np.array([loss_of(float(x)) for x in xs])
    top = float(ys.max() + 0.12 * np.ptp(ys))
    bottom = float(ys.min() - 0.15 * np.ptp(ys))

    def advice(position: float) -> str:
        gradient = gradient_of(position)
        if abs(gradient) < 0.005:
            return "leave it"
        return "lower it" if gradient > 0 else "raise it"

    def say(position: float) -> str:
        here, gradient = str(round(float(position), 3)), gradient_of(position)
        here = here.replace("-", "−")
        return f"At {here} the slope is {signed(gradient)}: {advice(position)}."

    @style.figure_style()
    def draw(position: float) -> Figure:
        loss, gradient = loss_of(position), gradient_of(position)
        fig, ax = plt.subplots(figsize=(5.2, 3.4))
        ax.plot(xs, ys, color=style.LOSS)
        reach = 0.3 * width / np.hypot(1, gradient)
        ends = np.array([position - reach, position + reach])
        ax.plot(
            ends, loss + gradient * (ends - position), color=colour, ls=style.GRADIENT
        )
        ax.plot(position, loss, "o", color=style.LOSS)
        ground = bottom + 0.4 * (ys.min() - bottom)
        ax.plot([position] * 2, [ground, loss], color=style.MUTED, lw=0.7, ls=":")
        if advice(position) != "leave it":
            to = float(np.clip(position - gradient, *frame))
            arrow(ax, (position, ground), (to, ground), colour, dashed=True)
        side = 1 if gradient < 0 else -1  # above the curve there is room
        crowded = side * (position - sum(span) / 2) > 0.3 * width
        label(
            ax, f"slope {signed(gradient)}", (position, loss),
            (8 * side, 26 if crowded else 10), colour,
            ha="left" if (side > 0) != crowded else "right",
        )  # fmt: skip
        ax.set(xlabel=name, ylabel="loss", xlim=frame, ylim=(bottom, top))
        ax.set_yticks(
            [tick for tick in ax.get_yticks() if min(0, ys.min()) <= tick <= top]
        )
        ax.set_title(f"The slope says: {advice(position)}")
        return fig

    return draw, say


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
        number = {0: "Before the first step", 1: "After 1 step"}
        when = number.get(steps, f"After {steps} steps")
        company = " and ".join(neighbours)
        p = after(steps)[3][right]
        return f"{when}, {target} gets {p:.0%} between its neighbours {company}."

    @style.figure_style()
    def draw(steps: int) -> Figure:
        V_known, U, h, p = after(steps)
        _, U_next, h_next, _ = after(steps + 1)
        fig, (plane, chances) = plt.subplots(
            2, 1, figsize=(5.2, 6.2), gridspec_kw={"height_ratios": [2.2, 1]}
        )
        plane.axhline(0, color=style.GRID, lw=0.7)
        plane.axvline(0, color=style.GRID, lw=0.7)
        plane.plot(*V_known.T, color=style.INPUT, lw=0.7, ls=":")
        for word, v in zip(neighbours, V_known, strict=True):
            plane.plot(*v, "o", ms=4, color=style.INPUT)
            label(plane, f"v of {word}", v, (5, 4), style.INPUT, fontsize=10)
        arrow(plane, (0, 0), h, style.HIDDEN)
        if np.linalg.norm(h_next - h) > SHORTEST:
            arrow(plane, h, h_next, style.HIDDEN, dashed=True, lw=1.2)
        label(plane, "h", h, (-3, 6), style.HIDDEN, weight="bold")
        for word, u, to in zip(words, U, U_next, strict=True):
            colour = style.QUERY if word == target else style.INK
            plane.plot(*u, "s", ms=5, color=colour)
            if np.linalg.norm(to - u) > SHORTEST:
                arrow(plane, u, to, colour, dashed=True, lw=1.2)
            below = (to - u)[1] > 0  # the arrow leaves upwards: write below
            label(plane, word, u, (0, -13 if below else 7), colour, fontsize=10)
        note = {"color": style.MUTED, "fontsize": 10, "transform": plane.transAxes}
        plane.text(0.99, 0.02, "squares: u of each word", ha="right", **note)
        plane.set(aspect="equal", xlim=(low[0], high[0]), ylim=(low[1], high[1]))
        pulled = f"{target} is pulled towards h, the others are pushed away"
        plane.set(title=pulled, xticks=range(-1, 3), yticks=range(-1, 3))
        _bars(chances, words, p, target, "{:.0%}")
        chances.set_xlabel("probability")
        return fig

    return draw, say


def _bars(ax: Axes, words: Sequence[str], values: Any, target: str, form: str) -> None:
    """A bar a word from the top down, its value beside it, the right word marked."""
    shares = "%" in form
    for i, (word, value) in enumerate(zip(words, values, strict=True)):
        right = word == target
        ax.barh(i, value, height=0.62, color=style.QUERY if right else style.MUTED,
                alpha=1 if right else 0.55)  # fmt: skip
        label(
            ax, written(form, value), (value, i),
            (4 if value >= 0 else -4, -1), style.QUERY if right else style.MUTED,
            va="center", ha="left" if value >= 0 else "right",
        )  # fmt: skip
    ax.set_yticks(range(len(words)), words)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.set_ylim(len(words) - 0.5, -0.5)
    name = ax.get_yticklabels()[list(words).index(target)]
    name.set(color=style.QUERY, weight="bold")
    if shares:
        ax.set_xlim(0, 1.13)
        ax.set_xticks([0, 0.5, 1], ["0%", "50%", "100%"])
    else:
        reach = 1.8 * max(float(np.abs(values).max()), 0.5)
        ax.set_xlim(-reach, reach)
