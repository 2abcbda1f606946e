"""Chapter 8's ladder: what each part of a transformer takes off the loss."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure

from dlnlp.explore import palette, plots, style
from dlnlp.explore.labels import label
from dlnlp.explore.number_format import written
from dlnlp.language import _

# What the notebooks hand over is translated by these
NAMES = (
    _("this letter alone"), _("+ one head"), _("+ four heads"), _("+ network"),
    _("+ residual"), _("+ layer norm"), _("+ rotary"), _("+ grouped queries"),
    _("+ positions"), _("+ a second block"), _("+ two more"),
)  # fmt: skip


@style.figure_style()
def ladder(results: Mapping[str, Sequence[float]]) -> tuple[Figure, str]:
    """A row for each model, from the least to the whole: its loss, and the change.

    results  name -> the loss of each seed, in nats a letter
    """
    medians = {name: float(np.median(losses)) for name, losses in results.items()}
    names, values = list(medians), list(medians.values())
    every = np.concatenate([np.asarray(losses) for losses in results.values()])
    low, high = float(every.min()), float(every.max())
    room = high - low
    changes = [0.0, *np.diff(np.round(values, 2))]  # of what the labels say
    best = int(np.argmin(changes))
    fig, ax = plots.panels(0.52 * len(names) + 1.0, fill=False)
    fig.subplots_adjust(left=0.34, right=0.97, bottom=0.19, top=0.87)
    for row, (name, value) in enumerate(medians.items()):
        colour = palette.HIDDEN if row == best else palette.INPUT
        ax.plot(results[name], [row] * len(results[name]), "o", ms=5, color=colour,
                alpha=0.35, mec="none")  # fmt: skip
        ax.plot(value, row, "o", ms=8, color=colour)
        if row:
            ax.plot([values[row - 1], value], [row, row], color=colour, lw=2)
            ax.plot([values[row - 1]] * 2, [row - 1, row], color=palette.GRID, lw=1,
                    zorder=0)  # fmt: skip
        change = written("{:+.2f}", changes[row]) if row else ""
        right = max([values[row - 1] if row else value, *results[name]])
        label(ax, f"{value:.2f}   {change}", (right, row), (9, 0), colour,
              va="center", annotation_clip=False)  # fmt: skip
    ax.set_yticks(range(len(names)), names)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.set(xlim=(low - 0.05 * room, high + 0.5 * room), ylim=(len(names) - 0.5, -0.5),
           xlabel=_("held-out loss, nats a letter"))  # fmt: skip
    title = _("“{}” gains most").format(_(names[best]))
    fig.suptitle(title, x=0.01, ha="left", weight="bold", size=12)
    seeds = max(len(losses) for losses in results.values())
    found = _(", ").join(_("{} {:.2f}").format(_(n), v) for n, v in medians.items())
    runs = _("the median of {} runs").format(seeds) if seeds > 1 else _("one run")
    return fig, _("Loss, part by part: {} ({}).").format(found, runs)
