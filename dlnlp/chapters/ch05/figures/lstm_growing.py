"""Chapter 5's drawing of an LSTM cell that is put together gate by gate."""

from __future__ import annotations

from matplotlib.figure import Figure

from dlnlp.chapters.ch05.figures.lstm_wires import lstm_wires
from dlnlp.explore import Draw, Say, palette, style
from dlnlp.explore.diagram import canvas

STAGES = (
    "1 a cell",
    "2 forget gate",
    "3 input gate and candidate",
    "4 output gate",
)


def lstm_growing() -> tuple[Draw, Say]:
    """An LSTM cell as it is put together, gate by gate, for `STAGES`."""
    formulas = (
        ("c = c_before + what is new", "h = tanh(c)"),
        ("c = f * c_before + what is new", "h = tanh(c)"),
        ("c = f * c_before + i * g", "h = tanh(c)"),
        ("c = f * c_before + i * g", "h = o * tanh(c)"),
    )
    captions = (
        "The cell c is a line to which things are only added",
        "A forget gate f says how much of it stays",
        "Candidate g is what is new, and i how much of it counts",
        "The output gate o says how much of it h shows",
    )

    def say(stage: str) -> str:
        n = STAGES.index(stage)
        c, h = formulas[n]
        return f"{captions[n]}: {c}; {h}."

    @style.figure_style()
    def draw(stage: str) -> Figure:
        n = STAGES.index(stage)
        fig, ax = canvas(352, captions[n])
        lstm_wires(ax, n + 1)
        for line, (text, new) in enumerate(zip(formulas[n], formulas[n - 1],
                                               strict=True)):  # fmt: skip
            changed = n == 0 or text != new
            ax.text(
                2, 324 + 17 * line, text, weight="bold" if changed else "normal",
                color=palette.INK if changed else palette.MUTED,
            )  # fmt: skip
        return fig

    return draw, say
