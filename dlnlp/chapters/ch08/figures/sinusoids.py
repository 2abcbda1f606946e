"""Chapter 8's drawing of sinusoidal positions: a clock with many hands."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from dlnlp.arrays import Array
from dlnlp.explore import Draw, Say, palette, plots, style
from dlnlp.explore.labels import headline, label
from dlnlp.explore.number_format import signed
from dlnlp.language import _


def sinusoids(P: Array) -> tuple[Draw, Say]:
    """Sine and cosine of one pair over all positions; all pairs of one position.

    P  (T, D): numbers 2i and 2i + 1 are a pair
    """
    T, D = P.shape

    def turn(pair: int) -> float:
        """How many positions one turn of the hand takes."""
        return float(2 * np.pi * 10_000 ** (2 * pair / D))

    def say(position: int, pair: int) -> str:
        sine, cosine = P[position, 2 * pair : 2 * pair + 2]
        return _(
            "Pair {} turns once in {:,.0f} positions; at position {} its "
            "sine is {} and its cosine {}."
        ).format(pair, turn(pair), position, signed(sine), signed(cosine))

    @style.figure_style()
    def draw(position: int, pair: int) -> Figure:
        fig, (waves, clock) = plots.panels(
            3.9, 2, 1, fill=False, gridspec_kw={"height_ratios": [1.7, 1]}
        )
        fig.subplots_adjust(left=0.09, right=0.86, bottom=0.04, top=0.88, hspace=0.42)
        t = np.arange(T)
        for n, (name, colour) in enumerate(
            ((_("sine"), palette.INPUT), (_("cosine"), palette.LOSS))
        ):
            y = P[:, 2 * pair + n]
            waves.plot(t, y, color=colour, lw=1.4)
            waves.plot(position, y[position], "o", ms=6, color=colour)
            height = {"sine": 0.5, "cosine": -0.5}[name]
            label(waves, name, (T - 1, height), (8, 0), colour, va="center",
                  annotation_clip=False)  # fmt: skip
        waves.axvline(position, color=palette.MUTED, lw=0.8, zorder=0)
        waves.set(xlim=(-1, T - 1), ylim=(-1.15, 1.15), xlabel=_("position t"))
        waves.set_yticks([-1, 0, 1], ["−1", "0", "1"])
        angle = np.linspace(0, 2 * np.pi, 60)
        for i in range(D // 2):
            lit = i == pair
            colour = palette.INK if lit else palette.MUTED
            clock.plot(3 * i + np.sin(angle), np.cos(angle), color=palette.GRID, lw=1)
            sine, cosine = P[position, 2 * i : 2 * i + 2]
            clock.plot([3 * i, 3 * i + sine], [0, cosine], color=colour,
                       lw=2.4 if lit else 1.4)  # fmt: skip
            clock.text(3 * i, -1.9, f"{i}", ha="center", color=colour, fontsize=10,
                       weight="bold" if lit else "normal")  # fmt: skip
        clock.set(xlim=(-1.5, 3 * D / 2 - 1.5), ylim=(-2.1, 1.2), aspect="equal")
        clock.axis("off")
        headline(fig, _("Position {}: each pair is a hand of a clock").format(position))
        return fig

    return draw, say
