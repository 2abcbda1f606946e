"""Chapter 2, exercise 4: the gradient of cross-entropy in the logits."""

from collections.abc import Callable
from typing import Any

import numpy as np

from dlnlp.chapters.answers import Asked
from dlnlp.chapters.grading import Step, Verdict, grade


def check_dlogits(dlogits: Callable[..., Any]) -> Verdict:
    """Exercise 4. `dlogits(s, target)`: gradient (V,) of -ln p[target] in s (V,)."""
    easy, third = np.log([1.0, 2.0, 5.0]), np.full(3, 1 / 3)
    asked = Asked(dlogits)
    return grade(
        Step("three equal scores, the first is right", lambda: asked(np.zeros(3), 0),
             third - [1, 0, 0],
             "one number for each score: how fast the loss grows when that score grows",
             mistakes=[([1, 0, 0] - third, "the loss falls when the right word's score "
                        "grows: which sign has its slope?"),
                       (third, "those are the probabilities; which word was right?"),
                       ([-1, 0, 0], "the loss is -s_right + ln(sum of all e^s); that "
                        "is the slope of the first part alone"),
                       ([-2 / 3, 0, 0], "the other scores stand in the sum, too"),
                       (-2 / 3, "that is the right word's; there are two more scores"),
                       ((third - [1, 0, 0]) / 3, "one guess: nothing to take a mean of")
                       ]),
        Step("the scores ln 1, ln 2 and ln 5, the last is right",
             lambda: asked(easy, 2), np.array([1, 2, -3]) / 8,
             "the probabilities are 1/8, 2/8 and 5/8; only one of them is too small",
             mistakes=[(np.array([-7, 2, 5]) / 8, "does it use target?")]),
        Step("large scores", lambda: asked(np.array([1000.0, 1000.0, 0.0]), 1),
             [0.5, -0.5, 0], "use the softmax that survives them"),
        Step("the scores are left as they were", asked.left_alone),
    )  # fmt: skip
