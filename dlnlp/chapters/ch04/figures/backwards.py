"""Chapter 4's drawing of one loss that is walked back through time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from matplotlib.figure import Figure

from dlnlp.chapters.ch04.figures.chain_of_states import chain, count_steps, middle
from dlnlp.explore import Draw, Say, palette, style
from dlnlp.explore.diagram import WIDTH, arrow, box, canvas
from dlnlp.language import _


def backwards(words: Sequence[str]) -> tuple[Draw, Say]:
    """One loss, walked back through time: every step adds a term to shared weights.

    words  two to four; the loss is that of guessing the last
    """
    last = count_steps(words)

    def say(steps: int) -> str:
        reached = _reached(last, steps)
        terms = " + ".join(_term("h", t) for t in reached)
        return _(
            "The loss of guessing “{}”, walked back through {}. "
            "Each step adds a term to the gradient of Wh: dWh = {}."
        ).format(words[-1], counted(steps), terms)

    def counted(steps: int) -> str:
        return (_("{} step") if steps == 1 else _("{} steps")).format(steps)

    @style.figure_style()
    def draw(steps: int) -> Figure:
        reached = _reached(last, steps)
        terms = _("one term") if steps == 1 else _("a sum of {} terms").format(steps)
        title = _("Walked back {}: dWh is {}").format(counted(steps), terms)
        fig, ax = canvas(408 + 22 * last, title)
        note = _("This one loss alone is walked back. The other steps have their own.")
        ax.text(2, 32, note, fontsize=10.5)
        y, hidden = 160, palette.HIDDEN
        chain(ax, y, words, faint=True)
        end, scores_at, ink = middle(last), y - 88, palette.INK
        loss = end - 104 if last > 1 else end + 104  # beside the scores
        side = 31 if loss < end else -31
        box(ax, (end, scores_at), _("s{}\nscores").format(last), ink)
        box(ax, (loss, scores_at), _("loss of\n“{}”").format(words[-1]), palette.LOSS)
        arrow(ax, (loss + side, scores_at), (end - side, scores_at), ink, dashed=True)
        name: dict[str, Any] = {"color": hidden, "weight": "bold", "va": "center"}
        above = (loss + end) / 2, scores_at - 9
        ax.text(*above, f"ds{last}", ha="center", **name | {"color": ink})
        arrow(ax, (end, scores_at + 19), (end, y - 19), hidden, dashed=True)
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
        ax.text(12, ground, _("shared by all steps: Wx, Wh, b"), va="center")
        for n, t in enumerate(reached):
            colour = hidden if t == reached[-1] else palette.MUTED
            row = ground + 38 + 22 * n
            source = "ds{t} @ W_out" if t == last else "da{next} @ Wh.T"
            slope = f"dh{t} = " + source.format(t=t, next=t + 1)
            ax.text(4, row, slope, color=colour)
            ax.text(
                150,
                row,
                f"da{t} = dh{t} * (1 − h{t} * h{t})",
                color=colour,
            )
        below = ground + 48 + 22 * last
        sums = [
            ("dWh = ", [_term("h", t) for t in reached]),
            ("dWx = ", [_term("x", t) for t in reached]),
            ("db = ", [f"da{t}" for t in reached]),
        ]
        for n, (what, found) in enumerate(sums):
            line = what + " + ".join(found)
            zero = _("   (h0 is 0)") if what == "dWh = " and reached[-1] == 1 else ""
            ax.text(4, below + 22 * n, line + (zero if reached[-1] == 1 else " + …"))
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
