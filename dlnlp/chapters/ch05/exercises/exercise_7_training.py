"""Chapter 5, exercise 7: an LSTM that learns a lag at which the usual settings fail."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from dlnlp.chapters.answers import NotYet, Unanswered, numbers, positive, show
from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.nn import LSTM

LAG, SEEDS, WANTED = 30, (11, 12, 13), 0.95
LARGEST = 3  # the forget bias


def check_training(forget_bias: Any, lr: Any, train: Callable[..., Any]) -> Verdict:
    """Exercise 7. A bias and a learning rate with which the median of three remembers.

    The bias is at most 3.

    train  train(layer, lag, seed=…, lr=…): the proportion of answers that are right
    """

    def bias() -> float:
        if forget_bias is ... or forget_bias is None:
            raise Unanswered
        array = numbers(forget_bias)
        if array is None or array.size != 1 or not np.isfinite(array).all():
            raise NotYet(f"forget_bias is {show(forget_bias)}", "a number is wanted")
        return float(array.ravel()[0])

    def remembers() -> bool:
        layer = partial(LSTM, forget_bias=bias())
        with np.errstate(all="ignore"):
            found = [train(layer, LAG, seed=s, lr=positive("lr", lr)) for s in SEEDS]
        if np.median(found) > WANTED:
            return True
        told = ", ".join(f"{x:.0%}" for x in found)
        hint = "is it the size of the steps? try a smaller and a larger rate"
        if bias() < 0:
            hint = "that closes the forget gates: look at the figure of the half-life"
        elif bias() < LARGEST - 0.5:
            hint = "a larger bias is allowed: how many steps is its half-life?"
        raise NotYet(f"three networks are right in {told}", hint)

    return grade(
        Step("a bias and a learning rate", lambda: bool(np.isfinite(bias()))
             and positive("lr", lr) > 0, hint="two numbers; lr is above 0"),
        Step(f"a bias of at most {LARGEST}", lambda: bias() <= LARGEST,
             hint="5 would do; the exercise asks for less"),
        Step(f"the median of three remembers over {LAG} steps", remembers),
    )  # fmt: skip
