"""Chapter 8's curves of what more practice buys, by the minutes that it takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from dlnlp.explore import palette, plots, style
from dlnlp.explore.labels import label, name_ends
from dlnlp.language import _

NAMES = {"nanoGPT": "nanoGPT", "fitted": _("fitted"), "an hour": _("an hour")}
PUBLISHED = {"no GPU": _("no GPU"), "GPU": "GPU"}
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
        setting, end = NAMES.get(name, name), float(median[-1])
        ends[_("{} {:.2f}").format(setting, end)] = end, colour
        told.append(_("{} {:.2f} after {:.0f} minutes").format(setting, end, minutes))
    ax.set_xscale("log")
    low, high = ax.get_xlim()
    ticks = plots.log_ticks(low, high, (1, 3))
    ax.set_xticks(list(ticks), list(ticks.values()))
    ax.minorticks_off()
    for name, loss in published.items():
        ax.axhline(loss, color=palette.MUTED, lw=0.8, ls=(0, (2, 2)))
        text = _("{}: {:.2f}").format(PUBLISHED.get(name, name), loss)
        label(ax, text, (low, loss), (4, 3), palette.MUTED, fontsize=10)
    bottom, top = ax.get_ylim()
    name_ends(ax, high, ends, gap=0.07 * (top - bottom), top=top)
    ax.set(xlim=(low, high), xlabel=_("minutes of one core"),
           ylabel=_("nats a letter"))  # fmt: skip
    lowest = _("Down to {:.2f} nats a letter")
    ax.set_title(lowest.format(min(end for end, *rest in ends.values())))
    caption = _("Loss on text that was kept back: {}. Dashed: published.").format(
        _(", ").join(told)
    )
    return fig, caption
