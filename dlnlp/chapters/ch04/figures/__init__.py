"""The drawings of chapter 4, language models and recurrent networks.

Each function returns a pair. Where there are sliders it is a function that draws and
one that says what the drawing shows, for `explore`; else a figure and its sentence, for
`show`. Surprise is measured in nats: −ln P.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike

from dlnlp.chapters.ch04.figures.curves import floor, learning
from dlnlp.chapters.ch04.figures.network import backwards, unrolled
from dlnlp.chapters.ch04.figures.ngrams import next_words, unseen
from dlnlp.chapters.ch04.figures.truncation import recall, truncation
from dlnlp.chapters.ch04.figures.unit import one_unit
from dlnlp.explore import style
from dlnlp.explore.diagram import Draw, Say, headline, label
from dlnlp.nn.functional import softmax

__all__ = [
    "backwards",
    "choices",
    "floor",
    "learning",
    "next_words",
    "one_unit",
    "recall",
    "sentence_chain",
    "truncation",
    "unrolled",
    "unseen",
]


def sentence_chain(sentences: Mapping[str, Sequence[float]]) -> tuple[Draw, Say]:
    """A sentence's probability as a product of guesses, so its surprises add up.

    sentences  words with spaces between -> P(word | the words before it), one a word;
               0 is allowed, and is an endless surprise
    """
    chains = {s: (s.split(), np.asarray(p, dtype=float)) for s, p in sentences.items()}
    for sentence, (words, p) in chains.items():
        if len(words) != len(p) or not ((p >= 0) & (p <= 1)).all():
            raise ValueError(
                f"“{sentence}” has {len(words)} words and needs as many probabilities, "
                f"from 0 to 1; given {p.tolist()}"
            )
    rows = max(len(words) for words, _ in chains.values())
    totals = [_surprise(p).sum() for _, p in chains.values()]
    finite = [_surprise(p)[p > 0].sum() for _, p in chains.values()]
    top = 1.28 * max(finite) + (0.1 * max(finite) if np.inf in totals else 0)

    def say(sentence: str) -> str:
        words, p = chains[sentence]
        if not p.all():
            word = words[int(np.argmin(p))]
            return (
                f"“{sentence}” has probability 0, because one of its guesses, at "
                f"“{word}”, is 0: an endless surprise."
            )
        total = float(_surprise(p).sum())
        return (
            f"“{sentence}” has probability {_odds(np.exp(-total))}: the surprises of "
            f"its {len(words)} words add up to {total:.1f} nats, "
            f"{total / len(words):.1f} a word."
        )

    @style.figure_style()
    def draw(sentence: str) -> Figure:
        words, p = chains[sentence]
        surprise = np.minimum(_surprise(p), top)
        ends = np.minimum(np.cumsum(surprise), top)
        starts = np.minimum(np.concatenate([[0], ends[:-1]]), top)
        fig, ax = plt.subplots(figsize=(5.2, 1.5 + 0.36 * (rows + 1)))
        for i, (start, end) in enumerate(zip(starts, ends, strict=True)):
            ax.barh(i, end - start, left=start, height=0.62, color=style.LOSS)
            ax.plot([end, end], [i + 0.31, i + 0.69], color=style.MUTED, lw=0.7)
            beyond = not p[: i + 1].all()  # the frame ends before this bar does
            text = _odds(p[i]) if p[i] else "0: endless"
            label(
                ax, text, (start if beyond else end, i), (-4 if beyond else 4, -1),
                style.LOSS, va="center", ha="right" if beyond else "left",
            )  # fmt: skip
        n = len(words)
        ax.barh(n, ends[-1], height=0.3, color=style.INK, alpha=0.8)
        whole = _odds(float(np.prod(p))) if p.all() else "0"
        full = ends[-1] > 0.8 * top
        at = (0, n) if full else (ends[-1], n)
        shift = (2, -16) if full else (4, -1)
        label(ax, f"P = {whole}", at, shift, style.INK, va="center", weight="bold")
        ax.set_yticks(range(n + 1), [*words, "together"])
        ax.tick_params(axis="y", length=0)
        ax.spines["left"].set_visible(False)
        ax.set(xlim=(0, top), ylim=(rows + 0.75, -0.5), xlabel="surprise so far (nats)")
        ax.xaxis.set_major_locator(MaxNLocator(6, integer=True))
        total = f"{_surprise(p).sum():.1f} nats" if p.all() else "no end"
        headline(fig, f"Guesses multiply, surprises add up: to {total}")
        return fig

    return draw, say


def choices(words: Sequence[str], scores: ArrayLike) -> tuple[Draw, Say]:
    """Perplexity: among how many equally likely words would the choice be as hard?

    scores  (V,) of one guess; all of them are divided by the slider's `flatness`
    """
    z = np.asarray(scores, dtype=float)
    if len(words) != len(z):
        raise ValueError(f"{len(words)} words need as many scores, given {len(z)}")

    def measured(flatness: float) -> tuple[Any, float, float]:
        p = softmax(z / flatness)
        entropy = float((p * _surprise(np.maximum(p, 1e-300))).sum())
        return p, entropy, float(np.exp(entropy))

    def say(flatness: float) -> str:
        p, entropy, perplexity = measured(flatness)
        first = words[int(p.argmax())]
        return (
            f"“{first}” gets {p.max():.0%}. The mean surprise is {entropy:.2f} nats, "
            f"so the perplexity is {perplexity:.1f}: as hard as {perplexity:.1f} "
            f"equally likely words, of {len(words)}."
        )

    @style.figure_style()
    def draw(flatness: float) -> Figure:
        p, entropy, perplexity = measured(flatness)
        fig, (left, right) = plt.subplots(
            1, 2, figsize=(5.2, 0.9 + 0.31 * len(words)), sharey=True
        )
        for i, share in enumerate(p):
            left.barh(i, share, height=0.66, color=style.QUERY)
            label(left, f"{share:.0%}", (share, i), (4, -1), style.QUERY, va="center")
        for i in range(int(np.ceil(perplexity - 1e-9))):
            height = 0.66 * min(1.0, perplexity - i)
            y = i - 0.33 + height / 2  # a part of a bar hangs from its upper edge
            right.barh(y, 1 / perplexity, height=height, color=style.LOSS)
        middle = (max(perplexity, 1) - 1) / 2
        label(right, f"{1 / perplexity:.0%} each", (1 / perplexity, middle), (5, -1),
              style.LOSS, va="center")  # fmt: skip
        left.set_yticks(range(len(words)), words)
        for ax in (left, right):
            ax.tick_params(axis="y", length=0)
            ax.spines[:].set_visible(False)
            ax.set(xlim=(0, 1.35), xticks=[], ylim=(len(words) - 0.4, -0.6))
        left.set_xlabel(f"mean surprise {entropy:.2f} nats")
        right.set_xlabel(f"exp({entropy:.2f}) = {perplexity:.1f} equal bars")
        number = f"{perplexity:.1f}"
        headline(fig, f"Perplexity {number}: as hard as {number} equal choices")
        return fig

    return draw, say


def _surprise(p: Any) -> Any:
    """−ln p, and infinity where p is 0."""
    with np.errstate(divide="ignore"):
        return -np.log(np.asarray(p, dtype=float))


def _odds(p: float) -> str:
    """A probability with up to three decimals, or one in so many where it is small."""
    if p >= 0.0095:
        return f"{round(p, 3):g}"
    return f"1 in {float(f'{1 / p:.2g}'):,.0f}"
