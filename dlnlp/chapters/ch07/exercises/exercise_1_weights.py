"""Chapter 7, exercise 1: the weights of three places, and what is read there."""

from typing import Any

import numpy as np

from dlnlp.chapters.grading import Step, Verdict, grade

WEIGHTS = np.array([1, 2, 5]) / 8
VALUES = np.array([[8.0, 0.0], [0.0, 8.0], [8.0, 8.0]])
SCORES = np.log([1.0, 2.0, 5.0])


def check_weights(weights: Any, r: Any, longer: Any, masked: Any) -> Verdict:
    """Exercise 1. Scores 0, ln 2, ln 5: weights (3,), r (2,), and two more weights."""
    return grade(
        Step("the weights", lambda: weights, WEIGHTS,
             "e to the power of ln 2 is 2; and the weights sum to 1",
             mistakes=[(np.array([1, 2, 5]), "these have the right proportions; and "
                        "their sum?"),
                       (SCORES / SCORES.sum(), "the exponentials are divided by their "
                        "sum, not the scores"),
                       (WEIGHTS[::-1], "the largest score gets the largest weight")]),
        Step("what is read", lambda: r, WEIGHTS @ VALUES,
             "an eighth of the first value, and so on; add them up",
             mistakes=[(VALUES[2], "that is the value of the likeliest place alone; "
                        "the others are read, too"),
                       (VALUES.mean(axis=0), "that is the plain mean"),
                       ((WEIGHTS @ VALUES)[::-1], "the first number of r is made of "
                        "the first numbers of the values")]),
        Step("with a query twice as long", lambda: longer, np.array([1, 4, 25]) / 30,
             "q · k doubles; what is e to the power of 2 ln 5?",
             mistakes=[(WEIGHTS, "adding the same to all scores would change nothing; "
                        "doubling them does"),
                       (2 * WEIGHTS, "weights sum to 1: it is the scores that double"),
                       (np.array([1, 4, 10]) / 15, "twice ln 5 is ln 25"),
                       (np.array([2, 4, 10]) / 16, "twice ln 5 is ln 25")]),
        Step("with the third place masked", lambda: masked, np.array([1, 2, 0]) / 3,
             "its score becomes minus infinity, before the softmax",
             mistakes=[(np.array([1, 2, 0]) / 8, "these sum to 3/8: masked after the "
                        "softmax"),
                       (np.array([1, 2, 1]) / 4, "a score of 0 is a score as any "
                        "other: e to the power of 0 is 1"),
                       (np.array([1, 2]) / 3, "right for two; and the third?")]),
    )  # fmt: skip
