"""Chapter 9, exercise 7: which γ holds a head on its row."""

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from dlnlp.chapters.answers import Asked, Unanswered
from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.language import _

ROWS, STEPS, LEAK, WANTED = 24, 1_000, 0.1, 0.9


@cache
def weight_left(leak: float, gamma: float, steps: int) -> float:
    """The weight on row 0 of ROWS after so many steps of waiting."""
    w = np.eye(ROWS)[0]
    for _step in range(steps):
        w = (1 - leak) * w + leak / 2 * (np.roll(w, 1) + np.roll(w, -1))
        w = w**gamma / (w**gamma).sum()
    return float(w[0])


@cache
def smallest() -> float:
    """The smallest γ, in tenths, that holds the head."""
    tenths = range(10, 31)
    return next(n / 10 for n in tenths if weight_left(LEAK, n / 10, STEPS) > WANTED)


def check_hold(left: Callable[..., Any], gamma: Any) -> Verdict:
    """Exercise 7. `left(leak, gamma, steps)`: the weight on its row; the smallest γ."""
    asked = Asked(left)

    def answer() -> Any:
        if gamma is ...:
            raise Unanswered
        return gamma

    def weight(leak: float, gamma: float, steps: int) -> Step:
        many = _("1 step") if steps == 1 else _("{} steps").format(steps)
        shown = _("leak {:g}, γ = {:g}, {}").format(leak, gamma, many)
        return Step(
            shown,
            lambda: asked(leak, gamma, steps),
            weight_left(leak, gamma, steps),
            _(
                "shift first, half of the leak to each side; then sharpen, and "
                "divide by the sum"
            ),
            mistakes=[
                (
                    (1 - leak) ** steps,
                    _("what leaks can come back, and γ is to sharpen after each step"),
                )
            ],
        )

    return grade(
        Step(
            _("without a leak it stays"),
            lambda: asked(0.0, 1.0, 5),
            1.0,
            _("a head that waits without a leak stays where it is"),
        ),
        weight(0.1, 1.0, 1),
        weight(0.1, 1.0, 20),
        weight(0.2, 2.0, 1),
        weight(0.1, 1.5, 30),
        Step(
            _("the smallest γ"),
            answer,
            smallest(),
            _(
                "try γ = 1.0, 1.1, 1.2, …, with a leak of {:g} and {} steps: "
                "the first that leaves more than {:g}"
            ).format(LEAK, STEPS, WANTED),
        ),
    )
