"""Chapter 1, exercise 6: how much of a matrix its first dimensions keep."""

from collections.abc import Callable
from typing import Any

import numpy as np

from dlnlp.chapters.answers import Asked
from dlnlp.chapters.grading import Step, Verdict, grade


def check_kept(kept: Callable[..., Any]) -> Verdict:
    """Exercise 6. `kept(S, D)`: how much of M's squared entries D dimensions keep."""
    S = np.array([4.0, 2.0, 2.0, 1.0])
    asked = Asked(kept)
    one_more = "S[:D] has D values; S[:D + 1] has one more"
    one_less = "S[:D] are the first D values; S[:D - 1] is one short"
    return grade(
        Step("all dimensions keep everything", lambda: asked(S, 4), 1.0,
             "what you keep, divided by the same thing for all of S",
             mistakes=[(24 / 25, one_less),
                       (25.0, "that is what is kept; which share of everything?")]),
        Step("one dimension of four", lambda: asked(S, 1), 16 / 25,
             "the sum of the squared entries of M is that of the *squared* values of S",
             mistakes=[(20 / 25, one_more), (0.0, one_less),
                       (1 / 25, "the first values are the largest"),
                       (9 / 25, "that is what is lost"),
                       (4 / 25, "S[D - 1] or S[D] is one value; the first D are S[:D]"),
                       (4 / 9, "sum the squares, not the values")]),
        Step("two dimensions", lambda: asked(S, 2), 20 / 25,
             "S[:D] are the first D values",
             mistakes=[(4 / 25, "that is the second dimension alone"),
                       (24 / 25, one_more), (16 / 25, one_less)]),
    )  # fmt: skip
