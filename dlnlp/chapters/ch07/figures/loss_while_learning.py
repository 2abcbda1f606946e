"""Chapter 7's chart of the loss of several models while they learn."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from dlnlp.arrays import Array
from dlnlp.explore import Draw, Say, palette, plots, style
from dlnlp.explore.labels import headline
from dlnlp.language import _

COLOURS = (palette.QUERY, palette.KEY, palette.HIDDEN)
# What the notebooks hand over is translated by these
NAMES = (_("plain"), _("residual"), _("dot"), _("general"), _("additive"))
PLACES = (_("attention above"), _("attention below"))
DEPTHS = tuple(_("{} layers").format(n) for n in (2, 4, 8))
GROUP = 15  # batches of which the mean is drawn


def loss_while_learning(
    losses: Mapping[str, Mapping[str, ArrayLike]],
) -> tuple[Draw, Say]:
    """The loss by the number of batches, a line for each model of the chosen group.

    losses  group -> model -> (seeds, batches), in nats a token
    """
    curves = {
        group: {model: _means(runs) for model, runs in models.items()}
        for group, models in losses.items()
    }
    ends = {
        group: {model: float(np.median(c[:, -1])) for model, c in models.items()}
        for group, models in curves.items()
    }
    top = max(c[:, 0].max() for models in curves.values() for c in models.values())

    def say(group: str) -> str:
        found = _found(ends[group])
        return _("{}: the loss ends at {} nats a token.").format(
            _(group).capitalize(), found
        )

    @style.figure_style()
    def draw(group: str) -> Figure:
        fig, ax = plots.panels(3)
        models = curves[group]
        points = len(next(iter(models.values()))[0])
        xs = [GROUP * (n + 0.5) for n in range(points)]
        ax.set(xlim=(0, xs[-1]), ylim=(0, 1.05 * top))
        colours = dict(zip(models, COLOURS, strict=False))
        plots.lines(fig, ax, xs, models, colours)
        ax.set(xlabel=_("batches"), ylabel=_("loss, nats a token"))
        found = _found(ends[group])
        headline(fig, _("{}: {}").format(_(group).capitalize(), found))
        return fig

    return draw, say


def _found(ends: Mapping[str, float]) -> str:
    return _(", ").join(_("{} {:.2f}").format(_(m), end) for m, end in ends.items())


def _means(runs: ArrayLike) -> Array:
    """(seeds, batches) -> (seeds, groups of batches)."""
    array = np.atleast_2d(np.asarray(runs, dtype=float))
    whole = array.shape[1] // GROUP * GROUP
    return np.asarray(array[:, :whole].reshape(len(array), -1, GROUP).mean(axis=2))
