"""Chapter 3's drawing of what a thousand guesses cost, by size of vocabulary."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from dlnlp.explore import palette, plots, style
from dlnlp.explore.labels import headline, label
from dlnlp.explore.number_format import two_digits
from dlnlp.language import _


@style.figure_style()
def cost(
    sizes: Sequence[int], full: Sequence[float], sampled: Sequence[float]
) -> Figure:
    """What a thousand guesses cost, by the size of the vocabulary.

    sizes          V of each measurement
    full, sampled  milliseconds for 1,000 guesses: full softmax, negative sampling
    """
    fig, ax = plots.panels(3.6)
    lines = [
        (_("full softmax"), full, palette.LOSS),
        (_("negative sampling"), sampled, palette.QUERY),
    ]
    for name, times, colour in lines:
        ax.plot(sizes, times, "o-", ms=4, color=colour)
        above = name == "full softmax"
        middle = len(sizes) // 2
        label(
            ax, name, (sizes[middle], times[middle]), (-6, 6) if above else (0, 8),
            colour, ha="right" if above else "center",
        )  # fmt: skip
    ax.set(
        xscale="log", yscale="log", xlabel=_("words in the vocabulary, V (log scale)")
    )
    ax.set_ylabel(_("milliseconds for 1,000 guesses (log scale)"))
    ax.set_xticks(sizes, [f"{V:,}" for V in sizes])
    ax.yaxis.set_major_formatter(lambda ms, _: f"{ms:,g}")
    ax.minorticks_off()
    ax.margins(x=0.06, y=0.15)
    last = int(np.argmax(sizes))
    factor = two_digits(full[last] / sampled[last])
    headline(
        fig,
        _("Negative sampling: 1/{} of the time at V = {:,}").format(
            factor, sizes[last]
        ),
    )
    return fig
