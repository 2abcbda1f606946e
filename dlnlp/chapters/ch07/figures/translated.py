"""Chapter 7's chart of BLEU by the length of the source: real sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.figure import Figure

from dlnlp.explore import palette, plots, style
from dlnlp.explore.labels import name_ends
from dlnlp.language import _

NAMES = {
    "plain": _("plain"),
    "attention": _("attention"),
    "deep residual": _("deep residual"),
    "transformer": _("transformer"),
}
COLOURS = (palette.LOSS, palette.HIDDEN, palette.QUERY, palette.KEY)


@style.figure_style()
def translated(runs: Sequence[Mapping[str, Any]]) -> tuple[Figure, str]:
    """BLEU of each model by the length of the source, and a sentence on it.

    runs  each with model, and "by length": from, to (words), bleu
    """
    fig, ax = plots.panels(3.2, fill=False)
    fig.subplots_adjust(left=0.1, right=0.74, bottom=0.16, top=0.89)
    groups = [_words(part) for part in runs[0]["by length"]]
    ends: dict[str, tuple[float, str]] = {}
    said = []
    for run, colour in zip(runs, COLOURS, strict=False):
        scores = [part["bleu"] for part in run["by length"]]
        ax.plot(groups, scores, "o-", color=colour, ms=5)
        name = NAMES.get(run["model"], run["model"])
        ends[name] = scores[-1], colour
        said.append(_("{}: {}").format(name, " / ".join(f"{s:.0f}" for s in scores)))
    ax.set_ylim(bottom=0)
    low, high = ax.get_ylim()
    name_ends(ax, len(groups) - 1, ends, gap=0.08 * (high - low), top=high)
    ax.set(xlabel=_("words of the source"), ylabel="BLEU")
    first, last = (ends[NAMES[name]][0] for name in ("plain", "attention"))
    title = _("Long sentences: {:.0f} with attention, {:.0f} without")
    ax.set_title(title.format(last, first))
    lengths = _(" / ").join(groups)
    return fig, _("BLEU for sources of {} words. {}.").format(
        lengths, _("; ").join(said)
    )


def _words(part: Mapping[str, Any]) -> str:
    if part["to"] >= 99:
        return _("{} and more").format(part["from"])
    return _("{} to {}").format(part["from"], part["to"])
