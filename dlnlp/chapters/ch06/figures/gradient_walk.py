"""Chapter 6's drawing of how far a gradient must walk from an answer to a question."""

from __future__ import annotations

from matplotlib.figure import Figure

from dlnlp.explore import Draw, Say, palette, style
from dlnlp.explore.diagram import WIDTH, arrow, box, canvas
from dlnlp.language import _

ORDERS = (_("as it is written"), _("backwards"))
PLACES = (_("hundreds"), _("tens"), _("ones"))
ROW = 118  # height of the row of steps, from the top


def gradient_walk(question: str, answer: str) -> tuple[Draw, Say]:
    """How many steps lie between a digit of the sum and the two that it is made of.

    question, answer  such as "367+529" and "896": all numbers of three digits
    """
    first, second = question.split("+")
    S, T = len(question), len(answer)
    if len(first) != 3 or len(second) != 3 or T != 3:
        raise ValueError(f"{question} = {answer}: each number must have three digits")
    pitch = WIDTH / (S + T)

    def columns(order: str, place: str) -> tuple[int, list[int]]:
        """Of the digit that is written, and of the two that it comes from."""
        k = PLACES.index(place)
        sources = [k, k + 4]
        if order == ORDERS[1]:
            sources = [S - 1 - i for i in reversed(sources)]
        return S + k, sources

    def walks(order: str, place: str) -> list[int]:
        end, sources = columns(order, place)
        return [end - source for source in sources]

    def mean(order: str) -> float:
        return sum(sum(walks(order, place)) for place in PLACES) / (2 * len(PLACES))

    def nearest(order: str) -> int:
        return min(min(walks(order, place)) for place in PLACES)

    def say(order: str, place: str) -> str:
        far, near = walks(order, place)
        steps = _("{} and {} step") if near == 1 else _("{} and {} steps")
        walked, shortest = steps.format(far, near), nearest(order)
        return _(
            "The question is read {}: the gradient of the {} walks {} back to its two "
            "digits. Over all digits the mean is {:g}, the shortest walk {}."
        ).format(_(order), _(place), walked, mean(order), shortest)

    @style.figure_style()
    def draw(order: str, place: str) -> Figure:
        end, sources = columns(order, place)
        far, near = walks(order, place)
        title = _("Read {}, the {} are {} and {} steps away").format(
            _(order), _(place), far, near
        )
        fig, ax = canvas(236, title)
        read = question if order == ORDERS[0] else question[::-1]
        letters = read + answer
        size = (pitch - 8, 30)
        for column, letter in enumerate(letters):
            colour = palette.HIDDEN if column < S else palette.CELL
            if column in sources:
                colour = palette.INPUT
            if column == end:
                colour = palette.LOSS
            chosen = column in sources or column == end
            x = (column + 0.5) * pitch
            box(ax, (x, ROW), letter, colour, size, lw=2.2 if chosen else 1,
                weight="bold" if chosen else "normal", fontsize=12)  # fmt: skip
            if column:
                left = x - pitch + size[0] / 2
                ax.plot([left, x - size[0] / 2], [ROW, ROW], color=palette.MUTED, lw=1)
        for n, source in enumerate(sources):
            height = ROW - 56 + 26 * n
            start, goal = (end + 0.5) * pitch, (source + 0.5) * pitch
            corners = ([start, start, goal], [ROW - 16, height, height])
            ax.plot(*corners, color=palette.LOSS, ls=style.GRADIENT, lw=1.6)
            arrow(ax, (goal, height), (goal, ROW - 15), palette.LOSS, dashed=True)
            ax.text((start + goal) / 2, height - 4, f"{end - source}", ha="center",
                    color=palette.LOSS, weight="bold", fontsize=11)  # fmt: skip
        split = S * pitch
        for left, right, name, colour in (
            (4, split - 4, _("the encoder reads"), palette.HIDDEN),
            (split + 4, WIDTH - 4, _("the decoder writes"), palette.CELL),
        ):
            ax.plot([left, right], [ROW + 30] * 2, color=colour, lw=2)
            ax.text((left + right) / 2, ROW + 45, name, ha="center", color=colour,
                    fontsize=10.5)  # fmt: skip
        for n, one in enumerate(ORDERS):
            weight = "bold" if one == order else "normal"
            text = _("{}: mean walk {:g}, shortest {}").format(
                one, mean(one), nearest(one)
            )
            ax.text(2, ROW + 78 + 18 * n, text, weight=weight,
                    color=palette.INK if one == order else palette.MUTED)  # fmt: skip
        return fig

    return draw, say
