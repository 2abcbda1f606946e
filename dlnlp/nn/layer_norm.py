"""Layer normalisation: each vector by itself brought to mean 0 and variance 1."""

import numpy as np

from dlnlp.arrays import Array, check_size
from dlnlp.nn.functional import rows
from dlnlp.nn.init import zeros
from dlnlp.nn.module import Backward, Module, Parameter


class LayerNorm(Module):
    """Layer norm: y = g (x - mean) / sqrt(variance + epsilon) + b.   x, y: (…, D)

    Mean and variance are those of the D numbers of one vector; the variance is the
    biased one, a mean of squares. The gain g starts at 1, the bias b at 0, so that it
    is the model that decides on the spread (Ba, Kiros & Hinton 2016, eq. 4).

    ValueError: dim below 1, epsilon not above 0, vectors of another width.
    """

    def __init__(self, dim: int, *, epsilon: float = 1e-5):
        dim = check_size(dim, "dim")
        if not 0 < epsilon < np.inf:
            raise ValueError(f"epsilon is {epsilon}; it must be above 0")
        self.g = Parameter(np.ones(dim, np.float32))  # (D,)
        self.b = Parameter(zeros(dim))  # (D,)
        self.epsilon = float(epsilon)

    def __call__(self, x: Array) -> tuple[Array, Backward]:
        g, b = self.g.value, self.b.value
        if x.shape[-1] != len(g):
            raise ValueError(f"vectors of {len(g)} numbers are wanted; given {x.shape}")
        z = rows(x) - _mean(rows(x))  # (M, D)
        scale = 1 / np.sqrt(_mean(z, z) + self.epsilon)  # (M, 1)
        z *= scale  # mean 0, variance 1
        y = z * g
        y += b

        def backward(dy: Array) -> Array:
            dy = rows(dy)
            self.g.add_grad(np.einsum("md,md->d", dy, z))
            self.b.add_grad(dy.sum(axis=0))
            dz = dy * g
            along = _mean(dz, z)  # how far dz would only change the spread, or
            dz -= _mean(dz)  # only the mean: neither has an effect
            dz -= z * along
            dz *= scale
            return dz.reshape(x.shape)

        return y.reshape(x.shape), backward


def _mean(x: Array, factor: Array | None = None) -> Array:
    """The mean of each row of x, or of x times a factor: (M, D) -> (M, 1)"""
    M, D = x.shape
    ones = np.ones(D, x.dtype)
    sums = x @ ones if factor is None else np.einsum("md,md->m", x, factor)
    mean: Array = sums.reshape(M, 1) / x.dtype.type(D)
    return mean
