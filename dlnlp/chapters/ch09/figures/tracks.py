"""Chapter 9's drawing of where the heads are, step by step."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.figure import Figure

from dlnlp.arrays import Array
from dlnlp.explore import Draw, Say, palette, plots, style
from dlnlp.language import _


def tracks(runs: Mapping[int, Array], length: int) -> tuple[Draw, Say]:
    """Tracks of two heads over rows, up to a step, for stages of the training.

    runs    updates -> weights (T, 2, R): of the reading head, and of the writing one
    length  vectors that are given; then comes a mark, and then they are asked for
    """

    def peak(w: Array) -> str:
        return _("row {} ({:.0%})").format(w.argmax(), w.max())

    def say(updates: int, step: int) -> str:
        reading, writing = runs[updates][step - 1]
        when = (
            _("it is given a vector") if step <= length
            else _("the mark") if step == length + 1 else _("it answers")
        )  # fmt: skip
        return _(
            "After {:,} updates, step {}, {}: the writing head is on {}, "
            "the reading one on {}."
        ).format(updates, step, when, peak(writing), peak(reading))

    def steady(weights: Array) -> tuple[float, float]:
        """At what part of the steps each head moves by one row, in one direction."""
        at, rows = weights.argmax(axis=-1), weights.shape[2]  # (T, 2)
        writing = _by_one(at[:length, 1], rows)
        reading = _by_one(at[length + 1 :, 0], rows)
        return writing, reading

    @style.figure_style()
    def draw(updates: int, step: int) -> Figure:
        weights = runs[updates]
        one_row = min(steady(weights)) > 0.9
        fig, axes = plots.panels(4.3, 2, 1, sharex=True)
        found = _("one row a step, twice") if one_row else _("no order yet")
        fig.suptitle(
            _("{:,} updates: {}").format(updates, found),
            x=0.01, ha="left", weight="bold", size=12, color=palette.INK,
        )  # fmt: skip
        names = _("row that\nit writes"), _("row that\nit reads")
        for ax, head, name in zip(axes, (1, 0), names, strict=True):
            image = weights[:, head].T.copy()  # (rows, T)
            image[:, step:] = np.nan
            extent = 0.5, len(weights) + 0.5, len(image) - 0.5, -0.5
            ax.imshow(image, cmap=style.MAGNITUDE, vmin=0, vmax=1, aspect="auto",
                      extent=extent)  # fmt: skip
            ax.axvline(length + 1, color=palette.MUTED, lw=0.8, ls=":")
            ax.set(ylabel=name, yticks=range(0, len(image), 10))
        axes[1].set_xlabel(
            _("step ({} vectors, the mark, {} answers)").format(length, length)
        )
        return fig

    return draw, say


def _by_one(at: Array, rows: int) -> float:
    """The part of the moves that are by one row, in one direction; round the end."""
    moves = np.diff(at) % rows
    return float(max((moves == 1).mean(), (moves == rows - 1).mean()))
