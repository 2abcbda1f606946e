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

    def say(steps: int) -> str:
        reached = _reached(last, steps)
        terms = " + ".join(_term("h", t) for t in reached)
        return (
            f"The loss of guessing “{words[-1]}”, walked back through {steps} "
            f"step{'' if steps == 1 else 's'}. Each adds a term to the gradient of "
            f"Wh: dWh = {terms}."
        )

    @style.figure_style()
    def draw(steps: int) -> Figure:
        reached = _reached(last, steps)
        count = "one term" if steps == 1 else f"a sum of {steps} terms"
        plural = "" if steps == 1 else "s"
        title = f"Walked back {steps} step{plural}: dWh is {count}"
        fig, ax = canvas(406 + 22 * last, title)
        note = "This one loss alone is walked back. The other steps have their own."
        ax.text(2, 32, note, fontsize=10.5)
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
            source = "ds{t} @ W_out" if t == last else "da{next} @ Wh.T"
            slope = f"dh{t} = " + source.format(t=t, next=t + 1)
            ax.text(4, row, slope, color=colour)
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


def _reached(last: int, steps: int) -> list[int]:
    """The steps that the gradient has passed, the latest first."""
    if not 1 <= steps <= last:
        raise ValueError(f"walked back {steps} steps: 1 to {last} exist")
    return list(range(last, last - steps, -1))


def _term(name: str, t: int) -> str:
    """What step t adds to the gradient of Wh (from h, one step earlier) or Wx."""
    return f"{name}{t - 1 if name == 'h' else t}.T @ da{t}"
