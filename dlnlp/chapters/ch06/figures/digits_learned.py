"""Chapter 6's curves of which digit of an answer is learned when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from dlnlp.arrays import Array
from dlnlp.explore import Draw, Say, palette, plots, style
from dlnlp.explore.number_format import percent
from dlnlp.language import _

COLOURS: dict[str, str] = {
    _("first digit"): palette.INPUT,
    _("second digit"): palette.HIDDEN,
    _("third digit"): palette.QUERY,
    _("whole answer"): palette.LOSS,
}
# What the notebooks hand over is translated by these
VARIANTS = (_("plain"), _("reversed"), _("peeky"), _("peeky + reversed"))


def digits_learned(runs: Sequence[Mapping[str, Any]]) -> tuple[Draw, Say]:
    """Which digit of an answer is learned when; answers of three digits.

    runs  each has `variant` and `curve`: of each epoch `letters`, the proportions of
          the three digits that are right, and `exact`, that of whole answers

    ValueError: no runs.
    """
    if not runs:
        raise ValueError("no runs: there is nothing to draw")
    variants = list(dict.fromkeys(run["variant"] for run in runs))
    most = max(len(run["curve"]) for run in runs)
    curves = {
        v: _curves([r for r in runs if r["variant"] == v], most) for v in variants
    }
    epochs = list(range(1, most + 1))

    def end(variant: str, name: str) -> float:
        return float(plots.medians(curves[variant][name])[-1])

    def say(variant: str) -> str:
        values = _(", ").join(
            _("{} {}").format(name, percent(end(variant, name))) for name in COLOURS
        )
        n = len(curves[variant]["whole answer"])
        runs = _("one run") if n == 1 else _("median of {} runs").format(n)
        return _("{}, after {} epochs right: {} ({}).").format(
            _(variant), most, values, runs
        )

    @style.figure_style()
    def draw(variant: str) -> Figure:
        fig, ax = plots.panels(3.6, fill=False)
        fig.subplots_adjust(left=0.13, right=0.7, bottom=0.15, top=0.88)
        ax.set(xlim=(1, most), ylim=(0, 1.02), xlabel=_("epoch"))
        ax.set_yticks([0, 0.5, 1], ["0%", "50%", "100%"])
        plots.lines(fig, ax, epochs, curves[variant], COLOURS)
        right = percent(end(variant, "whole answer"))
        ax.set_title(_("{}: {} of whole answers").format(_(variant), right))
        return fig

    return draw, say


def _curves(runs: Sequence[Mapping[str, Any]], epochs: int) -> dict[str, Array]:
    """Name of a curve -> (seeds, epochs); a run that ended early stays where it was."""

    def filled(values: list[float]) -> list[float]:
        return values + values[-1:] * (epochs - len(values))

    names = list(COLOURS)
    curves = {
        name: np.array([filled([e["letters"][k] for e in r["curve"]]) for r in runs])
        for k, name in enumerate(names[:3])
    }
    curves[names[3]] = np.array(
        [filled([e["exact"] for e in r["curve"]]) for r in runs]
    )
    return curves
