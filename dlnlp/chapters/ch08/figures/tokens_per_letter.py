"""Chapter 8's drawing of how many tokens a letter costs, by the number of merges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matplotlib.figure import Figure

from dlnlp.explore import palette, plots, style
from dlnlp.explore.labels import label
from dlnlp.language import _

# What the notebooks hand over is translated by these
NAMES = (_("new English"), _("the same in capitals"), _("Korean"))
COLOURS = (palette.INPUT, palette.HIDDEN, palette.LOSS)


@style.figure_style()
def tokens_per_letter(
    merges: Sequence[int], texts: Mapping[str, Sequence[float]]
) -> tuple[Figure, str]:
    """Tokens for each letter of several texts, by how many merges were learned.

    merges  how many, rising
    texts   name -> tokens per letter after so many merges; at most three texts
    """
    fig, ax = plots.panels(3.5)
    for (name, values), colour in zip(texts.items(), COLOURS, strict=False):
        ax.plot(merges, values, "o-", ms=3.5, color=colour)
        above = values[-1] == max(v[-1] for v in texts.values())
        label(ax, _(name), (merges[-1], values[-1]), (0, 7 if above else -14), colour,
              ha="right")  # fmt: skip
    highest = max(max(values) for values in texts.values())
    ax.set(
        ylim=(0, 1.15 * highest),
        xlabel=_("merges learned"),
        ylabel=_("tokens a letter"),
    )
    ax.set_xticks([m for m in merges if m in (merges[0], merges[-1]) or m % 250 == 0])
    ends = [values[-1] for values in texts.values()]
    times = ends[-1] / ends[0]
    ax.set_title(
        _("A letter of another script costs {:.0f} times as much").format(times)
    )
    told = _(", ").join(
        _("{} {:.1f} to {:.1f}").format(_(name), values[0], values[-1])
        for name, values in texts.items()
    )
    caption = _(
        "Tokens for each letter, after {} to {:,} merges learned from English: {}. The "
        "merges help what they were learned from, and hardly anything else."
    )
    return fig, caption.format(merges[0], merges[-1], told)
