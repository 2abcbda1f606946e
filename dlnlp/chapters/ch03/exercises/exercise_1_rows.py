"""Chapter 3, exercise 1: what a guess costs with a softmax, and with negatives."""

from typing import Any

from dlnlp.chapters.grading import Step, Verdict, grade


def check_rows(logits_full: Any, logits_negative: Any, rows_changed: Any) -> Verdict:
    """Exercise 1. Skip-gram, V = 100,000, K = 5: scores of a guess, rows that learn."""
    return grade(
        Step("the scores of a full softmax", lambda: logits_full, 100_000,
             "softmax divides by a sum: over what?",
             mistakes=[(1, "the right word's score alone is no probability"),
                       (6, "that is the other one"),
                       (200_000, "the seen word's vector is read from a table; scores "
                        "are computed for the words that might be the answer")]),
        Step("the scores of negative sampling", lambda: logits_negative, 6,
             "one score for each question; how many questions?",
             mistakes=[(5, "those are the negatives; a question is also asked about "
                        "the right word"),
                       (1, "that is the question about the right word; which others "
                        "are asked?"),
                       (7, "the seen word is part of every question; about which "
                        "words is one asked?"),
                       (100_000, "a word that isn't asked about needs no score")]),
        Step("the rows of W_out that change, at most", lambda: rows_changed, 6,
             "which words' vectors are part of a score?",
             mistakes=[(5, "does the right word's row stay as it is?"),
                       (1, "the negatives' scores were too high; what has to move?"),
                       (7, "the seen word's row changes, too, but it belongs to W_in"),
                       (100_000, "a row that is part of no score gets no gradient")]),
    )  # fmt: skip
