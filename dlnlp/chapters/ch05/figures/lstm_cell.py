"""Chapter 5's drawing of an LSTM cell with values in it, its gates moved by hand."""

from __future__ import annotations

from math import tanh

from matplotlib.figure import Figure

from dlnlp.chapters.ch05.figures.lstm_wires import lstm_wires
from dlnlp.explore import Draw, Say, palette, style
from dlnlp.explore.diagram import canvas
from dlnlp.explore.number_format import signed


def lstm_cell(g: float, c_before: float) -> tuple[Draw, Say]:
    """One unit of an LSTM, its three gates moved by hand.

    g         what is new: the candidate, between -1 and 1
    c_before  what the cell remembers
    """

    def values(f: float, i: float, o: float) -> tuple[float, float, float]:
        c = f * c_before + i * g
        return c, tanh(c), o * tanh(c)

    def say(f: float, i: float, o: float) -> str:
        c, _, h = values(f, i, o)
        kept: dict[float, str] = {0: "forgets its memory", 1: "keeps its whole memory"}
        added: dict[float, str] = {0: "adds nothing", 1: "adds the whole candidate"}
        shown: dict[float, str] = {0: "shows nothing", 1: "shows all"}
        return (
            f"The cell {kept.get(f, f'keeps {f:.0%} of its memory')}, "
            f"{added.get(i, f'adds {i:.0%} of the candidate')} and "
            f"{shown.get(o, f'shows {o:.0%}')}: c goes from {signed(c_before)} to "
            f"{signed(c)}, and h is {signed(h)}."
        )

    @style.figure_style()
    def draw(f: float, i: float, o: float) -> Figure:
        c, shown, h = values(f, i, o)
        title = f"c goes from {signed(c_before)} to {signed(c)}; h = {signed(h)}"
        fig, ax = canvas(352, title)
        lstm_wires(ax, 4, given={
            "c_before": c_before, "kept": f * c_before, "c": c, "g": g, "f": f,
            "i": i, "o": o, "added": i * g, "tanh": shown, "h": h,
        })  # fmt: skip
        lines = (
            f"c = f·c_before + i·g = {signed(f)} · {signed(c_before)} + "
            f"{signed(i)} · {signed(g)}",
            f"h = o · tanh(c) = {signed(o)} · {signed(shown)}",
        )
        for n, line in enumerate(lines):
            ax.text(2, 324 + 17 * n, line, color=palette.MUTED, fontsize=10.5)
        return fig

    return draw, say
