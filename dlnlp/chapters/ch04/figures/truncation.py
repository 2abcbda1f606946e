"""The drawings of chapter 4 about truncation: where gradients stop, and the price."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from dlnlp.explore import style
from dlnlp.explore.diagram import Draw, Say, arrow, headline

WORDS = 32  # in the row of text
LOSS_AT = 15  # the word whose loss is followed: it ends a piece at every cut
WIDTH, HEIGHT, LEFT, PITCH = 374, 236, 13, 11.2  # typographic points
LINE = 152  # where the row of text runs
LEARNED = 0.95  # the share of symbols that must be recalled


def truncation() -> tuple[Draw, Say]:
    """A gradient goes back from a loss, as far as the text's next cut and no further.

    The sliders: a cut every `steps` words (1 to 16), and `lag`, how far before it the
    word stands that a guess depends on (1 to 15).
    """

    def reached(steps: int, lag: int) -> int:
        """How many words of a piece have their cause in the same piece."""
        if not (1 <= steps <= LOSS_AT + 1 and 1 <= lag <= LOSS_AT):
            raise ValueError(
                f"cuts every {steps} and lag {lag}: allowed are 1 to {LOSS_AT + 1}, "
                f"and 1 to {LOSS_AT}"
            )
        return max(0, steps - lag)

    def say(steps: int, lag: int) -> str:
        words = reached(steps, lag)
        if not words:
            return (
                f"Cut every {steps} words, no gradient goes back {lag} {_words(lag)}: "
                "every one stops at a cut before it arrives. The state alone crosses "
                "the cuts."
            )
        return (
            f"Cut every {steps} words, the gradient of {words} words in {steps} goes "
            f"back {lag} {_words(lag)}; the others stop at a cut. The state crosses "
            "all cuts."
        )

    @style.figure_style()
    def draw(steps: int, lag: int) -> Figure:
        words = reached(steps, lag)
        fig = plt.figure(figsize=(WIDTH / 72, HEIGHT / 72), layout="none")
        ax = fig.add_axes((0, 0, 1, 1))
        ax.set(xlim=(0, WIDTH), ylim=(HEIGHT, 0))
        ax.axis("off")
        found = f"{words} of {steps} gradients go back {lag} {_words(lag)}"
        found = found if words else f"No gradient goes back {lag} {_words(lag)}"
        ax.text(2, 13, f"Cut every {steps} words: {found[0].lower()}{found[1:]}",
                fontsize=12, weight="bold")  # fmt: skip
        for cut in range(0, WORDS, steps):
            box = ((_x(cut) - 0.42 * PITCH), LINE - 11)
            size = ((steps - 1 + 0.84) * PITCH, 22)
            ax.add_patch(Rectangle(box, *size, fc=style.GRID, ec="none", alpha=0.7))
            if cut:
                edge = _x(cut - 0.5)
                ax.plot([edge] * 2, [LINE - 15, LINE + 30], color=style.INK, lw=0.8)
        places = np.arange(WORDS)
        arrives = (places % steps >= lag) & (places >= lag)
        ax.plot(_x(places[arrives]), [LINE] * arrives.sum(), "o", ms=5,
                color=style.LOSS)  # fmt: skip
        ax.plot(_x(places[~arrives]), [LINE] * (~arrives).sum(), "o", ms=4.4,
                color=style.MUTED, mfc=style.PAPER)  # fmt: skip
        ax.plot(9, 35, "o", ms=5, color=style.LOSS)
        ax.text(17, 35, "its gradient arrives", va="center", color=style.LOSS)
        ax.plot(149, 35, "o", ms=4.4, color=style.MUTED, mfc=style.PAPER)
        ax.text(157, 35, "it stops at a cut", va="center", color=style.MUTED)
        _path(ax, LOSS_AT, steps, lag)
        ax.plot(_x(LOSS_AT), LINE, "o", ms=8, color=style.LOSS, zorder=5)
        ax.plot(_x(LOSS_AT - lag), LINE, "o", ms=8, color=style.INPUT, zorder=5)
        under: dict[str, Any] = {"va": "top", "fontsize": 11}
        ax.text(_x(LOSS_AT) - 5, LINE + 36, "loss here", color=style.LOSS, **under)
        ax.text(_x(LOSS_AT - lag) + 5, LINE + 52, "needs this word", ha="right"
                if lag < 10 else "left", color=style.INPUT, **under)  # fmt: skip
        for place, drop in ((LOSS_AT, 36), (LOSS_AT - lag, 52)):
            colour = style.LOSS if place == LOSS_AT else style.INPUT
            ax.plot([_x(place)] * 2, [LINE + 6, LINE + drop], color=colour, lw=0.7)
        y = LINE + 22
        arrow(ax, (_x(0), y), (_x(WORDS - 1), y), style.HIDDEN)
        ax.text(_x(WORDS - 1), y + 14, "the state crosses the cuts", color=style.HIDDEN,
                ha="right", **under)  # fmt: skip
        return fig

    return draw, say


def _path(ax: Any, t: int, steps: int, lag: int) -> None:
    """The gradient's arc from word t to word t - lag, or to the cut where it stops."""
    span, cut = lag * PITCH, t - t % steps  # cut: the first word of t's piece
    height = min(2.0 * (LINE - 50), 44 + 1.1 * span)  # of the whole ellipse
    arrives = t - lag >= cut
    middle = _x(t) - span / 2
    stop = _x(cut) - 0.5 * PITCH
    # Where the arc is cut, as an angle of the ellipse seen from its middle
    part = 1.0 if arrives else min(1.0, (_x(t) - stop) / span)
    end = float(np.degrees(np.arccos(np.clip(1 - 2 * part, -1, 1))))
    angles = np.radians(np.linspace(0, end, 40))
    xs = middle + span / 2 * np.cos(angles)
    ys = LINE - 6 - height / 2 * np.sin(angles)
    ax.plot(xs, ys, color=style.LOSS, lw=2.2, linestyle=style.GRADIENT, zorder=4)
    if arrives:
        arrow(ax, (xs[-2], ys[-2] - 2), (xs[-1], ys[-1] + 3), style.LOSS)
        return
    ax.plot([stop] * 2, [LINE - 14, min(ys[-1] - 12, LINE - 26)], color=style.INK,
            lw=1.2)  # fmt: skip
    ax.plot(xs[-1], ys[-1], "x", ms=9, mew=2.4, color=style.LOSS, zorder=5)
    ax.text(stop - 7, min(ys[-1] - 6, LINE - 26), "stops at the cut", ha="right",
            va="center", color=style.LOSS, fontsize=11)  # fmt: skip


def _words(number: int) -> str:
    return "word" if number == 1 else "words"


def _x(place: Any) -> Any:
    return LEFT + PITCH * place


@style.figure_style()
def recall(
    results: Mapping[int, Any], lags: Sequence[int], chance: float, batches: int
) -> tuple[Figure, str]:
    """How often a symbol is recalled `lag` steps later, by how far gradients went.

    results  steps walked back -> (seeds, len(lags)) shares
    chance   the share that guessing gets
    batches  how many each network has learned from

    A cell for each: how many networks recall, shaded by the share that the median
    network has. The broken line is where the gradient ends; a row which it doesn't
    bound from the right is one whose gradient reaches every lag.
    """
    runs = {k: np.atleast_2d(np.asarray(r, dtype=float)) for k, r in results.items()}
    for steps, run in runs.items():
        if run.shape[1] != len(lags):
            raise ValueError(f"{steps}: {run.shape[1]} shares for {len(lags)} lags")

    def longest(run: Any) -> int:
        """The last lag, from the shortest on, that the median network recalls."""
        good = np.median(run, axis=0) >= LEARNED
        count = len(good) if good.all() else int(np.argmin(good))
        return lags[count - 1] if count else 0

    fig, ax = plt.subplots(figsize=(5.2, 1.6 + 0.42 * len(runs)))
    border: list[tuple[float, float]] = []
    for y, (steps, run) in enumerate(runs.items()):
        for x, share in enumerate(np.median(run, axis=0)):
            shade = max(0.0, (share - chance) / (1 - chance))
            ax.add_patch(Rectangle((x - 0.5, y - 0.5), 1, 1, fc=style.HIDDEN,
                                   ec="none", alpha=0.6 * shade))  # fmt: skip
            ax.text(x, y, f"{(run[:, x] >= LEARNED).sum()}", ha="center", va="center")
        edge = sum(lag < steps for lag in lags) - 0.5
        border.append((edge, y - 0.5))
        if edge < len(lags) - 0.5:
            border.append((edge, y + 0.5))
    ax.plot(*np.transpose(border), color=style.LOSS, lw=2, ls=style.GRADIENT)
    ax.text(border[0][0] + 0.1, -0.62, "the gradient ends here", color=style.LOSS,
            va="bottom")  # fmt: skip
    ax.spines[:].set_visible(False)
    ax.tick_params(length=0)
    ax.set(xlim=(-0.5, len(lags) - 0.5), ylim=(len(runs) - 0.5, -1.0))
    ax.set_xticks(range(len(lags)), [str(lag) for lag in lags])
    ax.set_yticks(range(len(runs)), [f"last {steps} steps" for steps in runs])
    ax.set_xlabel(f"lag; in the cells: how many of {len(run)} networks recall")
    far = [str(longest(run)) for run in runs.values()]
    headline(fig, f"After {batches} batches most recall up to lag {', '.join(far)}")
    found = "; ".join(
        f"{steps} steps, lag {lag}" for steps, lag in zip(runs, far, strict=True)
    )
    alt = (
        f"The longest lag up to which the median network, after {batches} batches, "
        f"recalls {LEARNED:.0%} of the symbols or more (guessing: {chance:.0%}), by "
        f"how many of the last steps were walked back: {found}."
    )
    return fig, alt
