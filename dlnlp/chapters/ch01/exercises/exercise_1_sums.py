"""Chapter 1, exercise 1: sums of a table of counts, without running anything."""

from typing import Any

from dlnlp.chapters.grading import Step, Verdict, grade


def check_sums(milk: Any, water: Any, everything: Any) -> Verdict:
    """Exercise 1. Sums of the rows of milk and water, and of all cells, window 4."""
    return grade(
        Step("the row of milk", lambda: milk, 7,
             "put a finger on milk and count the words at most four steps to its left "
             "or right; a word that comes twice counts twice"),
        Step("the row of water", lambda: water, 4,
             "what lies to the right of the last word?"),
        Step("all cells", lambda: everything, 44,
             "add what each of the eight words sees; near the ends they see fewer",
             mistakes=[(36, "that is the number of cells; what is in them?"),
                       (64, "only words in the middle of a long text see eight"),
                       (22, "each pair is seen from both sides")]),
    )  # fmt: skip
