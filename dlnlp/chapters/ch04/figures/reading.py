"""Chapter 4's curve of a network that reads a text once and is surprised ever less."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from dlnlp.chapters.ch04.figures.perplexity_axes import name_lines, perplexity_axes
from dlnlp.explore import palette, plots, style
from dlnlp.explore.labels import headline
from dlnlp.language import _


@style.figure_style()
def reading(
    losses: Any, words: int, network: float, lines: Mapping[str, float], *,
    parts: int = 20,
) -> tuple[Figure, str]:  # fmt: skip
    """Perplexity of what is read, before it is learned from, and that of new pages.

    losses   (steps,) mean surprise of each piece when it came
    words    read in all
    network  its perplexity on new pages at the end
    lines    name -> another model's perplexity on the same new pages
    parts    the curve is a mean over each of so many parts of the text
    """
    pieces = np.array_split(np.asarray(losses, dtype=float), parts)
    curve = np.exp([piece.mean() for piece in pieces])
    fig, ax = plots.panels(3.7)
    xs = words / 1000 * (np.arange(parts) + 0.5) / parts
    for value in lines.values():
        ax.axhline(value, color=palette.MUTED, lw=1, ls=":")
    ax.plot(xs, curve, color=palette.HIDDEN, lw=2)
    end = words / 1000
    ax.plot(end, network, "o", ms=7, color=palette.LOSS, clip_on=False, zorder=4)
    shown = [*curve, network, *lines.values()]
    perplexity_axes(ax, [0, end], shown, _("thousand words read"), log=True)
    names: dict[str, tuple[float, str]] = {}
    names |= {_("network: {:.0f}").format(network): (network, palette.LOSS)}
    names |= {_(name) + f": {value:.0f}": (value, palette.MUTED)
              for name, value in lines.items()}  # fmt: skip
    name_lines(ax, names)
    middle = parts // 3
    ax.annotate(_("network, on the pages\nthat it is reading"), (xs[middle // 2],
                curve[middle // 2]), (10, 12), textcoords="offset points",
                color=palette.HIDDEN)  # fmt: skip
    ends = [value for value, _colour in names.values()]
    ax.annotate(_("on new pages:"), (1, max(ends)), (13, 20),
                textcoords="offset points", xycoords=("axes fraction", "data"),
                color=palette.INK, annotation_clip=False)  # fmt: skip
    behind = any(value < network for value in lines.values())
    found = _("still behind counting") if behind else _("ahead of counting")
    headline(fig, _("The network, on new pages: {:.0f}, {}").format(network, found))
    beside = _(", ").join(_(name) + f": {value:.0f}" for name, value in lines.items())
    alt = _(
        "The perplexity of the pages that the network reads falls steeply and then "
        "ever more slowly. On new pages it has about {:.0f} at the end; for "
        "comparison: {}."
    ).format(network, beside)
    return fig, alt
