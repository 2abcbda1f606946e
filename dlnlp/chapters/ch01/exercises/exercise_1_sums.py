"""Chapter 1, exercise 1: sums of a table of counts, without running anything."""

from typing import Any

from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.language import _


def check_sums(milk: Any, water: Any, everything: Any) -> Verdict:
    """Exercise 1. Sums of the rows of milk and water, and of all cells, window 4."""
    return grade(
        Step(
            _("the row of milk"),
            lambda: milk,
            7,
            _(
                "put a finger on milk and count the words at most four steps "
                "to its left or right; a word that comes twice counts twice"
            ),
        ),
        Step(
            _("the row of water"),
            lambda: water,
            4,
            _("what lies to the right of the last word?"),
        ),
        Step(
            _("all cells"),
            lambda: everything,
            44,
            _("add what each of the eight words sees; near the ends they see fewer"),
            mistakes=[
                (36, _("that is the number of cells; what is in them?")),
                (64, _("only words in the middle of a long text see eight")),
                (22, _("each pair is seen from both sides")),
            ],
        ),
    )
