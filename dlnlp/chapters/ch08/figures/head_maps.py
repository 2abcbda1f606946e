"""Chapter 8's maps of self-attention: who looks where, one head at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dlnlp.arrays import Array
from dlnlp.explore import Draw, Say, palette, style
from dlnlp.explore.diagram import WIDTH, canvas, cells, lattice
from dlnlp.language import _

SHADES = 8  # strengths that a cell can have, so that a map stays small
# What the notebooks hand over is translated by these
HEADS = tuple(_("block {}, head {}").format(n // 4 + 1, n % 4 + 1) for n in range(8))
TOP = 58  # how far down the map begins


def head_maps(read: Callable[[str], Mapping[str, Array]]) -> tuple[Draw, Say]:
    """Attention weights of each head for a sentence, letter by letter.

    read  sentence -> head -> weights (T, T), a row for each letter that looks
    """

    read = cache(read)

    def say(sentence: str, head: str) -> str:
        weights = np.asarray(read(sentence)[head], dtype=float)
        back, far = looks_back(weights)
        best = int(weights[-1].argmax())
        last, there = _shown(sentence[-1]), _shown(sentence[best])
        looks = _(
            "{}: the last letter, {}, looks most at {}, place {} of {}, by {:.0%}."
        ).format(
            _(head).capitalize(),
            last,
            there,
            best + 1,
            len(sentence),
            weights[-1, best],
        )
        return _(
            "{} The letters look {:.0f} places back in the mean, and by {:.0%} at the "
            "one before."
        ).format(looks, far, back)

    @style.figure_style()
    def draw(sentence: str, head: str) -> Figure:
        weights = np.asarray(read(sentence)[head], dtype=float)
        far = looks_back(weights)[1]
        size = min(20.0, (WIDTH - 24) / len(sentence))
        fig, ax = canvas(
            TOP + size * len(sentence) + 24,
            _("{}: {:.0f} places back, in the mean").format(_(head).capitalize(), far),
        )
        letter_map(ax, sentence, weights, (20, TOP), size)
        note = _("a row: a letter that looks; a column: what it looks at")
        ax.text(20, TOP + size * len(sentence) + 16, note, fontsize=10,
                color=palette.MUTED)  # fmt: skip
        return fig

    return draw, say


def looks_back(weights: Array) -> tuple[float, float]:
    """How much goes to the place before, and how far back is looked, in the mean."""
    t = np.arange(len(weights))
    distance = t[:, None] - t
    before = float(np.diagonal(weights, -1).mean()) if len(weights) > 1 else 0.0
    return before, float((weights * distance).sum(axis=1).mean())


def letter_map(
    ax: Axes,
    tokens: Sequence[str],
    weights: Array,
    corner: tuple[float, float],
    size: float,
    colour: str = palette.QUERY,
) -> None:
    """A map (T, T) of weights with its tokens on two sides."""
    (left, top), T = corner, len(tokens)
    shades = np.round(SHADES * np.asarray(weights) ** 0.7) / SHADES
    cells(ax, corner, (size, size), shades, colour)
    lattice(ax, corner, (T, T), (size, size), palette.GRID)
    font: dict[str, Any] = {"fontsize": min(10.5, 0.85 * size), "color": palette.INK}
    for n, token in enumerate(tokens):
        text = "·" if token == " " else token
        middle = (n + 0.5) * size
        ax.text(left - 5, top + middle, text, ha="right", va="center", **font)
        ax.text(left + middle, top - 5, text, ha="center", va="baseline", **font)


def _shown(letter: str) -> str:
    return _("the space") if letter == " " else f"“{letter}”"
