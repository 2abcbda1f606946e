"""Chapter 2, exercise 6: how far the loss of skip-gram can fall."""

from collections.abc import Callable
from typing import Any

import numpy as np

from dlnlp.arrays import Array
from dlnlp.chapters.answers import Asked
from dlnlp.chapters.ch01.exercises.sentence import COUNTS
from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.language import _


def check_floor(floor: Callable[..., Any]) -> Verdict:
    """Exercise 6. `floor(X)`: least mean loss of a skip-gram on pairs counted in X."""
    even, uneven = np.ones((2, 2)), np.array([[8.0, 2.0], [1.0, 3.0]])
    counts = COUNTS.toarray().astype(float)
    lonely = np.pad(counts, (0, 1))  # a seventh word, which met nobody
    asked = Asked(floor)

    p = uneven / uneven.sum(axis=1, keepdims=True)
    right = -(uneven * np.log(p)).sum() / 14
    joint = -(uneven * np.log(uneven / 14)).sum() / 14
    frequent = -(uneven.sum(axis=0) * np.log(uneven.sum(axis=0) / 14)).sum() / 14
    by_rows = -(p * np.log(p)).sum() / 2
    columns = -(uneven * np.log(uneven / uneven.sum(axis=0))).sum() / 14
    best = conditional_entropy(counts)
    return grade(
        Step(
            _("every guess a toss of a coin, X = [[1, 1], [1, 1]]"),
            lambda: asked(even),
            np.log(2),
            _("after either word each of the two came half of the time"),
            mistakes=[
                (1.0, _("that is with log2; the loss has the natural logarithm")),
                (-np.log(2), _("-ln of a probability is not negative")),
                (
                    np.log(4),
                    _(
                        "given the middle word, how probable is each neighbour? the "
                        "probabilities of a row sum to one"
                    ),
                ),
                (4 * np.log(2), _("that is the sum over the pairs, not the mean")),
                (np.log(2) / 2, _("divide by the number of pairs")),
            ],
        ),
        Step(
            _("an uneven table, X = [[8, 2], [1, 3]]"),
            lambda: asked(uneven),
            right,
            _(
                "for each of the 14 pairs one loss, from the counts as they "
                "are; how many pairs are in each cell?"
            ),
            mistakes=[
                (
                    frequent,
                    _(
                        "that is how frequent each neighbour is in the whole text; but "
                        "the middle word is known"
                    ),
                ),
                (joint, _("X_ij by all counts: but the middle word is known")),
                (
                    by_rows,
                    _(
                        "the mean over pairs, not over words: word 0 has ten pairs, "
                        "word 1 has four"
                    ),
                ),
                (
                    columns,
                    _(
                        "row i belongs to the word that is seen: divide by the sum of "
                        "its row"
                    ),
                ),
                (-np.log(p).mean(), _("a cell with 8 pairs counts 8 times")),
            ],
        ),
        Step(
            _("the sentence, window 2"),
            lambda: asked(counts),
            best,
            _(
                "a pair that never came costs nothing, but to NumPy 0 * ln 0 "
                "is nan: leave out the cells that hold 0"
            ),
        ),
        Step(
            _("a word that met nobody"),
            lambda: asked(lonely),
            best,
            _(
                "its row is all zeros, and 0 / 0 is nan; it has no pair, so it "
                "should change nothing"
            ),
        ),
        Step(_("X is left as it was"), asked.left_alone),
    )


def conditional_entropy(X: Array) -> float:
    """Mean of -ln(X_ij / X_i) over all counted pairs; X_i is the sum of row i."""
    i, j = np.nonzero(X)
    return float(-(X[i, j] * np.log(X[i, j] / X.sum(axis=1)[i])).sum() / X.sum())
