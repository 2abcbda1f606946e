"""The drawings of chapter 5 that are bars: of parameters, and of perplexities.

They are reached through `dlnlp.figures.ch05`, which also says what they return.
"""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib.pyplot as plt
from matplotlib.figure import Figure

from dlnlp.figures import style
from dlnlp.figures.parts import headline, label

WIDTH = 374  # typographic points


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
         (V * H + V, "output", f"{H} × {V:,}", style.QUERY)]),
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


@style.figure_style()
def perplexities(
    rows: Sequence[tuple[str, float, float | None, bool]],
) -> tuple[Figure, str]:
    """Published test perplexities and ours, a bar each; and a sentence.

    rows  name, test perplexity, parameters in millions if known, is it ours?
    """
    pitch = 31  # typographic points a row
    fig = plt.figure(figsize=(WIDTH / 72, (len(rows) * pitch + 62) / 72), layout="none")
    height = len(rows) * pitch + 62
    ax = fig.add_axes((0, 0, 1, 1))
    ax.set(xlim=(0, WIDTH), ylim=(height, 0))
    ax.axis("off")
    longest = max(perplexity for _, perplexity, _, _ in rows)
    ours = [row for row in rows if row[3]]
    best = min(ours or rows, key=lambda row: row[1])
    title = (
        f"Lower is better: {'our best' if ours else 'the best'} reaches {best[1]:.1f}"
    )
    ax.text(2, 13, title, fontsize=12, weight="bold")
    note = "test perplexity on the Penn Treebank"
    note += "; bold: this book’s" if ours else ""
    ax.text(2, 30, note, color=style.MUTED, fontsize=10)
    for n, (name, perplexity, millions, is_ours) in enumerate(rows):
        y = 56 + n * pitch
        colour = style.HIDDEN if is_ours else style.MUTED
        weight = "bold" if is_ours else "normal"
        ax.text(2, y, name, color=colour, weight=weight)
        if millions is not None:
            ax.text(
                WIDTH - 2, y, f"{millions:.3g} M parameters", ha="right",
                color=style.MUTED, fontsize=10,
            )  # fmt: skip
        width = (WIDTH - 48) * perplexity / longest
        ax.barh(
            y + 10, width, 9, left=2, color=colour, alpha=1 if is_ours else 0.55
        )  # fmt: skip
        ax.text(
            width + 7, y + 10.5, f"{perplexity:.1f}", va="center", color=colour,
            weight=weight,
        )  # fmt: skip
    ends = (max(rows, key=lambda row: row[1]), min(rows, key=lambda row: row[1]))
    highest, lowest = (f"{perplexity:.1f} ({name})" for name, perplexity, *_ in ends)
    mine = "; ".join(f"{name} {perplexity:.1f}" for name, perplexity, *_ in ours)
    finding = f"Test perplexity on the Penn Treebank, from {highest} to {lowest}"
    return fig, f"{finding}; this book’s: {mine}." if mine else f"{finding}."


def _millions(number: int, unit: str = "million") -> str:
    return f"{number / 1e6:.1f} {unit}" if number >= 1e6 else f"{number:,}"
