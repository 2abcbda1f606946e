"""Chapter 1's drawing of two rows as arrows, and of the angle between them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Arc

from dlnlp.explore import Draw, Say, palette, plots, style
from dlnlp.explore.diagram import arrow
from dlnlp.explore.labels import label


def two_arrows(
    words: tuple[str, str], points: Sequence[Sequence[float]], columns: tuple[str, str]
) -> tuple[Draw, Say]:
    """Two words by two of their counts; the second is made longer.

    points  (2, 2) a row a word: its counts in the two columns
    """
    first, second = (np.asarray(point, dtype=float) for point in points)

    def angle(x: np.ndarray) -> float:
        return float(np.degrees(np.arctan2(x[1], x[0])))

    def say(times: int) -> str:
        longer = times * second
        cosine = first @ longer / np.linalg.norm(first) / np.linalg.norm(longer)
        return (
            f"Length of {words[1]}: {np.linalg.norm(longer):.1f}. Angle between the "
            f"arrows: {abs(angle(second) - angle(first)):.0f} degrees. "
            f"Cosine: {cosine:.2f}."
        )

    @style.figure_style()
    def draw(times: int) -> Figure:
        fig, ax = plots.panels(3.9, width=4.6)
        longer = times * second
        colours = (palette.KEY, palette.QUERY)
        for word, tip, colour in zip(words, (first, longer), colours, strict=True):
            arrow(ax, (0, 0), tip, colour, lw=2)
            label(ax, f"{word} ({tip[0]:.0f}, {tip[1]:.0f})", tip, (5, 2), colour)
        turn = sorted((angle(first), angle(second)))
        ax.add_patch(
            Arc((0, 0), 1.6, 1.6, theta1=turn[0], theta2=turn[1], color=palette.INK)
        )
        middle = np.radians(sum(turn) / 2)
        opened = f"{turn[1] - turn[0]:.0f}°"
        at = (0.88 * np.cos(middle), 0.88 * np.sin(middle))
        ax.text(*at, opened, va="center", color=palette.INK)
        ax.set(xlabel=f"met {columns[0]}", ylabel=f"met {columns[1]}")
        ax.set(aspect="equal", xlim=(0, 4.4), ylim=(0, 3.5))
        ax.set(xticks=range(5), yticks=range(4))
        ax.set_title("However long the arrow, the same angle")
        return fig

    return draw, say
