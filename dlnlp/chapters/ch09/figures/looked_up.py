"""Chapter 9's drawing of associative recall: where items lie, and which row is read."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import numpy as np
from matplotlib.figure import Figure

from dlnlp.arrays import Array
from dlnlp.explore import Draw, Say, palette, plots, style
from dlnlp.language import _

# What the notebooks hand over is translated by these
NAMES = (_("as it has learned"), _("no content"))
STEPS = "?", _("item"), "?", _("answer")  # of a question


def looked_up(runs: Mapping[str, Mapping[int, Array]], items: int) -> tuple[Draw, Say]:
    """Where a list of items is written, and what is read when one of them is asked for.

    runs   machine -> item asked for, from 1 -> weights (T, 2, R): of the reading head,
           and of the writing one; T = 2 * items + 4, an item is one vector
    items  how many are in the list
    """

    def places(weights: Array) -> Array:
        """The row in which each item is written: (items,)."""
        rows: Array = weights[1 : 2 * items : 2, 1].argmax(axis=-1)
        return rows

    def name(row: int, rows: Array) -> str:
        """A row by the items that lie there, or on both sides of it."""
        lies = [n for n, own in enumerate(rows, start=1) if own == row]
        if lies:
            return _("the row of item {}").format(lies[0])
        for n, (one, other) in enumerate(pairwise(rows), start=1):
            if min(one, other) < row < max(one, other):
                return _("a row between items {} and {}").format(n, n + 1)
        return _("a row of no item")

    def say(machine: str, asked: int) -> str:
        weights = runs[machine][asked]
        rows, reading = places(weights), weights[2 * items + 1 :, 0]  # (3, R)
        seen = [
            _("{} ({:.0%})").format(name(int(w.argmax()), rows), w.max())
            for w in reading
        ]
        return _(
            "{}, asked for item {}: the head that reads is mostly on {} when it "
            "sees the item, on {} at the mark behind it, and on {} when the answer "
            "is due."
        ).format(_(machine).capitalize(), asked, *seen)

    @style.figure_style()
    def draw(machine: str, asked: int) -> Figure:
        weights = runs[machine][asked]
        R = weights.shape[2]
        rows = places(weights)
        reading = weights[2 * items :, 0]
        found = reading[1:, rows[asked]].max() > 0.5
        fig, (left, right) = plots.panels(
            3.6, 1, 2, sharey=True, width_ratios=(2 * items, 6)
        )
        read = _("item {}").format(asked + 1) if found else _("somewhere else")
        fig.suptitle(
            _("Asked for item {}: it reads {}").format(asked, read),
            x=0.01, ha="left", weight="bold", size=12, color=palette.INK,
        )  # fmt: skip
        middle = (np.arange(R) + R // 2) % R  # row 0 in the middle
        line = np.argsort(middle)[rows]  # where each item's row is drawn
        for ax, part in ((left, weights[: 2 * items, 1]), (right, reading)):
            ax.imshow(part[:, middle].T, cmap=style.MAGNITUDE, vmin=0, vmax=1,
                      aspect="auto")  # fmt: skip
            for place, colour in ((asked - 1, palette.INPUT), (asked, palette.LOSS)):
                for side in (-0.5, 0.5):
                    ax.axhline(line[place] + side, color=colour, lw=1.6)
        left.set_ylim(line.max() + 1.5, line.min() - 1.5)
        left.set_yticks(line, [f"{i + 1}" for i in range(items)])
        left.set_xticks(range(1, 2 * items, 2), [f"{i + 1}" for i in range(items)])
        left.set(xlabel=_("items given"), ylabel=_("row of item"), title=_("it writes"))
        right.set_xticks(range(4), STEPS, rotation=45)
        right.set(title=_("it reads"))
        for place, colour in ((asked - 1, palette.INPUT), (asked, palette.LOSS)):
            name = left.get_yticklabels()[place]
            name.set(color=colour, weight="bold")
        return fig

    return draw, say
