"""Chapter 4's drawing of a gradient that goes back as far as the text's next cut."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from dlnlp.explore import Draw, Say, palette, style
from dlnlp.explore.diagram import arrow, canvas
from dlnlp.language import _

WORDS = 32  # in the row of text
LOSS_AT = 15  # the word whose loss is followed: it ends a piece at every cut
LEFT, PITCH = 13, 11.2  # typographic points
LINE = 152  # where the row of text runs


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
            return _(
                "Cut every {} words, no gradient goes back {}: every one "
                "stops at a cut before it arrives. The state alone crosses the "
                "cuts."
            ).format(steps, _words(lag))
        return _(
            "Cut every {} words, the gradient of {} words in {} goes back "
            "{}; the others stop at a cut. The state crosses all cuts."
        ).format(steps, words, steps, _words(lag))

    @style.figure_style()
    def draw(steps: int, lag: int) -> Figure:
        words = reached(steps, lag)
        found = _("no gradient goes back {}").format(_words(lag))
        if words:
            found = _("{} of {} gradients go back {}").format(words, steps, _words(lag))
        fig, ax = canvas(
            236,
            _("Cut every {} words: {}").format(steps, found),
        )
        for cut in range(0, WORDS, steps):
            box = ((_x(cut) - 0.42 * PITCH), LINE - 11)
            size = ((steps - 1 + 0.84) * PITCH, 22)
            ax.add_patch(Rectangle(box, *size, fc=palette.GRID, ec="none", alpha=0.7))
            if cut:
                edge = _x(cut - 0.5)
                ax.plot([edge] * 2, [LINE - 15, LINE + 30], color=palette.INK, lw=0.8)
        places = np.arange(WORDS)
        arrives = (places % steps >= lag) & (places >= lag)
        ax.plot(_x(places[arrives]), [LINE] * arrives.sum(), "o", ms=5,
                color=palette.LOSS)  # fmt: skip
        ax.plot(_x(places[~arrives]), [LINE] * (~arrives).sum(), "o", ms=4.4,
                color=palette.MUTED, mfc=palette.PAPER)  # fmt: skip
        ax.plot(9, 35, "o", ms=5, color=palette.LOSS)
        ax.text(
            17, 35, _("a guess whose gradient arrives"), va="center", color=palette.LOSS
        )
        ax.plot(199, 35, "o", ms=4.4, color=palette.MUTED, mfc=palette.PAPER)
        ax.text(
            207, 35, _("one whose stops at a cut"), va="center", color=palette.MUTED
        )
        _path(ax, LOSS_AT, steps, lag)
        ax.plot(_x(LOSS_AT), LINE, "o", ms=8, color=palette.LOSS, zorder=5)
        ax.plot(_x(LOSS_AT - lag), LINE, "o", ms=8, color=palette.INPUT, zorder=5)
        under: dict[str, Any] = {"va": "top", "fontsize": 11}
        ax.text(
            _x(LOSS_AT) - 5, LINE + 36, _("this guess"), color=palette.LOSS, **under
        )
        ax.text(_x(LOSS_AT - lag) + 5, LINE + 52, _("needs this word"), ha="right"
                if lag < 10 else "left", color=palette.INPUT, **under)  # fmt: skip
        for place, drop in ((LOSS_AT, 36), (LOSS_AT - lag, 52)):
            colour = palette.LOSS if place == LOSS_AT else palette.INPUT
            ax.plot([_x(place)] * 2, [LINE + 6, LINE + drop], color=colour, lw=0.7)
        y = LINE + 22
        arrow(ax, (_x(0), y), (_x(WORDS - 1), y), palette.HIDDEN)
        ax.text(_x(WORDS - 1), y + 14, _("the state goes on"), ha="right",
                color=palette.HIDDEN, **under)  # fmt: skip
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
    ax.plot(xs, ys, color=palette.LOSS, lw=2.2, linestyle=style.GRADIENT, zorder=4)
    if arrives:
        arrow(ax, (xs[-2], ys[-2] - 2), (xs[-1], ys[-1] + 3), palette.LOSS)
        return
    ax.plot([stop] * 2, [LINE - 14, min(ys[-1] - 12, LINE - 26)], color=palette.INK,
            lw=1.2)  # fmt: skip
    ax.plot(xs[-1], ys[-1], "x", ms=9, mew=2.4, color=palette.LOSS, zorder=5)
    ax.text(stop - 7, min(ys[-1] - 6, LINE - 26), _("stops at the cut"), ha="right",
            va="center", color=palette.LOSS, fontsize=11)  # fmt: skip


def _words(number: int) -> str:
    return (_("{} word") if number == 1 else _("{} words")).format(number)


def _x(place: Any) -> Any:
    return LEFT + PITCH * place
