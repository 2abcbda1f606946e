"""The activation of GPT and BERT: a softer relu."""

import numpy as np

from dlnlp.arrays import Array
from dlnlp.nn.chunks import chunks
from dlnlp.nn.module import Backward

SCALE, CUBIC = float(np.sqrt(2 / np.pi)), 0.044715


def gelu(x: Array) -> tuple[Array, Backward]:
    """GELU: x times the probability that a standard normal number is below x; a layer.

    That probability is taken as (1 + tanh u) / 2 with u = sqrt(2/π) (x + 0.044715 x³),
    as GPT-2 does; it is off by at most 0.0003 (Hendrycks & Gimpel 2016, sec. 2).

    >>> gelu(np.array([-1.0, 0.0, 1.0]))[0].round(2).tolist()
    [-0.16, 0.0, 0.84]
    """
    flat = x.ravel()
    y, slope = np.empty_like(flat), np.empty_like(flat)
    for where in chunks(flat):  # many passes, while the numbers are in the cache
        z = flat[where]
        square = z * z
        p = np.tanh((square * (SCALE * CUBIC) + SCALE) * z)
        p += 1
        p *= 0.5  # the probability
        y[where] = z * p
        du = square * (3 * SCALE * CUBIC) + SCALE
        slope[where] = p + 2 * y[where] * (1 - p) * du  # as tanh' = 4 p (1 - p)
    return y.reshape(x.shape), lambda dy: dy * slope.reshape(x.shape)
