"""The drawing of chapter 5 that shows what dropout leaves out over time.

It is reached through `dlnlp.chapters.ch05.figures`.
"""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from dlnlp.explore import style
from dlnlp.explore.diagram import Draw, Say, lattice
from dlnlp.nn.functional import check_share

WIDTH, HEIGHT = 374, 276  # typographic points: the figure is drawn at its own size
LEFT, TOP, SIDE = 66, 62, 21  # the grid, and a cell's side


def masks(
    rng: np.random.Generator, *, steps: int = 10, units: int = 8
) -> tuple[Draw, Say]:
    """Which hidden units are left out at which time step, with either kind of mask.

    A unit is out where a number that is drawn once lies below p: so a larger p leaves
    out more, and never others.
    """
    drawn = rng.random((units, steps))

    def kept(p: float, kind: str) -> NDArray[np.bool_]:
        numbers = drawn if kind == "fresh" else np.repeat(drawn[:, :1], steps, axis=1)
        return np.asarray(
            numbers >= check_share("the dropout rate", p)
        )  # (units, steps)

    def through(p: float, kind: str) -> int:
        """How many units are never left out."""
        return int(kept(p, kind).all(axis=1).sum())

    def say(p: float, kind: str) -> str:
        how = (
            "A fresh mask at every step"
            if kind == "fresh"
            else "One mask, locked for all steps"
        )
        return (
            f"{how}, dropout rate {p:g}: {through(p, kind)} of {units} units can "
            f"carry something through all {steps} steps."
        )

    @style.figure_style()
    def draw(p: float, kind: str) -> Figure:
        on, survivors = kept(p, kind), through(p, kind)
        fig = plt.figure(figsize=(WIDTH / 72, HEIGHT / 72), layout="none")
        ax = fig.add_axes((0, 0, 1, 1))
        ax.set(xlim=(0, WIDTH), ylim=(HEIGHT, 0))
        ax.axis("off")
        name = "Fresh masks" if kind == "fresh" else "A locked mask"
        title = f"{name}: {survivors} of {units} units get through"
        ax.text(2, 13, title, fontsize=12, weight="bold")
        ax.text(LEFT, TOP - 8, "time", color=style.MUTED, fontsize=10)
        for row in range(units):
            y = TOP + row * SIDE
            whole = bool(on[row].all())
            for t in map(int, np.flatnonzero(on[row])):
                cell = Rectangle(
                    (LEFT + t * SIDE, y), SIDE, SIDE, fc=style.HIDDEN, ec="none",
                    alpha=0.75 if whole else 0.45,
                )  # fmt: skip
                ax.add_patch(cell)
            for t in map(int, np.flatnonzero(~on[row])):
                middle = (LEFT + (t + 0.5) * SIDE, y + SIDE / 2)
                ax.text(*middle, "×", ha="center", va="center", color=style.MUTED)
            ax.text(
                LEFT - 8, y + SIDE / 2, f"unit {row + 1}", ha="right", va="center",
                color=style.HIDDEN if whole else style.MUTED, fontsize=10,
            )  # fmt: skip
            end = LEFT + steps * SIDE + 8
            words = "gets through" if whole else "cut"
            ax.text(
                end, y + SIDE / 2, words, va="center", fontsize=10,
                color=style.HIDDEN if whole else style.MUTED,
            )  # fmt: skip
        lattice(ax, (LEFT, TOP), (units, steps), (SIDE, SIDE), style.GRID)
        ax.annotate(
            "", (LEFT + 62, TOP - 12), (LEFT + 30, TOP - 12),
            arrowprops={"arrowstyle": "->", "color": style.MUTED, "lw": 1},
        )  # fmt: skip
        note = (
            "what the next step sees of h: all of it" if p == 0 else
            f"what the next step sees of h: not ×, the rest times {1 / (1 - p):.3g}"
        )  # fmt: skip
        ax.text(LEFT, TOP + units * SIDE + 20, note, color=style.MUTED, fontsize=10)
        return fig

    return draw, say
