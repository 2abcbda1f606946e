"""Chapter 6's drawing of an encoder and a decoder at work, step by step."""

from __future__ import annotations

from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dlnlp.explore import Draw, Say, palette, style
from dlnlp.explore.diagram import WIDTH, arrow, box, canvas
from dlnlp.language import _

STATES, INPUTS, WORDS = 128, 190, 66  # heights of the rows, from the top


def reading_writing(question: str, answer: str) -> tuple[Draw, Say]:
    """An encoder reads, hands its state over, and a decoder writes.

    question, answer  read and written letter by letter; together at most seven letters

    The steps are those of reading, one for the handing over, and those of writing,
    the end mark included.
    """
    read, written = list(question), [*answer, "<eos>"]
    S, T = len(read), len(written)
    pitch = WIDTH / (S + T)

    def at(column: int) -> float:
        return (column + 0.5) * pitch

    def say(step: int) -> str:
        if step <= S:
            return _(
                "Step {}: the encoder has read {}; all that it knows is in its "
                "state (h, c)."
            ).format(step, " ".join(read[:step]))
        if step == S + 1:
            return _(
                "The encoder's last state (h, c) is handed to the decoder; all "
                "of “{}” must be in these two vectors."
            ).format(question)
        t = step - S - 1
        reads = "<bos>" if t == 1 else _("its own {}").format(written[t - 2])
        return _("The decoder reads {} and writes {}.").format(reads, written[t - 1])

    def titled(step: int) -> str:
        if step <= S:
            return _("The encoder reads, and writes nothing")
        if step == S + 1:
            return _("All that is handed over is (h, c)")
        t = step - S - 1
        if t < T:
            return _("The decoder reads what it has just written")
        return _("It says itself that it is done")

    @style.figure_style()
    def draw(step: int) -> Figure:
        if not 1 <= step <= S + 1 + T:
            raise ValueError(f"step {step}: there are 1 to {S + 1 + T}")
        fig, ax = canvas(300, titled(step))
        size = (pitch - 11, 34)
        for column in range(S + T):
            reading = column < S
            done = column < step if reading else column - S < step - S - 1
            ink = (palette.HIDDEN if reading else palette.CELL) if done else None
            name = f"h{column + 1}" if reading else f"h'{column - S + 1}"
            _box(ax, (at(column), STATES), name, ink, size)
            begin = 0 < column < step or (column == S and step > S)
            if column and column != S:
                colour = palette.HIDDEN if reading else palette.CELL
                arrow(ax, (at(column - 1) + size[0] / 2, STATES),
                      (at(column) - size[0] / 2, STATES),
                      colour if begin and done else palette.GRID)  # fmt: skip
            if reading:
                word = read[column]
            else:
                word = "<bos>" if column == S else written[column - S - 1]
            if reading or done:
                _box(ax, (at(column), INPUTS), word,
                     palette.INPUT if done else None, (size[0], 26))  # fmt: skip
                arrow(ax, (at(column), INPUTS - 13), (at(column), STATES + 17),
                      palette.INPUT if done else palette.GRID)  # fmt: skip
            if not reading and done:
                arrow(ax, (at(column), STATES - 17), (at(column), WORDS + 13),
                      palette.QUERY)  # fmt: skip
                _box(ax, (at(column), WORDS), written[column - S], palette.QUERY,
                     (size[0], 26))  # fmt: skip
        _hand_over(ax, at, S, size[0], step > S)
        _feedback(ax, at, S, min(step - S - 1, T))
        _rooms(ax, at, S, T)
        return fig

    return draw, say


def _box(ax: Axes, at: Any, text: str, colour: str | None, size: Any) -> None:
    box(ax, at, text, colour or palette.GRID, size,
        color=colour or palette.MUTED)  # fmt: skip


def _hand_over(ax: Axes, at: Any, S: int, width: float, done: bool) -> None:
    colour = palette.LOSS if done else palette.GRID
    arrow(ax, (at(S - 1) + width / 2, STATES), (at(S) - width / 2, STATES), colour,
          lw=2.6)  # fmt: skip
    if done:
        ax.text((at(S - 1) + at(S)) / 2, STATES - 26, "(h, c)", ha="center",
                color=palette.LOSS, weight="bold")  # fmt: skip


def _feedback(ax: Axes, at: Any, S: int, written: int) -> None:
    """The way from a written word to the input of the next step."""
    for t in range(1, written):
        x, to = at(S + t - 1), at(S + t)
        side = (x + to) / 2
        xs = [x + 16, side, side, to - 15]
        ys = [WORDS, WORDS, INPUTS, INPUTS]
        ax.plot(xs, ys, color=palette.QUERY, lw=1.1, ls=":")


def _rooms(ax: Axes, at: Any, S: int, T: int) -> None:
    """What belongs to which network, and the shapes."""
    half = (at(1) - at(0)) / 2
    for start, end, name, colour in (
        (0, S, _("encoder"), palette.HIDDEN), (S, S + T, _("decoder"), palette.CELL),
    ):  # fmt: skip
        left, right = at(start) - half + 4, at(end - 1) + half - 4
        ax.plot([left, right], [220, 220], color=colour, lw=2)
        ax.text((left + right) / 2, 236, name, ha="center", color=colour,
                weight="bold")  # fmt: skip
    lines = (
        (_("each letter becomes a vector (N, D); h, c and h' are (N, H)"), 262),
        (_("above h': scores of all letters (N, V); the best is written"), 280),
    )
    for text, y in lines:
        ax.text(2, y, text, color=palette.MUTED, fontsize=10)
