"""The drawings of chapter 4 about n-grams: what follows, and what was never seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dlnlp.explore import style
from dlnlp.explore.diagram import Draw, Say, headline, label
from dlnlp.explore.plots import apart

SHOWN = 8  # words that have a bar of their own
METHOD_COLOURS = [style.LOSS, style.QUERY, style.HIDDEN, style.CELL, style.KEY]


def next_words(
    distribution: Callable[[int, str], Any],
    counts: Callable[[int], Any],
    words: Sequence[str],
    context: Sequence[str],
    *,
    top: float = 1.0,
) -> tuple[Draw, Say]:
    """The likeliest next words, and the share kept for words never seen there.

    distribution  order, method -> (V,) probabilities; zeros where there is no guess
    counts        order -> (V,) how often each word followed the last order - 1 words
                  of the context in the training text
    top           where the axis of the probabilities ends, in all frames
    """

    def guess(order: int, method: str) -> tuple[Any, Any, float]:
        """Probabilities, which words were seen, and the share of all others."""
        if not 1 <= order <= len(context) + 1:
            raise ValueError(
                f"order {order} does not fit a context of {len(context)} words"
            )
        p = np.nan_to_num(np.asarray(distribution(order, method), dtype=float))
        seen = np.asarray(counts(order)) > 0
        return p, seen, float(p[~seen].sum())

    def read(order: int) -> str:
        known = list(context)[len(context) - (order - 1) :]
        if not known:
            return "whatever came before: ___"
        dots = "… " if len(known) < len(context) else ""
        return dots + " ".join([*known, "___"])

    def say(order: int, method: str) -> str:
        p, seen, rest = guess(order, method)
        where = f"Order {order}, {method}, “{read(order)}”: "
        if not p.any():
            return f"{where}these words were never seen together, so there is no guess."
        return (
            f"{where}{seen.sum():,} of {len(words):,} words were seen there; the "
            f"likeliest, “{words[int(p.argmax())]}”, gets {_share(p.max())}, all that "
            f"were never seen there together {_share(rest)}."
        )

    @style.figure_style()
    def draw(order: int, method: str) -> Figure:
        p, seen, rest = guess(order, method)
        if max(p.max(), rest) > top:
            raise ValueError(
                f"a bar of {max(p.max(), rest):.0%} is beyond the axis, which ends "
                f"at {top:.0%}"
            )
        fig, ax = plt.subplots(figsize=(5.2, 4.3))
        best = np.argsort(-p, kind="stable")[:SHOWN]
        best = best[p[best] > 0]
        for i, word in enumerate(best):
            colour = style.INPUT if seen[word] else style.LOSS
            _bar(ax, i, p[word], colour)
        others = seen & (p > 0)
        others[best] = False
        if others.any():
            more = f"{others.sum():,} more were seen: {_share(p[others].sum())}"
            label(ax, more, (0, SHOWN), (0, -1), style.MUTED, va="center")
        if p.any():
            _bar(ax, SHOWN + 1.2, rest, style.LOSS)
        last = "never seen\nthere"
        places = [*range(len(best)), SHOWN + 1.2]
        ax.set_yticks(places, [*(words[i] for i in best), last])
        ax.get_yticklabels()[-1].set_color(style.LOSS)
        ax.tick_params(axis="y", length=0)
        ax.spines["left"].set_visible(False)
        ax.set(ylim=(SHOWN + 1.9, -0.6), xlim=(0, 1.16 * top), xlabel="probability")
        ax.set_xticks([0, top / 2, top], ["0%", f"{top / 2:.0%}", f"{top:.0%}"])
        font: dict[str, Any] = {"transform": ax.transAxes, "ha": "right"}
        if len(best) == 0:
            ax.text(0.98, 0.6, "no guess", color=style.MUTED, **font)
        count = f"{seen.sum():,} of {len(words):,} words seen"
        ax.text(1, 1.04, count, color=style.INPUT, fontsize=10.5, **font)
        ax.set_title(read(order), color=style.INPUT, fontsize=12)
        given = _share(rest) if rest else "nothing"
        missing = "No guess: these words never met"
        headline(fig, f"{given.capitalize()} is kept for words never seen there"
                 if p.any() else missing)  # fmt: skip
        return fig

    return draw, say


def _bar(ax: Axes, y: float, value: float, colour: str) -> None:
    ax.barh(y, value, height=0.66, color=colour)
    label(ax, _share(value), (value, y), (4, -1), colour, va="center")


def _share(value: float) -> str:
    """Two digits: 37%, 3.7%; a share that is not zero is never written as zero."""
    if 0 < value < 0.0005:
        return "under 0.1%"
    return f"{value:.1%}" if 0 < value < 0.0995 else f"{value:.0%}"


@style.figure_style()
def unseen(
    shares: Mapping[int, Sequence[float]],
    perplexities: Mapping[str, Sequence[float]],
    orders: Sequence[int] = (1, 2, 3, 4, 5),
) -> tuple[Figure, str]:
    """How much of new text was never seen before, and what that does to perplexity.

    shares        words of training text -> share of new n-grams not in it, one an order
    perplexities  method -> perplexity on new text, one an order; it may be infinite
    """
    for rows in (shares, perplexities):
        for name, row in rows.items():
            if len(row) != len(orders):
                raise ValueError(
                    f"{name}: {len(row)} numbers for the {len(orders)} orders"
                )
    if len(perplexities) > len(METHOD_COLOURS):
        raise ValueError(
            f"{len(perplexities)} methods; at most {len(METHOD_COLOURS)} can be told "
            "apart"
        )
    fig, (top, bottom) = plt.subplots(2, 1, figsize=(5.2, 5.4), sharex=True)
    most = max(shares)
    for size, row in shares.items():
        width = 2.4 if size == most else 1.2
        top.plot(orders, row, "o-", ms=3.5, color=style.INPUT, lw=width)
    names = {f"{size:,} words": row[-1] for size, row in shares.items()}
    top.set(ylim=(-0.04, 1.08), ylabel="n-grams never seen")
    top.set_yticks([0, 0.5, 1], ["0%", "50%", "100%"])
    _name_ends(top, orders[-1], names, [style.INPUT] * len(names), 0.11, 1.1)

    finite = [v for row in perplexities.values() for v in row if np.isfinite(v)]
    low, high = np.log10(min(finite)), np.log10(max(finite))
    ceiling, bottom_edge = high + 0.25 * (high - low), low - 0.1 * (high - low)
    colours = METHOD_COLOURS[: len(perplexities)]
    ends = {}
    for (method, row), colour in zip(perplexities.items(), colours, strict=True):
        ys = np.where(np.isfinite(row), np.log10(np.asarray(row, dtype=float)), np.nan)
        bottom.plot(orders, ys, "o-", ms=3.5, color=colour, lw=2)
        lost = [o for o, y in zip(orders, ys, strict=True) if np.isnan(y)]
        for order in lost:
            bottom.plot(order, ceiling, "^", ms=6, color=colour, clip_on=False)
        ends[f"{method}: ∞" if lost else method] = ceiling if lost else float(ys[-1])
    room = 0.11 * (ceiling - bottom_edge)
    bottom.set(ylim=(bottom_edge, ceiling), xlabel="order n", ylabel="perplexity")
    _name_ends(bottom, orders[-1], ends, colours, room, ceiling + room)
    ticks = [t for t in (10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 100_000)
             if bottom_edge < np.log10(t) < ceiling]  # fmt: skip
    bottom.set_yticks(np.log10(ticks), [f"{t:,}" for t in ticks])
    bottom.set_xticks(orders)
    last = shares[most][-1]
    best = {
        m: min(zip(row, orders, strict=True), key=lambda pair: pair[0])
        for m, row in perplexities.items()
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
        f"After {most:,} words of training text, {shares[most][0]:.0%} of new words "
        f"and {last:.0%} of new {orders[-1]}-grams were never seen before. Lowest "
        f"perplexity: {said}."
    )
    return fig, alt


def _name_ends(
    ax: Axes,
    x: float,
    ends: Mapping[str, float],
    colours: Sequence[str],
    gap: float,
    top: float,
) -> None:
    """Names to the right of where lines end, one above the other."""
    places = apart(list(ends.values()), gap, top)
    for name, y, colour in zip(ends, places, colours, strict=True):
        ax.annotate(
            name, (x, y), (8, 0), textcoords="offset points", va="center",
            color=colour, annotation_clip=False, fontsize=10.5,
        )  # fmt: skip
