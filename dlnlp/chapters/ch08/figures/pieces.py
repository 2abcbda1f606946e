"""Chapter 8's drawing of a sentence in pieces, after more and more merges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matplotlib.figure import Figure

from dlnlp.explore import Draw, Say, palette, style
from dlnlp.explore.diagram import WIDTH, Point, box, canvas
from dlnlp.language import _

LETTER, EDGE, GAP = 6.4, 8, 3  # typographic points: a letter's width, a box's, between
LINE, TOP = 28, 44  # from line to line; the middle of the first


def pieces(by_merges: Mapping[int, Sequence[str]]) -> tuple[Draw, Say]:
    """The tokens of a sentence as boxes, in the order in which they are read.

    by_merges  number of merges -> the tokens; a space is drawn as a low line
    """
    sentence = "".join(next(iter(by_merges.values())))
    words = len(sentence.split())
    lines = max(len(_lines(tokens)) for tokens in by_merges.values())

    def say(merges: int) -> str:
        tokens = by_merges[merges]
        return _(
            "After {:,} merges the sentence is {} tokens for {} words: {}."
        ).format(merges, len(tokens), words, " | ".join(map(_written, tokens)))

    @style.figure_style()
    def draw(merges: int) -> Figure:
        tokens = by_merges[merges]
        title = _("{:,} merges: {} tokens for {} words").format(
            merges, len(tokens), words
        )
        fig, ax = canvas(TOP + lines * LINE - 8, title)
        whole = iter(_whole(tokens))
        for row, line in enumerate(_lines(tokens)):
            for token, (left, width) in line:
                colour = palette.HIDDEN if next(whole) else palette.INPUT
                at: Point = (left + width / 2, TOP + row * LINE)
                box(ax, at, _written(token), colour, (width, 21), lw=1.1,
                    family="monospace", fontsize=10)  # fmt: skip
        return fig

    return draw, say


def _whole(tokens: Sequence[str]) -> list[bool]:
    """Which tokens are words: a space, or an end of the text, on either side."""
    before = [True, *(token.startswith(" ") for token in tokens[1:])]
    return [
        bool(token.strip()) and begins and ends
        for token, begins, ends in zip(tokens, before, [*before[1:], True], strict=True)
    ]


def _written(token: str) -> str:
    return token.replace(" ", "_")


def _lines(tokens: Sequence[str]) -> list[list[tuple[str, tuple[float, float]]]]:
    """Tokens with where each begins and how wide it is, as many on a line as fit."""
    lines: list[list[tuple[str, tuple[float, float]]]] = [[]]
    x = 2.0
    for token in tokens:
        width = LETTER * len(token) + EDGE
        if x + width > WIDTH - 2 and lines[-1]:
            lines.append([])
            x = 2.0
        lines[-1].append((token, (x, width)))
        x += width + GAP
    return lines
