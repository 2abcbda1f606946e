"""The drawings of chapter 2 that show learning: rates, paths of vectors, curves.

They are reached through `dlnlp.figures.ch02`, which also says what they return.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from dlnlp.figures import style
from dlnlp.figures.parts import Draw, Say, headline, label, spread_labels

Array = NDArray[Any]

COLOURS = [style.INPUT, style.LOSS, style.HIDDEN, style.CELL, style.QUERY, style.KEY]
MODELS = {"CBOW": style.KEY, "skip-gram": style.QUERY}  # after what a guess starts from


def learning_rates(losses: Mapping[float, Any]) -> tuple[Draw, Say]:
    """How the loss falls, step by step, at each of several learning rates.

    losses  learning rate -> (steps,) the loss before each step
    """
    runs = {lr: np.asarray(run, dtype=float) for lr, run in losses.items()}
    start = float(np.median([run[0] for run in runs.values()]))
    top = 1.5 * start
    best = min(float(run[-1]) for run in runs.values() if np.isfinite(run[-1]))
    last = max(map(len, runs.values())) - 1

    def verdict(run: Array) -> str:
        """What happened, judged by where the run ends and how often it rises."""
        if not run[-1] <= top:
            return "blows up"
        rises = np.maximum(np.diff(run), 0).sum()
        if rises > 0.25 * max(run[0] - run[-1], 0):
            return "jumps about"
        return "slow" if run[-1] - best > 0.25 * (run[0] - best) else "good"

    def say(learning_rate: float) -> str:
        run = runs[learning_rate]
        went = f"to {run[-1]:.2f} in {len(run) - 1} steps"
        if verdict(run) == "blows up":
            went = f"above {top:.1f} by step {_leaves(run, top)} and stays there"
        return (
            f"Learning rate {learning_rate:g}: {verdict(run)}. The loss goes from "
            f"{run[0]:.2f} {went}."
        )

    @style.figure_style()
    def draw(learning_rate: float) -> Figure:
        fig, ax = plt.subplots(figsize=(5.2, 3.4))
        for lr, run in runs.items():
            chosen = lr == learning_rate
            shown = np.nan_to_num(run, nan=1e3 * top, posinf=1e3 * top)
            shown = np.minimum(shown, 3 * top)  # leaves the frame, and goes no further
            ax.plot(
                shown, color=style.LOSS, lw=2.2 if chosen else 0.8,
                alpha=1 if chosen else 0.35, zorder=3 if chosen else 2,
            )  # fmt: skip
            if chosen:
                out = np.flatnonzero(shown > top)
                at, y = (int(out[0]), top) if len(out) else (last, shown[-1])
                shift = (6, -8) if len(out) else (6, -3)
                label(ax, f"{lr:g}", (at, y), shift, style.LOSS, weight="bold")
        ax.set(xlabel="step", ylabel="loss", xlim=(0, 1.1 * last), ylim=(0, top))
        ax.set_title(f"Learning rate {learning_rate:g}: {verdict(runs[learning_rate])}")
        return fig

    return draw, say


def _leaves(run: Array, top: float) -> int:
    """The first step from which on the loss stays above `top`."""
    inside = np.flatnonzero(run <= top)
    return int(inside[-1]) + 1 if len(inside) else 0


def paths(
    train: Callable[..., Any], words: Sequence[str], groups: Sequence[Sequence[str]]
) -> tuple[Draw, Say]:
    """The way of each word's vector while it is learned, from start to end.

    train   model, window, hidden -> (snapshots, V, hidden), called again and again
    groups  words that ought to become alike; other words are drawn without colour
    """
    members = [[list(words).index(word) for word in group] for group in groups]
    hue = {i: c for ids, c in zip(members, COLOURS, strict=False) for i in ids}

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

    def say(model: str, window: int, hidden: int) -> str:
        snapshots = np.asarray(train(model, window, hidden), dtype=float)
        (before, one), (after, two) = farthest(snapshots[0]), farthest(snapshots[-1])
        return (
            f"Partners began up to {before:.1f} apart ({_names(words, one)}) and end "
            f"at most {after:.2f} apart ({_names(words, two)}), where 1 is typical of "
            "words that are no partners."
        )

    @style.figure_style()
    def draw(model: str, window: int, hidden: int) -> Figure:
        snapshots = np.asarray(train(model, window, hidden), dtype=float)
        after = farthest(snapshots[-1])[0]
        grouped = [i for ids in members for i in ids]
        ways = _flat(snapshots, grouped)  # (snapshots, V, 2)
        ways = ways[np.unique(np.linspace(0, len(ways) - 1, 60).astype(int))]
        fig, ax = plt.subplots(figsize=(5.2, 5.2))
        for i in range(len(words)):
            colour = hue.get(i, style.MUTED)
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
        ax.text(0, 0, note, transform=ax.transAxes, color=style.MUTED, fontsize=10)
        ax.set_title(_finding(after))
        order = [*grouped, *(i for i in range(len(words)) if i not in grouped)]
        seen = [i for i in order if np.abs(ways[-1, i] - centre).max() < half]
        names = []
        for ids in _together(ways[-1], seen, 0.05 * half):
            colours = {hue.get(i, style.MUTED) for i in ids}
            colour = colours.pop() if len(colours) == 1 else style.INK
            names.append((_names(words, ids), ways[-1, ids].mean(axis=0), colour))
        drawn = np.concatenate([ways[:, grouped].reshape(-1, 2), ways[-1, seen]])
        spread_labels(ax, names, drawn, 2 * half / 350)
        return fig

    return draw, say


def _names(words: Sequence[str], ids: Sequence[int]) -> str:
    quoted = (words[i] if words[i].isalnum() else f"“{words[i]}”" for i in ids)
    return ", ".join(quoted)


def _finding(apart: float) -> str:
    if apart < 0.1:
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
    fig, panels = plt.subplots(2, 1, figsize=(5.2, 4.8), sharex=True)
    ends = {}
    for ax, what in zip(panels, ("found", "loss"), strict=True):
        for model, result in results.items():
            colour, runs = MODELS[model], np.atleast_2d(np.asarray(result[what]))
            epochs = np.arange(1, runs.shape[1] + 1)
            median = np.median(runs, axis=0)
            ax.plot(epochs, runs.T, color=colour, alpha=0.35, lw=0.8)
            ax.plot(epochs, median, color=colour, lw=2)
            ends[what, model] = (epochs[-1], float(median[-1]))
    top, bottom = panels
    top.set(ylabel="synonyms found", ylim=(-0.03, 1.05))
    top.set_yticks([0, 0.5, 1], ["0%", "50%", "100%"])
    bottom.set(ylabel="loss", xlabel="epoch")
    for model, floor in (floors or {}).items():
        last = ends["loss", model][0]
        bottom.hlines(floor, 1, last, color=MODELS[model], lw=1, linestyle=":")
        label(
            bottom, "lowest possible", (last, floor), (0, -12), MODELS[model],
            fontsize=10, ha="right",
        )  # fmt: skip
    low, high = bottom.get_ylim()
    bottom.set_ylim(low - 0.12 * (high - low), high)
    for ax, what in zip(panels, ("found", "loss"), strict=True):
        _name_ends(ax, {m: ends[what, m] for m in results})
        last = max(epoch for epoch, _ in ends.values())
        ax.set_xlim(1, last * 1.22)
        ax.set_xticks([t for t in ax.get_xticks() if 1 <= t <= last and t == int(t)])
    found = [f"{model} finds {ends['found', model][1]:.0%}" for model in results]
    headline(fig, title or ", ".join(found))
    return fig


def _name_ends(ax: Axes, ends: Mapping[str, tuple[float, float]]) -> None:
    """Write each model's name where its curve ends, one above the other."""
    low, high = ax.get_ylim()
    apart = 0.12 * (high - low)
    y = -np.inf
    for model, end in sorted(ends.items(), key=lambda item: item[1][1]):
        y = max(end[1], y + apart)
        ax.annotate(
            model, (end[0], y), (5, 0), textcoords="offset points", va="center",
            color=MODELS[model],
        )  # fmt: skip
