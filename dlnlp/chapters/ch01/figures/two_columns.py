"""Chapter 1's drawing of words by their values in two columns of the matrix."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from dlnlp.explore import palette, plots, style
from dlnlp.explore.labels import label
from dlnlp.text import Vocabulary


@style.figure_style()
def two_columns(
    M: Any, vocab: Vocabulary, names: tuple[str, str], shown: str
) -> Figure:
    """Words by their values in two columns of M, and where they reach farthest."""
    columns = M[:, [vocab.id(name) for name in names]].toarray()  # (V, 2)
    points = columns[vocab.encode(shown.split())]  # (words shown, 2)
    direction = np.linalg.svd(points, full_matrices=False)[2][0]
    direction = direction * np.sign(direction.sum())
    fig, ax = plots.panels(4.8)
    others = columns[(vocab.counts >= 20) & (columns > 0).any(axis=1)]
    ax.scatter(others[:, 0], others[:, 1], s=4, color=palette.MUTED, alpha=0.4, lw=0)
    end = 9.3 * direction
    ax.plot([0, end[0]], [0, end[1]], color=palette.HIDDEN)
    label(ax, "first direction", end, (-84, -2), palette.HIDDEN)
    for word, point in zip(shown.split(), points, strict=True):
        foot = (point @ direction) * direction
        ax.plot(*zip(point, foot, strict=True), color=palette.MUTED, lw=0.7, ls=":")
        ax.scatter(foot[0], foot[1], s=10, color=palette.HIDDEN, zorder=3)
        ax.scatter(point[0], point[1], s=16, color=palette.INPUT, zorder=3)
        label(ax, word, point, (5, 4), palette.INPUT, fontsize=10)
    ax.set(xlabel=f"PPMI with {names[0]}", ylabel=f"PPMI with {names[1]}")
    ax.set(aspect="equal", xlim=(-0.3, 7.8), ylim=(-0.3, 7.8))
    ax.set_title("Two columns about the same thing")
    return fig
