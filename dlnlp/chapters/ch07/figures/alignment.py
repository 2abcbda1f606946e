"""Chapter 7's map of attention weights: which part of the source an output read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from dlnlp.arrays import Array
from dlnlp.explore import Draw, Say, palette, style
from dlnlp.explore.diagram import WIDTH, canvas, cells, lattice
from dlnlp.language import _

SHADES = 8  # strengths that a cell can have, so that a map stays small
ROW = 19  # height of a row, in typographic points
TOP = 46  # how far down the source stands
LIT = 0.4  # how strongly at most words are backed: they must be read in dark mode
FAINT = 0.05  # below this weight a place is not named

Read = tuple[Sequence[str], Sequence[str], Array]  # source (S,), output (T,), (T, S)


def alignment(read: Callable[[str], Read]) -> tuple[Draw, Say]:
    """Attention weights as a map: a row for each output, a column for each source.

    read  what is chosen -> source tokens (S,), output tokens (T,), weights (T, S)

    draw(source, output) lights what output number `output`, from 1, has read; the last
    one, if there are fewer. Tokens of one character stand in a line, words upright.
    """

    read = cache(read)

    def say(source: str, output: int) -> str:
        tokens, written, weights = read(source)
        output = min(output, len(written))
        row = weights[output - 1]
        return _("To write “{}”, output {} of {}, it read {}.").format(
            written[output - 1], output, len(written), _named(tokens, row)
        )

    @style.figure_style()
    def draw(source: str, output: int) -> Figure:
        tokens, written, weights = read(source)
        weights, output = np.asarray(weights, dtype=float), min(output, len(written))
        row, chosen = weights[output - 1], written[output - 1]
        best = int(row.argmax())
        title = _("“{}” reads “{}”").format(chosen, _around(tokens, best))
        left = 4 + max(16.0, 6.2 * max(map(len, written)))
        width = min(24.0, (WIDTH - left - 4) / len(tokens))
        down = max(map(len, tokens)) > 1
        top = TOP + (max(map(len, tokens)) * 5.8 if down else 0)
        fig, ax = canvas(top + ROW * len(written) + 6, title)
        _source(ax, tokens, row, left, width, top, down=down)
        corner, size = (left, top), (width, ROW)
        cells(ax, corner, size, _shades(weights), palette.QUERY, palette.GRID)
        lattice(ax, corner, weights.shape, size, palette.GRID)
        for t, token in enumerate(written):
            lit = t == output - 1
            ax.text(
                left - 5, top + (t + 0.5) * ROW, token, ha="right", va="center",
                fontsize=10.5, color=palette.INK if lit else palette.MUTED,
                weight="bold" if lit else "normal",
            )  # fmt: skip
        across = Rectangle(
            (left, top + (output - 1) * ROW), width * len(tokens), ROW, fc="none",
            ec=palette.INK, lw=1.6, zorder=3,
        )  # fmt: skip
        ax.add_patch(across)
        return fig

    return draw, say


def _source(
    ax: Axes,
    tokens: Sequence[str],
    row: Array,
    left: float,
    width: float,
    top: float,
    *,
    down: bool,
) -> None:
    """The source above the map; what the chosen output reads is dark."""
    for j, (token, weight) in enumerate(zip(tokens, row, strict=True)):
        lit = weight >= FAINT
        font: dict[str, Any] = {
            "color": palette.INK if lit else palette.MUTED,
            "weight": "bold" if lit else "normal", "fontsize": 10.5,
        }  # fmt: skip
        x = left + (j + 0.5) * width
        if lit:
            shade = LIT * float(_shades(np.array([weight]))[0])
            height = top - TOP + 17 if down else 17
            ax.add_patch(
                Rectangle((x - width / 2, top - height - 3), width, height,
                          fc=palette.QUERY, ec="none", alpha=shade, zorder=0)
            )  # fmt: skip
        turn = {"rotation": 90, "va": "bottom"} if down else {"va": "baseline"}
        ax.text(x, top - 7, token, ha="center", **turn, **font)


def _shades(weights: Array) -> Array:
    """The weights, rounded up or down to one of a few strengths."""
    return np.asarray(np.round(SHADES * weights**0.7) / SHADES)


def _around(tokens: Sequence[str], at: int) -> str:
    """The token; of characters, the word in which it stands, or number."""
    if max(map(len, tokens)) > 1 or not tokens[at].isalnum():
        return tokens[at]
    first = last = at
    while first > 0 and tokens[first - 1].isalnum():
        first -= 1
    while last + 1 < len(tokens) and tokens[last + 1].isalnum():
        last += 1
    return "".join(tokens[first : last + 1])


def _named(tokens: Sequence[str], row: Array) -> str:
    """The three heaviest places, with their weights."""
    order = [int(j) for j in np.argsort(-row, kind="stable")[:3] if row[j] >= FAINT]
    parts = [
        _("“{}” (place {}) by {:.0%}").format(tokens[j], j + 1, row[j]) for j in order
    ]
    return _(", ").join(parts) or _("nothing in particular")
