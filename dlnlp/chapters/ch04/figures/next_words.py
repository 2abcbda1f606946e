"""Chapter 4's bars of the likeliest next words, and of what is kept for the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from dlnlp.explore import Draw, Say, palette, plots, style
from dlnlp.explore.labels import headline, label
from dlnlp.explore.number_format import percent
from dlnlp.language import _

SHOWN = 8  # words that have a bar of their own


def next_words(
    distribution: Callable[[int, str], Any],
    counts: Callable[[int], Any],
    words: Sequence[str],
    context: Sequence[str],
    *,
    top: float = 1.0,
) -> tuple[Draw, Say]:
    """The likeliest next words, and the probability kept for words never seen there.

    distribution  order, method -> (V,) probabilities; zeros where there is no guess
    counts        order -> (V,) how often each word followed the last order - 1 words
                  of the context in the training text
    top           where the axis of the probabilities ends, in all frames
    """

    def guess(order: int, method: str) -> tuple[Any, Any, float]:
        """Probabilities, which words were seen, and how probable all others are."""
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
            return _("whatever came before: ___")
        dots = "… " if len(known) < len(context) else ""
        return dots + " ".join([*known, "___"])

    def say(order: int, method: str) -> str:
        p, seen, unseen = guess(order, method)
        where = _("Order {}, {}, “{}”: ").format(order, _(method), read(order))
        if not p.any():
            return _(
                "{}these words were never seen together, so there is no guess."
            ).format(where)
        return _(
            "{}{:,} of {:,} words were seen there; the likeliest, “{}”, "
            "gets {}, all that were never seen there together {}."
        ).format(
            where,
            seen.sum(),
            len(words),
            words[int(p.argmax())],
            percent(p.max()),
            percent(unseen),
        )

    @style.figure_style()
    def draw(order: int, method: str) -> Figure:
        p, seen, unseen = guess(order, method)
        if max(p.max(), unseen) > top:
            raise ValueError(
                f"a bar of {max(p.max(), unseen):.0%} is beyond the axis, which ends "
                f"at {top:.0%}"
            )
        fig, ax = plots.panels(4.3)
        best = np.argsort(-p, kind="stable")[:SHOWN]
        best = best[p[best] > 0]
        for i, word in enumerate(best):
            colour = palette.INPUT if seen[word] else palette.LOSS
            plots.bar(ax, i, p[word], percent(p[word]), colour)
        others = seen & (p > 0)
        others[best] = False
        if others.any():
            more = _("{:,} more were seen: {}").format(
                others.sum(), percent(p[others].sum())
            )
            label(ax, more, (0, SHOWN), (0, -1), palette.MUTED, va="center")
        if p.any():
            plots.bar(ax, SHOWN + 1.2, unseen, percent(unseen), palette.LOSS)
        last = _("never seen\nthere")
        places = [*range(len(best)), SHOWN + 1.2]
        ax.set_yticks(places, [*(words[i] for i in best), last])
        ax.get_yticklabels()[-1].set_color(palette.LOSS)
        ax.tick_params(axis="y", length=0)
        ax.spines["left"].set_visible(False)
        ax.set(ylim=(SHOWN + 1.9, -0.6), xlim=(0, 1.16 * top), xlabel=_("probability"))
        ax.set_xticks([0, top / 2, top], ["0%", f"{top / 2:.0%}", f"{top:.0%}"])
        font: dict[str, Any] = {"transform": ax.transAxes, "ha": "right"}
        if len(best) == 0:
            ax.text(0.98, 0.6, _("no guess"), color=palette.MUTED, **font)
        count = _("{:,} of {:,} words seen").format(seen.sum(), len(words))
        ax.text(1, 1.04, count, color=palette.INPUT, fontsize=10.5, **font)
        ax.set_title(read(order), color=palette.INPUT, fontsize=12)
        given = percent(unseen) if unseen else _("nothing")
        kept = _("{} is kept for words never seen there").format(given.capitalize())
        headline(fig, kept if p.any() else _("No guess: these words never met"))
        return fig

    return draw, say
