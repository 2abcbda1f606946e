"""The drawing of chapter 5 that shows how many parameters a shared table saves.

It is reached through `dlnlp.chapters.ch05.figures`, which also says what it returns.
"""

from __future__ import annotations

import matplotlib.pyplot as plt
from matplotlib.figure import Figure

from dlnlp.explore import style
from dlnlp.explore.diagram import headline, label


@style.figure_style()
def tied(V: int, D: int, H: int) -> tuple[Figure, str]:
    """How many parameters one matrix for two jobs saves; and a sentence.

    V, D, H  words, embedding dimension, hidden units of one LSTM layer
    """
    if D != H:
        raise ValueError(f"D = {D} and H = {H}: tied matrices want D and H equal")
    embedding, lstm = V * D, 4 * H * (D + H + 1)
    untied, both = embedding + lstm + V * H + V, embedding + lstm + V
    saved = 1 - both / untied
    fig, ax = plt.subplots(figsize=(5.2, 2.9))
    inside = _millions(lstm, "M") if lstm > 0.14 * untied else ""
    rows = [
        ("untied", untied, [(embedding, "embedding", f"{V:,} × {D}", style.INPUT),
         (lstm, "LSTM", inside, style.HIDDEN),
         (V * H + V, "output", f"{V:,} × {H}", style.QUERY)]),
        ("tied", both, [(embedding + V, "embedding and output", f"{V:,} × {D}",
         style.INPUT), (lstm, "LSTM", inside, style.HIDDEN)]),
    ]  # fmt: skip
    for y, (name, total, parts) in enumerate(rows):
        left = 0
        for size, part, shape, colour in parts:
            ax.barh(y, size, 0.42, left=left, color=colour, alpha=0.45, ec=style.PAPER)
            middle = left + size / 2
            font = {"ha": "center", "fontsize": 10}
            label(ax, part, (middle, y), (0, 24), colour, weight="bold", **font)
            label(ax, shape, (middle, y), (0, -4), style.INK, **font)
            left += size
        label(ax, f"{name}: {_millions(total)}", (0, y), (0, -33), style.INK)
    ax.set(xlim=(0, untied * 1.01), ylim=(1.62, -0.62), yticks=[], xticks=[])
    for spine in ax.spines.values():
        spine.set_visible(False)
    headline(fig, f"One matrix for two jobs: {saved:.0%} fewer parameters")
    return fig, (
        f"With {V:,} words and {D} dimensions, tying leaves {_millions(both)} of "
        f"{_millions(untied)} parameters, {saved:.0%} fewer."
    )


def _millions(number: int, unit: str = "million") -> str:
    return f"{number / 1e6:.1f} {unit}" if number >= 1e6 else f"{number:,}"
