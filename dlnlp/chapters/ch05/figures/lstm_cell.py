"""The drawings of chapter 5 that show an LSTM cell: growing, and with values in it."""

from __future__ import annotations

from math import tanh

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dlnlp.chapters.ch05.figures.wires import (
    NODE,
    box,
    canvas,
    node,
    number,
    pipe,
    squash,
    value_at,
)
from dlnlp.explore import style
from dlnlp.explore.diagram import Draw, Say

STAGES = (
    "1 a cell",
    "2 forget gate",
    "3 input gate and candidate",
    "4 output gate",
)

BELT, GATES = 66, 204  # how far down the cell's own line and the gates lie
FORGET, INPUT, NEW, OUT = 88, 160, 232, 316  # how far to the right each gate lies
TANH = 94  # how far down the cell is squashed
MEET = 132  # where candidate and input gate meet, and tanh(c) and the output gate
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
        c, _, h = values(f, i, o)
        kept: dict[float, str] = {0: "forgets its memory", 1: "keeps its whole memory"}
        added: dict[float, str] = {0: "adds nothing", 1: "adds the whole candidate"}
        shown: dict[float, str] = {0: "shows nothing", 1: "shows all"}
        return (
            f"The cell {kept.get(f, f'keeps {f:.0%} of its memory')}, "
            f"{added.get(i, f'adds {i:.0%} of the candidate')} and "
            f"{shown.get(o, f'shows {o:.0%}')}: c goes from {number(c_before)} to "
            f"{number(c)}, and h is {number(h)}."
        )

    @style.figure_style()
    def draw(f: float, i: float, o: float) -> Figure:
        c, shown, h = values(f, i, o)
        title = f"c goes from {number(c_before)} to {number(c)}; h = {number(h)}"
        fig, ax = canvas(352, title)
        wires(ax, 4, given={
            "c_before": c_before, "kept": f * c_before, "c": c, "g": g, "f": f,
            "i": i, "o": o, "added": i * g, "tanh": shown, "h": h,
        })  # fmt: skip
        lines = (
            f"c = f·c_before + i·g = {number(f)} · {number(c_before)} + "
            f"{number(i)} · {number(g)}",
            f"h = o · tanh(c) = {number(o)} · {number(shown)}",
        )
        for n, line in enumerate(lines):
            ax.text(2, 324 + 17 * n, line, color=style.MUTED, fontsize=10.5)
        return fig

    return draw, say


def lstm_growing() -> tuple[Draw, Say]:
    """An LSTM cell as it is put together, gate by gate, for `STAGES`."""
    formulas = (
        ("c = c_before + what is new", "h = tanh(c)"),
        ("c = f * c_before + what is new", "h = tanh(c)"),
        ("c = f * c_before + i * g", "h = tanh(c)"),
        ("c = f * c_before + i * g", "h = o * tanh(c)"),
    )
    findings = (
        "The cell c is a line to which things are only added",
        "A forget gate f says how much of it stays",
        "Candidate g is what is new, and i how much of it counts",
        "The output gate o says how much of it h shows",
    )

    def say(stage: str) -> str:
        n = STAGES.index(stage)
        c, h = formulas[n]
        return f"{findings[n]}: {c}; {h}."

    @style.figure_style()
    def draw(stage: str) -> Figure:
        n = STAGES.index(stage)
        fig, ax = canvas(352, findings[n])
        wires(ax, n + 1)
        for line, (text, new) in enumerate(zip(formulas[n], formulas[n - 1],
                                               strict=True)):  # fmt: skip
            changed = n == 0 or text != new
            ax.text(
                2, 324 + 17 * line, text, weight="bold" if changed else "normal",
                color=style.INK if changed else style.MUTED,
            )  # fmt: skip
        return fig

    return draw, say


def wires(ax: Axes, stage: int, given: dict[str, float] | None = None) -> None:
    """A cell up to a stage; with values if they are given, else with names alone."""

    def size(name: str) -> float | None:
        return None if given is None else given[name]

    def text(name: str, letters: str) -> str:
        return letters if given is None else f"{letters} {number(given[name])}"

    def strong(of: int) -> bool:
        return given is None and stage == of

    gap = NODE + 1
    # The cell's own line
    cell, hidden = style.CELL, style.HIDDEN
    value_at(ax, (2, BELT - 22), text("c_before", "c_before"), cell, "left")
    if stage > 1:
        pipe(ax, [(4, BELT), (FORGET - gap, BELT)], cell, size("c_before"))
        pipe(ax, [(FORGET + gap, BELT), (NEW - gap, BELT)], cell, size("kept"))
        node(ax, (FORGET, BELT), "×", cell)
    else:
        pipe(ax, [(4, BELT), (NEW - gap, BELT)], cell, None)
    if given:
        middle = (FORGET + NEW) / 2
        value_at(ax, (middle, BELT - 22), f"kept {number(given['kept'])}", cell)
    pipe(ax, [(NEW + gap, BELT), (370, BELT)], cell, size("c"))
    value_at(ax, (368, BELT - 22), text("c", "c"), cell, "right")
    # What is shown of it
    head = stage > 3
    pipe(ax, [(OUT, BELT), (OUT, TANH)], cell, size("c"), head=False)
    pipe(ax, [(OUT, TANH), (OUT, MEET - gap)], cell, size("tanh"), head=head)
    squash(ax, (OUT, TANH), cell)
    if given:
        value_at(ax, (OUT - 9, 114), number(given["tanh"]), cell, "right")
    if stage > 3:
        node(ax, (OUT, MEET), "×", hidden)
        pipe(ax, [(OUT + gap, MEET), (370, MEET)], hidden, size("h"))
    else:
        pipe(ax, [(OUT, MEET - gap), (OUT, MEET), (370, MEET)], hidden, None)
    value_at(ax, (368, MEET + 20), text("h", "h"), hidden, "right")
    # What is added to it
    if stage > 2:
        pipe(ax, [(NEW, MEET - gap), (NEW, BELT + gap)], style.INPUT, size("added"))
        node(ax, (NEW, MEET), "×", style.INPUT)
        if given:
            at = (NEW - 10, (BELT + MEET) / 2)
            value_at(ax, at, f"added {number(given['added'])}", style.INPUT, "right")
        top = GATES - 20
        pipe(ax, [(NEW, top), (NEW, MEET + gap)], style.INPUT, size("g"))
        pipe(ax, [(INPUT, top), (INPUT, MEET), (NEW - gap, MEET)], style.INPUT,
             size("i"))  # fmt: skip
    else:
        pipe(ax, [(NEW, BUS), (NEW, GATES + 20)], style.MUTED, 0.05)
        pipe(ax, [(NEW, GATES - 20), (NEW, BELT + gap)], style.INPUT, None)
        box(ax, (NEW, GATES), "?", "", style.INPUT)
        value_at(ax, (NEW - 34, GATES), "what is new", style.INPUT, "right")
    node(ax, (NEW, BELT), "+", cell)
    if stage > 1:
        pipe(ax, [(FORGET, GATES - 20), (FORGET, BELT + gap)], cell, size("f"))
    if stage > 3:
        pipe(ax, [(OUT, GATES - 20), (OUT, MEET + gap)], hidden, size("o"))
    # The gates, and what feeds them
    gates = (
        ("f", FORGET, "forget gate", cell, 2), ("i", INPUT, "input gate",
        style.INPUT, 3), ("g", NEW, "candidate", style.INPUT, 3),
        ("o", OUT, "output gate", hidden, 4),
    )  # fmt: skip
    for name, x, what, colour, since in gates:
        if stage >= since:
            pipe(ax, [(x, BUS), (x, GATES + 40)], style.MUTED, 0.05)
            value = size(name)
            full = None if value is None or name == "g" else value
            box(ax, (x, GATES), name, what, colour, value, full=full,
                strong=strong(since))  # fmt: skip
    end = {1: NEW, 2: NEW, 3: NEW, 4: OUT}[stage]
    ax.plot([30, end], [BUS, BUS], color=style.MUTED, lw=1.25, zorder=0)
    value_at(ax, (2, BUS + 16), "from x and h_before", style.MUTED, "left")
