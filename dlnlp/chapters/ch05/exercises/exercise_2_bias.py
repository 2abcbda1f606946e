"""Chapter 5, exercise 2: the forget gate's bias for a given half-life."""

from collections.abc import Callable
from typing import Any

import numpy as np

from dlnlp.chapters.answers import Asked
from dlnlp.chapters.grading import Step, Verdict, grade


def check_bias(bias_for: Callable[..., Any]) -> Verdict:
    """Exercise 2. `bias_for(half_life)`: the forget gate's bias, from steps to half."""

    asked = Asked(bias_for)

    def right(half_life: float) -> float:
        return float(-np.log(np.expm1(np.log(2) / half_life)))

    gate = 0.5 ** (1 / 2.0)  # what a half-life of two steps wants
    return grade(
        Step("half a memory after one step: bias 0", lambda: asked(1.0), 0.0,
             "the gate must be one half; for which b is σ(b) one half?",
             mistakes=[(0.5, "that is the gate; which bias makes it?"),
                       (1.0, "that is 1 / f - 1, which is e^-b: solve for b"),
                       (-np.log(np.expm1(1.0)), "that leaves 1/e, not one half")]),
        Step("after two steps", lambda: asked(2.0), right(2.0),
             "f to the power of τ is one half: solve for f, then f = 1 / (1 + e^-b) "
             "for b",
             mistakes=[(gate, "that is the gate; which bias makes it?"),
                       (-right(2.0), "the sign: a memory that lasts longer wants a "
                        "larger bias"),
                       (np.log(3.0), "½ + ½ · ½: what is lost is a share of what is "
                        "left. A power, no multiple")]),
        Step("half a step: forgetful", lambda: asked(0.5), right(0.5),
             "the number of steps need not be a whole one"),
        Step("a hundred steps", lambda: asked(100.0), right(100.0), "the same formula"),
        Step("ten thousand steps", lambda: asked(1e4), right(1e4), "the same formula"),
    )  # fmt: skip
