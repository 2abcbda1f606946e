"""An LSTM cell up to a stage of its growth, with values in it or with names alone."""

from __future__ import annotations

from matplotlib.axes import Axes

from dlnlp.chapters.ch05.figures.wires import NODE, gate, node, pipe, squash, value_at
from dlnlp.explore import palette
from dlnlp.explore.number_format import signed

# In typographic points:


BELT, GATES = 66, 204  # how far down the cell's own line and the gates lie
FORGET, INPUT, NEW, OUT = 88, 160, 232, 316  # how far to the right each gate lies
TANH = 94  # how far down the cell is squashed
MEET = 132  # where candidate and input gate meet, and tanh(c) and the output gate
BUS = 282  # the line that feeds all gates


def lstm_wires(ax: Axes, stage: int, given: dict[str, float] | None = None) -> None:
    """A cell up to a stage; with values if they are given, else with names alone."""

    def size(name: str) -> float | None:
        return None if given is None else given[name]

    def text(name: str, letters: str) -> str:
        return letters if given is None else f"{letters} {signed(given[name])}"

    def strong(of: int) -> bool:
        return given is None and stage == of

    gap = NODE + 1
    # The cell's own line
    cell, hidden = palette.CELL, palette.HIDDEN
    value_at(ax, (2, BELT - 22), text("c_before", "c_before"), cell, "left")
    if stage > 1:
        pipe(ax, [(4, BELT), (FORGET - gap, BELT)], cell, size("c_before"))
        pipe(ax, [(FORGET + gap, BELT), (NEW - gap, BELT)], cell, size("kept"))
        node(ax, (FORGET, BELT), "×", cell)
    else:
        pipe(ax, [(4, BELT), (NEW - gap, BELT)], cell, None)
    if given:
        middle = (FORGET + NEW) / 2
        value_at(ax, (middle, BELT - 22), f"kept {signed(given['kept'])}", cell)
    pipe(ax, [(NEW + gap, BELT), (370, BELT)], cell, size("c"))
    value_at(ax, (368, BELT - 22), text("c", "c"), cell, "right")
    # What is shown of it
    head = stage > 3
    pipe(ax, [(OUT, BELT), (OUT, TANH)], cell, size("c"), head=False)
    pipe(ax, [(OUT, TANH), (OUT, MEET - gap)], cell, size("tanh"), head=head)
    squash(ax, (OUT, TANH), cell)
    if given:
        value_at(ax, (OUT - 9, 114), signed(given["tanh"]), cell, "right")
    if stage > 3:
        node(ax, (OUT, MEET), "×", hidden)
        pipe(ax, [(OUT + gap, MEET), (370, MEET)], hidden, size("h"))
    else:
        pipe(ax, [(OUT, MEET - gap), (OUT, MEET), (370, MEET)], hidden, None)
    value_at(ax, (368, MEET + 20), text("h", "h"), hidden, "right")
    # What is added to it
    if stage > 2:
        pipe(ax, [(NEW, MEET - gap), (NEW, BELT + gap)], palette.INPUT, size("added"))
        node(ax, (NEW, MEET), "×", palette.INPUT)
        if given:
            at = (NEW - 10, (BELT + MEET) / 2)
            value_at(ax, at, f"added {signed(given['added'])}", palette.INPUT, "right")
        top = GATES - 20
        pipe(ax, [(NEW, top), (NEW, MEET + gap)], palette.INPUT, size("g"))
        pipe(ax, [(INPUT, top), (INPUT, MEET), (NEW - gap, MEET)], palette.INPUT,
             size("i"))  # fmt: skip
    else:
        pipe(ax, [(NEW, BUS), (NEW, GATES + 20)], palette.MUTED, 0.05)
        pipe(ax, [(NEW, GATES - 20), (NEW, BELT + gap)], palette.INPUT, None)
        gate(ax, (NEW, GATES), "?", "", palette.INPUT)
        value_at(ax, (NEW - 34, GATES), "what is new", palette.INPUT, "right")
    node(ax, (NEW, BELT), "+", cell)
    if stage > 1:
        pipe(ax, [(FORGET, GATES - 20), (FORGET, BELT + gap)], cell, size("f"))
    if stage > 3:
        pipe(ax, [(OUT, GATES - 20), (OUT, MEET + gap)], hidden, size("o"))
    # The gates, and what feeds them
    gates = (
        ("f", FORGET, "forget gate", cell, 2), ("i", INPUT, "input gate",
        palette.INPUT, 3), ("g", NEW, "candidate", palette.INPUT, 3),
        ("o", OUT, "output gate", hidden, 4),
    )  # fmt: skip
    for name, x, what, colour, since in gates:
        if stage >= since:
            pipe(ax, [(x, BUS), (x, GATES + 40)], palette.MUTED, 0.05)
            value = size(name)
            full = None if value is None or name == "g" else value
            gate(ax, (x, GATES), name, what, colour, value, full=full,
                strong=strong(since))  # fmt: skip
    end = {1: NEW, 2: NEW, 3: NEW, 4: OUT}[stage]
    ax.plot([30, end], [BUS, BUS], color=palette.MUTED, lw=1.25, zorder=0)
    value_at(ax, (2, BUS + 16), "from x and h_before", palette.MUTED, "left")
