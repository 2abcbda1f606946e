"""Chapter 4's drawing of perplexity as a number of equally likely choices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from dlnlp.chapters.ch04.figures.surprisal import surprisal
from dlnlp.explore import Draw, Say, palette, plots, style
from dlnlp.explore.labels import headline, label
from dlnlp.language import _
from dlnlp.nn import softmax


def choices(words: Sequence[str], logits: ArrayLike) -> tuple[Draw, Say]:
    """Perplexity: among how many equally likely words would the choice be as hard?

    logits  (V,) of one guess; all of them are divided by the slider's `flatness`
    """
    z = np.asarray(logits, dtype=float)
    if len(words) != len(z):
        raise ValueError(f"{len(words)} words need as many logits, given {len(z)}")

    def measured(flatness: float) -> tuple[Any, float, float]:
        p = softmax(z / flatness)
        entropy = float((p * surprisal(np.maximum(p, 1e-300))).sum())
        return p, entropy, float(np.exp(entropy))

    def say(flatness: float) -> str:
        p, entropy, perplexity = measured(flatness)
        first = words[int(p.argmax())]
        return _(
            "“{}” gets {:.0%}. The mean surprise is {:.2f} nats, so the "
            "perplexity is {:.1f}: as hard as {:.1f} equally likely words, "
            "of {}."
        ).format(first, p.max(), entropy, perplexity, perplexity, len(words))

    @style.figure_style()
    def draw(flatness: float) -> Figure:
        p, entropy, perplexity = measured(flatness)
        fig, (left, right) = plots.panels(
            0.9 + 0.31 * len(words), columns=2, sharey=True
        )
        for i, probability in enumerate(p):
            plots.bar(left, i, probability, f"{probability:.0%}", palette.QUERY)
        for i in range(int(np.ceil(perplexity - 1e-9))):
            height = 0.66 * min(1.0, perplexity - i)
            y = i - 0.33 + height / 2  # a part of a bar hangs from its upper edge
            right.barh(y, 1 / perplexity, height=height, color=palette.LOSS)
        middle = (max(perplexity, 1) - 1) / 2
        each = _("{:.0%} each").format(1 / perplexity)
        label(right, each, (1 / perplexity, middle), (5, -1), palette.LOSS, va="center")
        left.set_yticks(range(len(words)), words)
        for ax in (left, right):
            ax.tick_params(axis="y", length=0)
            ax.spines[:].set_visible(False)
            ax.set(xlim=(0, 1.35), xticks=[], ylim=(len(words) - 0.4, -0.6))
        left.set_xlabel(_("mean surprise {:.2f} nats").format(entropy))
        right.set_xlabel(
            _("exp({:.2f}) = {:.1f} equal bars").format(entropy, perplexity)
        )
        number = f"{perplexity:.1f}"
        headline(
            fig, _("Perplexity {}: as hard as {} equal choices").format(number, number)
        )
        return fig

    return draw, say
