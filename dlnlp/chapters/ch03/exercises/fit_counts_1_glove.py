"""Chapter 3, fitting counts, exercise 1: the slopes of one cell of GloVe's loss."""

from collections.abc import Callable
from typing import Any

import numpy as np

from dlnlp.arrays import Array
from dlnlp.chapters.answers import Asked, parts, shapes_of
from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.language import _


def check_glove(glove_slopes: Callable[..., Any]) -> Verdict:
    """Exercise 1. `glove_slopes(v, u, b, c, count, x_max)`: slopes in v, u and b.

    Of one cell's part of GloVe's loss. (The slope in c is the one in b.)
    """
    v, u, b, c = np.array([1.0, 2.0]), np.array([4.0, -1.0]), 0.5, 0.25
    sure = 2.75 - np.log(100)  # the error at a count of 100
    slope = 2 * 2.75 / 27  # 2 f e at a count of 1, where f = (1/81)^0.75 = 1/27

    asked = Asked(glove_slopes)
    names = [_("the slope in v"), _("in u"), _("in b")]

    def run(count: float, v: Array = v, u: Array = u) -> list[Any]:
        return parts(asked(v, u, b, c, count, 81.0), names)

    v3, u3 = np.array([0.5, -1.0, 2.0]), np.array([1.0, 1.0, 0.5])
    return grade(
        Step(
            _("three slopes: two vectors and a number"),
            lambda: shapes_of(run(1.0)),
            "(2,), (2,), ()",
            _("return three: the slope in v, in u and in b, in this order"),
        ),
        Step(
            _("in b, a count of 1, x_max = 81"),
            lambda: run(1.0)[2],
            slope,
            _(
                "2 f e: here v · u = 2, b = 0.5, c = 0.25, and ln 1 = 0. For "
                "f: the fourth root of 81 is 3"
            ),
            mistakes=[
                (slope / 2, _("the slope of e² is 2 e")),
                (-slope, _("if b grows, e grows: which sign?")),
                (2 * 1.75 / 27, _("the logarithm of the count")),
                (
                    2 * 2.75,
                    _(
                        "without the weight f, a count of 1 is taken as seriously as a "
                        "large one"
                    ),
                ),
                (2 * 2.75 / 81, _("to the power 0.75")),
                (4 / 27, _("where are the two biases?")),
                (5 / 27, _("where is the second bias?")),
                (2 * 2.75**2 / 27, _("the slope of e² is 2 e, not 2 e²")),
                (2.75**2 / 27, _("that is the loss; what is its slope?")),
            ],
        ),
        Step(
            _("in b, a count of 100, above x_max"),
            lambda: run(100.0)[2],
            2 * sure,
            _("f is at most 1: above x_max all count alike"),
            mistakes=[
                (
                    2 * sure * (100 / 81) ** 0.75,
                    _("here f is more than 1: cut it off at 1"),
                ),
                (2 * (2.75 - np.log2(100)), _("the natural logarithm: np.log")),
                (2 * (2.75 - 2), _("the natural logarithm: np.log")),
            ],
        ),
        Step(
            _("in v"),
            lambda: run(1.0)[0],
            slope * u,
            _(
                "if v grows by a little, by how much does v · u grow, and so "
                "e? then times the slope in b"
            ),
            mistakes=[
                (slope * v, _("the slope of v · u in v is u")),
                (slope / 2 * u, _("the slope of e² is 2 e")),
                (u, _("times the slope in b")),
            ],
        ),
        Step(
            _("in u"),
            lambda: run(1.0)[1],
            slope * v,
            _("as for v, the other way round"),
            mistakes=[(slope * u, _("the slope of v · u in u is v"))],
        ),
        Step(
            _("three dimensions"),
            lambda: run(100.0, v3, u3)[:2],
            2 * (1.25 - np.log(100)) * np.array([u3, v3]),
            _("does your function look at two numbers of each vector only?"),
        ),
        Step(_("the vectors are left as they were"), asked.left_alone),
    )
