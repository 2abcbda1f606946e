"""Chapter 5's drawing of a GRU cell with values in it, its gates moved by hand."""

from __future__ import annotations

from math import tanh

from matplotlib.figure import Figure

from dlnlp.chapters.ch05.figures.wires import NODE, gate, node, pipe, squash, value_at
from dlnlp.explore import Draw, Say, palette, style
from dlnlp.explore.diagram import canvas
from dlnlp.explore.number_format import signed
from dlnlp.language import _

BELT, MIX, GATES = 66, 132, 204  # how far down: h's line, (1 - z) n, z and n
RESET, READS = 290, 350  # … what the candidate sees, and the reset gate
KEEP, REST, NEW = 100, 196, 300  # how far to the right: z, 1 - z, n


def gru_cell(h_before: float, from_x: float, from_h: float) -> tuple[Draw, Say]:
    """One unit of a GRU, its two gates moved by hand.

    h_before        what the unit remembers
    from_x, from_h  what reaches the candidate from the input, and from the old state
                    (before the reset gate): n = tanh(from_x + r * from_h)
    """

    def values(z: float, r: float) -> tuple[float, float]:
        n = tanh(from_x + r * from_h)
        return n, z * h_before + (1 - z) * n

    def say(z: float, r: float) -> str:
        n, h = values(z, r)
        words: dict[float, str] = {0: _("nothing"), 1: _("all")}
        seen = words.get(r, f"{r:.0%}")
        return _(
            "The candidate sees {} of the old state and is {}; h is {:.0%} "
            "old state and {:.0%} candidate: it goes from {} to {}."
        ).format(seen, signed(n), z, 1 - z, signed(h_before), signed(h))

    @style.figure_style()
    def draw(z: float, r: float) -> Figure:
        n, h = values(z, r)
        title = _("{:.0%} old, {:.0%} new: h = {}").format(z, 1 - z, signed(h))
        fig, ax = canvas(390, title)
        hidden, new, gap = palette.HIDDEN, palette.INPUT, NODE + 1
        # The state's own line
        value_at(ax, (2, BELT - 22), f"h_before {signed(h_before)}", hidden, "left")
        pipe(ax, [(4, BELT), (KEEP - gap, BELT)], hidden, h_before)
        pipe(ax, [(KEEP + gap, BELT), (NEW - gap, BELT)], hidden, z * h_before)
        middle = (KEEP + NEW) / 2
        value_at(
            ax, (middle, BELT - 22), _("kept {}").format(signed(z * h_before)), hidden
        )
        pipe(ax, [(NEW + gap, BELT), (370, BELT)], hidden, h)
        value_at(ax, (368, BELT - 22), f"h {signed(h)}", hidden, "right")
        node(ax, (KEEP, BELT), "×", hidden)
        # What is added, and what decides it
        top = GATES - 20
        pipe(ax, [(KEEP, top), (KEEP, BELT + gap)], hidden, z)
        pipe(ax, [(KEEP + 26, GATES), (REST - 26, GATES)], palette.MUTED, 0.05)
        pipe(ax, [(REST, top), (REST, MIX), (NEW - gap, MIX)], new, 1 - z)
        pipe(ax, [(NEW, top), (NEW, MIX + gap)], new, n)
        pipe(ax, [(NEW, MIX - gap), (NEW, BELT + gap)], new, (1 - z) * n)
        added = _("added {}").format(signed((1 - z) * n))
        value_at(ax, (NEW - 10, (BELT + MIX) / 2), added, new, "right")
        node(ax, (NEW, BELT), "+", hidden)
        node(ax, (NEW, MIX), "×", new)
        # The candidate, and what it sees
        pipe(ax, [(18, BELT), (18, RESET), (44, RESET)], hidden, h_before, head=False)
        pipe(ax, [(44, RESET), (REST - gap, RESET)], hidden, from_h)
        squash(ax, (72, RESET), hidden, "· Wh + bh", 62)
        pipe(ax, [(REST + gap, RESET), (NEW - 12, RESET), (NEW - 12, GATES + 40)],
             hidden, r * from_h)  # fmt: skip
        seen = _("r · from h {}").format(signed(r * from_h))
        given = _("from h {}").format(signed(from_h))
        value_at(ax, (REST - 16, RESET + 20), given, hidden, "right")
        value_at(ax, (REST + 20, RESET + 20), seen, hidden, "left")
        pipe(ax, [(NEW + 14, RESET + 46), (NEW + 14, GATES + 40)], new, from_x)
        value_at(
            ax, (368, RESET + 58), _("from x {}").format(signed(from_x)), new, "right"
        )
        pipe(ax, [(REST, READS - 20), (REST, RESET + gap)], hidden, r)
        node(ax, (REST, RESET), "×", hidden)
        # What decides the gates
        pipe(ax, [(KEEP, GATES + 66), (KEEP, GATES + 40)], palette.MUTED, 0.05)
        value_at(ax, (KEEP + 9, GATES + 57), "x, h_before", palette.MUTED, "left")
        pipe(ax, [(REST - 58, READS), (REST - 26, READS)], palette.MUTED, 0.05)
        value_at(ax, (REST - 62, READS), "x, h_before", palette.MUTED, "right")
        gate(ax, (KEEP, GATES), "z", _("update gate"), hidden, z)
        gate(ax, (REST, GATES), "1 − z", "", new, 1 - z)
        gate(ax, (NEW, GATES), "n", _("candidate"), new, n, lowest=-1)
        gate(ax, (REST, READS), "r", _("reset gate"), hidden, r)
        return fig

    return draw, say
