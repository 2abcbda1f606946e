"""Chapter 1, exercise 6: how much of a matrix its first dimensions keep."""

from collections.abc import Callable
from typing import Any

import numpy as np

from dlnlp.chapters.answers import Asked
from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.language import _


def check_kept(kept: Callable[..., Any]) -> Verdict:
    """Exercise 6. `kept(S, D)`: how much of M's squared entries D dimensions keep."""
    S = np.array([6.0, 3.0, 2.0, 1.0])
    asked = Asked(kept)
    one_more = _("S[:D] has D values; S[:D + 1] has one more")
    one_less = _("S[:D] are the first D values; S[:D - 1] is one short")
    root = _("squares are compared with squares: no root is taken")
    whole = _("that is what is kept; which share of everything?")
    return grade(
        Step(
            _("one dimension of four"),
            lambda: asked(S, 1),
            36 / 50,
            _(
                "the sum of the squared entries of M is that of the *squared* "
                "values of S"
            ),
            mistakes=[
                (45 / 50, one_more),
                (0.0, one_less),
                (np.sqrt(36 / 50), root),
                (36.0, whole),
                (6.0, whole),
                (1 / 50, _("the first values are the largest")),
                (14 / 50, _("that is what is lost")),
                (9 / 50, _("S[D - 1] or S[D] is one value; the first D are S[:D]")),
                (6 / 12, _("sum the squares, not the values")),
            ],
        ),
        Step(
            _("two dimensions"),
            lambda: asked(S, 2),
            45 / 50,
            _("S[:D] are the first D values"),
            mistakes=[
                (9 / 50, _("that is the second dimension alone")),
                (49 / 50, one_more),
                (36 / 50, one_less),
            ],
        ),
        Step(
            _("all dimensions keep everything"),
            lambda: asked(S, 4),
            1.0,
            _("what you keep, divided by the same thing for all of S"),
        ),
    )
