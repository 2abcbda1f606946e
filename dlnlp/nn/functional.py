"""Functions without parameters. Softmax and logarithms never overflow."""

import numpy as np
from numpy.typing import ArrayLike

from dlnlp.arrays import Array, check_ids
from dlnlp.nn.module import Backward


def rows(x: Array) -> Array:
    """All axes but the last made one: (..., D) -> (M, D)."""
    return x.reshape(-1, x.shape[-1])


def as_floats(x: ArrayLike) -> Array:
    """The array itself if it holds floats; whole numbers and lists become float64."""
    array = np.asarray(x)
    return array if array.dtype.kind == "f" else array.astype(np.float64)


def check_probability(name: str, value: float) -> float:
    """The value as a float; ValueError unless 0 <= value < 1."""
    if not 0 <= value < 1:
        raise ValueError(f"{name} is {value}; it must be at least 0 and below 1")
    return float(value)


def one_hot(ids: ArrayLike, vocab_size: int) -> Array:
    """One-hot vectors: zeros, and a single one at the id.   (...,) -> (..., V)

    ValueError: ids that are no whole numbers from 0 to V-1.

    >>> one_hot([2, 0], 3).tolist()
    [[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]
    """
    ids = check_ids(ids, vocab_size)
    hot: Array = ids[..., None] == np.arange(vocab_size)
    return hot.astype(np.float32)


def sigmoid(x: Array, out: Array | None = None) -> Array:
    """Logistic sigmoid, 1 / (1 + e^-x), between 0 and 1. By tanh: it can't overflow.

    out  where the result is put, perhaps x itself; None is a new array

    >>> sigmoid(np.array([-1000.0, 0.0, 1000.0])).tolist()
    [0.0, 0.5, 1.0]
    """
    y = np.tanh(np.multiply(0.5, x, out=out), out=out)
    y = np.add(np.multiply(0.5, y, out=out), 0.5, out=out)
    return y  # 0.5 tanh(x / 2) + 0.5


def log_sigmoid(x: Array) -> Array:
    """log(sigmoid(x)) = -log(1 + e^-x), exact for large negative x too.

    >>> log_sigmoid(np.array([-1000.0, 0.0])).round(3).tolist()
    [-1000.0, -0.693]
    """
    y: Array = -np.logaddexp(0, -x)
    return y


def log_softmax(x: ArrayLike) -> Array:
    """Logarithms of the softmax over the last axis: logits to log-probabilities.

    Taking the largest logit off all of them changes nothing, and lets no e^x overflow.
    The sum is taken in float32 at least: 70,000 ones are infinite in float16.

    >>> np.exp(log_softmax([0.0, 0.0, 1000.0])).tolist()
    [0.0, 0.0, 1.0]
    """
    x = as_floats(x)
    y: Array = x - x.max(axis=-1, keepdims=True)
    wide = np.result_type(x, np.float32)
    y -= np.log(np.exp(y).sum(axis=-1, keepdims=True, dtype=wide))
    return y


def softmax(x: ArrayLike) -> Array:
    """Softmax over the last axis, e^x by its sum: logits to probabilities.

    >>> softmax([0.0, 1.0, 2.0]).round(2).tolist()
    [0.09, 0.24, 0.67]
    """
    x = as_floats(x)
    y: Array = np.exp(x - x.max(axis=-1, keepdims=True))
    y /= y.sum(axis=-1, keepdims=True, dtype=np.result_type(x, np.float32))
    return y


def tanh(x: Array) -> tuple[Array, Backward]:
    """The hyperbolic tangent as a layer; its slope is 1 - y^2.

    >>> y, backward = tanh(np.array([0.0, 9.0]))
    >>> backward(np.ones(2)).round(2).tolist()
    [1.0, 0.0]
    """
    y = np.tanh(x)
    return y, lambda dy: dy * (1 - y * y)


def relu(x: Array) -> tuple[Array, Backward]:
    """The rectified linear unit, max(0, x), as a layer; its slope is 1 where x > 0.

    >>> y, backward = relu(np.array([-2.0, 3.0]))
    >>> y.tolist(), backward(np.ones(2)).tolist()
    ([0.0, 3.0], [0.0, 1.0])
    """
    return np.maximum(x, 0), lambda dy: dy * (x > 0)


def softplus(x: Array) -> tuple[Array, Backward]:
    """log(1 + e^x), a smooth relu that is above 0, as a layer; its slope is sigmoid.

    >>> y, backward = softplus(np.array([0.0, 1000.0]))
    >>> y.round(3).tolist(), backward(np.ones(2)).tolist()
    ([0.693, 1000.0], [0.5, 1.0])
    """
    return -log_sigmoid(-x), lambda dy: dy * sigmoid(x)
