"""Chapter 4's curves of perplexity on the text that is learned and on other text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from dlnlp.chapters.ch04.figures.perplexity_axes import name_lines, perplexity_axes
from dlnlp.explore import palette, plots, style
from dlnlp.explore.labels import headline
from dlnlp.explore.number_format import two_digits


@style.figure_style()
def learning(
    train: Any,
    valid: Any,
    lines: Mapping[str, float],
    *,
    unit: str = "epoch",
    axis: str = "",
) -> tuple[Figure, str]:
    """Perplexity on the training text and on held-out text, one point a `unit`.

    train, valid  (seeds, points) or (points,)
    lines         name -> perplexity of another model on the held-out text
    axis          what the horizontal axis is called, if not `unit`
    """
    seen, new = (np.atleast_2d(np.asarray(r, dtype=float)) for r in (train, valid))
    if seen.shape != new.shape:
        raise ValueError(f"train is {seen.shape} and valid {new.shape}: not the same")
    fig, ax = plots.panels(3.7)
    xs = np.arange(1, seen.shape[1] + 1)
    medians = np.median(new, axis=0)
    names = {
        f"training {np.median(seen[:, -1]):.0f}": (
            float(np.median(seen[:, -1])), palette.INPUT,
        ),
        f"held out {medians[-1]:.0f}": (float(medians[-1]), palette.LOSS),
    }  # fmt: skip
    names |= {f"{n}: {v:.0f}": (v, palette.MUTED) for n, v in lines.items()}
    for value in lines.values():
        ax.axhline(value, color=palette.MUTED, lw=1, ls=":")
    plots.seeds(ax, xs, seen, palette.INPUT)
    plots.seeds(ax, xs, new, palette.LOSS)
    shown = [*seen.ravel(), *new.ravel(), *lines.values()]
    perplexity_axes(ax, xs, shown, axis or unit, log=True)
    name_lines(ax, names)
    best = int(medians.argmin())
    turn = (
        f"best after {unit} {best + 1}"
        if best + 1 < len(xs)
        else "its lowest at the end"
    )
    headline(fig, f"Held-out perplexity {medians[best]:.0f}, {turn}")
    beside = "".join(f"; {n}: {v:.0f}" for n, v in lines.items())
    alt = (
        f"Over {len(xs)} {unit}s the perplexity on the training text falls to about "
        f"{two_digits(np.median(seen[:, -1]))}, on held-out text to about "
        f"{two_digits(medians[best])}{beside}."
    )
    return fig, alt
