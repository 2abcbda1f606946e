"""Chapter 1's drawing of what an SVD to D dimensions keeps of a matrix."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib import colormaps
from matplotlib.figure import Figure

from dlnlp.explore import Draw, Say, palette, style
from dlnlp.explore.labels import headline as title_above
from dlnlp.language import _


def what_is_lost(
    U: Any, S: Any, Vt: Any, M: Any, words: Sequence[str], corner: Sequence[int]
) -> tuple[Draw, Say]:
    """How much of M the first dimensions keep, and a corner of M as they rebuild it.

    U (V, D), S (D,), Vt (D, V): the SVD of M (V, V) to D dimensions
    corner: ids of words
    """
    names = [words[i] for i in corner]
    exact = M[corner][:, corner].toarray()
    diagonal = np.eye(len(names), dtype=bool)  # a word beside itself: not of interest
    parts = U[corner].T[:, :, None] * S[:, None, None] * Vt[:, corner][:, None, :]
    highest = np.cumsum(parts, axis=0)[:, ~diagonal].max()  # of all that is rebuilt
    brightest = max(exact[~diagonal].max(), highest)
    colours = colormaps[style.MAGNITUDE].with_extremes(bad=palette.GRID)
    kept = np.cumsum(S.astype(float) ** 2) / float((M.data.astype(float) ** 2).sum())

    def headline(dimensions: int) -> str:
        one, more = _("{} dimension keeps {:.0%}"), _("{} dimensions keep {:.0%}")
        return (more if dimensions > 1 else one).format(
            dimensions, kept[dimensions - 1]
        )

    def say(dimensions: int) -> str:
        return _("Of {:,}, {} of the sum of squared PPMI.").format(
            M.shape[0], headline(dimensions)
        )

    @style.figure_style()
    def draw(dimensions: int) -> Figure:
        fig = style.new_figure(5.2, 3.5)
        grid = fig.add_gridspec(2, 2, height_ratios=[1, 12])
        bar = fig.add_subplot(grid[0, :])
        bar.barh(0, 1, color=palette.GRID)
        bar.barh(0, kept[dimensions - 1], color=palette.HIDDEN)
        bar.set(xlim=(0, 1))
        bar.axis("off")
        rebuilt = (U[corner, :dimensions] * S[:dimensions]) @ Vt[:dimensions, corner]
        corners = [(exact, "PPMI"), (rebuilt, _("rebuilt"))]
        panels = []
        for column, (values, title) in enumerate(corners):
            panel = fig.add_subplot(grid[1, column])
            panels.append(panel)
            shown = np.ma.masked_array(values, diagonal)
            image = panel.imshow(shown, vmin=0, vmax=brightest, cmap=colours)
            panel.set_title(title)
            labels = names if column == 0 else [""] * len(names)
            panel.set_yticks(range(len(names)), labels, fontsize=10)
            panel.set_xticks(range(len(names)), names, rotation=90, fontsize=10)
            panel.tick_params(length=0)
            panel.spines[:].set_visible(False)
        scale = fig.colorbar(
            image, ax=panels, label=_("bits"), shrink=0.75, aspect=18, pad=0.02
        )
        scale.outline.set_visible(False)
        title_above(fig, _("{} of the squares").format(headline(dimensions)))
        return fig

    return draw, say
