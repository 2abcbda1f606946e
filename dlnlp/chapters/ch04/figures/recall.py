"""Chapter 4's table of the lags that networks recall, by how far gradients went."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from dlnlp.explore import palette, plots, style
from dlnlp.explore.labels import headline

LEARNED = 0.95  # accuracy from which on a network recalls


@style.figure_style()
def recall(
    results: Mapping[int, Any], lags: Sequence[int], chance: float, batches: int
) -> tuple[Figure, str]:
    """How often a symbol is recalled `lag` steps later, by how far gradients went.

    results  steps walked back -> (seeds, len(lags)) accuracies
    chance   the accuracy of guessing
    batches  how many each network has learned from

    A cell for each: how many networks recall, shaded by the accuracy of the
    median network. The broken line is where the gradient ends; a row which it doesn't
    bound from the right is one whose gradient reaches every lag.
    """
    runs = {k: np.atleast_2d(np.asarray(r, dtype=float)) for k, r in results.items()}
    for steps, run in runs.items():
        if run.shape[1] != len(lags):
            raise ValueError(f"{steps}: {run.shape[1]} accuracies for {len(lags)} lags")

    def longest(run: Any) -> int:
        """The last lag, from the shortest on, that the median network recalls."""
        good = np.median(run, axis=0) >= LEARNED
        count = len(good) if good.all() else int(np.argmin(good))
        return lags[count - 1] if count else 0

    fig, ax = plots.panels(1.6 + 0.42 * len(runs))
    border: list[tuple[float, float]] = []
    for y, (steps, run) in enumerate(runs.items()):
        for x, accuracy in enumerate(np.median(run, axis=0)):
            shade = max(0.0, (accuracy - chance) / (1 - chance))
            ax.add_patch(Rectangle((x - 0.5, y - 0.5), 1, 1, fc=palette.HIDDEN,
                                   ec="none", alpha=0.6 * shade))  # fmt: skip
            ax.text(x, y, f"{(run[:, x] >= LEARNED).sum()}", ha="center", va="center")
        edge = sum(lag < steps for lag in lags) - 0.5
        border.append((edge, y - 0.5))
        if edge < len(lags) - 0.5:
            border.append((edge, y + 0.5))
    ax.plot(*np.transpose(border), color=palette.LOSS, lw=2, ls=style.GRADIENT)
    ax.text(border[0][0] + 0.1, -0.62, "the gradient ends here", color=palette.LOSS,
            va="bottom")  # fmt: skip
    ax.spines[:].set_visible(False)
    ax.tick_params(length=0)
    ax.set(xlim=(-0.5, len(lags) - 0.5), ylim=(len(runs) - 0.5, -1.0))
    ax.set_xticks(range(len(lags)), [str(lag) for lag in lags])
    ax.set_yticks(range(len(runs)), [f"last {steps} steps" for steps in runs])
    ax.set_xlabel(f"lag (some not tried); in the cells: how many of {len(run)} recall")
    far = [str(longest(run)) for run in runs.values()]
    past = [steps for steps, run in runs.items() if longest(run) >= steps]
    headline(
        fig,
        f"Walked back {' or '.join(map(str, past))} steps, most recall from farther"
        if past
        else "None recalls from farther than it was walked back",
    )
    found = "; ".join(
        f"{steps} steps, lag {lag}" for steps, lag in zip(runs, far, strict=True)
    )
    alt = (
        f"The longest lag up to which the median network, after {batches} batches, "
        f"recalls {LEARNED:.0%} of the symbols or more (guessing: {chance:.0%}), by "
        f"how many of the last steps were walked back: {found}."
    )
    return fig, alt
