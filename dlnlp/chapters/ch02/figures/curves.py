"""Chapter 2's curves of what CBOW and skip-gram find and lose, epoch by epoch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from dlnlp.arrays import Ids
from dlnlp.chapters.ch02.exercises.exercise_6_floor import conditional_entropy
from dlnlp.explore import palette, plots, style
from dlnlp.explore.labels import headline, label, name_ends

COLOURS = {"CBOW": palette.KEY, "skip-gram": palette.QUERY}  # what a guess sees


def lowest_loss(middles: Ids, neighbours: Ids) -> float:
    """The mean loss below which no skip-gram falls on these pairs, in nats.

    middles (M,), neighbours (M, C). Each neighbour can at best be given its share among
    all neighbours of the word.
    """
    size = 1 + max(int(middles.max()), int(neighbours.max()))
    counts = np.zeros((size, size))
    np.add.at(counts, (middles[:, None], neighbours), 1)
    return conditional_entropy(counts)


@style.figure_style()
def curves(
    results: Mapping[str, Mapping[str, Any]],
    *,
    floors: Mapping[str, float] | None = None,
    title: str | None = None,
) -> Figure:
    """What is found and what is lost, epoch by epoch, for both models.

    results  model -> found, loss: each (seeds, epochs)
    floors   model -> the lowest loss that is possible
    """
    fig, (top, bottom) = plots.panels(4.8, rows=2, sharex=True)
    ends: dict[str, dict[str, tuple[float, str]]] = {"found": {}, "loss": {}}
    last = 0
    for ax, what in ((top, "found"), (bottom, "loss")):
        for model, result in results.items():
            runs = np.atleast_2d(np.asarray(result[what]))
            last = max(last, runs.shape[1])
            epochs = np.arange(1, runs.shape[1] + 1)
            median = plots.seeds(ax, epochs, runs, COLOURS[model])
            ends[what][model] = (float(median[-1]), COLOURS[model])
    top.set(ylabel="synonyms found", ylim=(-0.03, 1.05))
    top.set_yticks([0, 0.5, 1], ["0%", "50%", "100%"])
    bottom.set(ylabel="loss", xlabel="epoch")
    for model, floor in (floors or {}).items():
        colour = COLOURS[model]
        bottom.hlines(floor, 1, last, color=colour, lw=1, linestyle=":")
        label(bottom, "lowest possible", (last, floor), (0, -12), colour, fontsize=10,
              ha="right")  # fmt: skip
    low, high = bottom.get_ylim()
    bottom.set_ylim(low - 0.12 * (high - low), high)
    for ax, what in ((top, "found"), (bottom, "loss")):
        low, high = ax.get_ylim()
        name_ends(ax, last, ends[what], gap=0.12 * (high - low), top=high)
        ax.set_xlim(1, last * 1.22)
        ax.set_xticks([t for t in ax.get_xticks() if 1 <= t <= last and t == int(t)])
    found = [f"{model} finds {part:.0%}" for model, (part, _) in ends["found"].items()]
    headline(fig, title or ", ".join(found))
    return fig
