"""Chapter 7's chart of whole sentences right, by the sentence's length."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from dlnlp.explore import palette, plots, style
from dlnlp.explore.labels import label, name_ends
from dlnlp.language import _

# What the notebooks hand over is translated by these
NAMES = (_("plain"), _("attention"), _("the, and, . only"))
COLOURS = (palette.LOSS, palette.HIDDEN, palette.QUERY, palette.KEY)


@style.figure_style()
def by_length(
    results: Mapping[str, ArrayLike], clauses: Sequence[int], practised: int
) -> tuple[Figure, str]:
    """Whole translations right, by the number of clauses; and a sentence on it.

    results    name of a model -> (seeds, lengths) proportions right
    clauses    the lengths
    practised  the largest length that was learned from; what is beyond is shaded
    """
    fig, ax = plots.panels(3.1, fill=False)
    fig.subplots_adjust(left=0.12, right=0.74, bottom=0.16, top=0.9)
    ends: dict[str, tuple[float, str]] = {}
    said = []
    for (name, runs), colour in zip(results.items(), COLOURS, strict=False):
        shares = 100 * np.atleast_2d(np.asarray(runs, dtype=float))
        median = plots.seeds(ax, clauses, shares, colour)
        order = median.sum() / 1000  # of names whose lines end together
        ends[name] = (float(median[-1] + order), colour)
        numbers = " / ".join(f"{share:.0f}" for share in median)
        said.append(_("{}: {}%").format(_(name), numbers))
    first, last = clauses[0], clauses[-1]
    ax.set(xlim=(first - 0.1, last + 0.1), ylim=(-3, 104))
    if practised < last:
        ax.axvspan(practised + 0.5, last + 0.1, color=palette.GRID, lw=0, alpha=0.5)
        where = (practised + 0.55, 104)
        label(ax, _("longer than\nall learned"), where, (2, -26), palette.MUTED,
              fontsize=10)  # fmt: skip
    name_ends(ax, last + 0.1, ends, gap=9, top=101)
    ax.set(xlabel=_("clauses in the sentence"), ylabel=_("whole sentences right, %"))
    ax.set_xticks(list(clauses))
    ax.set_title(
        _("{} clauses: {} right").format(practised, _title(results, clauses, practised))
    )
    lengths = _("from {} to {} clauses (learned: up to {})").format(
        first, last, practised
    )
    return fig, _("Whole sentences right, {}. {}.").format(lengths, _(". ").join(said))


def _title(
    results: Mapping[str, ArrayLike], clauses: Sequence[int], practised: int
) -> str:
    at = list(clauses).index(practised)
    found = []
    for runs in results.values():
        shares = np.atleast_2d(np.asarray(runs, dtype=float))[:, at]
        found.append(f"{100 * np.median(shares):.0f}%")
    if len(found) == 2:
        return _("{} against {}").format(*found)
    return ", ".join(found)
