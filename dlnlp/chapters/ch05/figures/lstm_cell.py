"""Chapter 5's drawing of an LSTM cell with values in it, its gates moved by hand."""

from __future__ import annotations

from math import tanh

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dlnlp.chapters.ch05.figures.wires import NODE, gate, node, pipe, squash, value_at
from dlnlp.explore import Draw, Say, palette, style
from dlnlp.explore.diagram import canvas
from dlnlp.explore.number_format import signed
from dlnlp.language import _

# In typographic points:
BELT, GATES = 66, 204  # how far down the cell's own line and the gates lie
FORGET, INPUT, NEW, OUT = 88, 160, 232, 316  # how far to the right each gate lies
TANH = 92  # how far down the cell is squashed
MEET = 138  # where candidate and input gate meet, and tanh(c) and the output gate
BUS = 282  # the line that feeds all gates


def lstm_cell(g: float, c_before: float) -> tuple[Draw, Say]:
    """One unit of an LSTM, its three gates moved by hand.

    g         what is new: the candidate, between -1 and 1
    c_before  what the cell remembers
    """

    def values(f: float, i: float, o: float) -> tuple[float, float, float]:
        c = f * c_before + i * g
        return c, tanh(c), o * tanh(c)

    def say(f: float, i: float, o: float) -> str:
        c, _shown, h = values(f, i, o)
        kept: dict[float, str] = {
            0: _("forgets its memory"),
            1: _("keeps its whole memory"),
        }
        added: dict[float, str] = {
            0: _("adds nothing"),
            1: _("adds the whole candidate"),
        }
        shown: dict[float, str] = {0: _("shows nothing"), 1: _("shows all")}
        return _("The cell {}, {} and {}: c goes from {} to {}, and h is {}.").format(
            kept.get(f, _("keeps {:.0%} of its memory").format(f)),
            added.get(i, _("adds {:.0%} of the candidate").format(i)),
            shown.get(o, _("shows {:.0%}").format(o)),
            signed(c_before),
            signed(c),
            signed(h),
        )

    @style.figure_style()
    def draw(f: float, i: float, o: float) -> Figure:
        c, shown, h = values(f, i, o)
        title = _("c goes from {} to {}; h = {}").format(
            signed(c_before), signed(c), signed(h)
        )
        fig, ax = canvas(352, title)
        _lane(ax, c_before, f * c_before, c)
        _exit(ax, c, shown, o, h)
        _entrance(ax, i, g)
        gates = (
            ("f", FORGET, _("forget gate"), palette.CELL, f, 0),
            ("i", INPUT, _("input gate"), palette.INPUT, i, 0),
            ("g", NEW, _("candidate"), palette.INPUT, g, -1),
            ("o", OUT, _("output gate"), palette.HIDDEN, o, 0),
        )
        pipe(ax, [(FORGET, GATES - 20), (FORGET, BELT + NODE + 1)], palette.CELL, f)
        for name, x, what, colour, value, lowest in gates:
            pipe(ax, [(x, BUS), (x, GATES + 40)], palette.MUTED, 0.05)
            gate(ax, (x, GATES), name, what, colour, value, lowest=lowest)
        ax.plot([30, OUT], [BUS, BUS], color=palette.MUTED, lw=1.25, zorder=0)
        value_at(ax, (2, BUS + 16), _("from x and h_before"), palette.MUTED, "left")
        lines = (
            f"c = f · c_before + i · g = {signed(f)} · {signed(c_before)} + "
            f"{signed(i)} · {signed(g)}",
            f"h = o · tanh(c) = {signed(o)} · {signed(shown)}",
        )
        for n, line in enumerate(lines):
            ax.text(2, 324 + 17 * n, line, color=palette.MUTED, fontsize=10.5)
        return fig

    return draw, say


def _lane(ax: Axes, c_before: float, kept: float, c: float) -> None:
    """The cell's own line."""
    gap, cell = NODE + 1, palette.CELL
    value_at(ax, (2, BELT - 22), f"c_before {signed(c_before)}", cell, "left")
    pipe(ax, [(4, BELT), (FORGET - gap, BELT)], cell, c_before)
    pipe(ax, [(FORGET + gap, BELT), (NEW - gap, BELT)], cell, kept)
    value_at(
        ax, ((FORGET + NEW) / 2, BELT - 22), _("kept {}").format(signed(kept)), cell
    )
    pipe(ax, [(NEW + gap, BELT), (370, BELT)], cell, c)
    value_at(ax, (368, BELT - 22), f"c {signed(c)}", cell, "right")
    node(ax, (FORGET, BELT), "×", cell)
    node(ax, (NEW, BELT), "+", cell)


def _exit(ax: Axes, c: float, shown: float, o: float, h: float) -> None:
    """What is shown of the cell."""
    gap, hidden = NODE + 1, palette.HIDDEN
    pipe(ax, [(OUT, BELT), (OUT, TANH)], palette.CELL, c, head=False)
    pipe(ax, [(OUT, TANH), (OUT, MEET - gap)], palette.CELL, shown)
    squash(ax, (OUT, TANH), palette.CELL)
    value_at(ax, (OUT - 14, TANH + 20), signed(shown), palette.CELL, "right")
    pipe(ax, [(OUT, GATES - 20), (OUT, MEET + gap)], hidden, o)
    node(ax, (OUT, MEET), "×", hidden)
    pipe(ax, [(OUT + gap, MEET), (370, MEET)], hidden, h)
    value_at(ax, (368, MEET + 20), f"h {signed(h)}", hidden, "right")


def _entrance(ax: Axes, i: float, g: float) -> None:
    """What is added to it."""
    gap, top, colour = NODE + 1, GATES - 20, palette.INPUT
    pipe(ax, [(NEW, top), (NEW, MEET + gap)], colour, g)
    pipe(ax, [(INPUT, top), (INPUT, MEET), (NEW - gap, MEET)], colour, i)
    pipe(ax, [(NEW, MEET - gap), (NEW, BELT + gap)], colour, i * g)
    node(ax, (NEW, MEET), "×", colour)
    at = (NEW - 10, (BELT + MEET) / 2)
    value_at(ax, at, _("added {}").format(signed(i * g)), colour, "right")
