"""Chapter 6, on the length of answers: the alpha at which a longer text wins."""

from collections.abc import Callable
from typing import Any

import numpy as np

from dlnlp.chapters.answers import Asked
from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.language import _


def check_turning(turning: Callable[..., Any]) -> Verdict:
    """`turning(short, length, longer, length_of_longer)`: the alpha of a tie.

    short, longer  log probabilities of two complete texts, the longer one's the lower
    """
    asked = Asked(turning)

    def right(short: float, n: int, longer: float, m: int) -> float:
        return float(np.log(longer / short) / np.log((5 + m) / (5 + n)))

    hint = _(
        "the scores log_p / ((5 + length) / 6)^alpha are equal: take the logarithm"
    )
    return grade(
        Step(
            _("log p -1 with 1 word, -2 with 7"),
            lambda: asked(-1.0, 1, -2.0, 7),
            1.0,
            hint,
            mistakes=[
                (
                    np.log(2) / np.log(7),
                    _("that compares the lengths; eq. 14 adds 5 to each"),
                ),
                (-1.0, _("the sign: which of the two is to become better?")),
                (np.log(2), _("and the lengths?")),
                (2.0, _("alpha is a power")),
            ],
        ),
        Step(
            _("-2.4 with 3, -3 with 6"),
            lambda: asked(-2.4, 3, -3.0, 6),
            right(-2.4, 3, -3.0, 6),
            hint,
            mistakes=[
                (right(-2.4, -2, -3.0, 1), _("eq. 14 adds 5 to each length")),
                (
                    -right(-2.4, 3, -3.0, 6),
                    _("the sign: which of the two is to become better?"),
                ),
            ],
        ),
        Step(
            _("half as likely again: e to the -1.2 with 2, and 20 words"),
            lambda: asked(-1.2, 2, -1.2 - np.log(2), 20),
            right(-1.2, 2, -1.2 - np.log(2), 20),
            hint,
        ),
        Step(
            _("equally likely"),
            lambda: asked(-1.5, 4, -1.5, 9),
            0.0,
            _("with alpha 0 nothing is weighed; is it a tie there?"),
        ),
    )
