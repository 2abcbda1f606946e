"""Chapter 7's drawing of Google's translator of 2016, which grows."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dlnlp.explore import Draw, Say, palette, style
from dlnlp.explore.diagram import arrow, box, canvas
from dlnlp.language import _

LAYERS = 8
STEPS = (
    (_("One layer reads, one layer writes"),
     _("An encoder and a decoder of one LSTM layer each, as in chapter 6.")),
    (_("The lowest layer reads both ways"),
     _("A second LSTM reads the source backwards, and the two states of each word are "
       "concatenated: now each has seen what follows, too.")),
    (_("{} layers on each side").format(LAYERS),
     _("{} layers on each side. Only the lowest of the encoder is bidirectional, so "
       "that the others need not wait for the end of the sentence.").format(LAYERS)),
    (_("Residual connections go past the layers"),
     _("From the third layer on each one adds what it read to what it writes, so that "
       "the gradient has a way past it.")),
    (_("The lowest decoder layer asks for all"),
     _("Attention’s query comes from the decoder’s lowest layer, its keys from the "
       "encoder’s top; what is read goes to every layer of the decoder.")),
    (_("Google’s translator of 2016"),
     _("On top a softmax over the words (pieces of words in the paper): the whole of "
       "Google’s neural machine translation.")),
)  # fmt: skip
ENCODER, DECODER, WIDE, HIGH, PITCH = 86, 300, 108, 20, 28
GROUND = 292  # how far down the lowest layers lie


def gnmt() -> tuple[Draw, Say]:
    """Google's neural machine translation (Wu et al. 2016), in six steps of drawing."""

    def say(step: int) -> str:
        return STEPS[step - 1][1]

    @style.figure_style()
    def draw(step: int) -> Figure:
        fig, ax = canvas(336, STEPS[step - 1][0])
        layers = LAYERS if step > 2 else 1
        _encoder(ax, layers, both=step > 1, residual=step > 3)
        _decoder(ax, layers, residual=step > 3)
        if step > 4:
            _attention(ax)
        else:
            _hand_over(ax, layers)
        if step > 5:
            top = _height(LAYERS - 1)
            box(ax, (DECODER, top - PITCH), "softmax (V,)", palette.LOSS, (WIDE, HIGH))
            arrow(ax, (DECODER, top - HIGH / 2), (DECODER, top - PITCH + HIGH / 2),
                  palette.MUTED)  # fmt: skip
        return fig

    return draw, say


def _height(layer: int) -> float:
    return GROUND - layer * PITCH


def _encoder(ax: Axes, layers: int, *, both: bool, residual: bool) -> None:
    """The source's side."""
    _words(ax, ENCODER, "the small cat …")
    half = WIDE / 2 - 2
    if both:
        for x, way in (
            (ENCODER - half / 2 - 2, "LSTM →"),
            (ENCODER + half / 2 + 2, "← LSTM"),
        ):
            box(ax, (x, GROUND), way, palette.HIDDEN, (half, HIGH))
    else:
        box(ax, (ENCODER, GROUND), "LSTM →", palette.HIDDEN, (WIDE, HIGH))
    _tower(ax, ENCODER, layers, palette.HIDDEN, residual=residual, side=-1)


def _decoder(ax: Axes, layers: int, *, residual: bool) -> None:
    """The target's side."""
    _words(ax, DECODER, "<bos> jageun …")
    box(ax, (DECODER, GROUND), "LSTM →", palette.QUERY, (WIDE, HIGH))
    _tower(ax, DECODER, layers, palette.QUERY, residual=residual, side=1)


def _words(ax: Axes, x: float, text: str) -> None:
    ax.text(x, GROUND + 38, text, ha="center", color=palette.INPUT, fontsize=10.5)
    arrow(ax, (x, GROUND + 26), (x, GROUND + HIGH / 2), palette.INPUT)


def _tower(
    ax: Axes, x: float, layers: int, colour: str, *, residual: bool, side: int
) -> None:
    """The layers above the lowest."""
    for layer in range(1, layers):
        y = _height(layer)
        box(ax, (x, y), f"LSTM {layer + 1} →", colour, (WIDE, HIGH))
        arrow(ax, (x, y + PITCH - HIGH / 2), (x, y + HIGH / 2), palette.MUTED)
        if residual and layer > 1:
            edge, out = x + side * WIDE / 2, x + side * (WIDE / 2 + 14)
            low, high = y + PITCH / 2, y - PITCH / 2
            ax.plot([x, out, out], [low, low, high], color=palette.CELL, lw=1.4,
                    zorder=0)  # fmt: skip
            arrow(ax, (out, high), (edge - side * WIDE / 2, high), palette.CELL, lw=1.4)


def _hand_over(ax: Axes, layers: int) -> None:
    """The last states go over."""
    for layer in range(layers):
        y = _height(layer)
        arrow(ax, (ENCODER + WIDE / 2, y), (DECODER - WIDE / 2, y), palette.MUTED)


def _attention(ax: Axes) -> None:
    """Between the two: query from below, keys from the top, r to all above."""
    middle = (ENCODER + DECODER) / 2 - 1
    y, top = _height(3), _height(LAYERS - 1)
    ax.plot([ENCODER + WIDE / 2, middle - 12], [top, top], color=palette.KEY, lw=1.6)
    arrow(ax, (middle - 12, top), (middle - 12, y - 18), palette.KEY)
    ax.text(middle - 16, top - 6, _("all states"), ha="center", fontsize=9.5,
            color=palette.KEY)  # fmt: skip
    ax.plot([DECODER - WIDE / 2, middle - 12], [GROUND, GROUND], color=palette.QUERY)
    arrow(ax, (middle - 12, GROUND), (middle - 12, y + 18), palette.QUERY)
    ax.text(middle - 16, GROUND + 14, _("query"), ha="center", fontsize=9.5,
            color=palette.QUERY)  # fmt: skip
    box(ax, (middle - 12, y), _("attention"), palette.INK, (60, 34))
    bus = middle + 33
    ax.plot([middle + 18, bus], [y, y], color=palette.INK, lw=1.4)
    ends = [_height(1), top]
    ax.plot([bus, bus], ends, color=palette.INK, lw=1.4)
    for layer in range(1, LAYERS):
        arrow(ax, (bus, _height(layer)), (DECODER - WIDE / 2, _height(layer)),
              palette.INK, lw=1.2)  # fmt: skip
    ax.text(bus + 3, top - 7, "r", color=palette.INK, weight="bold")
