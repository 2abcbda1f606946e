"""States h0, h1, … and the words that feed them, as two of chapter 4's drawings show.

Places are in typographic points.
"""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes

from dlnlp.explore import palette
from dlnlp.explore.diagram import arrow, box
from dlnlp.language import _

FIRST, PITCH = 118, 104  # middle of the first step, and from step to step
START = 26  # middle of h0
TALL = 34  # height of a box
MOST = 4  # words that fit


def count_steps(words: Sequence[str]) -> int:
    """How many words are read: all but the last.

    Raises ValueError where there are fewer words than two or more than fit.
    """
    if not 2 <= len(words) <= MOST:
        raise ValueError(f"two to {MOST} words fit the drawing, given {len(words)}")
    return len(words) - 1


def middle(t: int) -> float:
    """How far to the right the box of h_t has its middle."""
    return START if t == 0 else FIRST + PITCH * (t - 1)


def chain(ax: Axes, y: float, words: Sequence[str], *, faint: bool = False) -> None:
    """The chain of states, the words that feed it, and the shared weights between.

    faint  the arrows stand higher, so that there is room for another below
    """
    box(ax, (START, y), _("h0\nzeros"), palette.HIDDEN, (44, TALL))
    for t in range(1, len(words)):
        left = START + 22 if t == 1 else middle(t - 1) + 29
        box(ax, (middle(t), y), f"h{t}", palette.HIDDEN)
        box(ax, (middle(t), y + 72), f"x{t}\n{words[t - 1]}", palette.INPUT)
        up(ax, middle(t), y + 72, y, "Wx")
        level = y - 8 if faint else y
        arrow(ax, (left + 2, level), (middle(t) - 31, level), palette.HIDDEN)
        ax.text((left + middle(t) - 29) / 2, level - 6, "Wh", ha="center")


def up(ax: Axes, x: float, low: float, high: float, name: str) -> None:
    """An arrow from a box to the one above it, and the weights on the way."""
    arrow(ax, (x, low - TALL / 2 - 2), (x, high + TALL / 2 + 2), palette.MUTED)
    ax.text(x + 6, (low + high) / 2, name, va="center")
