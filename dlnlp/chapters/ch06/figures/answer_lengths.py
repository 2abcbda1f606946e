"""Chapter 6's drawing of how a length penalty decides which text is the best."""

from __future__ import annotations

from collections.abc import Mapping

from matplotlib.figure import Figure

from dlnlp.decoding import length_penalty
from dlnlp.explore import Draw, Say, palette, plots, style
from dlnlp.explore.labels import label
from dlnlp.explore.number_format import written
from dlnlp.language import _


def answer_lengths(texts: Mapping[int, tuple[str, float]]) -> tuple[Draw, Say]:
    """The score of a text of each length, by alpha; the best of all is filled.

    texts  words in a text -> a text of so many, and its log probability, that of its
           end mark included
    """
    lengths = sorted(texts)
    lowest = min(log_p for words, log_p in texts.values())

    def scores(alpha: float) -> list[float]:
        return [texts[n][1] / length_penalty(n + 1, alpha) for n in lengths]

    def best(alpha: float) -> int:
        found = scores(alpha)
        return lengths[found.index(max(found))]

    def say(alpha: float) -> str:
        n = best(alpha)
        words = _("1 word") if n == 1 else _("{} words").format(n)
        return _("With alpha {:g} the best of all is the text of {}, “{}”.").format(
            alpha, words, texts[n][0]
        )

    @style.figure_style()
    def draw(alpha: float) -> Figure:
        fig, ax = plots.panels(3.2, fill=False)
        fig.subplots_adjust(left=0.16, right=0.96, bottom=0.17, top=0.88)
        for n, plain in zip(lengths, scores(0), strict=True):
            ax.plot(n, plain, "o", ms=5, mfc="none", mec=palette.MUTED, mew=0.8)
        found, n = scores(alpha), best(alpha)
        ax.plot(lengths, found, color=palette.QUERY, lw=1.2)
        for at, score in zip(lengths, found, strict=True):
            face = palette.QUERY if at == n else palette.PAPER
            ax.plot(at, score, "o", ms=7, mfc=face, mec=palette.QUERY)
        middle = (lengths[0] + lengths[-1]) / 2
        said = _("best: {}").format(texts[n][0])
        label(ax, said, (middle, 0), (0, -14), palette.QUERY, ha="center")  # fmt: skip
        label(ax, _("grey: log P as it is"), (lengths[0], lowest * 1.12), (0, 0),
              palette.MUTED, fontsize=10)  # fmt: skip
        ax.set(xlim=(lengths[0] - 0.4, lengths[-1] + 0.4), ylim=(lowest * 1.18, 0))
        ax.set_xticks(lengths)
        ax.set_xlabel(_("words in the text"))
        ax.set_ylabel(_("score"))
        words = _("1 word wins") if n == 1 else _("{} words win").format(n)
        ax.set_title(_("alpha {}: {}").format(written("{:g}", alpha), words))
        return fig

    return draw, say
