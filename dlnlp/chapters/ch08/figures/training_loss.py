"""Chapter 8's curve of a loss that falls while a model of letters learns."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from dlnlp.explore import palette, plots, style
from dlnlp.explore.labels import label
from dlnlp.language import _


@style.figure_style()
def training_loss(
    losses: Sequence[float], held_out: float, n_letters: int
) -> tuple[Figure, str]:
    """Loss of each batch, their running mean, and the loss on text that was kept back.

    losses     nats a letter, a number for each step
    n_letters  V; guessing costs ln V
    """
    each = np.asarray(losses, dtype=float)
    chance, width = float(np.log(n_letters)), min(20, len(each))
    mean = np.convolve(each, np.ones(width) / width, mode="valid")
    steps = np.arange(1, len(each) + 1)
    fig, ax = plots.panels(3.3, fill=False)
    fig.subplots_adjust(left=0.11, right=0.8, bottom=0.15, top=0.88)
    ax.plot(steps, each, color=palette.LOSS, lw=0.7, alpha=0.4)
    ax.plot(steps[width - 1 :], mean, color=palette.LOSS, lw=2)
    last = (len(losses), held_out)
    ax.plot(*last, "o", ms=6, color=palette.INK, zorder=4, clip_on=False)
    kept_back = _("held out:\n{:.2f}").format(held_out)
    label(ax, kept_back, last, (8, 0), palette.INK, va="center",
          annotation_clip=False)  # fmt: skip
    ax.axhline(chance, color=palette.MUTED, lw=0.8, ls=(0, (2, 2)))
    guessing = _("guessing: ln {} = {:.1f}").format(n_letters, chance)
    label(ax, guessing, (len(losses), chance), (-4, -13), palette.MUTED, ha="right",
          fontsize=10)  # fmt: skip
    ax.set(xlim=(0, len(losses)), ylim=(0, 1.08 * chance), xlabel=_("batch"),
           ylabel=_("nats a letter"))  # fmt: skip
    ax.set_title(_("From {:.1f} to {:.2f} nats a letter").format(losses[0], held_out))
    caption = _(
        "In {:,} batches the loss falls from {:.1f} nats a letter, "
        "which is guessing, to {:.2f} on text that was kept back."
    ).format(len(losses), losses[0], held_out)
    return fig, caption
