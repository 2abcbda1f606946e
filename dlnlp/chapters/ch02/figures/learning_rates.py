"""Chapter 2's curves of a loss at several learning rates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from dlnlp.arrays import Array
from dlnlp.explore import Draw, Say, palette, plots, style
from dlnlp.explore.labels import apart, label
from dlnlp.language import _


def learning_rates(losses: Mapping[float, Any]) -> tuple[Draw, Say]:
    """How the loss falls, step by step, at each of several learning rates.

    losses  learning rate -> (steps,) the loss before each step
    """
    runs = {lr: np.asarray(run, dtype=float) for lr, run in losses.items()}
    start = float(np.median([run[0] for run in runs.values()]))
    top = 1.5 * start
    best = min(float(run[-1]) for run in runs.values() if np.isfinite(run[-1]))
    last = max(map(len, runs.values())) - 1

    def verdict(run: Array) -> str:
        """What happened, judged by where the run ends and how often it rises."""
        if not run[-1] <= top:
            return _("blows up")
        rises = np.maximum(np.diff(run), 0).sum()
        if rises > 0.25 * max(run[0] - run[-1], 0):
            return _("jumps about")
        slow = run[-1] - best > 0.25 * (run[0] - best)
        return _("slow") if slow else _("good")

    def say(learning_rate: float) -> str:
        run = runs[learning_rate]
        went = _("to {:.2f} in {} steps").format(run[-1], len(run))
        if verdict(run) == "blows up":
            went = _("to above {:.1f} by step {} and stays there").format(
                top, _leaves(run, top)
            )
        return _("Learning rate {:g}: {}. The loss goes from {:.2f} {}.").format(
            learning_rate, verdict(run), run[0], went
        )

    @style.figure_style()
    def draw(learning_rate: float) -> Figure:
        fig, ax = plots.panels(3.4)
        for lr, run in runs.items():
            chosen = lr == learning_rate
            shown = np.nan_to_num(run, nan=1e3 * top, posinf=1e3 * top)
            shown = np.minimum(shown, 3 * top)  # leaves the frame, and goes no further
            ax.plot(
                shown, color=palette.LOSS, lw=2.2 if chosen else 0.8,
                alpha=1 if chosen else 0.35, zorder=3 if chosen else 2,
            )  # fmt: skip
            if not run[-1] <= top:  # it is named where it leaves the frame
                out = int(np.flatnonzero(shown > top)[0])
                label(ax, f"{lr:g}", (out, top), (6, -10), **_font(chosen))
        stay = [lr for lr, run in runs.items() if run[-1] <= top]
        ends = apart([float(runs[lr][-1]) for lr in stay], 0.085 * top, top)
        for lr, y in zip(stay, ends, strict=True):
            font = _font(lr == learning_rate)
            label(ax, f"{lr:g}", (last, y), (6, 0), va="center", **font)
        ax.set(xlabel=_("step"), ylabel=_("loss"), xlim=(0, 1.1 * last), ylim=(0, top))
        ax.set_title(
            _("Learning rate {:g}: {}").format(
                learning_rate, verdict(runs[learning_rate])
            )
        )
        return fig

    return draw, say


def _font(chosen: bool) -> dict[str, Any]:
    """How a curve's name is written."""
    if chosen:
        return {"colour": palette.LOSS, "weight": "bold"}
    return {"colour": palette.MUTED}


def _leaves(run: Array, top: float) -> int:
    """The first step from which on the loss stays above `top`."""
    inside = np.flatnonzero(run <= top)
    return int(inside[-1]) + 1 if len(inside) else 0
