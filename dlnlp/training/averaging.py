"""Averaged weights: training goes round the best place, and the mean lies inside."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np

from dlnlp.arrays import Array
from dlnlp.nn.chunks import blocks
from dlnlp.nn.functional import check_share
from dlnlp.nn.module import Module
from dlnlp.training.callbacks import Callback
from dlnlp.training.interrupts import uninterrupted

if TYPE_CHECKING:
    from dlnlp.training.trainer import Trainer


class AveragedWeights(Callback):
    """The mean of the parameters over the steps of a training, beside the parameters.

    decay  None: all steps count the same (Polyak & Juditsky 1992). 0.999: what a step
           gives is worth 0.999 of it after the next one; an exponential moving average
    start  the mean begins after so many steps, when the way down is done

    With `swapped()` the model has the averaged weights for a while:

        with average.swapped():
            print(perplexity(model, ids))
    """

    def __init__(self, model: Module, *, decay: float | None = None, start: int = 0):
        if decay is not None:
            check_share("decay", decay)
        if not isinstance(start, int | np.integer) or start < 0:
            raise ValueError(f"start is {start!r}; it takes a number of steps, from 0")
        self.model, self.decay, self.start = model, decay, start
        self.count = 0  # steps in the mean
        self.averages = [p.value.copy() for p in model.parameters()]

    def begin(self, trainer: "Trainer") -> None:
        if trainer.model is not self.model:
            raise ValueError("AveragedWeights was given another model than the trainer")

    def after_step(self, trainer: "Trainer") -> None:
        if trainer.optimizer.steps <= self.start:
            return
        self.count += 1
        new = 1 / self.count if self.decay is None else 1 - self.decay
        for average, p in zip(self.averages, self.model.parameters(), strict=True):
            for block in blocks(average):
                if self.count == 1:
                    average[block] = p.value[block]
                else:
                    average[block] += new * (p.value[block] - average[block])

    @contextmanager
    def swapped(self) -> Iterator[None]:
        """Within the block the model has the averaged weights, then its own again."""
        if not self.count:
            raise ValueError(
                f"there is no average yet: it begins after step {self.start}"
            )
        parameters = self.model.parameters()
        own = [p.value.copy() for p in parameters]
        try:
            for parameter, average in zip(parameters, self.averages, strict=True):
                parameter.value[...] = average
            yield
        finally:
            with uninterrupted():
                for parameter, value in zip(parameters, own, strict=True):
                    parameter.value[...] = value

    def named_values(self) -> dict[str, Array]:
        """Copies of the averaged weights under the model's names, as of a model."""
        names = self.model.state_dict()
        return {
            name: average.copy()
            for name, average in zip(names, self.averages, strict=True)
        }

    def state_dict(self) -> dict[str, Array]:
        return self.named_values() | {"steps averaged": np.array(self.count)}

    def load_state_dict(self, state: Mapping[str, Array]) -> None:
        for name, average in zip(self.model.state_dict(), self.averages, strict=True):
            average[...] = state[name]
        self.count = int(state["steps averaged"])
