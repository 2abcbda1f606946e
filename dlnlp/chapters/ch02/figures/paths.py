"""Chapter 2's drawing of the way of each word's vector while it is learned."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from dlnlp.arrays import Array
from dlnlp.explore import Draw, Say, palette, plots, style
from dlnlp.explore.labels import spread_labels

NEAR = 0.1  # of the typical distance: less looks like one point


def paths(
    train: Callable[..., Any], words: Sequence[str], groups: Sequence[Sequence[str]]
) -> tuple[Draw, Say]:
    """The way of each word's vector while it is learned, from start to end.

    train   model, window, hidden -> (snapshots, V, hidden), called again and again
    groups  words that ought to become alike; other words are drawn without colour
    """
    members = [[list(words).index(word) for word in group] for group in groups]
    hue = {i: c for ids, c in zip(members, palette.GROUPS, strict=False) for i in ids}

    def farthest(W: Array) -> tuple[float, tuple[int, int]]:
        """The largest distance in a group; 1 is the median one between groups."""
        unit = np.median(
            [
                np.linalg.norm(W[i] - W[j])
                for one, other in combinations(members, 2)
                for i in one
                for j in other
            ]
        )
        pairs = [pair for ids in members for pair in combinations(ids, 2)]
        far = [(float(np.linalg.norm(W[i] - W[j]) / unit), (i, j)) for i, j in pairs]
        return max(far)

    def nearest(W: Array) -> tuple[float, tuple[int, int]]:
        """The smallest distance between two groups, in the same unit."""
        far = {
            (i, j): float(np.linalg.norm(W[i] - W[j]))
            for one, other in combinations(members, 2)
            for i in one
            for j in other
        }
        closest = min(far, key=lambda pair: far[pair])
        return far[closest] / float(np.median([*far.values()])), closest

    def say(model: str, window: int, hidden: int) -> str:
        snapshots = np.asarray(train(model, window, hidden), dtype=float)
        (before, one), (after, two) = farthest(snapshots[0]), farthest(snapshots[-1])
        sentence = (
            f"Partners began up to {before:.1f} apart ({_names(words, one)}) and end "
            f"at most {after:.2f} apart ({_names(words, two)}), where 1 is typical of "
            "words that are no partners."
        )
        between, three = nearest(snapshots[-1])
        if between < NEAR:
            sentence += (
                f" But {_names(words, three)} also end only {between:.2f} apart."
            )
        return sentence

    @style.figure_style()
    def draw(model: str, window: int, hidden: int) -> Figure:
        snapshots = np.asarray(train(model, window, hidden), dtype=float)
        after, between = farthest(snapshots[-1])[0], nearest(snapshots[-1])[0]
        grouped = [i for ids in members for i in ids]
        ways = _flat(snapshots, grouped)  # (snapshots, V, 2)
        ways = ways[np.unique(np.linspace(0, len(ways) - 1, 60).astype(int))]
        fig, ax = plots.panels(5.2)
        for i in range(len(words)):
            colour = hue.get(i, palette.MUTED)
            ax.plot(*ways[:, i].T, color=colour, lw=0.8, alpha=0.7 if i in hue else 0.4)
            ax.plot(*ways[0, i], "o", ms=4, mfc="none", mec=colour, alpha=0.6)
            ax.plot(*ways[-1, i], "o", ms=5, color=colour)
        # The frame holds the words of the groups; others may leave it
        lowest, highest = (f(ways[:, grouped], axis=(0, 1)) for f in (np.min, np.max))
        centre, half = (lowest + highest) / 2, 0.62 * float((highest - lowest).max())
        ax.set(xlim=centre[0] + half * np.array([-1, 1]), aspect="equal")
        ax.set(ylim=centre[1] + half * np.array([-1, 1]), xticks=[], yticks=[])
        ax.spines[:].set_visible(False)
        note = "hollow: start, full: end"
        if hidden > 2:
            note += f"; the 2 main directions of {hidden}"
        ax.text(0, 0, note, transform=ax.transAxes, color=palette.MUTED, fontsize=10)
        ax.set_title(_title(after, between))
        order = [*grouped, *(i for i in range(len(words)) if i not in grouped)]
        seen = [i for i in order if np.abs(ways[-1, i] - centre).max() < half]
        names = []
        for ids in _together(ways[-1], seen, 0.05 * half):
            colours = {hue.get(i, palette.MUTED) for i in ids}
            colour = colours.pop() if len(colours) == 1 else palette.INK
            names.append((_names(words, ids), ways[-1, ids].mean(axis=0), colour))
        drawn = np.concatenate([ways[:, grouped].reshape(-1, 2), ways[-1, seen]])
        spread_labels(ax, names, drawn, 2 * half / 350)
        return fig

    return draw, say


def _names(words: Sequence[str], ids: Sequence[int]) -> str:
    quoted = (words[i] if words[i].isalnum() else f"“{words[i]}”" for i in ids)
    return ", ".join(quoted)


def _title(apart: float, between: float) -> str:
    """Between partners, and between words that are none: both are in the same unit."""
    if apart < NEAR and between < NEAR:
        return "Partners meet, and so do words that are none"
    if apart < NEAR:
        return f"Partners meet: at most {apart:.2f} apart"
    close = "Partners come close" if apart < 0.5 else "Not all partners come close"
    return f"{close}: at most {apart:.2f} apart"


def _flat(snapshots: Array, ids: Sequence[int]) -> Array:
    """(snapshots, V, D) seen along the two main directions of `ids` at the end."""
    centred: Array = snapshots - snapshots[-1, ids].mean(axis=0)
    if snapshots.shape[2] <= 2:
        return centred
    directions: Array = np.linalg.svd(centred[-1, ids], full_matrices=False)[2][:2]
    largest = directions[[0, 1], np.abs(directions).argmax(axis=1)]
    directions = directions * np.sign(largest)[:, None]  # the same on every machine
    flat: Array = centred @ directions.T
    return flat


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
