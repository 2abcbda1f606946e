"""Chapter 4, exercise 3: perplexity and bits a letter of several texts together."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from dlnlp.chapters.answers import Asked, parts
from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.language import _


def check_perplexity(judge: Callable[..., Any]) -> Verdict:
    """Exercise 3. `judge(texts, letters)`: perplexity, bits a letter."""
    short, long = [1 / 2], [1 / 8, 1 / 8, 1 / 32]  # mean nll: 1 bit, 11/3 bits
    book = [[1 / 8] * 8_000, [1 / 8] * 2_000]

    asked = Asked(judge)
    names = [_("perplexity"), _("bits a letter")]

    def both(texts: list[list[float]], letters: int) -> list[Any]:
        return parts(asked([np.array(text) for text in texts], letters), names)

    pair, nats = [short, long], 12 * math.log(2)
    by_text = math.exp((math.log(2) + 11 / 3 * math.log(2)) / 2)
    return grade(
        Step(
            _("one text, 1/2 and 1/8: perplexity"),
            lambda: both([[1 / 2, 1 / 8]], 8)[0],
            4.0,
            _("1/2 times 1/8 is 1/16, the same as twice 1/4"),
            mistakes=[
                (
                    5.0,
                    _(
                        "the mean of 2 and 8: but it is the surprises, -ln p, that are "
                        "averaged"
                    ),
                ),
                (
                    3.2,
                    _(
                        "one over the mean probability: but it is the surprises, -ln "
                        "p, that are averaged"
                    ),
                ),
                (math.log(4), _("that is the mean surprise in nats; and then?")),
                (2.0, _("that is the mean surprise in bits; and then?")),
                (16.0, _("one over the product: which mean is it?")),
                (2 ** math.log(4), _("nats and a power of two do not fit")),
            ],
        ),
        Step(
            _("two texts, of one and of three words: perplexity"),
            lambda: both(pair, 20)[0],
            8.0,
            _("four words, and 12 bits of surprise in all"),
            mistakes=[
                (
                    (2 + 2 ** (11 / 3)) / 2,
                    _("perplexities cannot be averaged; surprises can"),
                ),
                (
                    by_text,
                    _(
                        "every word counts alike, so a long text counts for more than "
                        "a short one"
                    ),
                ),
                (2.0, _("only the first text?")),
                (2 ** (11 / 3), _("only the last text?")),
            ],
        ),
        Step(
            _("the same two texts, 20 letters: bits a letter"),
            lambda: both(pair, 20)[1],
            12 / 20,
            _("12 bits of surprise in all, however the text was cut into words"),
            mistakes=[
                (nats / 20, _("that is in nats; a bit is ln 2 of them")),
                (3 / 20, _("the surprise of all words, not their mean")),
                (3.0, _("that is bits a word; a letter?")),
                (12.0, _("that is all bits together; a letter?")),
                (2**0.6, _("that is a perplexity a letter; bits are asked for")),
                (8 / 20, _("surprise is shared among letters, a perplexity is not")),
            ],
        ),
        Step(
            _("a sure guesser who is always right"),
            lambda: both([[1.0], [1.0]], 9),
            np.array([1.0, 0.0]),
            _("no surprise at all: one choice, no bits"),
        ),
        Step(
            _("a book of 10,000 words, each 1/8, 30,000 letters"),
            lambda: both(book, 30_000),
            np.array([8.0, 1.0]),
            _(
                "a product of 10,000 factors is too small for a float, and it "
                "is rounded to 0: add logarithms instead"
            ),
        ),
        Step(
            _("one word was thought impossible"),
            lambda: both([[0.5, 0.0], [0.5]], 9)[0],
            math.inf,
            _("-ln 0 is infinite, and so is the mean"),
        ),
        Step(_("the probabilities are left as they were"), asked.left_alone),
    )
