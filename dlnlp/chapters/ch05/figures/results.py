"""The drawings of chapter 5 in which runs with several seeds are compared."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from dlnlp.explore import style
from dlnlp.explore.diagram import Draw, Say, headline, label
from dlnlp.explore.plots import apart

CELLS = {"RNN": style.HIDDEN, "GRU": style.QUERY, "LSTM": style.CELL}
WIDTH, REMEMBERS = 374, 0.95  # typographic points; share of right answers, at least
PARTS = {"train": style.INPUT, "valid": style.LOSS}


@style.figure_style()
def lags(
    results: Mapping[str, Mapping[int, Sequence[float]]], chance: float
) -> tuple[Figure, str]:
    """How often each cell recalls the symbol, by how long ago it was; and a sentence.

    A row for each cell, a column for each lag, a dot for each run: the higher, the
    better; those that remember are filled.

    results  RNN, GRU or LSTM (and a note after it) -> lag -> each seed's accuracy
    chance   the share that guessing gets
    """
    columns = sorted(int(lag) for lag in next(iter(results.values())))
    seeds = len(next(iter(results.values()))[columns[0]])
    pitch, top, left, width = 42, 58, 112, 52  # typographic points
    size = (WIDTH, top + pitch * len(results) + 18)
    fig = plt.figure(figsize=(size[0] / 72, size[1] / 72), layout="none")
    ax = fig.add_axes((0, 0, 1, 1))
    ax.set(xlim=(0, size[0]), ylim=(size[1], 0))
    ax.axis("off")
    font: dict[str, Any] = {"color": style.MUTED, "fontsize": 10}
    ax.text(left - 10, top - 16, "lag", ha="right", **font)
    for n, lag in enumerate(columns):
        middle = left + (n + 0.5) * width
        ax.text(middle, top - 16, f"{lag}", ha="center", **font)
    won = {}
    for row, (cell, by_lag) in enumerate(results.items()):
        colour = CELLS[re.split("[, ]", cell)[0]]
        right, wrong = top + row * pitch, top + row * pitch + 26  # all, none
        won[cell] = sum(accuracy > REMEMBERS for accuracy in by_lag[columns[-1]])
        ax.text(2, right + 13, cell, va="center", color=colour, weight="bold")
        guess = wrong + (right - wrong) * chance
        ax.plot([left, left + width * len(columns)], [guess] * 2, color=style.MUTED,
                lw=0.8, ls=":")  # fmt: skip
        for n, lag in enumerate(columns):
            for seed, accuracy in enumerate(by_lag[lag]):
                x = left + width * (n + 0.12 + 0.76 * (seed + 0.5) / seeds)
                full = accuracy > REMEMBERS
                ax.plot(
                    x, wrong + (right - wrong) * accuracy, "o", ms=3.6, mec=colour,
                    mfc=colour if full else style.PAPER, mew=0.8,
                )  # fmt: skip
    note = "one dot a run; filled: remembers; top: always right; dotted: guessing"
    ax.text(2, size[1] - 8, note, **font)
    most = max(won.values())
    best = " and ".join(cell for cell, n in won.items() if n == most)
    title = f"Lag {columns[-1]}: {best}, {most} of {seeds} runs"
    ax.text(2, 13, title, fontsize=12, weight="bold")
    found = ", ".join(f"{cell}: {n}" for cell, n in won.items())
    return fig, (
        f"Runs of {seeds} that remember over {columns[-1]} steps: {found}. "
        f"Guessing gets {chance:.0%} right."
    )


def hidden_sizes(
    results: Mapping[tuple[int, float], Sequence[Mapping[str, Any]]],
) -> tuple[Draw, Say]:
    """Perplexity on the text that was learned and on other text, epoch by epoch.

    results  (hidden units, dropout rate) -> for each seed: train, valid, each (epochs,)
    """
    runs = {
        key: {part: np.array([run[part] for run in seeds]) for part in PARTS}
        for key, seeds in results.items()
    }  # each (seeds, epochs)
    every = np.concatenate([a.ravel() for r in runs.values() for a in r.values()])
    low, high = 0.85 * float(every.min()), 1.1 * float(every.max())
    last = max(r["valid"].shape[1] for r in runs.values())

    def best(hidden: int, dropout: float) -> tuple[int, float, bool]:
        """The epoch of the lowest validation perplexity, that, and: is it overfit?"""
        median = np.median(runs[hidden, dropout]["valid"], axis=0)
        at = int(median.argmin())
        return at + 1, float(median[at]), bool(median[-1] > 1.02 * median[at])

    def setting(hidden: int, dropout: float) -> str:
        with_it = f"dropout {dropout:g}" if dropout else "no dropout"
        return f"{hidden} units, {with_it}"

    def say(hidden: int, dropout: float) -> str:
        epoch, lowest, overfits = best(hidden, dropout)
        ends = {p: float(np.median(a[:, -1])) for p, a in runs[hidden, dropout].items()}
        finding = (
            f"validation is lowest after epoch {epoch}, {lowest:.0f}, and rises to "
            f"{ends['valid']:.0f}"
            if overfits
            else f"validation ends at {ends['valid']:.0f}"
        )
        what = setting(hidden, dropout)
        return f"{what}: {finding}; training ends at {ends['train']:.0f}."

    @style.figure_style()
    def draw(hidden: int, dropout: float) -> Figure:
        fig, ax = plt.subplots(figsize=(5.2, 3.8), layout="none")
        fig.subplots_adjust(left=0.13, right=0.79, bottom=0.13, top=0.88)
        epoch, lowest, overfits = best(hidden, dropout)
        chosen = runs[hidden, dropout]
        ends = [float(np.log(np.median(a[:, -1]))) for a in chosen.values()]
        gap = 0.07 * float(np.log(high / low))
        heights = np.exp(apart(ends, gap, float(np.log(high))))
        for (part, a), y in zip(chosen.items(), heights, strict=True):
            epochs = np.arange(1, a.shape[1] + 1)
            ax.plot(epochs, a.T, color=PARTS[part], lw=0.8, alpha=0.35)
            ax.plot(epochs, np.median(a, axis=0), color=PARTS[part], lw=2)
            name = "training" if part == "train" else "validation"
            label(
                ax, name, (epochs[-1], y), (7, 0), PARTS[part], va="center",
                annotation_clip=False,
            )  # fmt: skip
        end = chosen["valid"].shape[1]
        ax.plot([1, end], [lowest] * 2, color=style.LOSS, lw=0.8, ls=":")
        ax.plot(epoch, lowest, "o", ms=6, color=style.LOSS)
        right = epoch > 0.7 * end
        train, valid = (np.median(chosen[p][:, epoch // 2], axis=0) for p in PARTS)
        offset = (4, -15)
        if right:  # to the left of the dot, away from the other curve
            offset = (0, 12) if train < valid else (-14, -16)
        label(
            ax, f"lowest {lowest:.0f}", (epoch, lowest), offset,
            style.LOSS, ha="right" if right else "left", weight="bold",
        )  # fmt: skip
        ax.set_xscale("log")
        ax.set_yscale("log")
        ax.set(xlim=(1, last), ylim=(low, high), xlabel="epoch", ylabel="perplexity")
        ticks = [
            step * 10**power for power in range(5) for step in (1, 2, 5)
            if low <= step * 10**power <= high
        ]  # fmt: skip
        ax.set_yticks(ticks, [f"{tick:,}" for tick in ticks])
        epochs_shown = [n for n in (1, 2, 5, 10, 20, 50, 100) if n <= last]
        ax.set_xticks(epochs_shown, [f"{n}" for n in epochs_shown])
        ax.minorticks_off()
        finding = f"overfits after epoch {epoch}"
        if not overfits:
            finding = f"ends at {np.exp(ends[1]):.0f}"
        headline(fig, f"{setting(hidden, dropout)}: {finding}")
        return fig

    return draw, say
