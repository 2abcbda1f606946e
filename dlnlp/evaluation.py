"""How good a model is: one function for each measure, for every model."""

import math
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike


class LanguageModel(Protocol):
    """What perplexity needs of a model: of a text, nats in all and the words scored."""

    def negative_log_likelihood(
        self, ids: ArrayLike, *, start: int | None = None
    ) -> tuple[float, int]: ...


def perplexity(
    model: LanguageModel, ids: ArrayLike, *, start: int | None = None
) -> float:
    """Perplexity: e to the mean negative log-likelihood, in words to hesitate among.

    ids    (T,) the text, one stream: each word is scored once, after all that the model
           can know of the words before it
    start  the id of the word before the first, "<eos>" of a line before, say. Without
           it, an n-gram model scores the first word too, and a recurrent one reads it

    Infinite where one word has probability 0, and where the mean is beyond 709 nats.
    ValueError: a text without a word to score, ids that are not the model's.
    """
    nll, words = model.negative_log_likelihood(ids, start=start)
    try:
        return math.exp(nll / words)
    except OverflowError:
        return math.inf


def balanced_accuracy(predicted: ArrayLike, y: ArrayLike) -> float:
    """Mean over the classes in y of the proportion recognised; of two, 0.5 is luck.

    Unlike plain accuracy it gains nothing from always naming the largest class.

    predicted, y  (N,) classes, N at least 1; ValueError otherwise
    """
    predicted, y = np.asarray(predicted), np.asarray(y)
    if y.ndim != 1 or y.size == 0 or predicted.shape != y.shape:
        raise ValueError(
            f"predicted and y are (N,), N at least 1; given {predicted.shape} and "
            f"{y.shape}"
        )
    return float(np.mean([np.mean(predicted[y == k] == k) for k in np.unique(y)]))
