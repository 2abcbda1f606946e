"""Chapter 2's drawing of the way of each word's vector while it is learned."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from dlnlp.arrays import Array
from dlnlp.explore import Draw, Say, palette, plots, style
from dlnlp.explore.labels import spread_labels
from dlnlp.language import _

NEAR = 0.1  # of the typical distance: less looks like one point


def paths(
    snapshots: Any,
    words: Sequence[str],
    groups: Sequence[Sequence[str]],
    *,
    every: int = 25,
) -> tuple[Draw, Say]:
    """The way of each word's vector in the plane, from its start to where it is now.

    snapshots  (1 + readings / every, V, 2) vectors after 0, every, 2 every … readings
    groups     words that ought to become alike: only these are drawn
    """
    row = {word: i for i, word in enumerate(words)}
    names = [word for group in groups for word in group]
    ways = np.asarray(snapshots, dtype=float)[:, [row[word] for word in names]]
    group_of = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
    pairs = list(combinations(range(len(names)), 2))
    partners = [(i, j) for i, j in pairs if group_of[i] == group_of[j]]
    strangers = [(i, j) for i, j in pairs if group_of[i] != group_of[j]]
    lowest, highest = ways.min(axis=(0, 1)), ways.max(axis=(0, 1))
    centre, half = (lowest + highest) / 2, 0.6 * float((highest - lowest).max())

    def farthest(readings: int) -> tuple[float, str]:
        """The largest distance between partners, and their names."""
        apart = {pair: _distance(ways[readings // every], pair) for pair in partners}
        pair = max(apart, key=lambda pair: apart[pair])
        return apart[pair], _(" and ").join(names[i] for i in pair)

    def typical(readings: int) -> float:
        """The median distance between words that are no partners."""
        W = ways[readings // every]
        return float(np.median([_distance(W, pair) for pair in strangers]))

    def say(readings: int) -> str:
        apart, pair = farthest(readings)
        return _(
            "After {:,} readings partners are at most {:.2f} apart ({}), "
            "words that are no partners typically {:.1f}."
        ).format(readings, apart, pair, typical(readings))

    @style.figure_style()
    def draw(readings: int) -> Figure:
        so_far = ways[: readings // every + 1]
        thinned = so_far[np.unique(np.linspace(0, len(so_far) - 1, 60).astype(int))]
        fig, ax = plots.panels(5.0)
        for i, own in enumerate(group_of):
            colour = palette.GROUPS[own]
            ax.plot(*thinned[:, i].T, color=colour, lw=0.9, alpha=0.7)
            ax.plot(*ways[0, i], "o", ms=4, mfc="none", mec=colour, alpha=0.7)
            ax.plot(*so_far[-1, i], "o", ms=5, color=colour)
        ax.set(xlim=centre[0] + half * np.array([-1, 1]), aspect="equal")
        ax.set(ylim=centre[1] + half * np.array([-1, 1]))
        ax.text(0.01, 0.01, _("hollow: start, full: now"), transform=ax.transAxes,
                color=palette.MUTED, fontsize=10)  # fmt: skip
        apart, _pair = farthest(readings)
        met = apart < NEAR * typical(readings)
        ax.set_title(
            (
                _("Partners meet: at most {:.2f} apart")
                if met
                else _("Partners are up to {:.2f} apart")
            ).format(apart)
        )
        labels = []
        for group, colour in zip(range(len(groups)), palette.GROUPS, strict=False):
            ids = np.flatnonzero(group_of == group).tolist()
            for near in _together(so_far[-1], ids, 0.1 * half):
                text = ", ".join(names[i] for i in near)
                at = so_far[-1, near].mean(axis=0)
                labels.append((text, at, colour))
        drawn = np.concatenate([thinned.reshape(-1, 2), so_far[-1]])
        spread_labels(ax, labels, drawn, 2 * half / 330)
        return fig

    return draw, say


def _distance(W: Array, pair: tuple[int, int]) -> float:
    return float(np.linalg.norm(W[pair[0]] - W[pair[1]]))


def _together(points: Array, ids: Sequence[int], near: float) -> list[list[int]]:
    """Ids of points in lists; those of one list lie within `near` of one another."""
    lists: list[list[int]] = []
    for i in ids:
        for others in lists:
            if np.linalg.norm(points[others] - points[i], axis=1).max() < near:
                others.append(i)
                break
        else:
            lists.append([i])
    return lists
