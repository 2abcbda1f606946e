"""Chapter 7's chart of the loss while models learn, a panel for each placement."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from dlnlp.arrays import Array
from dlnlp.explore import Draw, Say, palette, plots, style
from dlnlp.explore.labels import headline

COLOURS = (palette.QUERY, palette.KEY, palette.HIDDEN)
GROUP = 15  # batches of which the mean is drawn


def loss_while_learning(
    losses: Mapping[str, Mapping[str, ArrayLike]],
) -> tuple[Draw, Say]:
    """The loss by the number of batches, one line a score.

    losses  placement -> score -> (seeds, batches)
    """
    curves = {
        placed: {score: _means(runs) for score, runs in scores.items()}
        for placed, scores in losses.items()
    }
    ends = {
        placed: {score: float(np.median(c[:, -1])) for score, c in scores.items()}
        for placed, scores in curves.items()
    }
    top = max(c[:, 0].max() for scores in curves.values() for c in scores.values())

    def say(placed: str) -> str:
        found = ", ".join(f"{name} {end:.2f}" for name, end in ends[placed].items())
        return f"Attention {placed}: the loss ends at {found} nats a character."

    @style.figure_style()
    def draw(placed: str) -> Figure:
        fig, ax = plots.panels(3)
        scores = curves[placed]
        points = len(next(iter(scores.values()))[0])
        xs = [GROUP * (n + 0.5) for n in range(points)]
        ax.set(xlim=(0, xs[-1]), ylim=(0, 1.05 * top))
        colours = dict(zip(scores, COLOURS, strict=False))
        plots.lines(fig, ax, xs, scores, colours)
        ax.set(xlabel="batches", ylabel="loss, nats a character")
        low, high = min(ends[placed].values()), max(ends[placed].values())
        headline(fig, f"Attention {placed}: {low:.2f} to {high:.2f} at the end")
        return fig

    return draw, say


def _means(runs: ArrayLike) -> Array:
    """(seeds, batches) -> (seeds, groups of batches)."""
    array = np.atleast_2d(np.asarray(runs, dtype=float))
    whole = array.shape[1] // GROUP * GROUP
    return np.asarray(array[:, :whole].reshape(len(array), -1, GROUP).mean(axis=2))
