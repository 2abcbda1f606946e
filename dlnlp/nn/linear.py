"""The layer that everything is made of: a matrix product and a bias."""

import numpy as np

from dlnlp.arrays import Array, check_size
from dlnlp.nn.functional import rows
from dlnlp.nn.init import xavier, zeros
from dlnlp.nn.module import Backward, Module, Parameter


class Linear(Module):
    """Linear (fully connected) layer: y = x W + b.   x: (..., D) -> y: (..., H)

    W starts by Xavier's rule, b at 0.

    ValueError: n_in or n_out below 1.

    >>> layer = Linear(4, 3, rng=np.random.default_rng(0))
    >>> y, backward = layer(np.ones((2, 5, 4)))
    >>> y.shape, backward(np.ones_like(y)).shape, layer.W.grad.shape
    ((2, 5, 3), (2, 5, 4), (4, 3))
    """

    def __init__(self, n_in: int, n_out: int, *, rng: np.random.Generator):
        n_in, n_out = check_size(n_in, "n_in"), check_size(n_out, "n_out")
        self.W = Parameter(xavier(rng, n_in, n_out))  # (D, H)
        self.b = Parameter(zeros(n_out))  # (H,)

    def __call__(self, x: Array) -> tuple[Array, Backward]:
        y = rows(x) @ self.W.value  # (M, H): one product, whatever the axes
        y += self.b.value

        def backward(dy: Array) -> Array:
            dy = rows(dy)
            self.W.add_grad(rows(x).T @ dy)
            self.b.add_grad(dy.sum(axis=0))
            return (dy @ self.W.value.T).reshape(x.shape)

        return y.reshape(*x.shape[:-1], y.shape[1]), backward
