"""Chapter 6's drawing of beam search as a tree that grows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from matplotlib.figure import Figure

from dlnlp.explore import Draw, Say, palette, style
from dlnlp.explore.diagram import WIDTH, arrow, box, canvas
from dlnlp.explore.number_format import percent
from dlnlp.language import _

ROWS = 5  # texts that are drawn at a step, at most
TOP, PITCH = 74, 44  # height of the first row; from row to row


class Branch(NamedTuple):
    """A text so far: its words, its probability, and whether the beam keeps it."""

    words: tuple[str, ...]
    p: float
    kept: bool


Level = list[Branch]  # the likeliest texts of one step, best first


def beam_tree(
    levels: Mapping[int, Sequence[Level]], question: str, answer: str
) -> tuple[Draw, Say]:
    """Beam search for an answer, step by step.

    levels    width of the beam -> of each step its texts
    question  what is to be answered
    answer    the right one, as its letters
    """
    steps = max(len(grown) for grown in levels.values())
    pitch = WIDTH / steps

    def best(width: int, step: int) -> Branch:
        """The likeliest text that is kept after a step."""
        return max(_kept(levels[width], step), key=lambda branch: branch.p)

    def say(width: int, step: int) -> str:
        top = best(width, step)
        n = len(_kept(levels[width], step))
        kept = _("1 text is kept") if n == 1 else _("{} texts are kept").format(n)
        chance = percent(top.p)
        return _(
            "{}, beam of width {}, step {}: {}, the likeliest “{}” with a probability "
            "of {}; the right answer is {}."
        ).format(question, width, step, kept, _text(top.words), chance, answer)

    @style.figure_style()
    def draw(width: int, step: int) -> Figure:
        top = best(width, step)
        fig, ax = canvas(TOP + PITCH * ROWS + 18, _title(width, top, answer))
        ax.text(2, 34, _("{}, the best {} kept at each step").format(question, width),
                color=palette.MUTED, fontsize=10.5)  # fmt: skip
        places: dict[tuple[str, ...], tuple[float, float]] = {}
        size = (pitch - 24, 32)
        for n, level in enumerate(levels[width][:step]):
            for row, branch in enumerate(level[:ROWS]):
                at = ((n + 0.5) * pitch, TOP + row * PITCH)
                places[branch.words] = at
                colour = palette.QUERY if branch.kept else palette.MUTED
                if branch.kept and branch.words[-1] == "<eos>":
                    colour = palette.HIDDEN
                text = "".join(branch.words)
                box(ax, at, f"{text}\n{percent(branch.p)}", colour, size,
                    lw=1.8 if branch.kept else 0.8, fontsize=10)  # fmt: skip
                parent = places.get(branch.words[:-1])
                if parent:
                    arrow(ax, (parent[0] + size[0] / 2, parent[1]),
                          (at[0] - size[0] / 2, at[1]), colour,
                          lw=1.6 if branch.kept else 0.7)  # fmt: skip
        note = _("below each text: its probability so far")
        ax.text(2, TOP + PITCH * ROWS + 8, note, color=palette.MUTED, fontsize=10)
        return fig

    return draw, say


def _kept(grown: Sequence[Level], step: int) -> Level:
    """What the beam holds after a step: texts that grow, and those that have ended."""
    level = grown[min(step, len(grown)) - 1]
    ended = [
        b for one in grown[:step] for b in one if b.words[-1] == "<eos>" and b.kept
    ]
    return [b for b in level if b.kept and b not in ended] + ended


def _text(words: tuple[str, ...]) -> str:
    return "".join(word for word in words if word != "<eos>")


def _title(width: int, top: Branch, answer: str) -> str:
    if top.words[-1] != "<eos>":
        return _("Width {}: the likeliest begins with {}").format(
            width, _text(top.words)
        )
    text = _text(top.words)
    verdict = _("right") if text == answer else _("wrong")
    return _("Width {} ends with {}, at {}: {}").format(
        width, text, percent(top.p), verdict
    )
