"""Chapter 4's drawing of what new text holds that was never seen, and what it costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dlnlp.explore import palette, plots, style
from dlnlp.explore.labels import headline, name_ends
from dlnlp.explore.plots import log_ticks

COLOURS = (palette.LOSS, palette.QUERY, palette.HIDDEN, palette.CELL, palette.KEY)


@style.figure_style()
def unseen(
    never_seen: Mapping[int, Sequence[float]],
    perplexities: Mapping[str, Sequence[float]],
    orders: Sequence[int] = (1, 2, 3, 4, 5),
) -> tuple[Figure, str]:
    """How much of new text was never seen before, and what that does to perplexity.

    never_seen    words of training text -> proportion of new n-grams, an order each
    perplexities  method -> perplexity on new text, one an order; it may be infinite
    """
    for rows in (never_seen, perplexities):
        for name, row in rows.items():
            if len(row) != len(orders):
                raise ValueError(
                    f"{name}: {len(row)} numbers for the {len(orders)} orders"
                )
    if len(perplexities) > len(COLOURS):
        raise ValueError(
            f"{len(perplexities)} methods; at most {len(COLOURS)} can be told apart"
        )
    fig, (top, bottom) = plots.panels(5.4, rows=2, sharex=True)
    _draw_never_seen(top, never_seen, orders)
    _draw_perplexities(bottom, perplexities, orders)
    most = max(never_seen)
    first, last = never_seen[most][0], never_seen[most][-1]
    best = {
        method: min(zip(row, orders, strict=True))
        for method, row in perplexities.items()
    }
    helped = [m for m, (_, order) in best.items() if order == orders[-1]]
    ruined = [m for m, (v, _) in best.items() if 2 * v < perplexities[m][-1] < np.inf]
    headline(
        fig,
        f"Longer contexts ruin {', '.join(ruined)} and help {', '.join(helped)}"
        if ruined and helped
        else f"{last:.0%} of new {orders[-1]}-grams were never seen",
    )
    said = "; ".join(
        f"{m} {v:,.0f} at order {o}"
        + ("" if np.isfinite(perplexities[m]).all() else ", and infinite elsewhere")
        for m, (v, o) in best.items()
    )
    alt = (
        f"After {most:,} words of training text, {first:.0%} of new words and "
        f"{last:.0%} of new {orders[-1]}-grams were never seen before. Lowest "
        f"perplexity: {said}."
    )
    return fig, alt


def _draw_never_seen(
    ax: Axes, never_seen: Mapping[int, Sequence[float]], orders: Sequence[int]
) -> None:
    """A line for each size of the training text, the largest bold."""
    for size, row in never_seen.items():
        width = 2.4 if size == max(never_seen) else 1.2
        ax.plot(orders, row, "o-", ms=3.5, color=palette.INPUT, lw=width)
    ends = {f"{size:,} words": (row[-1], palette.INPUT)
            for size, row in never_seen.items()}  # fmt: skip
    ax.set(ylim=(-0.04, 1.08), ylabel="n-grams never seen")
    ax.set_yticks([0, 0.5, 1], ["0%", "50%", "100%"])
    name_ends(ax, orders[-1], ends, gap=0.11, top=1.1, fontsize=10.5)


def _draw_perplexities(
    ax: Axes, perplexities: Mapping[str, Sequence[float]], orders: Sequence[int]
) -> None:
    """A line for each method, by powers of ten; a triangle where it is infinite."""
    finite = [v for row in perplexities.values() for v in row if np.isfinite(v)]
    low, high = np.log10(min(finite)), np.log10(max(finite))
    floor, ceiling = low - 0.1 * (high - low), high + 0.25 * (high - low)
    ends = {}
    for (method, row), colour in zip(perplexities.items(), COLOURS, strict=False):
        ys = np.where(np.isfinite(row), np.log10(np.asarray(row, dtype=float)), np.nan)
        ax.plot(orders, ys, "o-", ms=3.5, color=colour, lw=2)
        lost = [o for o, y in zip(orders, ys, strict=True) if np.isnan(y)]
        for order in lost:
            ax.plot(order, ceiling, "^", ms=6, color=colour, clip_on=False)
        name = f"{method}: ∞" if lost else method
        ends[name] = (ceiling if lost else float(ys[-1]), colour)
    room = 0.11 * (ceiling - floor)
    ax.set(ylim=(floor, ceiling), xlabel="order n", ylabel="perplexity")
    name_ends(ax, orders[-1], ends, gap=room, top=ceiling + room, fontsize=10.5)
    ticks = log_ticks(10**floor, 10**ceiling)
    ax.set_yticks(np.log10([*ticks]), [*ticks.values()])
    ax.set_xticks(orders)
