"""Chapter 3, ten labels, exercise 1: a sentence as a weighted mean of its words."""

from collections.abc import Callable
from typing import Any

import numpy as np

from dlnlp.chapters.answers import Asked
from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.language import _


def check_sentence(sentence_vector: Callable[..., Any]) -> Verdict:
    """Exercise 1. `sentence_vector(words, vectors, share, a)`: a weighted mean (D,)."""
    vectors = {
        "the": np.array([4.0, 0.0]),
        "king": np.array([0.0, 2.0]),
        "sings": np.array([5.0, 0.0]),
    }
    share = {"the": 0.03, "king": 0.01, "sings": 0.0025}
    the, king, sings = 0.25 * vectors["the"], 0.5 * vectors["king"], np.array([4.0, 0])

    asked = Asked(sentence_vector)

    def of(text: str, a: float = 0.01) -> Any:
        return asked(text.split(), vectors, share, a)

    return grade(
        Step(
            _("one word: the"),
            lambda: of("the"),
            the,
            _(
                "its weight is a / (a + P), here 0.01 / 0.04; times its "
                "vector; and the mean over one word is the word"
            ),
            mistakes=[
                (
                    vectors["the"],
                    _(
                        "weighted by 1. If you divide by the sum of the weights, the "
                        "weight cancels: divide by the number of words"
                    ),
                ),
                (
                    3 * the,
                    _("that weight grows with P: frequent words should count less"),
                ),
                (
                    vectors["the"] / 3,
                    _("a / P? the a below the line keeps the weight at 1 or less"),
                ),
                (the.sum(), _("a vector, (D,), not the sum of its numbers")),
            ],
        ),
        Step(
            _("king sings"),
            lambda: of("king sings"),
            (king + sings) / 2,
            _(
                "each word's vector times its own weight, added up, divided by "
                "how many words there are"
            ),
            mistakes=[
                (king + sings, _("that is the sum; now the mean")),
                (
                    (king + sings) / 1.3,
                    _("divide by the number of words, not by the sum of their weights"),
                ),
                ((king + sings) / 4, _("divided by 2 twice?")),
            ],
        ),
        Step(
            _("the king the"),
            lambda: of("the king the"),
            (the + king + the) / 3,
            _("a word that stands twice counts twice, above and below the line"),
            mistakes=[
                (
                    (the + king) / 2,
                    _(
                        "'the' stands here twice, and it counts twice; a set or a "
                        "dictionary keeps it once"
                    ),
                ),
                (
                    (the + king) / 3,
                    _(
                        "'the' stands here twice: you divide by three, but you add it "
                        "once"
                    ),
                ),
            ],
        ),
        Step(
            _("the unicorn king"),
            lambda: of("the unicorn king"),
            (the + king) / 2,
            _("unicorn has no vector: skip it (`word in vectors` asks)"),
            mistakes=[
                (
                    (the + king) / 3,
                    _(
                        "unicorn has no vector and isn't part of the mean: divide by "
                        "the number of words that are known"
                    ),
                )
            ],
        ),
        Step(
            _("three times as large an a"),
            lambda: of("the", 0.03),
            2 * the,
            _("is there a number in your function where a should be?"),
        ),
        Step(
            _("no known word at all"),
            lambda: of("unicorns dance"),
            np.zeros(2),
            _(
                "nothing divided by 0 is nan: give a vector of D zeros "
                "instead; any of the vectors tells you D"
            ),
            mistakes=[
                (
                    0.0,
                    _(
                        "a vector of D zeros, not the number 0; any of the vectors "
                        "tells you D"
                    ),
                ),
                ([], _("a vector of D zeros; any of the vectors tells you D")),
            ],
        ),
        Step(_("the vectors are left as they were"), asked.left_alone),
    )
