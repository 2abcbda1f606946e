"""Chapter 2's drawing of when the synonyms are found, on the way of the loss down."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from dlnlp.arrays import Array, Ids
from dlnlp.chapters.ch02.exercises.exercise_6_floor import conditional_entropy
from dlnlp.explore import palette, plots, style
from dlnlp.explore.labels import label
from dlnlp.language import _

# What the notebook hands over is translated by these
NAMES = (_("CBOW, rate 0.1"), _("CBOW, rate 0.02"), _("skip-gram, rate 0.02"))


def lowest_loss(middles: Ids, neighbours: Ids) -> float:
    """The mean loss below which no skip-gram falls on these guesses, in nats.

    middles (N,), neighbours (N, C). Each neighbour can at best be given its share among
    all neighbours of the word.
    """
    size = 1 + max(int(middles.max()), int(neighbours.max()))
    counts = np.zeros((size, size))
    np.add.at(counts, (middles[:, None], neighbours), 1)
    return conditional_entropy(counts)


def half_found(run: Array) -> tuple[float, float]:
    """The epoch and the loss at which half of the synonyms are found; nan if never.

    run  (1 + epochs, 2): loss and share of synonyms found, before and after each epoch
    """
    losses, found = run.T
    if found.max() < 0.5:
        return np.nan, np.nan
    after = int(np.argmax(found >= 0.5))
    if after == 0:
        return 0.0, float(losses[0])
    part = (0.5 - found[after - 1]) / (found[after] - found[after - 1])
    loss = losses[after - 1] + part * (losses[after] - losses[after - 1])
    return after - 1 + float(part), float(loss)


@style.figure_style()
def knowing(runs: Mapping[str, Any], *, floor: float, fallen: int) -> Figure:
    """The loss, epoch by epoch, and where on its way down half of the synonyms come.

    runs    name -> (seeds, 1 + epochs, 2): loss, share of synonyms found
    floor   the least loss that skip-gram can reach
    fallen  percent of its fall that a loss has behind it there, or more
    """
    fig, ax = plots.panels(3.8)
    last = max(np.shape(run)[1] for run in runs.values()) - 1
    for name, given in runs.items():
        run = np.asarray(given, dtype=float)
        colour = palette.QUERY if "skip" in name else palette.KEY
        plots.seeds(ax, np.arange(run.shape[1]), run[:, :, 0], colour)
        halves = np.array([half_found(one) for one in run])  # (seeds, 2)
        middle = np.median(halves, axis=0)
        ax.plot(*halves.T, "o", ms=4, color=colour, alpha=0.6, zorder=3)
        ax.plot(*middle, "o", ms=8, color=colour, zorder=4)
        shift = 9 if middle[1] > floor else -17
        label(ax, _(name), middle, (0, shift), colour, ha="center", fontsize=10)
    ax.hlines(floor, 0, last, color=palette.QUERY, lw=1, linestyle=":")
    label(ax, _("lowest possible for skip-gram"), (last, floor), (0, -12),
          palette.QUERY, fontsize=10, ha="right")  # fmt: skip
    ax.set(xlabel=_("epoch"), ylabel=_("loss"), xlim=(0, 1.05 * last), ylim=(0, None))
    ax.set_xticks(range(0, last + 1, 2))
    note = {"color": palette.MUTED, "fontsize": 10, "transform": ax.transAxes}
    ax.text(0.94, 0.93, _("dot: half of the synonyms are found"), ha="right", **note)
    ax.set_title(_("Half are found after {}% of the fall, or more").format(fallen))
    return fig
