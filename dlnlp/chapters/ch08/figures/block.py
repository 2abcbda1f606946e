"""Chapter 8's drawing of a transformer block, with its norm in either place."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dlnlp.explore import Draw, Say, palette, style
from dlnlp.explore.diagram import arrow, box, canvas
from dlnlp.language import _

LANE, BRANCH = 84, 214  # how far to the right
BOTTOM, TOP = 352, 36  # how far down the lane begins and ends
PLUS = (224, 98)  # … and where is added


def block() -> tuple[Draw, Say]:
    """The residual path from bottom to top; attention and the network beside it."""

    def say(norm: str) -> str:
        if norm == "pre-norm":
            return _(
                "Pre-norm: the norms stand in the branches, and the lane from "
                "x to y has nothing on it but two additions."
            )
        return _(
            "Post-norm: a norm stands on the lane after each addition, and "
            "all that travels there passes it."
        )

    @style.figure_style()
    def draw(norm: str) -> Figure:
        pre = norm == "pre-norm"
        title = _("the lane is free") if pre else _("the norms stand on the lane")
        fig, ax = canvas(374, _("{}: {}").format(_(norm).capitalize(), title))
        ax.plot([LANE, LANE], [BOTTOM, TOP + 6], color=palette.HIDDEN, lw=4, zorder=0)
        arrow(ax, (LANE, TOP + 8), (LANE, TOP), palette.HIDDEN, lw=3)
        ax.text(LANE - 12, BOTTOM, "x (N, T, D)", ha="right", color=palette.INPUT,
                fontsize=10.5)  # fmt: skip
        ax.text(LANE - 12, TOP + 8, "y", ha="right", color=palette.HIDDEN)
        ax.text(
            LANE - 12,
            PLUS[0] - (34 if pre else 58),
            "z",
            ha="right",
            color=palette.HIDDEN,
        )
        layers = (_("attention\n(words look at words)"),
                  _("network\nD → 4D → D, each alone"))  # fmt: skip
        colours = (palette.QUERY, palette.CELL)
        for plus, text, colour in zip(PLUS, layers, colours, strict=True):
            _branch(ax, plus, text, colour, pre=pre)
        return fig

    return draw, say


def _branch(ax: Axes, plus: float, text: str, colour: str, *, pre: bool) -> None:
    """From the lane, through a layer, and back onto it at a height."""
    start, middle = (plus + 108, plus + 34) if pre else (plus + 78, plus + 42)
    ax.plot([LANE, BRANCH], [start, start], color=palette.MUTED, lw=1.4, zorder=0)
    box(ax, (BRANCH, middle), text, colour, (150, 38))
    if pre:
        arrow(ax, (BRANCH, start), (BRANCH, plus + 92), palette.MUTED)
        box(ax, (BRANCH, plus + 79), _("norm"), palette.INK, (70, 24))
        arrow(ax, (BRANCH, plus + 67), (BRANCH, middle + 19), palette.MUTED)
    else:
        arrow(ax, (BRANCH, start), (BRANCH, middle + 19), palette.MUTED)
        box(ax, (LANE, plus - 30), _("norm"), palette.INK, (70, 24), face=palette.PAPER,
            zorder=2)  # fmt: skip
    ax.plot([BRANCH, BRANCH], [middle - 19, plus], color=colour, lw=1.6, zorder=0)
    arrow(ax, (BRANCH, plus), (LANE + 11, plus), colour)
    box(ax, (LANE, plus), "+", palette.HIDDEN, (20, 20), corner=10,
        face=palette.PAPER, zorder=2, weight="bold")  # fmt: skip
