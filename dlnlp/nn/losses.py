"""Loss functions: how wrong a guess was, in nats, and which way to mend it."""

import numpy as np
from numpy.typing import ArrayLike

from dlnlp.arrays import Array, check_ids
from dlnlp.nn.functional import as_floats, log_sigmoid, log_softmax, sigmoid
from dlnlp.nn.module import Backward


def cross_entropy(logits: ArrayLike, targets: ArrayLike) -> tuple[float, Backward]:
    """Cross-entropy, the mean of -log softmax(logits)[target]; and its backward pass.

    It is the negative log-likelihood, the surprisal, of the right answers, in nats.

    logits   (..., V), any numbers
    targets  (...,) ids of the right answers

    backward(dloss=1) gives dlogits (..., V): of a row, its probabilities, minus 1 at
    the target, over the number of rows. That is why softmax and loss belong together.

    ValueError: targets of another shape, none at all, or no whole numbers from 0 to
    V-1.

    >>> loss, backward = cross_entropy([[0.0, 0.0], [0.0, 0.0]], [0, 1])
    >>> round(loss, 3), backward().tolist()
    (0.693, [[-0.25, 0.25], [0.25, -0.25]])
    """
    logits = as_floats(logits)
    size = logits.shape[-1]
    targets = check_ids(targets, size, "targets")
    if targets.shape != logits.shape[:-1]:
        raise ValueError(
            f"logits {logits.shape} want targets {logits.shape[:-1]}; "
            f"given {targets.shape}"
        )
    if targets.size == 0:
        raise ValueError("no guesses were made: nothing has no mean")
    logp = log_softmax(logits).reshape(-1, size)  # (M, V)
    right = np.arange(len(logp)), targets.ravel()
    loss = float(-logp[right].mean())

    def backward(dloss: float = 1.0) -> Array:
        dlogits = np.exp(logp)  # softmax
        dlogits[right] -= 1
        dlogits *= dloss / len(logp)
        return dlogits.reshape(logits.shape)

    return loss, backward


def binary_cross_entropy(
    logits: ArrayLike, labels: ArrayLike, weights: Array | float = 1.0
) -> tuple[float, Backward]:
    """Binary cross-entropy, the sum of -log sigmoid(±logit); and its backward pass.

    It is the negative log-likelihood of many yes-or-no answers, in nats.

    logits, labels  the same shape; a label is 1 for yes and 0 for no
    weights         how much each answer counts; 0 leaves one out

    backward(dloss=1) gives dlogits: the probability of yes, minus the label.

    ValueError: labels of another shape, or other numbers than 0 and 1.

    >>> loss, backward = binary_cross_entropy([0.0, 0.0], [1, 0])
    >>> round(loss, 3), backward().tolist()
    (1.386, [-0.5, 0.5])
    """
    logits = as_floats(logits)
    labels = np.asarray(labels, dtype=logits.dtype)
    if labels.shape != logits.shape:
        raise ValueError(f"logits {logits.shape}, but labels {labels.shape}")
    if not ((labels == 0) | (labels == 1)).all():
        raise ValueError("a label is 1 for yes or 0 for no, and nothing else")
    signs = 2 * labels - 1  # yes: 1, no: -1
    loss = float(-(weights * log_sigmoid(signs * logits)).sum())

    def backward(dloss: float = 1.0) -> Array:
        dlogits: Array = (dloss * weights) * (sigmoid(logits) - labels)
        return dlogits.astype(logits.dtype, copy=False)

    return loss, backward
