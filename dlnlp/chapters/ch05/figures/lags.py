"""Chapter 5's drawing of how often each cell recalls a symbol, by its lag."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.figure import Figure

from dlnlp.explore import palette, style
from dlnlp.explore.diagram import canvas
from dlnlp.language import _

COLOURS = {"RNN": palette.HIDDEN, "GRU": palette.QUERY, "LSTM": palette.CELL}
REMEMBERS = 0.95  # accuracy, at least


@style.figure_style()
def lags(
    results: Mapping[str, Mapping[int, Sequence[float]]], chance: float
) -> tuple[Figure, str]:
    """How often each cell recalls the symbol, by how long ago it was; and a sentence.

    A row for each cell, a column for each lag, a dot for each run: the higher, the
    better; those that remember are filled.

    results  RNN, GRU or LSTM (and a note after it) -> lag -> each seed's accuracy
    chance   the accuracy of guessing
    """
    columns = sorted(int(lag) for lag in next(iter(results.values())))
    seeds = len(next(iter(results.values()))[columns[0]])
    pitch, top, left, width = 42, 58, 112, 52  # typographic points
    won = {
        cell: sum(accuracy > REMEMBERS for accuracy in by_lag[columns[-1]])
        for cell, by_lag in results.items()
    }
    most = max(won.values())
    best = _(" and ").join(cell for cell, n in won.items() if n == most)
    height = top + pitch * len(results) + 18
    fig, ax = canvas(
        height, _("Lag {}: {}, {} of {} runs").format(columns[-1], best, most, seeds)
    )
    font: dict[str, Any] = {"color": palette.MUTED, "fontsize": 10}
    ax.text(left - 10, top - 16, _("lag"), ha="right", **font)
    for n, lag in enumerate(columns):
        middle = left + (n + 0.5) * width
        ax.text(middle, top - 16, f"{lag}", ha="center", **font)
    for row, (cell, by_lag) in enumerate(results.items()):
        colour = COLOURS[re.split("[, ]", cell)[0]]
        right, wrong = top + row * pitch, top + row * pitch + 26  # all, none
        ax.text(2, right + 13, cell, va="center", color=colour, weight="bold")
        guess = wrong + (right - wrong) * chance
        ax.plot([left, left + width * len(columns)], [guess] * 2, color=palette.MUTED,
                lw=0.8, ls=":")  # fmt: skip
        for n, lag in enumerate(columns):
            for seed, accuracy in enumerate(by_lag[lag]):
                x = left + width * (n + 0.12 + 0.76 * (seed + 0.5) / seeds)
                full = accuracy > REMEMBERS
                ax.plot(
                    x, wrong + (right - wrong) * accuracy, "o", ms=3.6, mec=colour,
                    mfc=colour if full else palette.PAPER, mew=0.8,
                )  # fmt: skip
    note = _("one dot a run; filled: remembers; top: always right; dotted: guessing")
    ax.text(2, height - 8, note, **font)
    found = ", ".join(f"{cell}: {n}" for cell, n in won.items())
    return fig, _(
        "Runs of {} that remember over {} steps: {}. Guessing gets {:.0%} right."
    ).format(seeds, columns[-1], found, chance)
