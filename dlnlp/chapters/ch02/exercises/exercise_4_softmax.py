"""Chapter 2, exercise 4: a softmax that survives large logits."""

from collections.abc import Callable
from typing import Any

import numpy as np

from dlnlp.chapters.answers import Asked
from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.language import _


def check_softmax(softmax: Callable[..., Any]) -> Verdict:
    """Exercise 4. `softmax(s)`: the probabilities (V,) of one row of logits (V,)."""
    easy = np.log([1.0, 2.0, 5.0])
    asked = Asked(softmax, over="raise", invalid="raise", divide="raise")

    def mine(*logits: float) -> Any:
        return asked(np.array(logits))

    return grade(
        Step(
            _("the scores ln 1, ln 2 and ln 5"),
            lambda: mine(*easy),
            np.array([1, 2, 5]) / 8,
            _(
                "e to the power of each score, divided by the sum of all of "
                "these; if you take off a number first, take one that leaves a "
                "power above 0"
            ),
            mistakes=[
                (np.array([1, 2, 5]), _("and now so that they sum to one")),
                (easy / easy.sum(), _("where is the e?")),
                (2**easy / (2**easy).sum(), _("e, not 2: np.exp")),
                (np.log([1 / 8, 2 / 8, 5 / 8]), _("the logarithm comes later")),
                (np.array([1, 2, 5]) / 5, _("by the sum, not the largest")),
            ],
        ),
        Step(
            _("negative scores"),
            lambda: mine(-2.0, 0.0, 1.0, -1.0),
            np.exp([-2, 0, 1, -1]) / np.exp([-2, 0, 1, -1]).sum(),
            _("e to a negative power is a small positive number: nothing to mend"),
        ),
        Step(
            _("large scores: 1000 and 999"),
            lambda: mine(1000.0, 999.0),
            np.array([np.e, 1]) / (np.e + 1),
            _(
                "e^1000 is too large for a float. The same number taken off "
                "all scores divides all powers alike: what does that do to the "
                "probabilities?"
            ),
            mistakes=[
                (
                    np.array([0.5, 0.5]),
                    _(
                        "if you cut the scores off, different ones become equal; take "
                        "the same number off all"
                    ),
                ),
                (np.array([1.0, 0.0]), _("no: e^1000 is only e times e^999")),
            ],
        ),
        Step(
            _("far below zero: -1000 and -1001"),
            lambda: mine(-1000.0, -1001.0),
            np.array([np.e, 1]) / (np.e + 1),
            _(
                "e^-1000 is rounded to 0, and 0 / 0 is nan: which number must "
                "you take off so that one power is e^0?"
            ),
        ),
        Step(
            _("far apart: 2000, 0 and 0"),
            lambda: mine(2000.0, 0.0, 0.0),
            np.array([1.0, 0.0, 0.0]),
            _("with the mean taken off there is still a large score left"),
        ),
        Step(_("the scores are left as they were"), asked.left_alone),
    )
