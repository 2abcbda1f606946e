"""Long short-term memory: a cell that is added to, and gates that say how much."""

from typing import Any

import numpy as np

from dlnlp.arrays import Array
from dlnlp.nn.functional import sigmoid
from dlnlp.nn.recurrent import Recurrent, State


class LSTM(Recurrent):
    """Long short-term memory: c = f * c_before + i * g;  h = o * tanh(c).

    The state is (h, c). Four vectors of H numbers come from x and h_before: the gates i
    (input), f (forget) and o (output), between 0 and 1, and the candidate g, between -1
    and 1 (Hochreiter & Schmidhuber 1997; forget gate: Gers, Schmidhuber & Cummins
    2000).

    forget_bias  1 opens the forget gate at the start (Jozefowicz et al. 2015)

    ValueError: as for `Recurrent`.

    >>> lstm = LSTM(4, 3, rng=np.random.default_rng(0))
    >>> (hs, (h, c)), backward = lstm(np.ones((2, 7, 4), np.float32))
    >>> hs.shape, h.shape, c.shape
    ((2, 7, 3), (2, 3), (2, 3))
    """

    n_gates, n_states = 4, 2  # i, f, o, g

    def __init__(
        self,
        n_in: int,
        n_hidden: int,
        *,
        rng: np.random.Generator,
        dropout: float = 0.0,
        forget_bias: float = 1.0,
    ):
        super().__init__(n_in, n_hidden, rng=rng, dropout=dropout)
        self.b.value.reshape(4, -1)[1] = forget_bias

    def step(self, x_proj: Array, h_proj: Array, state: State) -> tuple[State, Any]:
        _, c_before = state
        H = c_before.shape[1]
        a = np.add(x_proj, h_proj, out=x_proj)  # (N, 4H): its place is free now
        gates, g = a[:, : 3 * H], a[:, 3 * H :]
        sigmoid(gates, out=gates), np.tanh(g, out=g)
        i, f, o = gates[:, :H], gates[:, H : 2 * H], gates[:, 2 * H :]
        c = f * c_before + i * g
        tanh_c = np.tanh(c)
        h = o * tanh_c

        def backward(dstate: State) -> tuple[Array, Array, tuple[float, Array]]:
            dh, dc = dstate
            dc = dc + dh * o * (1 - tanh_c * tanh_c)  # c reaches the loss by h, too
            da = np.empty_like(a)
            da[:, :H] = dc * g  # di
            da[:, H : 2 * H] = dc * c_before  # df
            da[:, 2 * H : 3 * H] = dh * tanh_c  # do
            da[:, : 3 * H] *= gates * (1 - gates)  # through the sigmoid
            da[:, 3 * H :] = dc * i * (1 - g * g)  # dg, through the tanh
            return da, da, (0.0, dc * f)

        return (h, c), backward
