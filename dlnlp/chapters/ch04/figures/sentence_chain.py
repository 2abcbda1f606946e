"""Chapter 4's drawing of a sentence's probability as a product of guesses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from dlnlp.chapters.ch04.figures.surprisal import surprisal
from dlnlp.explore import Draw, Say, palette, plots, style
from dlnlp.explore.labels import headline, label
from dlnlp.explore.number_format import two_digits


def sentence_chain(sentences: Mapping[str, Sequence[float]]) -> tuple[Draw, Say]:
    """A sentence's probability as a product of guesses, so its surprises add up.

    sentences  words with spaces between -> P(word | the words before it), one a word;
               0 is allowed, and is endlessly surprising
    """
    chains = {s: (s.split(), np.asarray(p, dtype=float)) for s, p in sentences.items()}
    for sentence, (words, p) in chains.items():
        if len(words) != len(p) or not ((p >= 0) & (p <= 1)).all():
            raise ValueError(
                f"“{sentence}” has {len(words)} words and needs as many probabilities, "
                f"from 0 to 1; given {p.tolist()}"
            )
    rows = max(len(words) for words, _ in chains.values())
    totals = [surprisal(p).sum() for _, p in chains.values()]
    finite = [surprisal(p)[p > 0].sum() for _, p in chains.values()]
    top = 1.28 * max(finite) + (0.1 * max(finite) if np.inf in totals else 0)

    def say(sentence: str) -> str:
        words, p = chains[sentence]
        if not p.all():
            word = words[int(np.argmin(p))]
            return (
                f"“{sentence}” has probability 0, because one of its guesses, at "
                f"“{word}”, is 0: an endless surprise."
            )
        total = float(surprisal(p).sum())
        return (
            f"“{sentence}” has probability {_odds(np.exp(-total))}: the surprises of "
            f"its {len(words)} words add up to {total:.1f} nats, "
            f"{total / len(words):.1f} a word."
        )

    @style.figure_style()
    def draw(sentence: str) -> Figure:
        words, p = chains[sentence]
        nll = np.minimum(surprisal(p), top)
        ends = np.minimum(np.cumsum(nll), top)
        starts = np.minimum(np.concatenate([[0], ends[:-1]]), top)
        fig, ax = plots.panels(1.5 + 0.36 * (rows + 1))
        for i, (start, end) in enumerate(zip(starts, ends, strict=True)):
            ax.barh(i, end - start, left=start, height=0.62, color=palette.LOSS)
            ax.plot([end, end], [i + 0.31, i + 0.69], color=palette.MUTED, lw=0.7)
            beyond = not p[: i + 1].all()  # the frame ends before this bar does
            text = f"P = {_odds(p[i])}" if p[i] else "P = 0: endless"
            label(
                ax, text, (start if beyond else end, i), (-4 if beyond else 4, -1),
                palette.LOSS, va="center", ha="right" if beyond else "left",
            )  # fmt: skip
        n = len(words)
        ax.barh(n, ends[-1], height=0.3, color=palette.INK, alpha=0.8)
        whole = _odds(float(np.prod(p))) if p.all() else "0"
        full = ends[-1] > 0.8 * top
        at = (0, n) if full else (ends[-1], n)
        shift = (2, -16) if full else (4, -1)
        label(ax, f"P = {whole}", at, shift, palette.INK, va="center", weight="bold")
        ax.set_yticks(range(n + 1), [*words, "together"])
        ax.tick_params(axis="y", length=0)
        ax.spines["left"].set_visible(False)
        ax.set(xlim=(0, top), ylim=(rows + 0.75, -0.5), xlabel="surprise so far (nats)")
        ax.xaxis.set_major_locator(MaxNLocator(6, integer=True))
        total = f"{surprisal(p).sum():.1f} nats" if p.all() else "no end"
        headline(fig, f"Guesses multiply, surprises add up: to {total}")
        return fig

    return draw, say


def _odds(p: float) -> str:
    """A probability with up to three decimals, or one in so many where it is small."""
    if p >= 0.0095:
        return f"{round(p, 3):g}"
    return f"1 in {two_digits(1 / p)}"
