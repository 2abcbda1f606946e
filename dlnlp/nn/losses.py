"""How wrong a guess was, in nats, and which way to mend it."""

import numpy as np
from numpy.typing import ArrayLike

from dlnlp.arrays import Array, check_ids
from dlnlp.nn.functional import as_floats, log_sigmoid, log_softmax, sigmoid
from dlnlp.nn.module import Backward


def cross_entropy(scores: ArrayLike, targets: ArrayLike) -> tuple[float, Backward]:
    """Mean of -log softmax(scores)[target]; the surprise at the right answers.

    scores   (..., V), any numbers
    targets  (...,) ids of the right answers

    The way back is the reason why the two belong together: the gradient of a row of
    scores is its probabilities, minus 1 at the target, over the number of rows.
    """
    scores = as_floats(scores)
    size = scores.shape[-1]
    targets = check_ids(targets, size, "targets")
    if targets.shape != scores.shape[:-1]:
        raise ValueError(
            f"scores {scores.shape} want targets {scores.shape[:-1]}; "
            f"given {targets.shape}"
        )
    if targets.size == 0:
        raise ValueError("no guesses were made: nothing has no mean")
    logp = log_softmax(scores).reshape(-1, size)  # (M, V)
    right = np.arange(len(logp)), targets.ravel()
    loss = float(-logp[right].mean())

    def backward(dloss: float = 1.0) -> Array:
        dscores = np.exp(logp)  # softmax
        dscores[right] -= 1
        dscores *= dloss / len(logp)
        return dscores.reshape(scores.shape)

    return loss, backward


def binary_cross_entropy(
    scores: ArrayLike, labels: ArrayLike, weights: Array | float = 1.0
) -> tuple[float, Backward]:
    """Sum of the surprise at many yes-or-no answers: -log sigmoid(±score).

    scores, labels  same shape; a label is 1 for yes and 0 for no
    weights         how much each answer counts; 0 leaves one out

    The gradient of a score is its probability of yes, minus the label.
    """
    scores = as_floats(scores)
    labels = np.asarray(labels, dtype=scores.dtype)
    if labels.shape != scores.shape:
        raise ValueError(f"scores {scores.shape}, but labels {labels.shape}")
    if not ((labels == 0) | (labels == 1)).all():
        raise ValueError("a label is 1 for yes or 0 for no, and nothing else")
    signs = 2 * labels - 1  # yes: 1, no: -1
    loss = float(-(weights * log_sigmoid(signs * scores)).sum())

    def backward(dloss: float = 1.0) -> Array:
        dscores: Array = (dloss * weights) * (sigmoid(scores) - labels)
        return dscores.astype(scores.dtype, copy=False)

    return loss, backward
