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

    >>> y, backward = LayerNorm(4)(np.array([[1.0, 3.0, 1.0, 3.0]]))
    >>> y.round(2).tolist()
    [[-1.0, 1.0, -1.0, 1.0]]
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
        D = len(g)
        share = np.full(D, 1 / D, x.dtype)  # x @ share is the mean of each row, fast
        z = rows(x) - (rows(x) @ share)[:, None]  # (M, D)
        variance = np.vecdot(z, z)[:, None] / D  # (M, 1)
        scale = 1 / np.sqrt(variance + self.epsilon)
        z *= scale  # mean 0, variance 1
        y = z * g
        y += b

        def backward(dy: Array) -> Array:
            dy = rows(dy)
            self.g.add_grad(np.einsum("md,md->d", dy, z))
            self.b.add_grad(dy.sum(axis=0))
            dz = dy * g
            along = np.vecdot(dz, z)[:, None] / D  # what would only change the mean
            dz -= (dz @ share)[:, None]  # or the variance has no effect: the norm
            dz -= z * along  # takes it away again
            dz *= scale
            return dz.reshape(x.shape)

        return y.reshape(x.shape), backward
