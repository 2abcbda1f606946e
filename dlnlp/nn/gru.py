"""The gated recurrent unit: two gates, and no cell besides the state."""

from typing import Any

import numpy as np

from dlnlp.arrays import Array
from dlnlp.nn.functional import sigmoid
from dlnlp.nn.init import zeros
from dlnlp.nn.module import Parameter
from dlnlp.nn.recurrent import Recurrent, State


class GRU(Recurrent):
    """Gated recurrent unit: h = z * h_before + (1 - z) * n.

    n = tanh(x Wn + bx + r * (h_before Un + bh)) is the candidate. The gate z says how
    much of the old state stays, r how much of it n may see (Cho et al. 2014, eqs. 5 to
    8). As in PyTorch, r acts after the product with Un.

    ValueError: as for `Recurrent`.

    >>> gru = GRU(4, 3, rng=np.random.default_rng(0))
    >>> (hs, h), backward = gru(np.ones((2, 7, 4), np.float32))
    >>> hs.shape, h.shape
    ((2, 7, 3), (2, 3))
    """

    n_gates = 3  # r, z, n

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

    def step(self, x_proj: Array, h_proj: Array, state: State) -> tuple[State, Any]:
        (h_before,) = state
        H = h_before.shape[1]
        gates = sigmoid(x_proj[:, : 2 * H] + h_proj[:, : 2 * H])
        r, z = gates[:, :H], gates[:, H:]
        from_h = h_proj[:, 2 * H :] + self.bh.value
        n = np.tanh(x_proj[:, 2 * H :] + r * from_h)
        h = z * h_before + (1 - z) * n

        def backward(dstate: State) -> tuple[Array, Array, State]:
            (dh,) = dstate
            dx_proj = np.empty_like(x_proj)
            dn = dh * (1 - z) * (1 - n * n)  # through the tanh
            dx_proj[:, :H] = dn * from_h  # dr
            dx_proj[:, H : 2 * H] = dh * (h_before - n)  # dz
            dx_proj[:, : 2 * H] *= gates * (1 - gates)  # through the sigmoid
            dx_proj[:, 2 * H :] = dn
            dh_proj = dx_proj.copy()
            dh_proj[:, 2 * H :] *= r
            self.bh.add_grad(dh_proj[:, 2 * H :].sum(axis=0))
            return dx_proj, dh_proj, (dh * z,)

        return (h,), backward
