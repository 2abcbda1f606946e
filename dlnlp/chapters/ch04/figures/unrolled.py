"""Chapter 4's drawing of the recurrent network: as a loop, and unrolled over words."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.figure import Figure

from dlnlp.chapters.ch04.figures.chain_of_states import (
    chain,
    count_steps,
    middle,
    up,
)
from dlnlp.explore import palette, style
from dlnlp.explore.diagram import arrow, box, canvas
from dlnlp.language import _


@style.figure_style()
def unrolled(words: Sequence[str], D: int, H: int, V: int) -> tuple[Figure, str]:
    """A recurrent network as a loop, and the same loop unrolled over a few words.

    words  two to four; every word but the last is read, every word but the first is
           to be guessed
    """
    steps = count_steps(words)
    fig, ax = canvas(448, _("One network, used again at every word"))
    x, y = 70, 124  # of h in the loop
    box(ax, (x, y + 74), f"x\n(N, {D})", palette.INPUT)
    box(ax, (x, y), f"h\n(N, {H})", palette.HIDDEN)
    box(ax, (x, y - 74), _("scores\n(N, {})").format(V), palette.INK)
    up(ax, x, y + 74, y, "Wx")
    up(ax, x, y, y - 74, "W_out")
    edge, out = x + 29, x + 54
    loop = ([edge, out, out, edge + 8], [y + 10, y + 10, y - 10, y - 10])
    ax.plot(*loop, color=palette.HIDDEN)
    arrow(ax, (out, y - 10), (edge + 2, y - 10), palette.HIDDEN)
    ax.text(out + 5, y, "Wh", va="center")
    table = [
        ("h = tanh(x Wx + h_before Wh + b)", palette.INK),
        (_("W_in ({}, {}):  x is its rows").format(V, D), palette.INK),
        (f"Wx ({D}, {H})", palette.INK),
        (f"Wh ({H}, {H})", palette.INK),
        (f"b ({H},)", palette.INK),
        (f"W_out ({V}, {H}),  b_out ({V},)", palette.INK),
        (_("N sequences are read side by side"), palette.MUTED),
    ]
    for n, (text, colour) in enumerate(table):
        ax.text(158, 68 + 19 * n + (5 if n else 0), text, color=colour, fontsize=10.5)

    y = 350
    ax.text(
        2,
        y - 112,
        _("Unrolled over {} words").format(steps),
        fontsize=11,
        color=palette.MUTED,
    )
    chain(ax, y, words)
    for t in range(1, steps + 1):
        box(ax, (middle(t), y - 72), f"{words[t]}?", palette.QUERY)
        up(ax, middle(t), y, y - 72, "W_out")
    alt = _(
        "The network drawn as a loop, and unrolled over {steps} words: at each "
        "word, h (N, {H}) is made from the input x (N, {D}) and from the h before "
        "it, by the same Wx ({D}, {H}), Wh ({H}, {H}) and b at every step, and gives "
        "{V} scores, by W_out ({V}, {H}) and b_out ({V},)."
    ).format(steps=steps, V=V, D=D, H=H)
    return fig, alt
