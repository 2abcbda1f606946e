"""Sparse SGD with a cap, for batches in which a frequent word stands many times."""

from collections.abc import Iterable

import numpy as np

from dlnlp.arrays import Array
from dlnlp.nn.module import Parameter
from dlnlp.nn.optim import Optimizer
from dlnlp.nn.row_gradient import RowGradient, SummedRows
from dlnlp.nn.schedules import check_learning_rate


class WeightedRows(SummedRows):
    """Sparse gradient of a mean loss, and how much of the mean each row has a part in.

    ids, rows  (N, M) and (N, M, D), as for `SummedRows`
    weights    (N, M) how much all dot products count that a row had a part in; kept
               (U,), their sums
    guesses    how many guesses the loss is the mean of
    """

    def __init__(
        self,
        ids: Array,
        rows: Array,
        weights: Array,
        shape: tuple[int, ...],
        guesses: int,
    ):
        super().__init__(ids, rows, shape)
        self.weights, self.guesses = self.gather @ weights.ravel(), guesses


class CappedSGD(Optimizer):
    """Sparse SGD with a step of `lr` for each guess, and a cap on each row's step.

    word2vec moves after every guess. A batch of n guesses moves once, by n times its
    mean gradient: W[ids] -= lr * n * gradient.

    All guesses of the batch were made from the same place. Together they can carry a
    frequent word far beyond where their gradients hold: it swings from side to side,
    further each time, and training diverges. How far is safe depends on how steep the
    loss can get, which grows with the weight of a row's dot products. So where the rate
    lr * n times that weight would be more than `cap`, the row steps by so much less.
    """

    def __init__(self, parameters: Iterable[Parameter], lr: float, *, cap: float):
        super().__init__(parameters, lr)
        self.cap = cap

    def step(self) -> None:
        """Move the rows that were used, and forget the gradients."""
        self.lr = check_learning_rate(self.lr)
        self.steps += 1
        for parameter in self.parameters:
            if parameter.grad is not None:
                self._descend(parameter.value, parameter.grad)
            parameter.zero_grad()

    def _descend(self, W: Array, grad: Array | RowGradient) -> None:
        if not isinstance(grad, WeightedRows):
            raise TypeError(f"CappedSGD takes WeightedRows; given {type(grad)}")
        rate = self.lr * grad.guesses
        steps = rate / np.maximum(1, rate * grad.weights / self.cap)  # (U,)
        grad.rows *= steps.astype(W.dtype)[:, None]  # in place: it is not needed again
        moved = W.take(grad.ids, axis=0)
        moved -= grad.rows
        W[grad.ids] = moved
