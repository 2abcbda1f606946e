"""Chapter 4, exercise 7: the best mixture of two language models."""

from collections.abc import Callable
from typing import Any

import numpy as np

from dlnlp.arrays import Array
from dlnlp.chapters.answers import Asked, NotYet, numbers
from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.language import _


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
            raise NotYet(_("yours is not one number"), _("one weight, between 0 and 1"))
        right = best_weight(first, second)
        value = float(given.ravel()[0])
        return right if abs(value - right) < 0.0075 else value

    surer = best_weight(*few)
    return grade(
        Step(
            _("two words for the first model, one for the second"),
            lambda: weight(*few),
            surer,
            _("which weight leaves the lowest mean of -ln of the mixture?"),
            mistakes=[
                (
                    1.0,
                    _(
                        "an end is best if the logarithms are mixed, or if the "
                        "probabilities are averaged: mix the probabilities, then take "
                        "-ln of each, then the mean"
                    ),
                ),
                (0.0, _("the lowest perplexity is asked for, not the highest")),
                (0.7, _("to two decimal places: try more weights")),
                (0.8, _("to two decimal places: try more weights")),
                (round(1 - surer, 2), _("that is the second model's weight")),
            ],
        ),
        Step(
            _("the first model is always right, and the second never"),
            lambda: weight(np.array([0.5, 0.9]), np.array([0.0, 0.0])),
            1.0,
            _("then all weight belongs to the first"),
        ),
        Step(
            _("each was sure that one word could not come"),
            lambda: weight(np.array([0.0, 0.8]), np.array([0.8, 0.0])),
            0.5,
            _(
                "with the weights 0 and 1 the surprise is infinite: leave the "
                "infinite ones where they are, they are no minimum"
            ),
        ),
        Step(
            _("two thousand words"),
            lambda: weight(p, q),
            best_weight(p, q),
            _("the mean of -np.log over all words, for each weight"),
        ),
        Step(_("the probabilities are left as they were"), asked.left_alone),
    )
