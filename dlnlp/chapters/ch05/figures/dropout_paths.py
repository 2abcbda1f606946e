"""Chapter 5's drawing of where dropout sits in a deep recurrent network."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from dlnlp.explore import Draw, Say, palette, style
from dlnlp.explore.diagram import WIDTH, arrow, canvas
from dlnlp.language import _

DROPOUTS = (_("new at each step"), _("locked"))

STEPS, LEFT, PITCH = 4, 84, 76  # the columns, in typographic points
ROWS: dict[str, float] = {
    _("input"): 296,
    _("layer 1"): 224,
    _("layer 2"): 138,
    _("output"): 54,
}
UNITS, CELL = 4, 7  # numbers in a drawn mask, and their side
BOX = (34, 24)
LANE = 19  # the cell runs so far above the state


def dropout_paths() -> tuple[Draw, Say]:
    """Two layers over four steps, with h and c, and the masks on the ways between them.

    New masks at each step are those of Zaremba et al. (2014), locked ones those of Gal
    & Ghahramani (2016), who have masks on the ways along time, too.
    """
    rng = np.random.default_rng(4)
    one = np.arange(UNITS) < UNITS // 2
    fresh = rng.permuted(np.broadcast_to(one, (3, STEPS, UNITS)), axis=2)

    titles: dict[str, str] = {
        DROPOUTS[0]: _("A new mask at every step"),
        DROPOUTS[1]: _("One mask a layer, the same at every step"),
    }
    captions: dict[str, str] = {
        DROPOUTS[0]: _("the way along time is free, so that a memory is not worn away"),
        DROPOUTS[1]: _("the same numbers are left out at all steps of a sequence"),
    }

    def say(kind: str) -> str:
        return titles[kind] + ": " + captions[kind] + "."

    @style.figure_style()
    def draw(kind: str) -> Figure:
        fig, ax = canvas(346, titles[kind])
        heights = list(ROWS.values())
        for t in range(STEPS):
            x = LEFT + t * PITCH
            for n, (low, high) in enumerate(pairwise(heights)):
                top, bottom = low - 13 - (LANE if n else 0), high + 13
                arrow(ax, (x, top), (x, bottom), palette.INPUT)
                mask = fresh[n, t if kind == DROPOUTS[0] else 0]
                _mask(ax, (x + 6, (top + bottom) / 2 - CELL / 2), mask, palette.INPUT)
            for layer in ("layer 1", "layer 2"):
                y = ROWS[layer]
                if t < STEPS - 1:
                    arrow(ax, (x + 18, y), (x + PITCH - 18, y), palette.HIDDEN)
                    lane = y - LANE
                    arrow(ax, (x + 18, lane), (x + PITCH - 18, lane), palette.CELL)
            for name, y in ROWS.items():
                _box(ax, (x, y), name)
        for name, y in ROWS.items():
            ax.text(2, y, name, va="center", color=palette.MUTED)
        ax.text(LEFT - 17, 328, _("time"), color=palette.MUTED)
        arrow(ax, (LEFT + 14, 324), (LEFT + 54, 324), palette.MUTED, lw=1)
        ax.text(
            WIDTH - 8, 328, _("empty square: left out"), ha="right",
            color=palette.MUTED, fontsize=10,
        )  # fmt: skip
        return fig

    return draw, say


def _box(ax: Axes, at: tuple[float, float], name: str) -> None:
    """A layer at one step; words above and below have no frame."""
    width, height = BOX
    corner = (at[0] - width / 2, at[1] - height / 2)
    if name.startswith("layer"):
        ax.add_patch(Rectangle((corner[0], corner[1] - LANE), width, height + LANE,
                               fc=palette.HIDDEN, alpha=0.2, ec="none"))  # fmt: skip
        font: dict[str, Any] = {"ha": "center", "va": "center", "weight": "bold"}
        ax.text(*at, "h", color=palette.HIDDEN, **font)
        ax.text(at[0], at[1] - LANE, "c", color=palette.CELL, **font)
    else:
        letter, colour = ("x", palette.INPUT) if name == "input" else ("y", palette.INK)
        ax.text(*at, letter, ha="center", va="center", color=colour, weight="bold")


def _mask(ax: Axes, at: tuple[float, float], mask: Any, colour: str) -> None:
    """A row of squares, those that stay in filled."""
    for n, stays in enumerate(mask):
        ax.add_patch(
            Rectangle((at[0] + n * CELL, at[1]), CELL, CELL, ec=colour, lw=0.8,
                      fc=colour if stays else palette.PAPER)
        )  # fmt: skip
