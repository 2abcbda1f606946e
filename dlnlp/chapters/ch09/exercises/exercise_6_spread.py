"""Chapter 9, exercise 6: how wide a head becomes that waits and leaks."""

from collections.abc import Callable
from typing import Any

import numpy as np

from dlnlp.chapters.answers import Asked
from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.language import _


def check_spread(spread: Callable[..., Any]) -> Verdict:
    """Exercise 6. `spread(n, leak)`: standard deviation of its weights, in rows."""
    asked = Asked(spread)

    def mistakes(n: int, leak: float) -> list[tuple[float, str]]:
        return [
            (n * leak, _("that is the variance; the spread is its root")),
            (n * leak**0.5, _("variances of independent moves add up, spreads do not")),
            ((n * leak / 2) ** 0.5, _("half of the leak goes up, and half goes down")),
        ]

    return grade(
        Step(
            _("one step"),
            lambda: asked(1, 0.1),
            0.1**0.5,
            _(
                "with leak / 2 it moves by -1, with leak / 2 by +1, else by 0: "
                "the mean is 0, and the mean of the squares?"
            ),
            mistakes=mistakes(1, 0.1),
        ),
        Step(
            _("no leak"),
            lambda: asked(50, 0.0),
            0.0,
            _("what does not move stays narrow"),
        ),
        Step(
            _("ten steps"),
            lambda: asked(10, 0.1),
            1.0,
            _("variances of independent moves add up"),
            mistakes=mistakes(10, 0.1),
        ),
        Step(
            _("a thousand steps, a leak of 2%"),
            lambda: asked(1000, 0.02),
            20**0.5,
            _("the same formula"),
            mistakes=mistakes(1000, 0.02),
        ),
        Step(
            _("all of it leaks"),
            lambda: asked(np.int64(9), 1.0),
            3.0,
            _("the same formula"),
        ),
    )
