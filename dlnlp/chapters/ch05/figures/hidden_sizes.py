"""Chapter 5's curves of overfitting: perplexity on learned and on other text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from dlnlp.explore import Draw, Say, palette, plots, style
from dlnlp.explore.labels import apart, headline, label
from dlnlp.explore.plots import log_ticks

PARTS = {"train": palette.INPUT, "valid": palette.LOSS}


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
        found = (
            f"validation is lowest after epoch {epoch}, {lowest:.0f}, and rises to "
            f"{ends['valid']:.0f}"
            if overfits
            else f"validation ends at {ends['valid']:.0f}"
        )
        what = setting(hidden, dropout)
        return f"{what}: {found}; training ends at {ends['train']:.0f}."

    @style.figure_style()
    def draw(hidden: int, dropout: float) -> Figure:
        fig, ax = plots.panels(3.8, fill=False)
        fig.subplots_adjust(left=0.13, right=0.79, bottom=0.13, top=0.88)
        epoch, lowest, overfits = best(hidden, dropout)
        chosen = runs[hidden, dropout]
        ends = [float(np.log(np.median(a[:, -1]))) for a in chosen.values()]
        gap = 0.07 * float(np.log(high / low))
        heights = np.exp(apart(ends, gap, float(np.log(high))))
        for (part, a), y in zip(chosen.items(), heights, strict=True):
            epochs = np.arange(1, a.shape[1] + 1)
            plots.seeds(ax, epochs, a, PARTS[part])
            name = "training" if part == "train" else "validation"
            label(
                ax, name, (epochs[-1], y), (7, 0), PARTS[part], va="center",
                annotation_clip=False,
            )  # fmt: skip
        end = chosen["valid"].shape[1]
        ax.plot([1, end], [lowest] * 2, color=palette.LOSS, lw=0.8, ls=":")
        ax.plot(epoch, lowest, "o", ms=6, color=palette.LOSS)
        right = epoch > 0.7 * end
        train, valid = (np.median(chosen[p][:, epoch // 2], axis=0) for p in PARTS)
        offset = (4, -15)
        if right:  # to the left of the dot, away from the other curve
            offset = (0, 12) if train < valid else (-14, -16)
        label(
            ax, f"lowest {lowest:.0f}", (epoch, lowest), offset,
            palette.LOSS, ha="right" if right else "left", weight="bold",
        )  # fmt: skip
        ax.set_xscale("log")
        ax.set_yscale("log")
        ax.set(xlim=(1, last), ylim=(low, high), xlabel="epoch", ylabel="perplexity")
        ticks = log_ticks(low, high)
        ax.set_yticks([*ticks], [*ticks.values()])
        epochs_shown = [n for n in (1, 2, 5, 10, 20, 50, 100) if n <= last]
        ax.set_xticks(epochs_shown, [f"{n}" for n in epochs_shown])
        ax.minorticks_off()
        found = f"overfits after epoch {epoch}"
        if not overfits:
            found = f"ends at {np.exp(ends[1]):.0f}"
        headline(fig, f"{setting(hidden, dropout)}: {found}")
        return fig

    return draw, say
