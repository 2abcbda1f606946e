"""Chapter 8's drawing of a query and a key that turn with their positions."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Arc

from dlnlp.explore import Draw, Say, palette, style
from dlnlp.explore.diagram import arrow, canvas
from dlnlp.explore.number_format import written
from dlnlp.language import _

MIDDLE, RADIUS = (187.0, 150.0), 88.0  # typographic points


def rotary(q: float = 40.0, k: float = 10.0, speed: float = 25.0) -> tuple[Draw, Say]:
    """One pair of numbers of a query and of a key, turned as far as they stand.

    q, k   their directions at position 0, in degrees; both have the length 1
    speed  degrees for each position
    """

    def score(distance: int) -> float:
        return float(np.cos(np.radians(q - k + speed * distance)))

    def say(position: int, distance: int) -> str:
        return _(
            "The query at position {} is turned by {:g}°, the key {} "
            "before it by {:g}°. Their score is {}, as at every position."
        ).format(
            position,
            speed * position,
            _places(distance),
            speed * (position - distance),
            written("{:.2f}", score(distance)),
        )

    @style.figure_style()
    def draw(position: int, distance: int) -> Figure:
        title = _("{} apart: a score of {}")
        shown = written("{:.2f}", score(distance))
        fig, ax = canvas(276, title.format(_places(distance), shown))
        ax.set_aspect("equal")
        ax.add_patch(Arc(MIDDLE, 2 * RADIUS, 2 * RADIUS, color=palette.GRID))
        turned = {
            _("query"): (q + speed * position, palette.QUERY, position),
            _("key"): (k + speed * (position - distance), palette.KEY,
                    position - distance),
        }  # fmt: skip
        starts = {"query": q, "key": k}
        for name, (angle, colour, place) in turned.items():
            x, y = MIDDLE
            sx, sy = _at(starts[name], 0.97)
            ax.plot([x, sx], [y, sy], color=colour, lw=0.9, ls=":")
            arrow(ax, MIDDLE, _at(angle, 1.0), colour, lw=2.2)
            tx, ty = _at(angle, 1.13 if name == "query" else 1.25)
            side = "left" if tx > x + 8 else "right" if tx < x - 8 else "center"
            text = _("{}, place {}").format(name, place)
            ax.text(tx, ty, text, color=colour, ha=side, va="center", fontsize=10.5)
        ax.text(2, 268, _("dotted: the same two at position 0"), color=palette.MUTED,
                fontsize=10)  # fmt: skip
        return fig

    return draw, say


def _at(degrees: float, length: float) -> tuple[float, float]:
    """A point on the circle; on the page y grows downwards."""
    angle = np.radians(degrees)
    x, y = MIDDLE
    return x + RADIUS * length * np.cos(angle), y - RADIUS * length * np.sin(angle)


def _places(number: int) -> str:
    return (_("{} place") if number == 1 else _("{} places")).format(number)
