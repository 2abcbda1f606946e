"""The training loop: a batch, its loss, the way back, a step; and how to stop well."""

import math
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Never

import numpy as np
from numpy.typing import ArrayLike, NDArray
from tqdm import tqdm

from dlnlp.checkpoints import (
    get_state,
    load_checkpoint,
    part,
    save_checkpoint,
    set_state,
)
from dlnlp.nn.core import Backward, Diverged, RowGradient
from dlnlp.nn.optim import Optimizer, check_learning_rate, clip_grad_norm

Array = NDArray[Any]
Batches = Callable[[np.random.Generator], Iterable[tuple[Any, ...]]]

SNAPSHOT = 100  # steps between two copies of the parameters, to go back to


def minibatches(*arrays: ArrayLike, size: int) -> Batches:
    """The rows of some arrays in batches of `size`, shuffled anew for each epoch.

    Row i of one array belongs to row i of the others and stays with it. The last batch
    is shorter where the rows don't divide evenly.
    """
    columns = [np.asarray(array) for array in arrays]
    lengths = [len(column) for column in columns]
    if not isinstance(size, int | np.integer) or size < 1:
        raise ValueError(f"size is {size!r}; a batch takes a whole number, 1 or more")
    if not lengths or min(lengths) == 0:
        raise ValueError("there are no rows to make batches of")
    if min(lengths) < max(lengths):
        raise ValueError(f"the arrays have different lengths: {lengths}")

    def batches(rng: np.random.Generator) -> Iterator[tuple[Array, ...]]:
        order = rng.permutation(lengths[0])
        for start in range(0, len(order), size):
            chosen = order[start : start + size]
            yield tuple(column[chosen] for column in columns)

    return batches


@dataclass
class History:
    """The course of a training so far."""

    losses: list[float] = field(default_factory=list)  # of every step
    epoch_losses: list[float] = field(default_factory=list)  # mean of each whole epoch
    interrupted: bool = False  # was it stopped by Ctrl-C?


class Trainer:
    """Trains a model, and keeps what is needed to go on later.

    model      has `loss(*batch, rng=rng)`, which gives the loss and its way back
    optimizer  moves the model's parameters
    rng        where batches are shuffled and the model draws
    schedule   the learning rate of each step: `schedule(step)`, from step 0
    clip       the length to which longer gradients are cut; see `clip_grad_norm`
    """

    def __init__(
        self,
        model: Any,
        optimizer: Optimizer,
        *,
        rng: np.random.Generator,
        schedule: Callable[[int], float] | None = None,
        clip: float | None = None,
    ):
        if not set(optimizer.parameters) <= set(model.parameters()):
            raise ValueError("the optimizer moves parameters of another model")
        self.model, self.optimizer, self.rng = model, optimizer, rng
        self.schedule, self.clip = schedule, clip
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

        Ctrl-C ends it early; the history says so, and the model stays as it is then.
        `Diverged` if numbers become NaN or infinite; the model is then set back.
        """
        if not isinstance(epochs, int | np.integer) or epochs < 1:
            raise ValueError(f"epochs is {epochs!r}; it takes a number from 1 on")
        if checkpoint and not Path(checkpoint).parent.is_dir():
            raise FileNotFoundError(f"there is no folder for the file {checkpoint}")
        self.history.interrupted = False
        self._last_good = get_state(self.model, self.optimizer)
        if bad := _not_finite(self._last_good):
            raise ValueError(f"{bad} holds NaN or infinity before training starts")
        last = len(self.history.epoch_losses) + epochs
        try:
            for epoch in range(last - epochs + 1, last + 1):
                self._epoch(batches, f"epoch {epoch}/{last}", progress, on_step)
                stop = on_epoch(self) if on_epoch else False
                if checkpoint:
                    self.save(checkpoint)
                if stop:
                    break
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
        self.history.epoch_losses.append(float(np.mean(losses)))

    def _step(self, loss: float, backward: Backward) -> None:
        if not math.isfinite(loss):
            self._diverged(f"the loss became {loss}")
        self.model.zero_grad()
        backward()
        if self.clip is not None:
            clip_grad_norm(self.optimizer.parameters, self.clip)
        if bad := _not_finite(self._gradients()):
            self._diverged(f"the gradient of {bad} became NaN or infinite")
        if self.schedule:
            step = self.optimizer.steps
            lr = check_learning_rate(self.schedule(step), f" scheduled for step {step}")
            self.optimizer.lr = lr
        self.optimizer.step()
        self.history.losses.append(loss)
        if self.optimizer.steps % SNAPSHOT == 0:
            self._keep()

    def _gradients(self) -> dict[str, Any]:
        """What backward gave, by name; of rows, those that were used."""
        grads = {name: p.grad for name, p in self.model.named_parameters()}
        return {
            name: grad.rows if isinstance(grad, RowGradient) else grad
            for name, grad in grads.items()
        }

    def _keep(self) -> None:
        """Remember the parameters to go back to, if they are good."""
        state = get_state(self.model, self.optimizer)
        if bad := _not_finite(state):
            self._diverged(f"{bad} became NaN or infinite")
        self._last_good = state

    def _diverged(self, what: str) -> Never:
        """Set model and optimizer back, and say what happened and what may help."""
        step, lr = self.optimizer.steps, self.optimizer.lr
        if not self.history.losses:
            cause = "At the very first step: is there NaN in the data?"
        elif self.clip is None:
            cause = f"Try a learning rate below {lr:g}, or clip gradients (clip=1.0)."
        else:
            cause = f"Try a learning rate below {lr:g}, or clip below {self.clip:g}."
        set_state(self.model, self.optimizer, self._last_good)
        raise Diverged(
            f"{what} at step {step}. {cause} Model and optimizer are set back to step "
            f"{self.optimizer.steps}.",
            step=step,
            last_good=part("model.", self._last_good),
        )

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write a checkpoint. One of an epoch's end can be gone on from exactly."""
        history = {
            "losses": np.array(self.history.losses),
            "epoch_losses": np.array(self.history.epoch_losses),
        }
        save_checkpoint(path, self.model, self.optimizer, self.rng, history)

    def load(self, path: str | os.PathLike[str]) -> None:
        """Go back to a checkpoint: `fit` goes on exactly as the saved training would.

        ValueError, and nothing is changed, if it doesn't fit: see `load_checkpoint`.
        """
        history = load_checkpoint(path, self.model, self.optimizer, self.rng)
        self.history = History(
            *(history[n].tolist() for n in ("losses", "epoch_losses"))
        )


def _not_finite(arrays: Mapping[str, Any]) -> str | None:
    """The name of the first array with NaN or infinity in it."""
    return next((n for n, a in arrays.items() if not np.isfinite(a).all()), None)
