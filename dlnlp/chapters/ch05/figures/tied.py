"""Chapter 5's drawing of how many parameters one table for two jobs saves."""

from __future__ import annotations

from matplotlib.figure import Figure

from dlnlp.explore import palette, plots, style
from dlnlp.explore.labels import headline, label


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
    fig, ax = plots.panels(2.9)
    inside = _millions(lstm, "M") if lstm > 0.14 * untied else ""
    rows = [
        ("untied", untied, [(embedding, "embedding", f"{V:,} × {D}", palette.INPUT),
         (lstm, "LSTM", inside, palette.HIDDEN),
         (V * H + V, "output", f"{V:,} × {H}", palette.QUERY)]),
        ("tied", both, [(embedding + V, "embedding and output", f"{V:,} × {D}",
         palette.INPUT), (lstm, "LSTM", inside, palette.HIDDEN)]),
    ]  # fmt: skip
    for y, (name, total, parts) in enumerate(rows):
        left = 0
        for size, part, shape, colour in parts:
            look = {"color": colour, "alpha": 0.45, "ec": palette.PAPER}
            ax.barh(y, size, 0.42, left=left, **look)
            middle = left + size / 2
            font = {"ha": "center", "fontsize": 10}
            label(ax, part, (middle, y), (0, 24), colour, weight="bold", **font)
            label(ax, shape, (middle, y), (0, -4), palette.INK, **font)
            left += size
        label(ax, f"{name}: {_millions(total)}", (0, y), (0, -33), palette.INK)
    ax.set(xlim=(0, untied * 1.01), ylim=(1.62, -0.62), yticks=[], xticks=[])
    ax.spines[:].set_visible(False)
    headline(fig, f"One matrix for two jobs: {saved:.0%} fewer parameters")
    return fig, (
        f"With {V:,} words and {D} dimensions, tying leaves {_millions(both)} of "
        f"{_millions(untied)} parameters, {saved:.0%} fewer."
    )


def _millions(number: int, unit: str = "million") -> str:
    return f"{number / 1e6:.1f} {unit}" if number >= 1e6 else f"{number:,}"
