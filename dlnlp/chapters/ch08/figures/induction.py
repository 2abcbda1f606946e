"""Chapter 8's drawings of induction: how it is learned, and which heads it needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from dlnlp.arrays import Array
from dlnlp.chapters.ch08.figures.head_maps import letter_map
from dlnlp.explore import Draw, Say, palette, plots, style
from dlnlp.explore.diagram import WIDTH, canvas
from dlnlp.explore.labels import headline, label
from dlnlp.language import _

Curve = Sequence[tuple[int, float]]  # steps of training, proportion right
COLOURS = {1: palette.LOSS, 2: palette.HIDDEN}
# What the notebooks hand over is translated by these
HEADS = tuple(_("layer {}, head {}").format(n // 2 + 1, n % 2 + 1) for n in range(4))
TOP = 96  # how far down the maps begin


@style.figure_style()
def induction_curves(curves: Mapping[int, Curve]) -> tuple[Figure, str]:
    """Tokens of new sequences that are guessed right, while two models learn.

    curves  how many layers -> what it was after so many steps
    """
    fig, ax = plots.panels(3.3, fill=False)
    fig.subplots_adjust(left=0.16, right=0.76, bottom=0.15, top=0.88)
    ends = []
    for layers, curve in curves.items():
        steps, right = np.array(curve, dtype=float).T
        colour = COLOURS[layers]
        ax.plot(steps, right, color=colour, lw=2)
        name = (_("{} layer") if layers == 1 else _("{} layers")).format(layers)
        end = _("{}\n{:.0%}").format(name, right[-1])
        label(ax, end, (steps[-1], right[-1]), (7, 0), colour, va="center",
              annotation_clip=False)  # fmt: skip
        ends.append(_("{}: {:.0%}").format(name, right[-1]))
    ax.set(xlim=(0, steps[-1]), ylim=(0, 1.03), xlabel=_("steps of training"),
           ylabel=_("right"))  # fmt: skip
    ax.set_yticks([0, 0.5, 1], ["0", "50%", "100%"])
    headline(fig, _("Two layers find the rule, and suddenly"))
    said = _("Proportion right in new sequences after the last step: {}.")
    return fig, said.format(_(", ").join(ends))


def ablation(
    tokens: Any, maps: Mapping[str, Array], scores: Mapping[str, float]
) -> tuple[Draw, Say]:
    """Maps of all heads over a sequence that repeats; one head is switched off.

    tokens  (T + 1,) ids, the last of which is only guessed
    maps    head -> weights (T, T)
    scores  "none", or the head that is off -> proportion right
    """
    names = [str(token) for token in tokens[:-1]]

    def without(off: str) -> str:
        return _("With all heads") if off == "none" else _("Without {}").format(_(off))

    def say(off: str) -> str:
        return _("{}, {:.0%} of what can be known is guessed right.").format(
            without(off), scores[off]
        )

    @style.figure_style()
    def draw(off: str) -> Figure:
        side = (WIDTH / 2 - 34) / len(names)
        wide = side * len(names)
        fig, ax = canvas(
            TOP + 2 * wide + 64,
            _("{}, {:.0%} right").format(without(off), scores[off]),
        )
        ax.plot([2, 2 + 300 * scores[off]], [34, 34], lw=9, color=palette.HIDDEN,
                solid_capstyle="butt")  # fmt: skip
        ax.plot([2, 302], [34, 34], lw=9, color=palette.GRID, zorder=0,
                solid_capstyle="butt")  # fmt: skip
        for n, (name, weights) in enumerate(maps.items()):
            left = 20 + (n % 2) * (WIDTH - 20) / 2
            top = TOP + (n // 2) * (wide + 56)
            gone = name == off
            letter_map(ax, names, np.zeros_like(weights) if gone else weights,
                       (left, top), side,
                       palette.KEY if n < 2 else palette.QUERY)  # fmt: skip
            called = _("{}: off").format(_(name)) if gone else _(name)
            ax.text(left, top - 20, called, fontsize=10.5, weight="bold",
                    color=palette.MUTED if gone else palette.INK)  # fmt: skip
        return fig

    return draw, say
