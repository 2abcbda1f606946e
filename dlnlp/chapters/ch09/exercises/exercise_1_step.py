"""Chapter 9, exercise 1: one step of a head, by hand."""

from typing import Any

import numpy as np

from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.language import _


def check_step(mixed: Any, moved: Any, sharp: Any, r: Any) -> Verdict:
    """Exercise 1. Weights (4,) after each operation, and what is read (2,)."""
    found, before = np.array([1, 3, 0, 0]) / 4, np.array([0, 0, 1, 0])
    right = (2 * found + before) / 3
    went = np.roll(right, 1)
    powers = went**2 / (went**2).sum()
    rows = np.array([[0, 0], [14, 0], [0, 14], [14, 14]])
    return grade(
        Step(
            _("mixed"),
            lambda: mixed,
            right,
            _("g times what was found, and 1 - g times where it was"),
            mistakes=[((found + 2 * before) / 3, _("g belongs to what was found"))],
        ),
        Step(
            _("moved"),
            lambda: moved,
            went,
            _("each weight goes to the next row, and the last goes round to row 0"),
            mistakes=[
                (
                    np.roll(right, -1),
                    _("a shift of +1 moves a weight from row i to row i + 1"),
                )
            ],
        ),
        Step(
            _("sharpened"),
            lambda: sharp,
            powers,
            _("square each weight, then divide by the sum of the squares"),
            mistakes=[
                (went**2, _("the weights must sum to 1 again")),
                (2 * went, _("γ is an exponent, not a factor")),
            ],
        ),
        Step(
            _("what is read"),
            lambda: r,
            powers @ rows,
            _("each row times its weight, added up"),
            mistakes=[(went @ rows, _("with the weights before they were sharpened?"))],
        ),
    )
