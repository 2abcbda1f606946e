"""Chapter 5, on dropout in time: what dropout at every step does to a 1 on a lane."""

from collections.abc import Callable
from typing import Any

from dlnlp.chapters.answers import Asked, numbers, parts
from dlnlp.chapters.grading import Step, Verdict, grade


def check_after(after: Callable[..., Any]) -> Verdict:
    """`after(p, k)`: mean and variance, fresh masks; mean, a locked one."""

    asked = Asked(after)
    names = ["mean, fresh", "variance, fresh", "mean, locked"]

    def part(which: int, p: float, k: int) -> Any:
        return parts(asked(p, k), names)[which]

    def nothing() -> Any:
        given = numbers([part(i, 0.0, 9) for i in range(3)])
        return given if given is None else given.ravel()

    fresh, locked = "fresh masks, p = 0.2", "one mask, p = 0.2"
    return grade(
        Step(f"{fresh}, 3 steps: the mean", lambda: part(0, 0.2, 3), 1.0,
             "the mean of one factor m / (1 - p)? And of a product of several?",
             mistakes=[(0.8**3, "that is the chance to be alive; and what has it grown "
                        "to by then?"),
                       (1 / 0.8**3, "that is what a survivor has grown to; how many "
                        "survive?")]),
        Step(f"{fresh}, 1 step: the variance", lambda: part(1, 0.2, 1), 0.25,
             "the mean of the square of m / (1 - p): how large is it, and how often?",
             mistakes=[(0.2 * 0.8, "that is the variance of m; it is divided by 1 - p"),
                       (1.25, "that is the mean of the square; the square of the mean "
                        "is to be taken away")]),
        Step(f"{fresh}, 3 steps: the variance", lambda: part(1, 0.2, 3), 1 / 0.8**3 - 1,
             "the square of a product is the product of the squares, and these are "
             "independent",
             mistakes=[(0.75, "variances of factors don't add up; means of their "
                        "squares multiply"),
                       (0.25**3, "variances don't multiply; means of squares do"),
                       (1 / 0.8**3, "the square of the mean is to be taken away")]),
        Step(f"{locked}, 1 step: the mean", lambda: part(2, 0.2, 1), 1.0,
             "one passage is one passage, locked or fresh"),
        Step(f"{locked}, 30 steps: the mean", lambda: part(2, 0.2, 30), 0.8**-29,
             "how often does it survive, and to what has it grown?",
             mistakes=[(1.0, "the thirty factors are the same one: not independent"),
                       (0.8**-30, "and how often does it survive?"),
                       (0.8, "that is how often it survives; what has it grown to?")]),
        Step("p = 0: nothing happens", nothing, [1.0, 0.0, 1.0], "a mask of ones"),
    )  # fmt: skip
