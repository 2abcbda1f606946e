"""Chapter 5, exercise 1: how many parameters each cell has."""

from typing import Any

from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.language import _


def check_sizes(rnn: Any, gru: Any, lstm: Any) -> Verdict:
    """Exercise 1. How many parameters each cell has, D = H = 100."""
    one = 100 * 100 + 100 * 100 + 100
    return grade(
        Step(
            _("the RNN's parameters"),
            lambda: rnn,
            one,
            _(
                "a table from the input, a table from the state, and b: of "
                "which shapes?"
            ),
            mistakes=[
                (20_000, _("and b?")),
                (10_100, _("there are two tables")),
                (
                    40_100,
                    _(
                        "each table has one row a number that comes in and one column "
                        "a number that goes out"
                    ),
                ),
            ],
        ),
        Step(
            _("the LSTM's parameters"),
            lambda: lstm,
            4 * one,
            _("how many vectors of H numbers does one step compute from x and h?"),
            mistakes=[
                (3 * one, _("three gates, and what else is computed by tables?")),
                (one, _("each gate has tables of its own")),
            ],
        ),
        Step(
            _("the GRU's parameters"),
            lambda: gru,
            3 * one + 100,
            _("three vectors a step; and look for a second b"),
            mistakes=[
                (3 * one, _("nearly: bh, the state's bias, is learned, too")),
                (2 * one, _("two gates, and the candidate")),
                (2 * one + 100, _("two gates, and the candidate")),
                (4 * one, _("that is the LSTM")),
            ],
        ),
    )
