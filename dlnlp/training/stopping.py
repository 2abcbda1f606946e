"""When a watched figure gets no better: take smaller steps, and at last stop.

The figure is measured after each epoch on text that is not trained on, such as the
perplexity of the validation part. Lower is better.
"""

import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np

from dlnlp.arrays import Array
from dlnlp.nn.functional import check_share
from dlnlp.nn.module import Module
from dlnlp.training.averaging import AveragedWeights
from dlnlp.training.callbacks import Callback

if TYPE_CHECKING:
    from dlnlp.training.trainer import Trainer


def waited(figures: Iterable[float], threshold: float = 0.0) -> int:
    """How many figures have come since the best one; 0 if the last is the best.

    A figure becomes the best if it is below the best before by more than the share
    `threshold` of it.
    """
    best, count = math.inf, 0
    for figure in figures:
        share = math.copysign(threshold, best)  # figures may be negative
        better = figure < best * (1 - share)
        best, count = (figure, 0) if better else (best, count + 1)
    return count


class EarlyStopping(Callback):
    """Ends the training once `patience` epochs in a row have brought no new best.

    When the training ends, by itself or with its last epoch, the model gets the
    parameters of its best epoch (Prechelt 1998). A checkpoint holds those of the last
    epoch too, to go on from.

    average  if given, its weights are kept and not the model's own: for a figure that
             is watched with averaged weights
    """

    def __init__(
        self, model: Module, patience: int, *, average: AveragedWeights | None = None
    ):
        _check_patience(patience)
        self.model, self.patience, self.average = model, patience, average
        self.best = model.state_dict()

    def begin(self, trainer: "Trainer") -> None:
        _check_watch(self, trainer)
        if trainer.model is not self.model:
            raise ValueError("EarlyStopping was given another model than the trainer")
        if self.average and self.average not in trainer.callbacks:
            raise ValueError("the average that EarlyStopping keeps is not in callbacks")

    def stop(self, trainer: "Trainer") -> bool:
        return waited(trainer.history.watched) >= self.patience

    def after_epoch(self, trainer: "Trainer") -> None:
        if waited(trainer.history.watched) == 0:
            if self.average and self.average.count:
                self.best = self.average.named_values()
            else:
                self.best = self.model.state_dict()

    def end(self, trainer: "Trainer") -> None:
        self.model.load_state_dict(self.best)

    def state_dict(self) -> dict[str, Array]:
        return dict(self.best)  # the arrays are never changed, only replaced

    def load_state_dict(self, state: Mapping[str, Array]) -> None:
        self.best = {name: np.array(state[name]) for name in self.best}


class DecayOnPlateau(Callback):
    """The learning rate times `factor` after each `patience` epochs without a new best.

    PyTorch's ReduceLROnPlateau, which calls the same patience one less. A factor of 0.5
    and a patience of 1 come close to Mikolov (2012), who halves after every epoch once
    the first has failed.

    threshold  the share by which a figure must be better than the best to count
    """

    def __init__(
        self, factor: float = 0.5, patience: int = 1, *, threshold: float = 0.0
    ):
        if not 0 < factor < 1:
            raise ValueError(f"factor is {factor}; it must be above 0 and below 1")
        check_share("threshold", threshold)
        _check_patience(patience)
        self.factor, self.patience, self.threshold = factor, patience, threshold

    def begin(self, trainer: "Trainer") -> None:
        _check_watch(self, trainer)
        if trainer.schedule:
            raise ValueError(
                "a schedule sets the learning rate at every step and would undo what "
                "DecayOnPlateau does; give one of the two"
            )

    def after_epoch(self, trainer: "Trainer") -> None:
        count = waited(trainer.history.watched, self.threshold)
        if count and count % self.patience == 0:
            trainer.optimizer.lr *= self.factor


def _check_patience(patience: int) -> None:
    if not isinstance(patience, int | np.integer) or patience < 1:
        raise ValueError(
            f"patience is {patience!r}; it takes a number of epochs, 1 or more"
        )


def _check_watch(callback: Callback, trainer: "Trainer") -> None:
    if trainer.watch is None:
        raise ValueError(
            f"{type(callback).__name__} needs a figure to go by: Trainer(…, watch=…)"
        )
