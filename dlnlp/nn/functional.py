"""Functions without parameters. Softmax and logarithms never overflow."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlnlp.nn.core import Backward

Array = NDArray[Any]


def rows(x: Array) -> Array:
    """All axes but the last made one: (..., D) -> (M, D)."""
    return x.reshape(-1, x.shape[-1])


def one_hot(ids: Array, vocab_size: int) -> Array:
    """A row of zeros with a single one for each id: (...,) -> (..., V)."""
    return np.eye(vocab_size, dtype=np.float32)[ids]


def sigmoid(x: Array) -> Array:
    """1 / (1 + e^-x), between 0 and 1. By tanh, which doesn't overflow."""
    y: Array = 0.5 * np.tanh(0.5 * x) + 0.5
    return y


def log_sigmoid(x: Array) -> Array:
    """log(sigmoid(x)) = -log(1 + e^-x), exact for large negative x too."""
    y: Array = -np.logaddexp(0, -x)
    return y


def log_softmax(x: Array) -> Array:
    """Logarithms of the softmax over the last axis.

    Taking the largest score off all of them changes nothing, and lets no e^x overflow.
    """
    x = x - x.max(axis=-1, keepdims=True)
    y: Array = x - np.log(np.exp(x).sum(axis=-1, keepdims=True))
    return y


def softmax(x: Array) -> Array:
    """Scores to probabilities over the last axis: e^x, divided by their sum."""
    y: Array = np.exp(x - x.max(axis=-1, keepdims=True))
    y /= y.sum(axis=-1, keepdims=True)
    return y


def tanh(x: Array) -> tuple[Array, Backward]:
    """The hyperbolic tangent as a layer; its slope is 1 - y^2."""
    y = np.tanh(x)
    return y, lambda dy: dy * (1 - y * y)


def relu(x: Array) -> tuple[Array, Backward]:
    """max(0, x) as a layer; its slope is 1 where x > 0, else 0."""
    return np.maximum(x, 0), lambda dy: dy * (x > 0)
