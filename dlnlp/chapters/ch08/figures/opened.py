"""Chapter 8's model as one drawing that opens, with numbers that flow through."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dlnlp.arrays import Array
from dlnlp.chapters.ch08.figures.head_maps import letter_map
from dlnlp.explore import Draw, Say, palette, style
from dlnlp.explore.diagram import arrow, box, canvas, cells
from dlnlp.language import _
from dlnlp.models import TransformerLM
from dlnlp.nn import softmax

OPENED = (
    (_("words"), _("Letters become ids, and each id a row of the table: a vector.")),
    (
        _("places"),
        _("A vector for its place is added to each: x, the residual stream."),
    ),
    (
        _("norm"),
        _("Each vector is brought to mean 0 and variance 1 before it is read."),
    ),
    (_("heads"), _("Block 1’s four heads look back, each at its own places.")),
    (_("added"), _("What the heads have read is added to the stream.")),
    (_("network"), _("The network’s 4D units look at each vector alone.")),
    (_("block 1"), _("What they say is added, too: the stream after block 1.")),
    (_("block 2"), _("Block 2 does the same again, with weights of its own.")),
    (_("output"), _("The last vector meets every letter’s: the likeliest come next.")),
)
TOWER, PANEL = 62, 138  # the tower's middle; where the numbers begin
HEIGHT, LOW = 322, 292  # of the drawing; of the lowest box
PARTS = tuple(part for part, told in OPENED)
LEVELS = 5  # strengths of a number's colour


def opened(model: TransformerLM, text: str, letters: Sequence[str]) -> tuple[Draw, Say]:
    """A trained model reads a text; each step opens one part of it.

    letters  the V characters, by id
    """
    flow = _flow(model, np.array([[letters.index(c) for c in text]]))
    p = softmax(flow["output"])
    likely = [int(i) for i in np.argsort(-p)[:5]]

    def say(step: int) -> str:
        sentence = OPENED[step - 1][1]
        if step < len(OPENED):
            return sentence
        named = _(", ").join(
            _("{} {:.0%}").format(_name(letters[i]), p[i]) for i in likely[:3]
        )
        return _("After “{}”, {}. {}").format(text, named, sentence)

    @style.figure_style()
    def draw(step: int) -> Figure:
        name = OPENED[step - 1][0]
        fig, ax = canvas(HEIGHT, _title(step))
        for n, part in enumerate(PARTS):
            y, lit = LOW - n * 30, part == name
            colour = palette.HIDDEN if lit else palette.MUTED
            box(ax, (TOWER, y), part, colour, (112, 22), lw=2.2 if lit else 1,
                weight="bold" if lit else "normal")  # fmt: skip
            if n:
                arrow(ax, (TOWER, y + 19), (TOWER, y + 11), palette.MUTED, lw=1)
        if name == "heads":
            _heads(ax, text, flow[name])
        elif name == "output":
            _output(ax, p, likely, letters)
        else:
            _vectors(ax, text, flow[name])
        return fig

    return draw, say


def _title(step: int) -> str:
    titles = (_("Words: a vector for each letter"), _("Places: a vector more, added"),
              _("Norm: all vectors of one size"), _("Heads: who looks where"),
              _("Added: what the heads have read"), _("Network: each vector alone"),
              _("Block 1 is done"), _("Block 2: the same again"),
              _("Output: the next letter"))  # fmt: skip
    return titles[step - 1]


def _flow(model: TransformerLM, ids: Any) -> dict[str, Any]:
    """What each part hands on, for one text: (T, D), or as the part is called."""
    words = model.embedding.embedding(ids)[0]
    x = model.embedding(ids)[0]
    first = model.blocks[0]
    normed = first.attention.norm(x)[0]
    read = first.attention(x)[0]
    z, weights = read[0], read[2]
    hidden = first.feed_forward.norm(z)[0]
    network: Any = first.feed_forward.layer
    for layer in network.layers[:2]:  # as far as the activation
        hidden = layer(hidden)[0]
    y = first(x)[0][0]
    after = y
    for block in model.blocks[1:]:
        after = block(after)[0][0]
    logits = model.next_logits(ids)[0]
    found = {"words": words, "places": x, "norm": normed, "added": z,
             "network": hidden, "block 1": y, "block 2": after,
             "heads": weights, "output": logits}  # fmt: skip
    return {name: array[0] for name, array in found.items()}


def _vectors(ax: Axes, text: str, x: Array) -> None:
    """A row for each letter, a cell for each of its first numbers."""
    shown, row = min(24, x.shape[1]), 236 / len(text)
    numbers = x[:, :shown]
    level = np.ceil(LEVELS * np.minimum(1, abs(numbers) / np.abs(numbers).max() * 1.5))
    shade = 0.9 * level / LEVELS
    size = ((372 - PANEL - 18) / shown, row)
    corner = (PANEL + 18, 46)
    cells(ax, corner, size, np.where(numbers > 0, shade, 0), palette.LOSS)
    cells(ax, corner, size, np.where(numbers < 0, shade, 0), palette.INPUT)
    for n, letter in enumerate(text):
        ax.text(PANEL + 12, 46 + (n + 0.5) * row, "·" if letter == " " else letter,
                ha="right", va="center", fontsize=10.5)  # fmt: skip
    last = ", ".join(f"{a:.2f}".replace("-", "−") for a in x[-1, :2])
    lines = (
        _("(T, …) = {}, the first {} of each").format(x.shape, shown),
        _("of “{}”: {}, …; orange > 0, blue < 0").format(text[-1], last),
    )
    for n, line in enumerate(lines):
        ax.text(PANEL, 298 + 15 * n, line, color=palette.MUTED, fontsize=10)


def _heads(ax: Axes, text: str, weights: Array) -> None:
    side = 96 / len(text)
    wide = side * len(text)
    for n, head in enumerate(weights[:4]):
        corner = (PANEL + 18 + (n % 2) * (wide + 24), 62 + (n // 2) * (wide + 36))
        letter_map(ax, text, head, corner, side)
        ax.text(corner[0], corner[1] - 19, _("head {}").format(n + 1), fontsize=10,
                color=palette.MUTED)  # fmt: skip
    T = len(text)
    note = _("weights (K, T, T) = ({}, {}, {})").format(len(weights), T, T)
    ax.text(PANEL, 313, note, color=palette.MUTED, fontsize=10)


def _output(ax: Axes, p: Array, likely: Sequence[int], letters: Sequence[str]) -> None:
    for n, i in enumerate(likely):
        y = 74 + 42 * n
        ax.text(PANEL + 50, y, _name(letters[i]), ha="right", va="center")
        length = 120 * float(p[i])
        ax.plot([PANEL + 58, PANEL + 58 + length], [y, y], lw=14,
                color=palette.HIDDEN, solid_capstyle="butt")  # fmt: skip
        ax.text(PANEL + 66 + length, y, f"{p[i]:.0%}", va="center", fontsize=10.5)
    ax.text(PANEL, 313, _("logits (V,) = ({},), then a softmax").format(len(p)),
            color=palette.MUTED, fontsize=10)  # fmt: skip


def _name(letter: str) -> str:
    return {" ": _("space"), "\n": _("new line")}.get(letter, f"“{letter}”")
