"""The drawing of how long each part of counting takes, from a laptop to a crawl."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from dlnlp.chapters.cluster import cost
from dlnlp.explore import Draw, Say, palette, plots, style
from dlnlp.explore.labels import headline, label, name_ends
from dlnlp.language import _

WINDOW = 5
WIKIPEDIA = 1.6e9  # tokens, in 2014: Pennington et al. 2014, section 4.2
TOKENS = 10.0 ** np.arange(6, 12.5, 0.5)
SIZES = {1e6: _("1 million"), 1e9: _("1 billion"), 1e12: _("1 trillion")}
TIMES = {
    1.0: _("1 second"),
    60.0: _("1 minute"),
    3600.0: _("1 hour"),
    86400.0: _("1 day"),
    365 * 86400.0: _("1 year"),
}
SCHEDULER = "the scheduler"
COLOURS = {
    "reading tokens": palette.INPUT,
    "counting pairs": palette.QUERY,
    "adding matrices": palette.HIDDEN,
    SCHEDULER: palette.LOSS,
}
NAMES = {
    "reading tokens": _("reading tokens"),
    "counting pairs": _("counting pairs"),
    "adding matrices": _("adding matrices"),
    SCHEDULER: _("the scheduler"),
}


def hours(measured: Mapping[str, Any]) -> tuple[Draw, Say]:
    """How long each part takes by size of the text, for workers and millions a shard.

    measured  experiments/results/speed_cluster.json
    """
    runs = [run for run in measured["runs"] if run["window"] == WINDOW]
    engine = measured["engine"]
    prices = cost.fit(measured["runs"], engine["seconds a cell"])
    smallest = min(runs, key=lambda run: run["tokens"])
    text = cost.Growing((smallest["tokens"], smallest["cells"]))

    def parts(tokens: float, workers: int, shard: float) -> dict[str, float]:
        """Seconds of each part; a text has a shard for each worker, or more."""
        shards = max(workers, round(tokens / shard))
        cells = cost.added_cells(tokens, shards, text.cells)
        calls = cost.calls(shards, text.blocks(tokens))
        return {
            **prices.parts(tokens, WINDOW, workers, cells),
            SCHEDULER: engine["seconds a call"] * calls,
        }

    def whole(tokens: float, workers: int, shard: float) -> tuple[float, str]:
        """Workers and scheduler work at the same time: seconds, and what rules them."""
        *_work, scheduler = (took := parts(tokens, workers, shard)).values()
        work = sum(took.values()) - scheduler
        return max(work, scheduler), max(took, key=took.__getitem__)

    def say(workers: int, millions: float) -> str:
        small, _longest = whole(WIKIPEDIA, workers, 1e6 * millions)
        large, longest = whole(TOKENS[-1], workers, 1e6 * millions)
        return _(
            "{:,} workers: Wikipedia takes {}, a trillion tokens {}. "
            "What takes longest then: {}."
        ).format(workers, duration(small), duration(large), NAMES[longest])

    @style.figure_style()
    def draw(workers: int, millions: float) -> Figure:
        fig, ax = plots.panels(3.8, fill=False)
        fig.subplots_adjust(left=0.15, right=0.74, bottom=0.15, top=0.88)
        took = [parts(T, workers, 1e6 * millions) for T in TOKENS]
        ends: dict[str, tuple[float, str]] = {}
        for part, colour in COLOURS.items():
            ax.plot(TOKENS, [t[part] for t in took], color=colour, lw=2)
            ends[NAMES[part]] = float(np.log10(took[-1][part])), colour
        ax.axvline(WIKIPEDIA, color=palette.MUTED, lw=0.8, zorder=1)
        label(ax, _("Wikipedia"), (WIKIPEDIA, 0.1), (5, 5), palette.MUTED)
        ax.set(xscale="log", yscale="log", xlim=(TOKENS[0], TOKENS[-1]))
        ax.set(ylim=(0.1, 1e9), xlabel=_("tokens of text"))
        ax.set_xticks([*SIZES], [*SIZES.values()])
        ax.set_yticks([*TIMES], [*TIMES.values()])
        ax.minorticks_off()
        over = ax.twinx()  # linear, so that names can be kept apart
        over.set(ylim=(-1, 9))
        over.axis("off")
        name_ends(over, TOKENS[-1], ends, gap=0.75, top=9)
        seconds, _longest = whole(TOKENS[-1], workers, 1e6 * millions)
        headline(fig, _("A trillion tokens: {}").format(duration(seconds)))
        return fig

    return draw, say


def duration(seconds: float) -> str:
    """In the largest unit of which there are two: "3 hours", "12 days"."""
    units = {
        60.0: _("{:,.0f} seconds"),
        3600.0: _("{:,.0f} minutes"),
        86400.0: _("{:,.0f} hours"),
        365 * 86400.0: _("{:,.0f} days"),
        np.inf: _("{:,.0f} years"),
    }
    one = 1.0
    for end, form in units.items():
        if seconds < 2 * end:
            return form.format(seconds / one)
        one = end
    raise ValueError(f"not a number of seconds: {seconds}")
