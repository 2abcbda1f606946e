"""Chapter 5's drawing of what dropout leaves out over time."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from dlnlp.explore import Draw, Say, palette, style
from dlnlp.explore.diagram import arrow, canvas, cells
from dlnlp.language import _
from dlnlp.nn.functional import check_probability

LEFT, TOP, SIDE = 66, 62, 21  # the grid, and a cell's side, in typographic points


def masks(
    rng: np.random.Generator, *, steps: int = 10, units: int = 8
) -> tuple[Draw, Say]:
    """Which hidden units are left out at which time step, with either kind of mask.

    A unit is out where a number that is drawn once lies below p: so a larger p leaves
    out more, and never others.
    """
    drawn = rng.random((units, steps))

    def mask(p: float, kind: str) -> NDArray[np.bool_]:
        numbers = drawn if kind == "fresh" else np.repeat(drawn[:, :1], steps, axis=1)
        return np.asarray(
            numbers >= check_probability("the dropout rate", p)
        )  # (units, steps)

    def through(p: float, kind: str) -> int:
        """How many units are never left out."""
        return int(mask(p, kind).all(axis=1).sum())

    def say(p: float, kind: str) -> str:
        how = (
            _("A fresh mask at every step")
            if kind == "fresh"
            else _("One mask, locked for all steps")
        )
        return _(
            "{}, dropout rate {:g}: {} of {} units can carry something "
            "through all {} steps."
        ).format(how, p, through(p, kind), units, steps)

    @style.figure_style()
    def draw(p: float, kind: str) -> Figure:
        on, survivors = mask(p, kind), through(p, kind)
        name = _("Fresh masks") if kind == "fresh" else _("A locked mask")
        fig, ax = canvas(
            276, _("{}: {} of {} units get through").format(name, survivors, units)
        )
        small: dict[str, Any] = {"color": palette.MUTED, "fontsize": 10}
        ax.text(LEFT, TOP - 8, _("time"), **small)
        whole = np.all(on, axis=1, keepdims=True)  # (units, 1) never left out
        strengths = np.where(whole, 0.75, 0.45) * on
        cells(ax, (LEFT, TOP), (SIDE, SIDE), strengths, palette.HIDDEN)
        for row, t in np.argwhere(~on):
            x, y = LEFT + (t + 0.5) * SIDE, TOP + (row + 0.5) * SIDE
            ax.text(x, y, "×", ha="center", va="center", color=palette.MUTED)
        for row in range(units):
            y = TOP + (row + 0.5) * SIDE
            font = {**small, "va": "center"}
            font["color"] = palette.HIDDEN if whole[row, 0] else palette.MUTED
            ax.text(LEFT - 8, y, _("unit {}").format(row + 1), ha="right", **font)
            words = _("gets through") if whole[row, 0] else _("cut")
            ax.text(LEFT + steps * SIDE + 8, y, words, **font)
        arrow(ax, (LEFT + 30, TOP - 12), (LEFT + 62, TOP - 12), palette.MUTED, lw=1)
        note = _("what the next step sees of h: all of it")
        if p:
            times = f"{1 / (1 - p):.3g}"
            note = _("what the next step sees of h: not ×, the rest times {}").format(
                times
            )
        ax.text(LEFT, TOP + units * SIDE + 20, note, **small)
        return fig

    return draw, say
