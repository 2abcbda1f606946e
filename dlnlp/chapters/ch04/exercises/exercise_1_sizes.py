"""Chapter 4, exercise 1: the size of a table, of a network, of a memory."""

from typing import Any

from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.language import _


def check_sizes(rows: Any, learned: Any, state: Any) -> Verdict:
    """Exercise 1. V = 10,000: rows of a 5-gram table; an RNN with D = H = 100."""
    V, D, H = 10_000, 100, 100
    cell = D * H + H * H + H
    return grade(
        Step(
            _("the rows of a table for order 5"),
            lambda: rows,
            V**4,
            _("one row for each context: how many words does it have?"),
            mistakes=[
                (
                    V**5,
                    _(
                        "that many cells; the last of the five words is the one to be "
                        "guessed"
                    ),
                ),
                (4 * V, _("each of the four words may be any of the V: multiply")),
                (V, _("that is order 2, with one word of context")),
            ],
        ),
        Step(
            _("the numbers that the network learns"),
            lambda: learned,
            V * D + cell + V * H + V,
            _("the embedding, Wx, Wh, b, the output's table, and a number a word"),
            mistakes=[
                (V * D + cell + V * H, _("the output has a bias for each word")),
                (V * D + V * H + V, _("and the recurrent layer itself?")),
                (
                    V * D + cell + V,
                    _(
                        "one of the two large arrays is missing: a word has a vector "
                        "where it is read, and one where it may come"
                    ),
                ),
                (V * D + cell - H + V * H + V, _("b has H numbers")),
                (5 * (V * D + cell + V * H + V), _("all steps share one set")),
            ],
        ),
        Step(
            _("the numbers that it remembers of a text"),
            lambda: state,
            H,
            _("what does one step hand to the next?"),
            mistakes=[
                (H * H, _("that is Wh, which is the same for every text")),
                (D, _("the right number, by chance: it is H, not D")),
            ],
        ),
    )
