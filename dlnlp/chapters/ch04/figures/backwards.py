"""Chapter 4's drawing of one loss that is walked back through time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from matplotlib.figure import Figure

from dlnlp.chapters.ch04.figures.chain_of_states import chain, count_steps, middle
from dlnlp.explore import Draw, Say, palette, style
from dlnlp.explore.diagram import WIDTH, arrow, box, canvas


def backwards(words: Sequence[str]) -> tuple[Draw, Say]:
    """One loss, walked back through time: every step adds a term to shared weights.

    words  two to four; the loss is that of guessing the last
    """
    last = count_steps(words)

    def say(back: int) -> str:
        reached = _reached(last, back)
        terms = " + ".join(_term("h", t) for t in reached)
        return (
            f"The loss of guessing “{words[-1]}” has gone back {back} "
            f"{'step' if back == 1 else 'steps'}, to h{reached[-1]}. Wh was used "
            f"in every step, so its gradient is a sum: dWh = {terms}."
        )

    @style.figure_style()
    def draw(back: int) -> Figure:
        reached = _reached(last, back)
        count = f"{len(reached)} term" + ("" if len(reached) == 1 else "s")
        title = f"{back} step{'' if back == 1 else 's'} back: dWh is a sum of {count}"
        fig, ax = canvas(406 + 22 * last, title)
        note = "Only this loss is walked back: the other steps have their own."
        ax.text(2, 32, note, fontsize=10.5, color=palette.MUTED)
        y, hidden = 156, palette.HIDDEN
        chain(ax, y, words, faint=True)
        end, loss_at = middle(last), y - 92
        box(ax, (end, loss_at), "loss", palette.LOSS)
        ax.text(end - 38, loss_at, f"of guessing “{words[-1]}”", color=palette.LOSS,
                ha="right", va="center")  # fmt: skip
        arrow(ax, (end, y - 74), (end, y - 18), hidden, dashed=True)
        name: dict[str, Any] = {"color": hidden, "weight": "bold", "va": "center"}
        ax.text(end - 6, y - 46, f"dh{last}", ha="right", **name)
        ground = y + 134
        for t in reached:
            right, x = middle(t) + 29, middle(t) + 39
            turn = ([right, x], [y + 13, y + 20])
            ax.plot(*turn, color=hidden, ls=style.GRADIENT, lw=1.6)
            arrow(ax, (x, y + 20), (x, ground - 15), hidden, dashed=True)
            ax.text(x - 5, y + 103, f"da{t}", ha="right", **name)
        for t in reached[:-1]:
            start, before = middle(t) - 30, middle(t - 1)
            arrow(ax, (start, y + 11), (before + 30, y + 11), hidden, dashed=True)
            ax.text(before + 60, y + 26, f"dh{t - 1}", ha="center", **name)
        size = (WIDTH - 8, 28)
        box(ax, (WIDTH / 2, ground), "", palette.INK, size, lw=1)
        ax.text(12, ground, "shared by all steps: Wx, Wh, b", va="center")
        for n, t in enumerate(reached):
            colour = hidden if t == reached[-1] else palette.MUTED
            row = ground + 38 + 22 * n
            if t < last:
                ax.text(4, row, f"dh{t} = da{t + 1} @ Wh.T", color=colour)
            ax.text(150, row, f"da{t} = dh{t} * (1 − h{t} * h{t})", color=colour)
        below = ground + 48 + 22 * last
        sums = [
            ("dWh = ", [_term("h", t) for t in reached]),
            ("dWx = ", [_term("x", t) for t in reached]),
            ("db = ", [f"da{t}" for t in reached]),
        ]
        for n, (what, terms) in enumerate(sums):
            line = what + " + ".join(terms)
            zero = "   (h0 is 0)" if what == "dWh = " and reached[-1] == 1 else ""
            ax.text(4, below + 22 * n, line + zero)
        if n_missing := last - len(reached):
            more = f"and {n_missing} more to come"
            ax.text(WIDTH - 6, below + 44, more, ha="right", color=palette.MUTED)
        return fig

    return draw, say


def _reached(last: int, back: int) -> list[int]:
    """The steps that the gradient has passed, the latest first."""
    if not 0 <= back < last:
        raise ValueError(f"{back} steps back: with {last} steps, 0 to {last - 1} exist")
    return list(range(last, last - back - 1, -1))


def _term(name: str, t: int) -> str:
    """What step t adds to the gradient of Wh (from h, one step earlier) or Wx."""
    return f"{name}{t - 1 if name == 'h' else t}.T @ da{t}"
