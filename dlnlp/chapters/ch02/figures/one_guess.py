"""Chapter 2's drawing of one guess in numbers, from the words seen to the loss."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dlnlp.explore import palette, style
from dlnlp.explore.diagram import arrow, canvas, cells
from dlnlp.explore.number_format import written
from dlnlp.language import _
from dlnlp.nn import softmax

ROW, NAMES = 17, 48  # height of a row; where the names of rows end
TABLE = NAMES + 8  # where both tables begin
WHOLE, DECIMAL = 27, 36  # width of a cell
PLACES = (196, 268, 322)  # where s, p and the truth begin


@style.figure_style()
def one_guess(
    words: Sequence[str], W_in: Any, W_out: Any, seen: Sequence[str], target: str
) -> Figure:
    """Every number of one CBOW guess, each array with its name and shape.

    W_in, W_out  (V, D)
    seen         the neighbours from which `target` is guessed
    """
    W_in, W_out = np.asarray(W_in, dtype=float), np.asarray(W_out, dtype=float)
    V, D = W_in.shape
    rows = [list(words).index(word) for word in seen]
    right = list(words).index(target)
    h = W_in[rows].mean(axis=0)
    s = W_out @ h
    p = softmax(s)
    truth = (np.arange(V) == right).astype(float)

    top = 48.0
    under = top + V * ROW + 52
    title = _("The right word, {}, gets {:.0%}").format(target, p[right])
    fig, ax = canvas(under + V * ROW + 34, title)
    lit = np.zeros((V, D))
    lit[rows] = 0.35
    end = TABLE + D * WHOLE
    colours = [palette.KEY if i in rows else palette.MUTED for i in range(V)]
    _names(ax, top, words, colours)
    _array(ax, (TABLE, top), W_in, lit, palette.INPUT, "W_in", WHOLE)
    middle = top + (sum(rows) / len(rows) + 0.5) * ROW
    at = (end + 42, middle - ROW / 2)
    arrow(ax, (end + 5, middle), (at[0] - 5, middle), palette.MUTED, lw=1)
    _note(ax, (end + at[0]) / 2, middle - 8, _("mean"))
    _array(ax, at, h[None], np.full((1, D), 0.35), palette.HIDDEN, "h", WHOLE)

    colours = [palette.QUERY if i == right else palette.MUTED for i in range(V)]
    _names(ax, under, words, colours)
    _array(ax, (TABLE, under), W_out, 0 * W_out, palette.INK, "W_out", WHOLE)
    columns = [("s", s, 0 * s, "{:.0f}", palette.INK, WHOLE)]
    columns += [("p", p, 0.4 * p, "{:.2f}", palette.QUERY, DECIMAL)]
    columns += [(_("truth"), truth, 0.4 * truth, "{:.0f}", palette.QUERY, WHOLE)]
    line = under + (right + 0.5) * ROW
    for x, (name, values, strengths, form, colour, width) in zip(
        PLACES, columns, strict=True
    ):
        _array(ax, (x, under), values[:, None], strengths[:, None], colour, name,
               width, form)  # fmt: skip
    arrow(ax, (end + 5, line), (PLACES[0] - 5, line), palette.MUTED, lw=1)
    _note(ax, (end + PLACES[0]) / 2, line - 8, _("each row · h"))
    down = at[0] + D * WHOLE / 2
    arrow(ax, (down, middle + ROW / 2 + 4), (down, line - 22), palette.HIDDEN, lw=1)
    arrow(ax, (PLACES[0] + WHOLE + 5, line), (PLACES[1] - 5, line), palette.MUTED, lw=1)
    _note(ax, (PLACES[0] + WHOLE + PLACES[1]) / 2, line - 8, "softmax")
    loss = written("{:.2f}", -np.log(p[right]))
    place = PLACES[-1] + WHOLE, under + V * ROW + 20
    text = _("loss: −ln {:.2f} = {}").format(p[right], loss)
    ax.text(*place, text, ha="right", color=palette.LOSS)
    return fig


def _array(
    ax: Axes,
    corner: tuple[float, float],
    values: Any,
    strengths: Any,
    colour: str,
    name: str,
    width: float,
    form: str = "{:.0f}",
) -> None:
    """An array as cells with their numbers, its name and shape above it."""
    rows, columns = values.shape
    cells(ax, corner, (width, ROW), strengths, colour, lines=colour)
    for i, j in np.ndindex(rows, columns):
        place = corner[0] + (j + 0.5) * width, corner[1] + (i + 0.5) * ROW
        ax.text(*place, written(form, values[i, j] + 0.0), ha="center",
                va="center_baseline", fontsize=10)  # fmt: skip
    shape = f"({rows}, {columns})" if name.startswith("W") else f"({values.size},)"
    middle = corner[0] + columns * width / 2
    ax.text(middle, corner[1] - 7, _(name) + f" {shape}", ha="center", color=colour)


def _names(ax: Axes, top: float, words: Sequence[str], colours: Sequence[str]) -> None:
    for i, (word, colour) in enumerate(zip(words, colours, strict=True)):
        weight = "normal" if colour == palette.MUTED else "bold"
        ax.text(NAMES, top + (i + 0.5) * ROW, word, ha="right", va="center_baseline",
                color=colour, weight=weight)  # fmt: skip


def _note(ax: Axes, x: float, y: float, text: str) -> None:
    ax.text(x, y, text, ha="center", color=palette.MUTED, fontsize=10)
