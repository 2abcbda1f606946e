"""When numbers leave the finite ones: notice it, go back, and say what may help."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from dlnlp.arrays import Array
from dlnlp.nn.module import Module
from dlnlp.nn.optim import Optimizer
from dlnlp.training.callbacks import Callback
from dlnlp.training.checkpoint import get_state, part, set_state
from dlnlp.training.interrupts import uninterrupted


class Diverged(ArithmeticError):
    """Training has left the finite numbers.

    step       the number of the update at which it was noticed
    last_good  what there was before: parameters by name, without NaN or infinity
    """

    def __init__(self, message: str, *, step: int, last_good: dict[str, Array]):
        super().__init__(message)
        self.step = step
        self.last_good = last_good


class LastGood:
    """A copy of model, optimiser and callbacks from when all numbers were finite."""

    def __init__(
        self, model: Module, optimizer: Optimizer, callbacks: Sequence[Callback]
    ):
        self.model, self.optimizer, self.callbacks = model, optimizer, callbacks
        self.state = get_state(model, optimizer, callbacks)
        if bad := not_finite(self.state):
            raise ValueError(f"{bad} holds NaN or infinity before training starts")

    def renew(self) -> str | None:
        """Copy what there is now; or leave the copy, and name what isn't finite."""
        state = get_state(self.model, self.optimizer, self.callbacks)
        if bad := not_finite(state):
            return bad
        self.state = state
        return None

    def set_back(self, what: str, advice: str) -> Diverged:
        """Go back to the copy; returns the error to raise, which says all of it."""
        step = self.optimizer.steps
        with uninterrupted():
            set_state(self.model, self.optimizer, self.state, self.callbacks)
        return Diverged(
            f"{what} at step {step}. {advice} Model and optimizer are set back to step "
            f"{self.optimizer.steps}.",
            step=step,
            last_good=part("model.", self.state),
        )


def not_finite(arrays: Mapping[str, Any]) -> str | None:
    """The name of the first array with NaN or infinity in it."""
    return next((n for n, a in arrays.items() if not np.isfinite(a).all()), None)
