"""Chapter 2, exercise 1: what CBOW learns, reads and computes."""

from typing import Any

from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.language import _


def check_sizes(numbers: Any, rows: Any, logits: Any) -> Verdict:
    """Exercise 1. CBOW, V = 10,000, D = 100, w = 5: what it learns, reads, computes."""
    return grade(
        Step(
            _("the numbers that are learned"),
            lambda: numbers,
            2_000_000,
            _("what is learned stands in tables: how many, of which shape?"),
            mistakes=[
                (1_000_000, _("a word that is guessed has a row, too: where?")),
                (10_100, _("a table of V rows and D columns has V times D")),
            ],
        ),
        Step(
            _("the rows of W_in that one guess reads"),
            lambda: rows,
            10,
            _("whose rows make h?"),
            mistakes=[
                (5, _("a window of five has five words on each side")),
                (11, _("may CBOW look at the word that it is to guess?")),
                (10_000, _("words that aren't in the window have no part in h")),
                (1, _("that is skip-gram, which guesses from one word")),
            ],
        ),
        Step(
            _("the scores that one guess computes"),
            lambda: logits,
            10_000,
            _("softmax divides by a sum: over what?"),
            mistakes=[
                (1, _("the right word's score alone is no probability")),
                (10, _("the neighbours are known; which words may be the answer?")),
                (100, _("each score is a sum of D products; how many scores?")),
                (1_000_000, _("those are the products; D of them make a score")),
            ],
        ),
    )
