"""Chapter 9's drawing of heads that are set by hand, while they copy a sequence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from dlnlp.arrays import Array
from dlnlp.chapters.ch09.figures.rows import signed_cells, weights
from dlnlp.explore import Draw, Say, palette, style
from dlnlp.explore.diagram import canvas
from dlnlp.language import _

# In typographic points:
TOP, ROW, BIT = 62, 16, 11
GIVEN, PEN, MEMORY, EYE, ANSWER = 4, 92, 142, 220, 300
WIDE = 42  # a weight of 1


class Copying(NamedTuple):
    """What was done step by step: L steps of writing, and then L of reading."""

    writing: Array  # (2L, R) weights of the head that writes
    reading: Array  # (2L, R) of the one that reads
    memory: Array  # (2L, R, D) after the step
    answers: Array  # (L, D) what was read in the last L


def copy_by_hand(vectors: Array, runs: Mapping[float, Copying]) -> tuple[Draw, Say]:
    """Copying at a step, with what the heads do and what is in the memory.

    vectors  (L, D) of -1 and 1: what is to be copied
    runs     γ -> what was done
    """
    vectors = np.asarray(vectors, dtype=float)
    L, D = vectors.shape

    def wrong(gamma: float, step: int) -> Array:
        """Which bits of the answers so far are wrong."""
        done = max(0, step - L)
        return np.asarray((runs[gamma].answers[:done] > 0) != (vectors[:done] > 0))

    def say(gamma: float, step: int) -> str:
        run, start = (
            runs[gamma],
            _("γ = {:g}, step {} of {}").format(gamma, step, 2 * L),
        )
        if step <= L:
            w = run.writing[step - 1]
            return _("{}: vector {} is written, {:.0%} of it to row {}.").format(
                start, step, w.max(), w.argmax()
            )
        w, bits = run.reading[step - 1], wrong(gamma, step)
        return _(
            "{}: row {} is read, with {:.0%} of the weight; {} of {} bits so far are "
            "wrong."
        ).format(start, w.argmax(), w.max(), bits.sum(), bits.size)

    @style.figure_style()
    def draw(gamma: float, step: int) -> Figure:
        run, bits = runs[gamma], wrong(gamma, step)
        R = run.memory.shape[1]
        title = _("Step {}: it writes vector {}").format(step, step)
        if step > L:
            title = _("Step {}: {} of {} bits are wrong").format(
                step, bits.sum(), bits.size
            )
        fig, ax = canvas(TOP + ROW * R + 8, title)
        _name(ax, GIVEN, _("given"))
        signed_cells(ax, (GIVEN, TOP), (BIT, ROW), vectors)
        weights(ax, run.writing[step - 1], (PEN, TOP), WIDE, palette.CELL, _("write"),
                row=ROW, numbers=False)  # fmt: skip
        _name(ax, MEMORY, _("memory"))
        signed_cells(ax, (MEMORY, TOP), (BIT, ROW), run.memory[step - 1])
        weights(ax, run.reading[step - 1], (EYE, TOP), WIDE, palette.QUERY, _("read"),
                row=ROW, numbers=False)  # fmt: skip
        _name(ax, ANSWER, _("answer"))
        answers = np.where(np.arange(L)[:, None] < step - L, run.answers, 0)
        signed_cells(ax, (ANSWER, TOP), (BIT, ROW), answers)
        for row, bit in np.argwhere(bits):
            at = ANSWER + bit * BIT, TOP + row * ROW
            ax.add_patch(Rectangle(at, BIT, ROW, fc="none", ec=palette.INK, lw=1.6))
        now = GIVEN if step <= L else ANSWER
        row = (step - 1) % L
        frame = Rectangle((now - 1, TOP + row * ROW), D * BIT + 2, ROW, fc="none",
                          ec=palette.MUTED, lw=1.4)  # fmt: skip
        ax.add_patch(frame)
        return fig

    return draw, say


def _name(ax: Axes, x: float, text: str) -> None:
    ax.text(x, TOP - 7, text, color=palette.MUTED, fontsize=10.5, weight="bold")
