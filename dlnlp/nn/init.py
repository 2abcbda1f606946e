"""What weights are before training: random, small, and of the right spread."""

import numpy as np
from numpy.typing import DTypeLike

from dlnlp.arrays import Array


def zeros(*shape: int) -> Array:
    """All zeros: right for biases, wrong for weights (all units would stay equal)."""
    return np.zeros(shape, dtype=np.float32)


def normal(rng: np.random.Generator, *shape: int, scale: float = 0.01) -> Array:
    """Normal numbers with mean 0 and standard deviation `scale`."""
    return float(scale) * rng.standard_normal(shape, dtype=np.float32)


def uniform(rng: np.random.Generator, *shape: int, limit: float) -> Array:
    """Uniform numbers, spread evenly between -limit and limit."""
    return float(limit) * (2 * rng.random(shape, dtype=np.float32) - 1)


def xavier(rng: np.random.Generator, n_in: int, n_out: int) -> Array:
    """Xavier initialisation: weights that keep the size of what flows both ways.

    They are uniform, (n_in, n_out). A sum of n_in terms has n_in times the variance of
    one, and in the backward pass it is n_out terms; the variance 2 / (n_in + n_out)
    lies between the two (Glorot & Bengio 2010, eq. 16).

    >>> xavier(np.random.default_rng(0), 4, 3).shape
    (4, 3)
    """
    return uniform(rng, n_in, n_out, limit=np.sqrt(6 / (int(n_in) + int(n_out))))


def orthogonal(
    rng: np.random.Generator, n: int, *, dtype: DTypeLike = np.float32
) -> Array:
    """Orthogonal matrix: a rotation, perhaps with a mirror; it keeps all lengths.

    A recurrent network that starts from it neither loses nor amplifies what it passes
    on from step to step (Saxe, McClelland & Ganguli 2014).   -> (n, n)

    >>> W = orthogonal(np.random.default_rng(0), 3)
    >>> np.allclose(W @ W.T, np.eye(3), atol=1e-5)
    True
    """
    Q, _ = np.linalg.qr(rng.normal(size=(n, n)))
    return Q.astype(dtype)
