"""Chapter 2, exercise 2: how far CBOW's loss can fall on one small text."""

from numbers import Real
from typing import Any

import numpy as np

from dlnlp.chapters.answers import Asked
from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.language import _


def check_bag(loss: Any) -> Verdict:
    """Exercise 2. The least mean loss of CBOW on seven words, with a window of 1."""
    asked = Asked(lambda: loss)

    def rounded() -> Any:
        given = asked()
        return round(float(given), 2) if isinstance(given, Real) else given

    def nats(value: float) -> float:
        return round(value, 2)

    doubt = float(np.log(2))  # of a guess that two words fit equally well
    return grade(
        Step(
            _("the least mean loss, in nats"),
            rounded,
            nats(2 * doubt / 5),
            _(
                "write the bag of neighbours of each of the five words that "
                "have two: which bags come more than once, and with which "
                "answers?"
            ),
            mistakes=[
                (
                    nats(doubt),
                    _(
                        "that is the loss of a guess in doubt between two words; how "
                        "many of the guesses are?"
                    ),
                ),
                (
                    nats(doubt / 5),
                    _(
                        "how many guesses see the bag that leaves a doubt? each of "
                        "them costs"
                    ),
                ),
                (nats(2 * doubt), _("that is the sum; the mean over all guesses?")),
                (
                    nats(2 * doubt / 6),
                    _(
                        "the first and the last word are not guessed: they have one "
                        "neighbour"
                    ),
                ),
                (
                    nats(2 * doubt / 7),
                    _(
                        "the first and the last word are not guessed: they have one "
                        "neighbour"
                    ),
                ),
                (2 / 5, _("that is with log2; the loss has the natural logarithm")),
                (
                    0.0,
                    _(
                        "then every bag would have to tell its answer for certain: "
                        "does each of them? A mean doesn't know left from right"
                    ),
                ),
            ],
        ),
    )
