"""Label smoothing: the right answer is wanted, but not with all certainty."""

import numpy as np
from numpy.typing import ArrayLike

from dlnlp.arrays import Array, check_ids
from dlnlp.nn.functional import as_floats, check_probability, log_softmax, one_hot
from dlnlp.nn.module import Backward


def smooth_labels(targets: ArrayLike, size: int, smoothing: float) -> Array:
    """The distribution that is wanted: (…,) ids -> (…, V), each of sum 1.

    Every word gets smoothing / V, and the target 1 - smoothing more (Szegedy et al.
    2016, sec. 7).

    ValueError: smoothing below 0, or 1 and above; ids outside 0 … V-1.

    >>> smooth_labels([2], 4, 0.2).round(2).tolist()
    [[0.05, 0.05, 0.85, 0.05]]
    """
    smoothing = check_probability("smoothing", smoothing)
    right = one_hot(targets, size).astype(np.float64)
    return right * (1 - smoothing) + smoothing / size


def smoothed_cross_entropy(
    logits: ArrayLike,
    targets: ArrayLike,
    smoothing: float = 0.1,
    mask: ArrayLike | None = None,
) -> tuple[float, Backward]:
    """Cross-entropy with smooth labels, in nats, a mean over real tokens; and backward.

    logits   (…, V), targets (…,) ids
    mask     (…,), True at real tokens: padding adds nothing to loss and gradient. None:
             there is no padding

    backward(dloss=1) gives dlogits (…, V): probabilities minus the smooth labels.

    ValueError: those of `smooth_labels`; targets or a mask of another shape; a mask
    that isn't bool; no real token.

    >>> loss, backward = smoothed_cross_entropy([[0.0, 0.0]], [1])
    >>> round(loss, 3), backward().round(3).tolist()
    (0.693, [[0.45, -0.45]])
    """
    logits = as_floats(logits)
    shape, V = logits.shape[:-1], logits.shape[-1]
    targets = check_ids(targets, V, "targets")
    real = np.ones(shape, bool) if mask is None else np.asarray(mask)
    if targets.shape != shape or real.shape != shape or real.dtype != bool:
        raise ValueError(
            f"logits {logits.shape} want targets and a mask of bool {shape}; given "
            f"{targets.shape} and {real.dtype} {real.shape}"
        )
    if not real.any():
        raise ValueError("no guesses were made: nothing has no mean")
    wanted = smooth_labels(targets[real], V, smoothing).astype(logits.dtype)  # (M, V)
    log_P = log_softmax(logits[real])
    loss = -float((wanted * log_P).sum(axis=1).mean())

    def backward(dloss: float = 1.0) -> Array:
        dlogits = np.zeros_like(logits)
        dlogits[real] = (np.exp(log_P) - wanted) * (dloss / len(wanted))
        return dlogits

    return loss, backward
