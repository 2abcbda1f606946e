"""Chapter 4's drawing of one number that has to remember one word."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from dlnlp.explore import Draw, Say, palette, plots, style
from dlnlp.explore.labels import label
from dlnlp.explore.number_format import signed
from dlnlp.language import _


def one_unit(
    words: tuple[str, str] = ("cat", "man"), *, wx: float = 2.0, after: int = 9
) -> tuple[Draw, Say]:
    """A network with one hidden number reads one word, then nothing: does it remember?

    h = tanh(wx * x + weight * h_before), with x = 1 or -1 once, and 0 from then on.

    words  what x = 1 and x = -1 stand for
    after  steps without input
    """

    def states(weight: float, x: float) -> NDArray[np.float64]:
        h = [0.0, float(np.tanh(wx * x))]
        for _step in range(after):
            h.append(float(np.tanh(weight * h[-1])))
        return np.array(h)

    def verdict(weight: float) -> str:
        h = states(weight, 1.0)
        if abs(h[-1]) < 0.05:
            return _("forgotten")
        return _("fading") if abs(h[-1]) < 0.98 * abs(h[-2]) else _("kept")

    def say(weight: float) -> str:
        h = states(weight, 1.0)
        return _(
            "With weight {:g}, “{}” makes h {}; {} steps later {} is left: {}."
        ).format(weight, words[0], signed(h[1]), after, signed(h[-1]), verdict(weight))

    @style.figure_style()
    def draw(weight: float) -> Figure:
        fig, ax = plots.panels(3.3)
        ax.axhline(0, color=palette.GRID, lw=1)
        for word, x in zip(words, (1.0, -1.0), strict=True):
            h, colour = states(weight, x), palette.HIDDEN if x > 0 else palette.CELL
            since = range(-1, after + 1)
            ax.plot(since, h, "o-", ms=4, color=colour, clip_on=False)
            label(ax, word, (0, h[1]), (0, 8 if x > 0 else -16), colour, ha="center",
                  weight="bold")  # fmt: skip
            y = h[-1] if abs(h[-1]) > 0.12 else 0.12 * x  # so that the two stay apart
            label(ax, signed(h[-1]), (after, y), (7, 0), colour, va="center")
        ax.set(xlim=(-1, after), ylim=(-1.25, 1.25), ylabel="h")
        ax.set_xticks([-1, *range(0, after + 1, 3)])
        ax.set_yticks([-1, 0, 1])
        ax.set_xlabel(_("steps after the word"))
        ax.set_title(
            _("Weight {:g}: after {} steps, {}").format(weight, after, verdict(weight))
        )
        return fig

    return draw, say
