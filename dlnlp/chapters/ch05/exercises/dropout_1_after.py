"""Chapter 5, on dropout in time: what dropout at every step does to a 1 on a lane."""

from collections.abc import Callable
from typing import Any

from dlnlp.chapters.answers import Asked, numbers, parts
from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.language import _


def check_after(after: Callable[..., Any]) -> Verdict:
    """`after(p, k)`: mean and variance, fresh masks; mean, a locked one."""

    asked = Asked(after)
    names = [_("mean, fresh"), _("variance, fresh"), _("mean, locked")]

    def part(which: int, p: float, k: int) -> Any:
        return parts(asked(p, k), names)[which]

    def nothing() -> Any:
        given = numbers([part(i, 0.0, 9) for i in range(3)])
        return given if given is None else given.ravel()

    fresh, locked = _("fresh masks, p = 0.2"), _("one mask, p = 0.2")
    return grade(
        Step(
            _("{}, 3 steps: the mean").format(fresh),
            lambda: part(0, 0.2, 3),
            1.0,
            _("the mean of one factor m / (1 - p)? And of a product of several?"),
            mistakes=[
                (
                    0.8**3,
                    _(
                        "that is the chance to be alive; and what has it grown to by "
                        "then?"
                    ),
                ),
                (
                    1 / 0.8**3,
                    _("that is what a survivor has grown to; how many survive?"),
                ),
            ],
        ),
        Step(
            _("{}, 1 step: the variance").format(fresh),
            lambda: part(1, 0.2, 1),
            0.25,
            _("the mean of the square of m / (1 - p): how large is it, and how often?"),
            mistakes=[
                (0.2 * 0.8, _("that is the variance of m; it is divided by 1 - p")),
                (
                    1.25,
                    _(
                        "that is the mean of the square; the square of the mean is to "
                        "be taken away"
                    ),
                ),
            ],
        ),
        Step(
            _("{}, 3 steps: the variance").format(fresh),
            lambda: part(1, 0.2, 3),
            1 / 0.8**3 - 1,
            _(
                "the square of a product is the product of the squares, and "
                "these are independent"
            ),
            mistakes=[
                (
                    0.75,
                    _(
                        "variances of factors don't add up; means of their squares "
                        "multiply"
                    ),
                ),
                (0.25**3, _("variances don't multiply; means of squares do")),
                (1 / 0.8**3, _("the square of the mean is to be taken away")),
            ],
        ),
        Step(
            _("{}, 1 step: the mean").format(locked),
            lambda: part(2, 0.2, 1),
            1.0,
            _("one passage is one passage, locked or fresh"),
        ),
        Step(
            _("{}, 30 steps: the mean").format(locked),
            lambda: part(2, 0.2, 30),
            0.8**-29,
            _("how often does it survive, and to what has it grown?"),
            mistakes=[
                (1.0, _("the thirty factors are the same one: not independent")),
                (0.8**-30, _("and how often does it survive?")),
                (0.8, _("that is how often it survives; what has it grown to?")),
            ],
        ),
        Step(
            _("p = 0: nothing happens"), nothing, [1.0, 0.0, 1.0], _("a mask of ones")
        ),
    )
