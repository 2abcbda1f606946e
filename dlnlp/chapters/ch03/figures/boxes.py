"""Chapter 3's drawing of Walker's boxes, filled one after the other."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from dlnlp.explore import Draw, Say, palette, style
from dlnlp.explore.diagram import WIDTH, canvas
from dlnlp.language import _

CELL = 17  # height of a token
WIDE = 56  # of a box


def boxes(words: Sequence[str], counts: Sequence[int]) -> tuple[Draw, Say]:
    """Walker's boxes: rare words' boxes are filled up with tokens of a frequent one.

    words, counts  each word and its tokens. The first gives, and has enough for all of
                   the others, none of which has more than fits into its box
    """
    V, room = len(words), sum(counts) // len(words)
    if room * V != sum(counts) or max(counts[1:]) > room:
        raise ValueError(f"boxes of {room} cannot be filled from the first: {counts}")
    order = sorted(range(1, V), key=lambda i: counts[i])  # the poorest first
    order = [i for i in order if counts[i] < room]
    colours = [palette.INPUT, *palette.GROUPS[1:]]

    def given(step: int) -> list[int]:
        """How many tokens of the first word lie in each box, after `step` fillings."""
        return [room - counts[i] if i in order[:step] else 0 for i in range(V)]

    def say(step: int) -> str:
        if step == 0:
            return _(
                "“{}” has {} tokens, and its box room for {}; the other boxes "
                "are not full."
            ).format(words[0], counts[0], room)
        full = order[step - 1]
        return _(
            "The box of “{}” is filled up by “{}”, which gives {} and keeps {}."
        ).format(words[full], words[0], given(step)[full], counts[0] - sum(given(step)))

    @style.figure_style()
    def draw(step: int) -> Figure:
        others = given(step)
        height = CELL * max(counts) + 74
        title = (
            _("Too much for one box")
            if step == 0
            else _("The box of “{}” is full").format(words[order[step - 1]])
        )
        if step == len(order):
            title = _("All boxes are full, none holds more than two words")
        fig, ax = canvas(height, title)
        floor = height - 30
        gap = (WIDTH - V * WIDE) / (V + 1)
        for i, word in enumerate(words):
            left = gap + i * (WIDE + gap)
            own = counts[i] - (sum(others) if i == 0 else 0)
            tokens = [i] * own + [0] * others[i]
            for n, who in enumerate(tokens):
                ax.add_patch(Rectangle(
                    (left + 2, floor - (n + 1) * CELL + 1), WIDE - 4, CELL - 2,
                    fc=colours[who], ec="none", alpha=0.85))  # fmt: skip
            ax.add_patch(Rectangle(
                (left, floor - room * CELL), WIDE, room * CELL, fc="none",
                ec=palette.INK, lw=1.6))  # fmt: skip
            ax.text(left + WIDE / 2, floor + 15, f"{word} {counts[i]}", ha="center",
                    color=colours[i], weight="bold")  # fmt: skip
            if others[i]:
                ax.text(left + WIDE / 2, floor - room * CELL - 6, f"+ {words[0]}",
                        ha="center", color=colours[0], fontsize=10)  # fmt: skip
        return fig

    return draw, say
