"""Chapter 7, exercise 1: the weights of three places, and what is read there."""

from typing import Any

import numpy as np

from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.language import _

WEIGHTS = np.array([1, 2, 5]) / 8
VALUES = np.array([[8.0, 0.0], [0.0, 8.0], [8.0, 8.0]])
SCORES = np.log([1.0, 2.0, 5.0])


def check_weights(weights: Any, r: Any, longer: Any, masked: Any) -> Verdict:
    """Exercise 1. Scores 0, ln 2, ln 5: weights (3,), r (2,), and two more weights."""
    return grade(
        Step(
            _("the weights"),
            lambda: weights,
            WEIGHTS,
            _("e to the power of ln 2 is 2; and the weights sum to 1"),
            mistakes=[
                (
                    np.array([1, 2, 5]),
                    _("these have the right proportions; and their sum?"),
                ),
                (
                    SCORES / SCORES.sum(),
                    _("the exponentials are divided by their sum, not the scores"),
                ),
                (WEIGHTS[::-1], _("the largest score gets the largest weight")),
            ],
        ),
        Step(
            _("what is read"),
            lambda: r,
            WEIGHTS @ VALUES,
            _("an eighth of the first value, and so on; add them up"),
            mistakes=[
                (
                    VALUES[2],
                    _(
                        "that is the value of the likeliest place alone; the others "
                        "are read, too"
                    ),
                ),
                (VALUES.mean(axis=0), _("that is the plain mean")),
                (
                    (WEIGHTS @ VALUES)[::-1],
                    _(
                        "the first number of r is made of the first numbers of the "
                        "values"
                    ),
                ),
            ],
        ),
        Step(
            _("with a query twice as long"),
            lambda: longer,
            np.array([1, 4, 25]) / 30,
            _("q · k doubles; what is e to the power of 2 ln 5?"),
            mistakes=[
                (
                    WEIGHTS,
                    _(
                        "adding the same to all scores would change nothing; doubling "
                        "them does"
                    ),
                ),
                (2 * WEIGHTS, _("weights sum to 1: it is the scores that double")),
                (np.array([1, 4, 10]) / 15, _("twice ln 5 is ln 25")),
                (np.array([2, 4, 10]) / 16, _("twice ln 5 is ln 25")),
            ],
        ),
        Step(
            _("with the third place masked"),
            lambda: masked,
            np.array([1, 2, 0]) / 3,
            _("its score becomes minus infinity, before the softmax"),
            mistakes=[
                (
                    np.array([1, 2, 0]) / 8,
                    _("these sum to 3/8: masked after the softmax"),
                ),
                (
                    np.array([1, 2, 1]) / 4,
                    _("a score of 0 is a score as any other: e to the power of 0 is 1"),
                ),
                (np.array([1, 2]) / 3, _("right for two; and the third?")),
            ],
        ),
    )
