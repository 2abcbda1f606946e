"""The drawings of chapter 5 in which runs with several seeds are compared.

They are reached through `dlnlp.figures.ch05`, which also says what they return.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from dlnlp.figures import style
from dlnlp.figures.ch03_parts import apart, log_axis
from dlnlp.figures.parts import Draw, Say, headline, label

Array = NDArray[Any]

CELLS = {"RNN": style.HIDDEN, "GRU": style.QUERY, "LSTM": style.CELL}
PARTS = {"train": style.INPUT, "valid": style.LOSS}


@style.figure_style()
def lags(
    results: Mapping[str, Mapping[int, Sequence[float]]], chance: float
) -> tuple[Figure, str]:
    """How often each cell recalls the symbol, by how long ago it was; and a sentence.

    results  RNN, GRU or LSTM (and a note after a comma) -> lag -> each seed's accuracy
    chance   the share that guessing gets
    """
    first = next(iter(results.values()))
    xs = sorted(int(lag) for lag in first)
    runs = {
        cell: np.array([by_lag[lag] for lag in xs], dtype=float)  # (lags, seeds)
        for cell, by_lag in results.items()
    }
    fig, ax = plt.subplots(figsize=(5.2, 3.5))
    ax.axhline(chance, color=style.MUTED, lw=1, ls=":")
    label(ax, "guessing", (xs[0], chance), (0, 4), style.MUTED, fontsize=10)
    note = "thick: the median, thin: each seed"
    label(ax, note, (xs[0], 0), (0, 5), style.MUTED, fontsize=10)
    ends = {cell: float(np.median(r[-1])) for cell, r in runs.items()}
    heights = apart(list(ends.values()), 0.085, 1.03)
    drawn: list[str] = []
    for (cell, r), y in zip(runs.items(), heights, strict=True):
        kind = cell.partition(",")[0]
        colour, marker = CELLS[kind], "s" if kind in drawn else "o"
        dashes = (0, (3, 2)) if kind in drawn else "-"
        drawn.append(kind)
        ax.plot(xs, r, color=colour, lw=0.8, alpha=0.35)
        ax.plot(
            xs, np.median(r, axis=1), marker=marker, ls=dashes, ms=5, color=colour, lw=2
        )
        label(
            ax, cell, (xs[-1], y), (8, 0), colour, va="center", weight="bold",
            annotation_clip=False,
        )  # fmt: skip
    log_axis(ax, xs)
    ax.set(ylim=(0, 1.05), xlabel="steps between symbol and question")
    ax.set_ylabel("recalled rightly")
    ax.set_yticks([0, 0.25, 0.5, 0.75, 1], ["0%", "25%", "50%", "75%", "100%"])
    found = ", ".join(f"{cell} {end:.0%}" for cell, end in ends.items())
    remember = " and ".join(cell for cell, end in ends.items() if end > 0.95)
    short = found if len(ends) < 4 else f"recalled by {remember or 'none'}"
    headline(fig, f"{xs[-1]} steps back: {short}")
    seeds = next(iter(runs.values())).shape[1]
    return fig, (
        f"Recall after {xs[-1]} steps, median of {seeds} seeds: {found}; "
        f"guessing gets {chance:.0%}."
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
        fig, ax = plt.subplots(figsize=(5.2, 3.8))
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
        ax.axhline(lowest, color=style.LOSS, lw=0.8, ls=":")
        ax.plot(epoch, lowest, "o", ms=6, color=style.LOSS)
        right = epoch > 0.7 * last
        label(
            ax, f"lowest {lowest:.0f}", (epoch, lowest), (0 if right else 4, -15),
            style.LOSS, ha="right" if right else "left", weight="bold",
        )  # fmt: skip
        ax.set_yscale("log")
        ax.set(xlim=(1, last), ylim=(low, high), xlabel="epoch", ylabel="perplexity")
        ticks = [
            step * 10**power for power in range(5) for step in (1, 2, 5)
            if low <= step * 10**power <= high
        ]  # fmt: skip
        ax.set_yticks(ticks, [f"{tick:,}" for tick in ticks])
        ax.minorticks_off()
        ax.set_xticks(sorted({1, *range(2, last + 1, max(1, last // 6))}))
        finding = f"overfits after epoch {epoch}"
        if not overfits:
            finding = f"ends at {np.exp(ends[1]):.0f}"
        headline(fig, f"{setting(hidden, dropout)}: {finding}")
        return fig

    return draw, say
