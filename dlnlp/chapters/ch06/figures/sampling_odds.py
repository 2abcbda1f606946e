"""Chapter 6's bars of what may be drawn next, by temperature and top-k."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from dlnlp.arrays import Array
from dlnlp.explore import Draw, Say, palette, plots, style
from dlnlp.explore.number_format import percent
from dlnlp.language import _
from dlnlp.nn import softmax


def sampling_odds(
    logits: ArrayLike, words: Sequence[str], *, shown: Sequence[str], context: str
) -> tuple[Draw, Say]:
    """With what probability each word is drawn, by temperature and top-k.

    logits   (V,) of all words
    words    the V words
    shown    those that have a bar, in this order
    context  what the words come after
    """
    scores = np.asarray(logits, dtype=np.float64)
    places = [list(words).index(word) for word in shown]

    def odds(temperature: float, top_k: int) -> Array:
        p = np.asarray(softmax((scores - scores.max()) / temperature))
        p[np.argsort(-p, kind="stable")[top_k:]] = 0
        return np.asarray(p / p.sum())

    def say(temperature: float, top_k: int) -> str:
        p = odds(temperature, top_k)
        best = np.argsort(-p, kind="stable")[:2]
        best = best[p[best] >= 0.0005]
        likely = _(", ").join(
            _("“{}” {}").format(words[i], percent(p[i])) for i in best
        )
        rest = max(1 - float(p[best].sum()), 0)
        return _("Temperature {:g}, top-k {}, after “{}”: {}, all others {}.").format(
            temperature, top_k, context, likely, percent(round(rest, 3))
        )

    @style.figure_style()
    def draw(temperature: float, top_k: int) -> Figure:
        p = odds(temperature, top_k)
        before = odds(1, len(words))
        fig, ax = plots.panels(3.3)
        xs = np.arange(len(places))
        ax.bar(xs, before[places], width=0.8, fc="none", ec=palette.MUTED, ls=":")
        ax.bar(xs, p[places], width=0.8, color=palette.QUERY, alpha=0.85)
        for x, place in zip(xs, places, strict=True):
            if p[place] >= 0.005:
                ax.text(x, p[place] + 0.015, percent(p[place]), ha="center",
                        color=palette.QUERY, fontsize=9.5)  # fmt: skip
        ax.set_xticks(xs, shown)
        ax.tick_params(axis="x", length=0)
        ax.set(ylim=(0, 1.09), xlim=(-0.6, len(places) - 0.4))
        ax.set_yticks([0, 0.5, 1], ["0%", "50%", "100%"])
        ax.set_xlabel(
            _("what comes after {}   (dotted: as the model says)").format(context)
        )
        possible = int((p[places] >= 0.005).sum())
        some = (
            _("one can come")
            if possible == 1
            else _("{} have a real chance").format(possible)
        )
        ax.set_title(
            _("Temperature {:g}, top-k {}: {}").format(temperature, top_k, some)
        )
        return fig

    return draw, say
