"""Chapter 1's map of words: a few groups in two dimensions."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from dlnlp.explore import palette, plots, style
from dlnlp.explore.labels import spread_labels
from dlnlp.language import _
from dlnlp.vectors import Embeddings

COLOURS = palette.GROUPS[:4]
GROUPS = (
    "gold silver brass",
    "bread wine eat drink",
    "father mother daughter wife",
    "east west north south",
)


@style.figure_style()
def words_in_the_plane(
    embeddings: Embeddings, groups: Sequence[str] = GROUPS
) -> Figure:
    """Groups of words, a colour a group, seen from the side that shows most.

    Vectors at length 1, moved to the middle; their two longest directions are drawn.
    """
    words = [group.split() for group in groups]
    flat = [word for group in words for word in group]
    rows = np.array([embeddings[word] for word in flat])  # (words, D)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    U, S, _Vt = np.linalg.svd(rows - rows.mean(axis=0), full_matrices=False)
    points = U[:, :2] * S[:2] * np.sign(U[0, :2])  # signs fixed by the first word
    fig, ax = plots.panels(5.0)
    colours = [c for group, c in zip(words, COLOURS, strict=False) for _word in group]
    for point, colour in zip(points, colours, strict=True):
        ax.scatter(*point, s=18, color=colour, lw=0)
    ax.set(xticks=[], yticks=[])
    ax.set_title(_("Nobody told it which words belong together"))
    ax.spines[:].set_visible(False)
    ax.margins(0.14)
    unit = np.ptp(points, axis=0) * 1.28 / (350, 330)  # of the data, to a point
    named = list(zip(flat, points, colours, strict=True))
    spread_labels(ax, named, points, unit)
    return fig
