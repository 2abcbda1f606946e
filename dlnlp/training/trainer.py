"""The training loop: a batch, its loss, the backward pass, a step; how to stop well.

`Trainer._step` is the learning. What stands around it gives it batches, keeps the
history, and ends between two steps when Ctrl-C is pressed.
"""

import math
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Never

import numpy as np
from tqdm import tqdm

from dlnlp.arrays import check_size
from dlnlp.nn.clipping import clip_grad_norm
from dlnlp.nn.optim import Optimizer
from dlnlp.nn.row_gradient import RowGradient
from dlnlp.nn.schedules import check_learning_rate
from dlnlp.training.batches import Batches
from dlnlp.training.callbacks import Callback, History
from dlnlp.training.checkpoint import check_writable, load_checkpoint, save_checkpoint


class Diverged(ArithmeticError):
    """Divergence: a loss, a gradient or a parameter became NaN or infinite."""

    def __init__(self, message: str, step: int):
        super().__init__(message, step)  # both, so that it can be unpickled
        self.step = step  # how many updates had been made

    def __str__(self) -> str:
        return str(self.args[0])


class Trainer:
    """Trains a model, and keeps what is needed to go on later.

    model      has `loss(*batch, rng=rng)`, which gives the loss and its backward pass
    optimizer  moves the model's parameters
    rng        where batches are shuffled and the model draws
    schedule   the learning rate of each step: `schedule(step)`, from step 0
    clip       the norm to which longer gradients are cut; see `clip_grad_norm`
    monitor    `monitor(trainer)` is the metric, measured after each epoch on data that
               are not trained on; lower is better. `history.metrics` keeps it
    stateful   truncated backpropagation through time (Williams & Peng 1990): the model
               has `loss(*batch, state, rng=rng)`, giving ((loss, state), backward). A
               batch starts from the state that the batch before it ended with, and no
               gradient goes back there. The first of an epoch gets the state None
    callbacks  such as `EarlyStopping` and `DecayOnPlateau`

    >>> from dlnlp.models import RecurrentLM
    >>> from dlnlp.nn import Adam
    >>> from dlnlp.training import stream_batches
    >>> rng = np.random.default_rng(0)
    >>> model = RecurrentLM(3, 8, 8, rng=rng)
    >>> trainer = Trainer(model, Adam(model.parameters(), 0.03), rng=rng, stateful=True)
    >>> batches = stream_batches([0, 1, 2] * 40, batch_size=2, length=10)
    >>> losses = trainer.fit(batches, 20, progress=False).epoch_losses
    >>> losses[0] > 0.9, losses[-1] < 0.1
    (True, True)
    """

    def __init__(
        self,
        model: Any,
        optimizer: Optimizer,
        *,
        rng: np.random.Generator,
        schedule: Callable[[int], float] | None = None,
        clip: float | None = None,
        monitor: Callable[["Trainer"], float] | None = None,
        stateful: bool = False,
        callbacks: Sequence[Callback] = (),
    ):
        if not set(optimizer.parameters) <= set(model.parameters()):
            raise ValueError("the optimizer moves parameters of another model")
        self.model, self.optimizer, self.rng = model, optimizer, rng
        self.schedule, self.clip, self.monitor = schedule, clip, monitor
        self.stateful, self.callbacks = stateful, list(callbacks)
        self.history, self.should_stop = History(), False

    def fit(
        self,
        batches: Batches,
        epochs: int,
        *,
        progress: bool = True,
        checkpoint: str | os.PathLike[str] | None = None,
    ) -> History:
        """Train for so many epochs more; returns the history since the very first.

        batches     batches(rng) gives those of one epoch, as `minibatches` does
        progress    show epoch and smoothed loss on stderr
        checkpoint  a file, written at each epoch's end: `load` it to go on from there

        Ctrl-C ends it between two steps: the model stays as it is then, and
        `history.interrupted` says so.

        Diverged: a loss or a gradient is NaN or infinite; the parameters stay as they
        were before that step. OSError: the checkpoint cannot be written.
        """
        epochs = check_size(epochs, "epochs")
        if checkpoint is not None:
            check_writable(checkpoint)
        if bad := self._bad_parameter():
            raise ValueError(f"{bad} holds NaN or infinity before training starts")
        self.history.interrupted = self.should_stop = False
        for callback in self.callbacks:
            callback.start(self)
        done = len(self.history.epoch_losses)
        try:
            with self._ctrl_c_sets_a_flag():
                for epoch in range(done + 1, done + epochs + 1):
                    if self.should_stop:
                        break
                    title = f"epoch {epoch}/{done + epochs}"
                    if self._epoch(batches, title, progress) and checkpoint is not None:
                        self.save(checkpoint)
                if not self.history.interrupted:
                    for callback in self.callbacks:
                        callback.end(self)
        finally:
            self.model.zero_grad()  # of a step that was refused
        return self.history

    def _epoch(self, batches: Batches, title: str, progress: bool) -> bool:
        """A step with each batch, then the metric; False if it was interrupted."""
        losses: list[float] = []
        smoothed, state = 0.0, None
        with tqdm(batches(self.rng), title, disable=not progress) as bar:
            for batch in bar:
                loss, state = self._step(batch, state)
                losses.append(loss)
                smoothed += (loss - smoothed) / min(len(losses), 20)
                bar.set_postfix_str(f"loss {smoothed:.3f}", refresh=False)
                if self.should_stop:
                    return False
        if not losses:
            raise ValueError(f"{title}: batches(rng) gave no batch")
        if bad := self._bad_parameter():
            self._diverged(f"{bad} became NaN or infinite")
        if self.monitor:
            metric = float(self.monitor(self))
            if math.isnan(metric):
                raise ValueError("monitor gave NaN; a metric is a number, or infinity")
            self.history.metrics.append(metric)
        self.history.epoch_losses.append(float(np.mean(losses)))
        for callback in self.callbacks:
            callback.on_epoch(self)
        return True

    def _step(self, batch: Iterable[Any], state: Any) -> tuple[float, Any]:
        """One update: the loss of a batch, and the state that the batch ends with."""
        with np.errstate(over="ignore", invalid="ignore"):  # checked here instead
            self.model.zero_grad()
            if self.stateful:
                found, backward = self.model.loss(*batch, state, rng=self.rng)
                loss, state = found
            else:
                loss, backward = self.model.loss(*batch, rng=self.rng)
            if not math.isfinite(loss):
                self._diverged(f"the loss became {loss}")
            backward()
            self._check_gradient()
            if self.schedule:
                step = self.optimizer.steps
                rate, of = self.schedule(step), f" scheduled for step {step}"
                self.optimizer.lr = check_learning_rate(rate, of)
            self.optimizer.step()
        self.history.losses.append(loss)
        return loss, state

    def _check_gradient(self) -> None:
        """Diverged unless the gradient is finite; clip it if it is too long."""
        for parameter in self.optimizer.parameters:
            grad = parameter.grad
            numbers = grad.rows if isinstance(grad, RowGradient) else grad
            if numbers is not None and not _finite(numbers):
                named = self.model.named_parameters()
                name = next(name for name, p in named if p is parameter)
                self._diverged(f"the gradient of {name} became NaN or infinite")
        if self.clip is not None:
            norm = clip_grad_norm(self.optimizer.parameters, self.clip)
            if not math.isfinite(norm):
                self._diverged("the norm of the gradient became infinite")

    def _bad_parameter(self) -> str | None:
        """The name of a parameter that holds NaN or infinity, if there is one."""
        named = self.model.named_parameters()
        return next((name for name, p in named if not _finite(p.value)), None)

    def _diverged(self, what: str) -> Never:
        step, lr = self.optimizer.steps, self.optimizer.lr
        advice = f"Try a learning rate below {lr:g}, or a shorter `clip` of gradients."
        if not self.history.losses:
            advice = "At the very first step: is there NaN in the data?"
        raise Diverged(f"{what} at step {step}. {advice}", step)

    @contextmanager
    def _ctrl_c_sets_a_flag(self) -> Iterator[None]:
        """Within the block Ctrl-C sets a flag that is read between steps.

        Signals come to the main thread alone, and not where they are ignored (nohup).
        """

        def press(*_: Any) -> None:
            self.should_stop = self.history.interrupted = True

        before = signal.getsignal(signal.SIGINT)
        main = threading.current_thread() is threading.main_thread()
        if not (main and callable(before)):
            yield
            return
        signal.signal(signal.SIGINT, press)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)

    def _parts(self) -> dict[str, Any]:
        """What has a state. An optimizer may refuse one, so it comes first."""
        callbacks = {f"callbacks.{i}": c for i, c in enumerate(self.callbacks)}
        return {"optimizer": self.optimizer, "model": self.model, **callbacks}

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write a checkpoint. One of an epoch's end can be gone on from exactly."""
        names = ("losses", "epoch_losses", "metrics")
        history = {name: np.array(getattr(self.history, name)) for name in names}
        save_checkpoint(path, self._parts(), self.rng, history)

    def load(self, path: str | os.PathLike[str]) -> None:
        """Go back to a checkpoint: `fit` goes on exactly as the saved training would.

        ValueError, and nothing is changed, if it doesn't fit: see `load_checkpoint`.
        """
        history = load_checkpoint(path, self._parts(), self.rng)
        self.history = History(**{n: array.tolist() for n, array in history.items()})


def _finite(array: Any) -> bool:
    """Is there neither NaN nor infinity? The squared norm shows it in one fast pass.

    It may overflow though all numbers are finite; then each of them is looked at.
    """
    return math.isfinite(np.vdot(array, array)) or bool(np.isfinite(array).all())
