"""Chapter 2's drawing of the loss as one weight moves, and the step that mends it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from matplotlib.figure import Figure

from dlnlp.explore import Draw, Say, palette, plots, style
from dlnlp.explore.diagram import arrow
from dlnlp.explore.labels import label
from dlnlp.explore.number_format import signed, written
from dlnlp.language import _


def slope(
    loss_of: Callable[[float], float],
    name: str,
    *,
    span: tuple[float, float] = (-3, 3),
    colour: str = palette.INK,
) -> tuple[Draw, Say]:
    """The loss as one weight alone moves, its slope, and the step that mends it.

    loss_of  the loss where the weight has value x
    name     what the weight is called
    colour   that of the weight's tensor
    """
    width = span[1] - span[0]
    frame = (span[0] - 0.06 * width, span[1] + 0.06 * width)
    xs = np.linspace(*span, 81)
    ys = np.array([loss_of(float(x)) for x in xs])
    top = float(ys.max() + 0.12 * np.ptp(ys))
    bottom = float(ys.min() - 0.15 * np.ptp(ys))

    def gradient_of(x: float, nudge: float = 1e-5) -> float:
        return float(loss_of(x + nudge) - loss_of(x - nudge)) / (2 * nudge)

    def advice(position: float) -> str:
        gradient = gradient_of(position)
        if abs(gradient) < 0.005:
            return _("leave it")
        return _("lower it") if gradient > 0 else _("raise it")

    def say(position: float) -> str:
        here, gradient = written("{}", round(float(position), 3)), gradient_of(position)
        return _("At {} the slope is {}: {}.").format(
            here, signed(gradient), advice(position)
        )

    @style.figure_style()
    def draw(position: float) -> Figure:
        loss, gradient = loss_of(position), gradient_of(position)
        fig, ax = plots.panels(3.4)
        ax.plot(xs, ys, color=palette.LOSS)
        reach = 0.3 * width / np.hypot(1, gradient)
        ends = np.array([position - reach, position + reach])
        ax.plot(
            ends, loss + gradient * (ends - position), color=colour, ls=style.GRADIENT
        )
        ax.plot(position, loss, "o", color=palette.LOSS)
        ground = bottom + 0.4 * (ys.min() - bottom)
        ax.plot([position] * 2, [ground, loss], color=palette.MUTED, lw=0.7, ls=":")
        if advice(position) != "leave it":
            to = float(np.clip(position - gradient, *frame))
            arrow(ax, (position, ground), (to, ground), colour, dashed=True)
            way = 1 if to > position else -1
            label(ax, _("step"), (to, ground), (6 * way, -1), colour, fontsize=10,
                  va="center", ha="left" if way > 0 else "right")  # fmt: skip
        side = 1 if gradient < 0 else -1  # above the curve there is room
        crowded = side * (position - sum(span) / 2) > 0.3 * width
        label(
            ax, _("slope {}").format(signed(gradient)), (position, loss),
            (8 * side, 26 if crowded else 10), colour,
            ha="left" if (side > 0) != crowded else "right",
        )  # fmt: skip
        ax.set(xlabel=_(name), ylabel=_("loss"), xlim=frame, ylim=(bottom, top))
        ax.set_yticks(
            [tick for tick in ax.get_yticks() if min(0, ys.min()) <= tick <= top]
        )
        ax.set_title(_("The slope says: {}").format(advice(position)))
        return fig

    return draw, say
