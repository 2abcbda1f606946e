"""Chapter 9's drawing of a neural Turing machine, a step of time part by part."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dlnlp.explore import Draw, Say, palette, style
from dlnlp.explore.diagram import arrow, box, canvas, cells
from dlnlp.language import _

PARTS = (
    _("The controller reads the input and what was read a step ago"),
    _("It says for each head where to look: five kinds of numbers"),
    _("The heads move: new weights, from content and from place"),
    _("One head reads: a weighted sum of rows"),
    _("The other writes: it erases, then it adds"),
    _("Output: from the state and from what was read"),
)
TITLES = (
    _("The controller reads"),
    _("It says for each head where to look"),
    _("The heads move"),
    _("One head reads"),
    _("The other writes"),
    _("Output"),
)
X, H, HEADS, OUT = (44, 232), (44, 150), (150, 150), (44, 62)  # middles of boxes
MEMORY, ROWS, COLUMNS, CELL = (258, 74), 7, 5, (17, 20)
READ = (150, 62)


def machine() -> tuple[Draw, Say]:
    """The whole machine: controller, two heads, and a memory beside it."""

    def say(part: int) -> str:
        return _("{} of {}. {}.").format(part, len(PARTS), PARTS[part - 1])

    @style.figure_style()
    def draw(part: int) -> Figure:
        fig, ax = canvas(262, TITLES[part - 1])
        _memory(ax, part)
        _boxes(ax, part)
        _arrows(ax, part)
        return fig

    return draw, say


def _colour(colour: str, part: int, *, since: int) -> str:
    return colour if part >= since else palette.GRID


def _memory(ax: Axes, part: int) -> None:
    """The memory, and the weights of both heads at its sides."""
    x, y = MEMORY
    strengths = [[(3 * r + 2 * c) % 5 / 8 for c in range(COLUMNS)] for r in range(ROWS)]
    if part < 5:
        strengths[4:] = [[0.0] * COLUMNS] * 3
    cells(ax, MEMORY, CELL, strengths, palette.CELL)
    ax.text(x, y - 20, _("memory M"), color=palette.CELL, fontsize=10.5, weight="bold")
    ax.text(x, y - 7, "(R, D)", color=palette.CELL, fontsize=10.5)
    for at, w, colour in (
        (x - 22, (0.02, 0.9, 0.08, 0, 0, 0, 0), palette.QUERY),
        (x + 5 * CELL[0] + 6, (0, 0, 0, 0.1, 0.9, 0, 0), palette.CELL),
    ):
        shown = [[v] for v in w] if part >= 3 else [[0.0]] * ROWS
        cells(ax, (at, y), (15, CELL[1]), shown, colour)


def _boxes(ax: Axes, part: int) -> None:
    box(ax, X, _("input\nx (I,)"), palette.INPUT, (80, 38))
    box(ax, H, _("controller\nh (H,)"), palette.HIDDEN, (80, 44))
    box(ax, HEADS, _("heads: k, β,\ng, s, γ"), _colour(palette.KEY, part, since=2),
        (92, 44))  # fmt: skip
    box(ax, READ, _("read\nr (D,)"), _colour(palette.QUERY, part, since=4), (92, 38))
    box(ax, (150, 232), _("erase e, add a\n(D,)"), _colour(palette.CELL, part, since=5),
        (92, 38))  # fmt: skip
    box(ax, OUT, _("output\n(O,)"), _colour(palette.LOSS, part, since=6), (80, 38))


def _arrows(ax: Axes, part: int) -> None:
    x, y = MEMORY
    ways = (
        (1, (44, 212), (44, 173), palette.INPUT),
        (2, (85, 150), (103, 150), palette.HIDDEN),
        (3, (197, 150), (x - 25, 150), palette.KEY),
        (4, (x - 25, y + 30), (197, 68), palette.QUERY),
        (5, (85, 166), (112, 212), palette.HIDDEN),
        (5, (197, 232), (x + 40, y + 7 * CELL[1] + 4), palette.CELL),
        (6, (103, 62), (85, 62), palette.QUERY),
        (6, (44, 127), (44, 82), palette.HIDDEN),
    )
    for since, start, end, colour in ways:
        if part >= since:
            arrow(ax, start, end, colour)
    # What was read goes to the controller of the next step
    if part in (1, 4, 6):
        arrow(ax, (112, 82), (78, 126), palette.QUERY, dashed=True)
        ax.text(102, 108, _("a step later"), color=palette.QUERY, fontsize=10)
