"""Chapter 4, exercise 7: the best mixture of two language models."""

from collections.abc import Callable
from typing import Any

import numpy as np

from dlnlp.arrays import Array
from dlnlp.chapters.answers import Asked, NotYet, numbers
from dlnlp.chapters.grading import Step, Verdict, grade


def mean_surprise(weight: float, p: Array, q: Array) -> float:
    """Of the mixture in which the first model has this weight; it may be infinite."""
    with np.errstate(divide="ignore"):
        return float(-np.log(weight * p + (1 - weight) * q).mean())


def best_weight(p: Array, q: Array) -> float:
    """The weight of the first model with the lowest perplexity, to two decimals."""
    weights = np.linspace(0, 1, 101)
    losses = [mean_surprise(weight, p, q) for weight in weights]
    return float(weights[np.argmin(losses)])


def check_mixture(best: Callable[..., Any]) -> Verdict:
    """Exercise 7. `best(p, q)`: the weight of the first of two models."""
    rng = np.random.default_rng(0)
    p = rng.beta(0.6, 2, size=2_000)
    q = rng.beta(0.4, 3, size=2_000)
    few = np.array([0.5, 0.5, 0.1]), np.array([0.1, 0.1, 0.5])

    asked = Asked(best)

    def weight(first: Array, second: Array) -> Any:
        """The reader's, as exactly as it is asked for."""
        given = numbers(asked(first, second))
        if given is None or given.size != 1:
            raise NotYet("yours is not one number", "one weight, between 0 and 1")
        right = best_weight(first, second)
        value = float(given.ravel()[0])
        return right if abs(value - right) < 0.0075 else value

    surer = best_weight(*few)
    return grade(
        Step("two words for the first model, one for the second", lambda: weight(*few),
             surer, "which weight leaves the lowest mean of -ln of the mixture?",
             mistakes=[(1.0, "an end is best if the logarithms are mixed, or if the "
                        "probabilities are averaged: mix the probabilities, then take "
                        "-ln of each, then the mean"),
                       (0.0, "the lowest perplexity is asked for, not the highest"),
                       (0.7, "to two decimal places: try more weights"),
                       (0.8, "to two decimal places: try more weights"),
                       (round(1 - surer, 2), "that is the second model's weight")]),
        Step("the first model is always right, and the second never",
             lambda: weight(np.array([0.5, 0.9]), np.array([0.0, 0.0])), 1.0,
             "then all weight belongs to the first"),
        Step("each was sure that one word could not come",
             lambda: weight(np.array([0.0, 0.8]), np.array([0.8, 0.0])), 0.5,
             "with the weights 0 and 1 the surprise is infinite: leave the infinite "
             "ones where they are, they are no minimum"),
        Step("two thousand words", lambda: weight(p, q), best_weight(p, q),
             "the mean of -np.log over all words, for each weight"),
        Step("the probabilities are left as they were", asked.left_alone),
    )  # fmt: skip
