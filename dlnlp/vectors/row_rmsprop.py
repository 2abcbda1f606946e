"""RMSProp for tables of vectors, with one learning rate for each row."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from dlnlp.arrays import Array
from dlnlp.nn.functional import check_probability
from dlnlp.nn.module import Parameter
from dlnlp.nn.optim import Optimizer


class RowRMSProp(Optimizer):
    """RMSProp by rows: lr / (the usual length of a row's gradient) is the row's rate.

    So each row moves by about `lr` whenever it is used, whether its word is frequent
    or rare, and whether it guesses or is guessed. What is usual is the root of a mean
    of squares, of which `beta` stays with each use of the row (Tieleman & Hinton 2012,
    lecture 6.5); early on the mean is corrected as Adam's is.

    state  for each row the mean square, and how often the row was used: (V,) each

    ValueError: a parameter that is no matrix (V, D); beta below 0, or 1 and above.
    """

    state_names = ("square", "uses")

    def __init__(
        self, parameters: Iterable[Parameter], lr: float, *, beta: float = 0.8
    ):
        super().__init__(parameters, lr)
        self.beta = check_probability("beta", beta)
        for parameter in self.parameters:
            if parameter.value.ndim != 2:
                raise ValueError(f"no matrix with rows: {parameter.value.shape}")
        self.state = {
            name: [square[:, 0].copy() for square in state]
            for name, state in self.state.items()
        }

    def update(self, value: Array, where: Any, grad: Array, *state: Array) -> None:
        square, uses = state
        old, new = square[where], np.vecdot(grad, grad)
        square[where] = self.beta * old + (1 - self.beta) * new
        uses[where] += 1
        mean = square[where] / (1 - self.beta ** uses[where])
        tiny = np.finfo(mean.dtype).tiny  # where all gradients were 0, the step is, too
        step = self.lr / np.sqrt(np.maximum(mean, tiny))
        value[where] -= step[:, None] * grad
