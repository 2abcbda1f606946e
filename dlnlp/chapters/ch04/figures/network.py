"""The drawings of chapter 4 that show the recurrent network, there and back."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from dlnlp.explore import style
from dlnlp.explore.diagram import Draw, Say, arrow

WIDTH = 374  # typographic points: figures are drawn at their own size
FIRST, PITCH = 118, 104  # middle of the first step, and from step to step
START = 26  # middle of h0
TALL = 34  # height of a box
MOST = 4  # words that fit


@style.figure_style()
def unrolled(words: Sequence[str], D: int, H: int, V: int) -> tuple[Figure, str]:
    """A recurrent network as a loop, and the same loop unrolled over a few words.

    words  two to four; every word but the last is read, every word but the first is
           to be guessed
    """
    steps = _steps(words)
    fig, ax = _canvas(448)
    ax.text(2, 13, "One network, used again at every word", fontsize=12, weight="bold")

    middle, y = 70, 124  # of h in the loop
    _box(ax, middle, y + 74, f"x\n(N, {D})", style.INPUT)
    _box(ax, middle, y, f"h\n(N, {H})", style.HIDDEN)
    _box(ax, middle, y - 74, f"scores\n(N, {V})", style.INK)
    _up(ax, middle, y + 74, y, "Wx")
    _up(ax, middle, y, y - 74, "W_out")
    edge, out = middle + 29, middle + 54
    loop = ([edge, out, out, edge + 8], [y + 10, y + 10, y - 10, y - 10])
    ax.plot(*loop, color=style.HIDDEN)
    arrow(ax, (out, y - 10), (edge + 2, y - 10), style.HIDDEN)
    ax.text(out + 5, y, "Wh", va="center")
    table = [
        ("h = tanh(x Wx + h_before Wh + b)", style.INK),
        (f"Wx ({D}, {H})", style.INK),
        (f"Wh ({H}, {H})", style.INK),
        (f"b ({H},)", style.INK),
        (f"W_out ({V}, {H})", style.INK),
        ("N sequences are read side by side", style.MUTED),
    ]
    for n, (text, colour) in enumerate(table):
        ax.text(158, 78 + 19 * n + (5 if n else 0), text, color=colour, fontsize=10.5)

    y = 350
    ax.text(2, y - 112, f"Unrolled over {steps} words", fontsize=11, color=style.MUTED)
    _row(ax, y, words)
    for t in range(1, steps + 1):
        _box(ax, _x(t), y - 72, f"{words[t]}?", style.QUERY)
        _up(ax, _x(t), y, y - 72, "W_out")
    alt = (
        f"The network drawn as a loop, and unrolled over {steps} words: at each "
        f"word, h (N, {H}) is made from the input x (N, {D}) and from the h before "
        f"it, by the same Wx ({D}, {H}), Wh ({H}, {H}) and b at every step, and gives "
        f"{V} scores."
    )
    return fig, alt


def backwards(words: Sequence[str]) -> tuple[Draw, Say]:
    """One loss, walked back through time: every step adds a term to shared weights.

    words  two to four; the loss is that of guessing the last
    """
    last = _steps(words)

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
        fig, ax = _canvas(406 + 22 * last)
        count = f"{len(reached)} term" + ("" if len(reached) == 1 else "s")
        title = f"{back} step{'' if back == 1 else 's'} back: dWh is a sum of {count}"
        ax.text(2, 13, title, fontsize=12, weight="bold")
        note = "Only this loss is walked back: the other steps have their own."
        ax.text(2, 32, note, fontsize=10.5, color=style.MUTED)
        y = 156
        _row(ax, y, words, faint=True)
        _box(ax, _x(last), y - 92, "loss", style.LOSS)
        ax.text(_x(last) - 38, y - 92, f"of guessing “{words[-1]}”", color=style.LOSS,
                ha="right", va="center")  # fmt: skip
        _back(ax, (_x(last), y - 74), (_x(last), y - 18), style.HIDDEN)
        ax.text(_x(last) - 6, y - 46, f"dh{last}", ha="right", va="center",
                color=style.HIDDEN, weight="bold")  # fmt: skip
        ground = y + 134
        for t in reached:
            x = _x(t) + 39
            ax.plot([_x(t) + 29, x], [y + 13, y + 20], color=style.HIDDEN,
                    ls=style.GRADIENT, lw=1.6)  # fmt: skip
            _back(ax, (x, y + 20), (x, ground - 15), style.HIDDEN)
            ax.text(x - 5, y + 103, f"da{t}", color=style.HIDDEN, weight="bold",
                    ha="right", va="center")  # fmt: skip
        for t in reached[:-1]:
            _back(ax, (_x(t) - 30, y + 11), (_x(t - 1) + 30, y + 11), style.HIDDEN)
            ax.text(_x(t - 1) + 60, y + 26, f"dh{t - 1}", ha="center",
                    va="center", color=style.HIDDEN, weight="bold")  # fmt: skip
        bar = FancyBboxPatch(
            (4, ground - 14), WIDTH - 8, 28, boxstyle="round,pad=0,rounding_size=4",
            fc="none", ec=style.INK, lw=1,
        )  # fmt: skip
        ax.add_patch(bar)
        ax.text(12, ground, "shared by all steps: Wx, Wh, b", va="center")
        for n, t in enumerate(reached):
            colour = style.HIDDEN if t == reached[-1] else style.MUTED
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
        for n, (name, terms) in enumerate(sums):
            line = name + " + ".join(terms)
            zero = "   (h0 is 0)" if name == "dWh = " and reached[-1] == 1 else ""
            ax.text(4, below + 22 * n, line + zero)
        if n_missing := last - len(reached):
            more = f"and {n_missing} more to come"
            ax.text(WIDTH - 6, below + 44, more, ha="right", color=style.MUTED)
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


def _steps(words: Sequence[str]) -> int:
    if not 2 <= len(words) <= MOST:
        raise ValueError(f"two to {MOST} words fit the drawing, given {len(words)}")
    return len(words) - 1


def _canvas(height: float) -> tuple[Figure, Axes]:
    """A page whose units are typographic points, from the top down."""
    fig = plt.figure(figsize=(WIDTH / 72, height / 72), layout="none")
    ax = fig.add_axes((0, 0, 1, 1))
    ax.set(xlim=(0, WIDTH), ylim=(height, 0))
    ax.axis("off")
    return fig, ax


def _row(ax: Axes, y: float, words: Sequence[str], *, faint: bool = False) -> None:
    """The chain of states, the words that feed it, and the shared weights between."""
    _box(ax, START, y, "h0\nzeros", style.HIDDEN, width=44)
    for t in range(1, len(words)):
        left = START + 22 if t == 1 else _x(t - 1) + 29
        _box(ax, _x(t), y, f"h{t}", style.HIDDEN)
        _box(ax, _x(t), y + 72, f"x{t}\n{words[t - 1]}", style.INPUT)
        _up(ax, _x(t), y + 72, y, "Wx")
        level = y - 8 if faint else y
        arrow(ax, (left + 2, level), (_x(t) - 31, level), style.HIDDEN)
        ax.text((left + _x(t) - 29) / 2, level - 6, "Wh", ha="center")


def _box(
    ax: Axes, x: float, y: float, text: str, colour: str, *, width: float = 58
) -> None:
    """A box with its name, and beneath it its shape or its word."""
    ax.add_patch(FancyBboxPatch(
        (x - width / 2, y - TALL / 2), width, TALL, fc="none", ec=colour, lw=1.4,
        boxstyle="round,pad=0,rounding_size=4",
    ))  # fmt: skip
    ax.text(x, y, text, ha="center", va="center", color=colour, fontsize=10.5,
            linespacing=1.15)  # fmt: skip


def _up(ax: Axes, x: float, low: float, high: float, name: str) -> None:
    """An arrow from a box to the one above it, and the weights on the way."""
    arrow(ax, (x, low - TALL / 2 - 2), (x, high + TALL / 2 + 2), style.MUTED)
    ax.text(x + 6, (low + high) / 2, name, va="center")


def _back(
    ax: Axes, start: tuple[float, float], end: tuple[float, float], colour: str
) -> None:
    arrow(ax, start, end, colour, dashed=True)


def _x(t: int) -> float:
    return START if t == 0 else FIRST + PITCH * (t - 1)
