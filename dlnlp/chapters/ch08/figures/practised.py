"""Chapter 8's curves of what more practice buys, by the minutes that it takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from dlnlp.explore import palette, plots, style
from dlnlp.explore.labels import label, name_ends

COLOURS = (palette.INPUT, palette.HIDDEN, palette.LOSS)


@style.figure_style()
def practised(
    runs: Sequence[Mapping[str, Any]], published: Mapping[str, float]
) -> tuple[Figure, str]:
    """The loss on text that was kept back, by minutes of one core; a line a setting.

    runs       each with setting, seconds, and curve: step, valid (nats a letter);
               estimated is the loss at the end, of more text
    published  who says so -> nats a letter: a dashed line each
    """
    settings: dict[str, list[Mapping[str, Any]]] = {}
    for run in runs:
        settings.setdefault(run["setting"], []).append(run)
    fig, ax = plots.panels(3.4, fill=False)
    fig.subplots_adjust(left=0.11, right=0.72, bottom=0.15, top=0.88)
    ends: dict[str, tuple[float, str]] = {}
    told = []
    for (name, each), colour in zip(settings.items(), COLOURS, strict=False):
        steps = np.array([point["step"] for point in each[0]["curve"]])
        minutes = float(np.median([run["seconds"] for run in each])) / 60
        losses = np.array([[point["valid"] for point in run["curve"]] for run in each])
        losses[:, -1] = [run["estimated"] for run in each]  # of more text
        median = plots.seeds(ax, minutes * steps / steps[-1], losses, colour)
        ends[f"{name} {median[-1]:.2f}"] = float(median[-1]), colour
        told.append(f"{name} {median[-1]:.2f} after {minutes:.0f} minutes")
    ax.set_xscale("log")
    low, high = ax.get_xlim()
    ticks = plots.log_ticks(low, high, (1, 3))
    ax.set_xticks(list(ticks), list(ticks.values()))
    ax.minorticks_off()
    for name, loss in published.items():
        ax.axhline(loss, color=palette.MUTED, lw=0.8, ls=(0, (2, 2)))
        label(ax, f"{name}: {loss:.2f}", (high, loss), (-2, 3), palette.MUTED,
              ha="right", fontsize=10)  # fmt: skip
    bottom, top = ax.get_ylim()
    name_ends(ax, high, ends, gap=0.07 * (top - bottom), top=top)
    ax.set(xlim=(low, high), xlabel="minutes of one core", ylabel="nats a letter")
    best = min(end for end, _ in ends.values())
    ax.set_title(f"Down to {best:.2f} nats a letter")
    caption = (
        "Loss on text that was kept back: " + ", ".join(told) + ". Dashed: published."
    )
    return fig, caption
