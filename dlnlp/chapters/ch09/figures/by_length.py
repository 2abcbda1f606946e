"""Chapter 9's chart of wrong bits, by the length of what is to be copied."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure

from dlnlp.arrays import Array
from dlnlp.explore import palette, plots, style
from dlnlp.explore.number_format import percent
from dlnlp.language import _

# What the notebooks hand over is translated by these
NAMES = (_("the machine"), _("without content"))
COLOURS = (palette.HIDDEN, palette.INPUT, palette.LOSS)


@style.figure_style()
def by_length(
    results: Mapping[str, Array], lengths: Sequence[int], longest: int
) -> tuple[Figure, str]:
    """Wrong bits against length, and a sentence that names the medians.

    results  model -> (seeds, lengths) proportion of bits that are wrong
    longest  the longest that was practised
    """
    fig, ax = plots.panels(3.3)
    runs = {name: 100 * np.atleast_2d(r) for name, r in results.items()}
    ax.set_xlim(0, max(lengths))
    ax.set_ylim(-1, 56)
    ax.axvspan(0, longest, color=palette.GRID, alpha=0.5, lw=0)
    ax.text(longest + 2, 25, _("← practised"), color=palette.MUTED, fontsize=10)
    ax.axhline(50, color=palette.MUTED, lw=0.8, ls=":")
    ax.text(max(lengths), 51, _("a coin"), color=palette.MUTED, ha="right", fontsize=10)
    colours = dict(zip(runs, COLOURS, strict=False))
    plots.lines(fig, ax, list(lengths), runs, colours)
    ax.set(xlabel=_("vectors to copy"), ylabel=_("wrong bits in 100"))
    said = _("; ").join(
        _("{}: {}").format(
            _(name), _(" / ").join(percent(m / 100) for m in plots.medians(r))
        )
        for name, r in runs.items()
    )
    ax.set_title(_("Practised up to {}, asked for more").format(longest))
    at = ", ".join(map(str, lengths))
    return fig, _("Wrong bits (median of the machines) at lengths {}: {}.").format(
        at, said
    )
