"""Chapter 4, exercise 3: perplexity and bits a letter of several texts together."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from dlnlp.chapters.answers import Asked, parts
from dlnlp.chapters.grading import Step, Verdict, grade


def check_perplexity(judge: Callable[..., Any]) -> Verdict:
    """Exercise 3. `judge(texts, letters)`: perplexity, bits a letter."""
    short, long = [1 / 2], [1 / 8, 1 / 8, 1 / 32]  # mean nll: 1 bit, 11/3 bits
    book = [[1 / 8] * 8_000, [1 / 8] * 2_000]

    asked = Asked(judge)
    names = ["perplexity", "bits a letter"]

    def both(texts: list[list[float]], letters: int) -> list[Any]:
        return parts(asked([np.array(text) for text in texts], letters), names)

    pair, nats = [short, long], 12 * math.log(2)
    by_text = math.exp((math.log(2) + 11 / 3 * math.log(2)) / 2)
    return grade(
        Step("one text, 1/2 and 1/8: perplexity", lambda: both([[1 / 2, 1 / 8]], 8)[0],
             4.0, "1/2 times 1/8 is 1/16, the same as twice 1/4",
             mistakes=[(5.0, "the mean of 2 and 8: but it is the surprises, -ln p, "
                        "that are averaged"),
                       (3.2, "one over the mean probability: but it is the "
                        "surprises, -ln p, that are averaged"),
                       (math.log(4), "that is the mean surprise in nats; and then?"),
                       (2.0, "that is the mean surprise in bits; and then?"),
                       (16.0, "one over the product: which mean is it?"),
                       (2 ** math.log(4), "nats and a power of two do not fit")]),
        Step("two texts, of one and of three words: perplexity",
             lambda: both(pair, 20)[0], 8.0,
             "four words, and 12 bits of surprise in all",
             mistakes=[((2 + 2 ** (11 / 3)) / 2, "perplexities cannot be averaged; "
                        "surprises can"),
                       (by_text, "every word counts alike, so a long text counts for "
                        "more than a short one"),
                       (2.0, "only the first text?"),
                       (2 ** (11 / 3), "only the last text?")]),
        Step("the same two texts, 20 letters: bits a letter",
             lambda: both(pair, 20)[1], 12 / 20,
             "12 bits of surprise in all, however the text was cut into words",
             mistakes=[(nats / 20, "that is in nats; a bit is ln 2 of them"),
                       (3 / 20, "the surprise of all words, not their mean"),
                       (3.0, "that is bits a word; a letter?"),
                       (12.0, "that is all bits together; a letter?"),
                       (2**0.6, "that is a perplexity a letter; bits are asked for"),
                       (8 / 20, "surprise is shared among letters, a perplexity is "
                        "not")]),
        Step("a sure guesser who is always right", lambda: both([[1.0], [1.0]], 9),
             np.array([1.0, 0.0]), "no surprise at all: one choice, no bits"),
        Step("a book of 10,000 words, each 1/8, 30,000 letters",
             lambda: both(book, 30_000), np.array([8.0, 1.0]),
             "a product of 10,000 factors is too small for a float, and it is rounded "
             "to 0: add logarithms instead"),
        Step("one word was thought impossible",
             lambda: both([[0.5, 0.0], [0.5]], 9)[0], math.inf,
             "-ln 0 is infinite, and so is the mean"),
        Step("the probabilities are left as they were", asked.left_alone),
    )  # fmt: skip
