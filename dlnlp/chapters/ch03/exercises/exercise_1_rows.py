"""Chapter 3, exercise 1: what a guess costs with a softmax, and with negatives."""

from typing import Any

from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.language import _


def check_rows(logits_full: Any, logits_negative: Any, rows_changed: Any) -> Verdict:
    """Exercise 1. Skip-gram, V = 100,000, K = 5: scores of a guess, rows that learn."""
    return grade(
        Step(
            _("the scores of a full softmax"),
            lambda: logits_full,
            100_000,
            _("softmax divides by a sum: over what?"),
            mistakes=[
                (1, _("the right word's score alone is no probability")),
                (6, _("that is the other one")),
                (
                    200_000,
                    _(
                        "the seen word's vector is read from a table; scores are "
                        "computed for the words that might be the answer"
                    ),
                ),
            ],
        ),
        Step(
            _("the scores of negative sampling"),
            lambda: logits_negative,
            6,
            _("one score for each question; how many questions?"),
            mistakes=[
                (
                    5,
                    _(
                        "those are the negatives; a question is also asked about the "
                        "right word"
                    ),
                ),
                (
                    1,
                    _(
                        "that is the question about the right word; which others are "
                        "asked?"
                    ),
                ),
                (
                    7,
                    _(
                        "the seen word is part of every question; about which words is "
                        "one asked?"
                    ),
                ),
                (100_000, _("a word that isn't asked about needs no score")),
            ],
        ),
        Step(
            _("the rows of W_out that change, at most"),
            lambda: rows_changed,
            6,
            _("which words' vectors are part of a score?"),
            mistakes=[
                (5, _("does the right word's row stay as it is?")),
                (1, _("the negatives' scores were too high; what has to move?")),
                (7, _("the seen word's row changes, too, but it belongs to W_in")),
                (100_000, _("a row that is part of no score gets no gradient")),
            ],
        ),
    )
