"""How good a model is: one function for each measure, for every model."""

import math

import numpy as np
from numpy.typing import ArrayLike

from dlnlp.arrays import Array, check_ids
from dlnlp.models.recurrent_lm import LanguageModel


def perplexity(
    model: LanguageModel, ids: ArrayLike, *, start: int | None = None, steps: int = 256
) -> float:
    """e to the mean surprise: among how many words the model hesitates.

    ids    (T,) the text, read as one stream, so that each word is scored once, with
           everything before it as context. That takes one sequence at a time.
    start  the id of the word before the first; without it, the first word is only read
    steps  how many words are read at once: only a matter of speed and memory
    """
    if steps < 1:
        raise ValueError(f"steps is {steps}; it must be 1 or more")
    before = [] if start is None else [start]
    ids = check_ids([*before, *np.asarray(ids)], len(model.embedding.W.value), ndim=1)
    if len(ids) < 2:
        raise ValueError("a text of fewer than two words leaves nothing to guess")
    state, surprise = None, 0.0
    for at in range(0, len(ids) - 1, steps):
        inputs = ids[at : at + steps][: len(ids) - 1 - at]
        targets = ids[at + 1 : at + 1 + len(inputs)]
        (loss, state), _ = model.loss(inputs[None], targets[None], state)
        surprise += loss * len(inputs)
    return math.exp(surprise / (len(ids) - 1))


def balanced_accuracy(predicted: Array, y: Array) -> float:
    """Mean over the classes in y of the share that was recognised; 0.5 of two is luck.

    Unlike plain accuracy it gains nothing from always naming the largest class.
    """
    return float(np.mean([np.mean(predicted[y == k] == k) for k in np.unique(y)]))
