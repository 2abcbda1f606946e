"""Chapter 3, fitting counts, exercise 1: the slopes of one cell of GloVe's loss."""

from collections.abc import Callable
from typing import Any

import numpy as np

from dlnlp.arrays import Array
from dlnlp.chapters.answers import Asked, parts, shapes_of
from dlnlp.chapters.grading import Step, Verdict, grade


def check_glove(glove_slopes: Callable[..., Any]) -> Verdict:
    """Exercise 1. `glove_slopes(v, u, b, c, count, x_max)`: slopes in v, u and b.

    Of one cell's part of GloVe's loss. (The slope in c is the one in b.)
    """
    v, u, b, c = np.array([1.0, 2.0]), np.array([4.0, -1.0]), 0.5, 0.25
    sure = 2.75 - np.log(100)  # the error at a count of 100
    slope = 2 * 2.75 / 27  # 2 f e at a count of 1, where f = (1/81)^0.75 = 1/27

    asked = Asked(glove_slopes)
    names = ["the slope in v", "in u", "in b"]

    def run(count: float, v: Array = v, u: Array = u) -> list[Any]:
        return parts(asked(v, u, b, c, count, 81.0), names)

    v3, u3 = np.array([0.5, -1.0, 2.0]), np.array([1.0, 1.0, 0.5])
    return grade(
        Step("three slopes: two vectors and a number",
             lambda: shapes_of(run(1.0)), "(2,), (2,), ()",
             "return three: the slope in v, in u and in b, in this order"),
        Step("in b, a count of 1, x_max = 81", lambda: run(1.0)[2], slope,
             "2 f e: here v · u = 2, b = 0.5, c = 0.25, and ln 1 = 0. For f: the "
             "fourth root of 81 is 3",
             mistakes=[(slope / 2, "the slope of e² is 2 e"),
                       (-slope, "if b grows, e grows: which sign?"),
                       (2 * 1.75 / 27, "the logarithm of the count"),
                       (2 * 2.75, "without the weight f, a count of 1 is taken as "
                        "seriously as a large one"),
                       (2 * 2.75 / 81, "to the power 0.75"),
                       (4 / 27, "where are the two biases?"),
                       (5 / 27, "where is the second bias?"),
                       (2 * 2.75**2 / 27, "the slope of e² is 2 e, not 2 e²"),
                       (2.75**2 / 27, "that is the loss; what is its slope?")]),
        Step("in b, a count of 100, above x_max", lambda: run(100.0)[2], 2 * sure,
             "f is at most 1: above x_max all count alike",
             mistakes=[(2 * sure * (100 / 81) ** 0.75, "here f is more than 1: cut it "
                        "off at 1"),
                       (2 * (2.75 - np.log2(100)), "the natural logarithm: np.log"),
                       (2 * (2.75 - 2), "the natural logarithm: np.log")]),
        Step("in v", lambda: run(1.0)[0], slope * u,
             "if v grows by a little, by how much does v · u grow, and so e? then "
             "times the slope in b",
             mistakes=[(slope * v, "the slope of v · u in v is u"),
                       (slope / 2 * u, "the slope of e² is 2 e"),
                       (u, "times the slope in b")]),
        Step("in u", lambda: run(1.0)[1], slope * v,
             "as for v, the other way round",
             mistakes=[(slope * u, "the slope of v · u in u is v")]),
        Step("three dimensions", lambda: run(100.0, v3, u3)[:2],
             2 * (1.25 - np.log(100)) * np.array([u3, v3]),
             "does your function look at two numbers of each vector only?"),
        Step("the vectors are left as they were", asked.left_alone),
    )  # fmt: skip
