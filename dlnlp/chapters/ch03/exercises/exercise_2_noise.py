"""Chapter 3, exercise 2: the distribution that negatives are drawn from."""

from collections.abc import Callable
from typing import Any

import numpy as np

from dlnlp.chapters.answers import Asked
from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.language import _


def check_noise(noise: Callable[..., Any]) -> Verdict:
    """Exercise 2. `noise(counts, exponent)`: chance of each word to be drawn (V,)."""
    counts = np.array([1.0, 16.0, 81.0])

    asked = Asked(noise)

    def mine(exponent: float) -> Any:
        return asked(counts, exponent)

    plain, weights = counts / 98, np.array([1, 8, 27])
    return grade(
        Step(
            _("counts of 1, 16 and 81, exponent 0.75"),
            lambda: mine(0.75),
            weights / 36,
            _(
                "each count to the power of the exponent; and then, so that "
                "they are probabilities?"
            ),
            mistakes=[
                (weights, _("those are weights; probabilities sum to one")),
                (
                    plain**0.75,
                    _("the power has changed the sum: it isn't one any more"),
                ),
                (
                    plain,
                    _(
                        "each is drawn as often as it occurs; to multiply all counts "
                        "alike changes nothing, and a power does"
                    ),
                ),
                (
                    weights / 98,
                    _("divide by the sum of the weights, not of the counts"),
                ),
                (weights / 27, _("divide by the sum, not by the largest")),
            ],
        ),
        Step(
            _("exponent 1: as often as they occur"),
            lambda: mine(1.0),
            plain,
            _("is there a 0.75 in your function?"),
        ),
        Step(
            _("exponent 0: all alike"),
            lambda: mine(0.0),
            np.full(3, 1 / 3),
            _("any number to the power 0 is 1"),
        ),
        Step(
            _("whole numbers, one of them 0"),
            lambda: asked(np.array([0, 1, 4]), 0.5),
            np.array([0, 1, 2]) / 3,
            _(
                "0 to the power 0.5 is 0, and so is its chance. And an array "
                "of whole numbers can't hold fractions: let the power make a "
                "new one"
            ),
            mistakes=[
                (
                    np.sqrt([1, 2, 5]) / np.sqrt([1, 2, 5]).sum(),
                    _(
                        "did you add 1 to each count? a word that never occurs is "
                        "never drawn"
                    ),
                )
            ],
        ),
        Step(_("the counts are left as they were"), asked.left_alone),
    )
