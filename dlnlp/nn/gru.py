"""The gated recurrent unit: two gates, and no cell besides the state."""

from typing import Any

import numpy as np

from dlnlp.arrays import Array
from dlnlp.nn.functional import sigmoid
from dlnlp.nn.init import zeros
from dlnlp.nn.module import Parameter
from dlnlp.nn.recurrent import Parts, Recurrent


class GRU(Recurrent):
    """h = z * h_before + (1 - z) * n,  n = tanh(x Wn + bx + r * (h_before Un + bh)).

    The gate z says how much of the old state stays, r how much of it the candidate n
    may see (Cho et al. 2014). As in PyTorch, r acts after the product with Un.
    """

    blocks = 3  # of Wx, Wh and b: r, z, n

    def __init__(
        self,
        n_in: int,
        n_hidden: int,
        *,
        rng: np.random.Generator,
        dropout: float = 0.0,
    ):
        super().__init__(n_in, n_hidden, rng=rng, dropout=dropout)
        self.bh = Parameter(zeros(n_hidden))  # (H,)

    def step(self, x_part: Array, h_part: Array, state: Parts) -> tuple[Parts, Any]:
        (h_before,) = state
        H = h_before.shape[1]
        gates = sigmoid(x_part[:, : 2 * H] + h_part[:, : 2 * H])
        r, z = gates[:, :H], gates[:, H:]
        from_h = h_part[:, 2 * H :] + self.bh.value
        n = np.tanh(x_part[:, 2 * H :] + r * from_h)
        h = z * h_before + (1 - z) * n

        def backward(dstate: Parts) -> tuple[Array, Array, Parts]:
            (dh,) = dstate
            dx_part = np.empty_like(x_part)
            dn = dh * (1 - z) * (1 - n * n)  # through the tanh
            dx_part[:, :H] = dn * from_h  # dr
            dx_part[:, H : 2 * H] = dh * (h_before - n)  # dz
            dx_part[:, : 2 * H] *= gates * (1 - gates)  # through the sigmoid
            dx_part[:, 2 * H :] = dn
            dh_part = dx_part.copy()
            dh_part[:, 2 * H :] *= r
            self.bh.add_grad(dh_part[:, 2 * H :].sum(axis=0))
            return dx_part, dh_part, (dh * z,)

        return (h,), backward
