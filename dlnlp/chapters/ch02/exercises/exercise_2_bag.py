"""Chapter 2, exercise 2: how far CBOW's loss can fall on one small text."""

from typing import Any

import numpy as np

from dlnlp.chapters.answers import Asked
from dlnlp.chapters.grading import Step, Verdict, grade


def check_bag(loss: Any) -> Verdict:
    """Exercise 2. The least mean loss of CBOW on nine words, with a window of 1."""
    asked = Asked(lambda: loss)
    return grade(
        Step("the least mean loss, in nats", asked, 2 * np.log(2) / 8,
             "write the bag of neighbours of each of the eight words that have two: "
             "which bags come more than once, and with which answers?",
             mistakes=[(np.log(2), "that is the loss of a guess in doubt between two "
                        "words; how many of the guesses are?"),
                       (np.log(2) / 8, "how many guesses see the bag that leaves a "
                        "doubt? each of them costs"),
                       (2 * np.log(2), "that is the sum; the mean over all guesses?"),
                       (2 * np.log(2) / 9, "the first and the last word are not "
                        "guessed: they have one neighbour"),
                       (2 * np.log(2) / 10, "the first and the last word are not "
                        "guessed: they have one neighbour"),
                       (2 / 8, "that is with log2; the loss has the natural logarithm"),
                       (0.0, "one bag has two different answers")]),
    )  # fmt: skip
