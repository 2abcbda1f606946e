"""The training loop: a batch, its loss, the way back, a step; and how to stop well."""

import math
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Never

import numpy as np
from tqdm import tqdm

from dlnlp.nn.module import Backward
from dlnlp.nn.optim import Optimizer, check_learning_rate, clip_grad_norm
from dlnlp.nn.row_gradient import RowGradient
from dlnlp.training.batches import Batches
from dlnlp.training.callbacks import Callback
from dlnlp.training.checkpoint import load_checkpoint, save_checkpoint
from dlnlp.training.divergence import LastGood, not_finite
from dlnlp.training.interrupts import uninterrupted

SNAPSHOT = 100  # steps between two copies of the parameters, to go back to


@dataclass
class History:
    """The course of a training so far."""

    losses: list[float] = field(default_factory=list)  # of every step
    epoch_losses: list[float] = field(default_factory=list)  # mean of each whole epoch
    watched: list[float] = field(default_factory=list)  # what `watch` gave after each
    interrupted: bool = False  # was it stopped by Ctrl-C?


class Trainer:
    """Trains a model, and keeps what is needed to go on later.

    model      has `loss(*batch, rng=rng)`, which gives the loss and its way back
    optimizer  moves the model's parameters
    rng        where batches are shuffled and the model draws
    schedule   the learning rate of each step: `schedule(step)`, from step 0
    clip       the length to which longer gradients are cut; see `clip_grad_norm`
    watch      `watch(trainer)` is measured after each epoch, on text that is not
               trained on; lower is better. What `history.watched` holds
    callbacks  what goes along: `EarlyStopping`, `DecayOnPlateau`, `AveragedWeights`
    """

    def __init__(
        self,
        model: Any,
        optimizer: Optimizer,
        *,
        rng: np.random.Generator,
        schedule: Callable[[int], float] | None = None,
        clip: float | None = None,
        watch: Callable[["Trainer"], float] | None = None,
        callbacks: Sequence[Callback] = (),
    ):
        if not set(optimizer.parameters) <= set(model.parameters()):
            raise ValueError("the optimizer moves parameters of another model")
        self.model, self.optimizer, self.rng = model, optimizer, rng
        self.schedule, self.clip = schedule, clip
        self.watch, self.callbacks = watch, list(callbacks)
        self.history = History()

    def losses(self, batches: Iterable[Any]) -> Iterator[tuple[float, Backward]]:
        """The loss of each batch of an epoch, and its way back.

        Where a state goes from batch to batch, a subclass hands it on here, in a local
        variable: it begins and ends with the epoch.
        """
        for batch in batches:
            yield self.model.loss(*batch, rng=self.rng)

    def fit(
        self,
        batches: Batches,
        epochs: int,
        *,
        progress: bool = True,
        checkpoint: str | os.PathLike[str] | None = None,
        on_step: Callable[["Trainer"], object] | None = None,
        on_epoch: Callable[["Trainer"], bool | None] | None = None,
    ) -> History:
        """Train for so many epochs more; returns the history since the very first.

        batches     batches(rng) gives those of one epoch, as `minibatches` does
        progress    show epoch and smoothed loss on stderr
        checkpoint  a file, written at each epoch's end: `load` it to go on from there
        on_step     called after every step
        on_epoch    called after every epoch; may change `optimizer.lr`, and ends the
                    training by returning True

        Ctrl-C ends it early, between two steps and never within one; the history says
        so, and the model stays as it is then.
        `Diverged` if numbers become NaN or infinite; the model is then set back.
        """
        if not isinstance(epochs, int | np.integer) or epochs < 1:
            raise ValueError(f"epochs is {epochs!r}; it takes a number from 1 on")
        if checkpoint and not Path(checkpoint).parent.is_dir():
            raise FileNotFoundError(f"there is no folder for the file {checkpoint}")
        self.history.interrupted = False
        for callback in self.callbacks:
            callback.begin(self)
        self._last_good = LastGood(self.model, self.optimizer, self.callbacks)
        last = len(self.history.epoch_losses) + epochs
        try:
            for epoch in range(last - epochs + 1, last + 1):
                if any(callback.stop(self) for callback in self.callbacks):
                    break
                self._epoch(batches, f"epoch {epoch}/{last}", progress, on_step)
                stop = on_epoch(self) if on_epoch else False
                self._keep()  # what callbacks remember, and the rate they chose
                if checkpoint:
                    self.save(checkpoint)
                if stop:
                    break
            with uninterrupted():
                for callback in self.callbacks:
                    callback.end(self)
        except KeyboardInterrupt:
            self.history.interrupted = True
        finally:
            self.model.zero_grad()  # of a step that was not finished
        return self.history

    def _epoch(
        self,
        batches: Batches,
        title: str,
        progress: bool,
        on_step: Callable[["Trainer"], object] | None,
    ) -> None:
        losses: list[float] = []
        smoothed = 0.0
        with tqdm(self.losses(batches(self.rng)), title, disable=not progress) as bar:
            for loss, backward in bar:
                self._step(loss, backward)
                losses.append(loss)
                smoothed += (loss - smoothed) / min(len(losses), 20)
                bar.set_postfix_str(f"loss {smoothed:.3f}", refresh=False)
                if on_step:
                    on_step(self)
        if not losses:
            raise ValueError(f"{title}: batches(rng) gave no batch")
        self._keep()
        watched = [_finite(self.watch(self))] if self.watch else []
        with uninterrupted():
            self.history.epoch_losses.append(float(np.mean(losses)))
            self.history.watched += watched
            for callback in self.callbacks:
                callback.after_epoch(self)

    def _step(self, loss: float, backward: Backward) -> None:
        if not math.isfinite(loss):
            self._diverged(f"the loss became {loss}")
        self.model.zero_grad()
        backward()
        limit = math.inf if self.clip is None else self.clip
        if not math.isfinite(clip_grad_norm(self.optimizer.parameters, limit)):
            culprit = not_finite(self._gradients()) or "all parameters together"
            self._diverged(f"the gradient of {culprit} became NaN or infinite")
        if self.schedule:
            step = self.optimizer.steps
            lr = check_learning_rate(self.schedule(step), f" scheduled for step {step}")
            self.optimizer.lr = lr
        with uninterrupted():
            self.optimizer.step()
            self.history.losses.append(loss)
            for callback in self.callbacks:
                callback.after_step(self)
        if self.optimizer.steps % SNAPSHOT == 0:
            self._keep()

    def _gradients(self) -> dict[str, Any]:
        """What backward gave, by name; of rows, those that were used."""
        grads = {name: p.grad for name, p in self.model.named_parameters()}
        return {
            name: grad.rows if isinstance(grad, RowGradient) else grad
            for name, grad in grads.items()
            if grad is not None
        }

    def _keep(self) -> None:
        """Remember the parameters to go back to, if they are good."""
        if bad := self._last_good.renew():
            self._diverged(f"{bad} became NaN or infinite")

    def _diverged(self, what: str) -> Never:
        lr = self.optimizer.lr
        if not self.history.losses:
            advice = "At the very first step: is there NaN in the data?"
        elif self.clip is None:
            advice = f"Try a learning rate below {lr:g}, or clip gradients (clip=1.0)."
        else:
            advice = f"Try a learning rate below {lr:g}, or clip below {self.clip:g}."
        raise self._last_good.set_back(what, advice)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write a checkpoint. One of an epoch's end can be gone on from exactly."""
        names = ("losses", "epoch_losses", "watched")
        history = {name: np.array(getattr(self.history, name)) for name in names}
        save_checkpoint(
            path, self.model, self.optimizer, self.rng, history, self.callbacks
        )

    def load(self, path: str | os.PathLike[str]) -> None:
        """Go back to a checkpoint: `fit` goes on exactly as the saved training would.

        ValueError, and nothing is changed, if it doesn't fit: see `load_checkpoint`.
        """
        history = load_checkpoint(
            path, self.model, self.optimizer, self.rng, self.callbacks
        )
        self.history = History(**{n: array.tolist() for n, array in history.items()})


def _finite(figure: float) -> float:
    if not math.isfinite(figure):
        raise ValueError(f"watch gave {figure}; it must be a finite number")
    return float(figure)
