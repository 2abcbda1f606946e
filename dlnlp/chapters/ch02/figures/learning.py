"""The drawings of chapter 2 that show how a loss falls."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dlnlp.arrays import Array
from dlnlp.explore import style
from dlnlp.explore.diagram import Draw, Say, headline, label

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
        went = f"to {run[-1]:.2f} in {len(run)} steps"
        if verdict(run) == "blows up":
            went = f"to above {top:.1f} by step {_leaves(run, top)} and stays there"
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
            elif np.isfinite(run[-1]) and abs(run[-1] - runs[learning_rate][-1]) > 0.15:
                label(ax, f"{lr:g}", (last, run[-1]), (6, -3), style.MUTED)
        ax.set(xlabel="step", ylabel="loss", xlim=(0, 1.1 * last), ylim=(0, top))
        ax.set_title(f"Learning rate {learning_rate:g}: {verdict(runs[learning_rate])}")
        return fig

    return draw, say


def _leaves(run: Array, top: float) -> int:
    """The first step from which on the loss stays above `top`."""
    inside = np.flatnonzero(run <= top)
    return int(inside[-1]) + 1 if len(inside) else 0


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
