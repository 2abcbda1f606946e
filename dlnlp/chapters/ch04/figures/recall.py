"""Chapter 4's table of who recalls a symbol, by how far gradients went."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from dlnlp.explore import palette, plots, style
from dlnlp.explore.labels import headline
from dlnlp.language import _

LEARNED = 0.95  # accuracy from which on a network recalls
GAP = 0.3  # between columns whose lags are not neighbours


@style.figure_style()
def recall(
    results: Mapping[int, Any], lags: Sequence[int], chance: float
) -> tuple[Figure, str]:
    """How many networks recall a symbol `lag` steps later, by how far gradients went.

    results  steps walked back -> (seeds, len(lags)) accuracies
    chance   the accuracy of guessing

    A cell for each: how many networks recall, shaded by the accuracy of the
    median network. The broken line is where the gradient ends; a row which it doesn't
    bound from the right is one whose gradient reaches every lag.
    """
    runs = {k: np.atleast_2d(np.asarray(r, dtype=float)) for k, r in results.items()}
    for steps, run in runs.items():
        if run.shape[1] != len(lags):
            raise ValueError(f"{steps}: {run.shape[1]} accuracies for {len(lags)} lags")
    xs = np.arange(len(lags)) + GAP * np.cumsum(np.diff(lags, prepend=lags[0] - 1) > 1)
    fig, ax = plots.panels(1.7 + 0.42 * len(runs))
    border: list[tuple[float, float]] = []
    for y, (steps, run) in enumerate(runs.items()):
        for x, column in zip(xs, run.T, strict=True):
            shade = max(0.0, (np.median(column) - chance) / (1 - chance))
            ax.add_patch(Rectangle((x - 0.5, y - 0.5), 1, 1, fc=palette.HIDDEN,
                                   ec="none", alpha=0.6 * shade))  # fmt: skip
            ax.text(x, y, f"{_number(column)}", ha="center", va="center")
        reached = sum(lag < steps for lag in lags)
        edge = xs[reached] - 0.5 if reached < len(lags) else xs[-1] + 0.5
        border.append((float(edge), y - 0.5))
        if reached < len(lags):
            border.append((float(edge), y + 0.5))
    ax.plot(*np.transpose(border), color=palette.LOSS, lw=2, ls=style.GRADIENT)
    ax.text(border[0][0] + 0.1, -0.62, _("from here on, no gradient arrives"),
            color=palette.LOSS, va="bottom")  # fmt: skip
    ax.spines[:].set_visible(False)
    ax.tick_params(length=0)
    ax.set(xlim=(-0.5, xs[-1] + 0.5), ylim=(len(runs) - 0.5, -1.0))
    ax.set_xticks(xs, [str(lag) for lag in lags])
    ax.set_yticks(range(len(runs)), [_("last {} steps").format(n) for n in runs])
    ax.set_xlabel(_("steps from the symbol to the question"))
    past = {steps: _number(run[:, lags.index(steps)])
            for steps, run in runs.items() if steps in lags}  # fmt: skip
    if not past:
        raise ValueError(f"no lag of {list(lags)} is just before a cut: {[*runs]}")
    many = len(next(iter(runs.values())))
    headline(
        fig,
        _("Just before the cut: {} of {} still recall").format(
            _listed(past.values()), many
        ),
    )
    told = [_("with {} steps {}").format(*one) for one in past.items()]
    alt = _(
        "How many of {} networks are right in {:.0%} of new rows or more, by how many "
        "steps are walked back. Of a symbol just before the cut: {}."
    ).format(many, LEARNED, _listed(told))
    return fig, alt


def _number(accuracies: Any) -> int:
    """How many networks recall."""
    return int(np.sum(accuracies >= LEARNED))


def _listed(items: Any) -> str:
    """ "10, 10 and 3"."""
    *first, last = (_(str(item)) for item in items)
    return _("{} and {}").format(_(", ").join(first), last) if first else last
