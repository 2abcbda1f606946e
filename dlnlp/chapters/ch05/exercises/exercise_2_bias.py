"""Chapter 5, exercise 2: the forget gate's bias for a given half-life."""

from collections.abc import Callable
from typing import Any

import numpy as np

from dlnlp.chapters.answers import Asked
from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.language import _


def check_bias(bias_for: Callable[..., Any]) -> Verdict:
    """Exercise 2. `bias_for(half_life)`: the forget gate's bias, from steps to half."""

    asked = Asked(bias_for)

    def right(half_life: float) -> float:
        return float(-np.log(np.expm1(np.log(2) / half_life)))

    gate = 0.5 ** (1 / 2.0)  # what a half-life of two steps wants
    return grade(
        Step(
            _("half a memory after one step: bias 0"),
            lambda: asked(1.0),
            0.0,
            _("the gate must be one half; for which b is σ(b) one half?"),
            mistakes=[
                (0.5, _("that is the gate; which bias makes it?")),
                (1.0, _("that is 1 / f - 1, which is e^-b: solve for b")),
                (-np.log(np.expm1(1.0)), _("that leaves 1/e, not one half")),
            ],
        ),
        Step(
            _("after two steps"),
            lambda: asked(2.0),
            right(2.0),
            _(
                "f to the power of τ is one half: solve for f, then f = 1 / (1 "
                "+ e^-b) for b"
            ),
            mistakes=[
                (gate, _("that is the gate; which bias makes it?")),
                (
                    -right(2.0),
                    _("the sign: a memory that lasts longer wants a larger bias"),
                ),
                (
                    np.log(3.0),
                    _(
                        "½ + ½ · ½: what is lost is a share of what is left. A power, "
                        "no multiple"
                    ),
                ),
            ],
        ),
        Step(
            _("half a step: forgetful"),
            lambda: asked(0.5),
            right(0.5),
            _("the number of steps need not be a whole one"),
        ),
        Step(
            _("a hundred steps"),
            lambda: asked(100.0),
            right(100.0),
            _("the same formula"),
        ),
        Step(
            _("ten thousand steps"),
            lambda: asked(1e4),
            right(1e4),
            _("the same formula"),
        ),
    )
