"""Callbacks: what hears of each epoch of a training, and may change its course.

They decide from the metric, which the trainer's `monitor` measures after each epoch on
data that are not trained on, such as the perplexity of the validation part. Lower is
better.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np

from dlnlp.arrays import Array, check_size
from dlnlp.nn.functional import check_probability
from dlnlp.nn.module import Module
from dlnlp.nn.optim import Optimizer


@dataclass
class History:
    """The course of a training, from its very first step."""

    losses: list[float] = field(default_factory=list)  # of every step
    epoch_losses: list[float] = field(default_factory=list)  # mean of each whole epoch
    metrics: list[float] = field(default_factory=list)  # what `monitor` gave after each
    interrupted: bool = False  # was it stopped by Ctrl-C?


class Training(Protocol):
    """What a callback sees of a `Trainer`."""

    model: Any
    optimizer: Optimizer  # its `lr` may be changed
    schedule: Any
    monitor: Any
    history: History
    should_stop: bool  # True ends the training before the next step


class Callback:
    """A callback that does nothing; each kind of its own overrides what it needs.

    What it remembers beside `trainer.history` is in its `state_dict`, always with the
    same names and shapes, so that a checkpoint can hold it.
    """

    def start(self, trainer: Training) -> None:
        """Before the first step of a `fit`. ValueError if it cannot serve there."""

    def on_epoch(self, trainer: Training) -> None:
        """After an epoch: the history has its loss, and its metric."""

    def end(self, trainer: Training) -> None:
        """After the last epoch of a `fit` that was not interrupted."""

    def state_dict(self) -> dict[str, Array]:
        return {}

    def load_state_dict(self, state: Mapping[str, Array]) -> None:
        """Take over what `state_dict` gave."""


class EarlyStopping(Callback):
    """Early stopping: the end after `patience` epochs in a row without a new best.

    When the training ends, by itself or with its last epoch, the model gets the
    parameters of its best epoch (Prechelt 1998). A checkpoint holds those of the last
    epoch too, to go on from.
    """

    def __init__(self, model: Module, patience: int):
        self.model, self.patience = model, check_size(patience, "patience")
        self.best = model.state_dict()

    def start(self, trainer: Training) -> None:
        _check_monitor(self, trainer)
        if trainer.model is not self.model:
            raise ValueError("EarlyStopping was given another model than the trainer")
        self._decide(trainer)  # what was loaded may be a training at its end

    def on_epoch(self, trainer: Training) -> None:
        if num_bad_epochs(trainer.history.metrics) == 0:
            self.best = self.model.state_dict()
        self._decide(trainer)

    def _decide(self, trainer: Training) -> None:
        if num_bad_epochs(trainer.history.metrics) >= self.patience:
            trainer.should_stop = True

    def end(self, trainer: Training) -> None:
        self.model.load_state_dict(self.best)

    def state_dict(self) -> dict[str, Array]:
        return dict(self.best)  # the arrays are never changed, only replaced

    def load_state_dict(self, state: Mapping[str, Array]) -> None:
        self.best = {name: np.array(state[name]) for name in self.best}


class DecayOnPlateau(Callback):
    """Learning rate decay: times `factor` after each `patience` epochs without a best.

    PyTorch's ReduceLROnPlateau, which calls the same patience one less. A factor of 0.5
    and a patience of 1 come close to Mikolov (2012), who halves after every epoch once
    the first has failed. threshold: see `num_bad_epochs`.
    """

    def __init__(
        self, factor: float = 0.5, patience: int = 1, *, threshold: float = 0.0
    ):
        if not 0 < factor < 1:
            raise ValueError(f"factor is {factor}; it must be above 0 and below 1")
        self.factor, self.patience = factor, check_size(patience, "patience")
        self.threshold = check_probability("threshold", threshold)

    def start(self, trainer: Training) -> None:
        _check_monitor(self, trainer)
        if trainer.schedule:
            raise ValueError("a schedule would undo DecayOnPlateau; give one of them")

    def on_epoch(self, trainer: Training) -> None:
        count = num_bad_epochs(trainer.history.metrics, self.threshold)
        if count and count % self.patience == 0:
            trainer.optimizer.lr *= self.factor


def num_bad_epochs(metrics: Iterable[float], threshold: float = 0.0) -> int:
    """How many epochs have passed since the best metric; 0 if the last is the best.

    A metric becomes the best if it is below the best before by more than the proportion
    `threshold` of it. Infinity never does.
    """
    best, count = math.inf, 0
    for metric in metrics:
        margin = math.copysign(threshold, best)  # metrics may be negative
        better = metric < best * (1 - margin)
        best, count = (metric, 0) if better else (best, count + 1)
    return count


def _check_monitor(callback: Callback, trainer: Training) -> None:
    if trainer.monitor is None:
        name = type(callback).__name__
        raise ValueError(f"{name} needs a metric to go by: Trainer(…, monitor=…)")
