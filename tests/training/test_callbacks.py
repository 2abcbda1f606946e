"""Early stopping and decay on a plateau: their decisions, resumed ones, bad input."""

import math
import signal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlnlp.nn.module import Module, Parameter
from dlnlp.nn.optim import SGD, Adam
from dlnlp.nn.schedules import linear_decay
from dlnlp.training.batches import minibatches
from dlnlp.training.callbacks import (
    Callback,
    DecayOnPlateau,
    EarlyStopping,
    num_bad_epochs,
)
from dlnlp.training.trainer import Trainer

METRICS = [5.0, 4.0, 4.5, 3.0, 3.5, 3.5, 3.2, 2.0]  # the best of six is the fourth
metrics = st.lists(st.floats(0.1, 100) | st.just(math.inf), min_size=1, max_size=40)


class Point(Module):
    """Three numbers that are to become the mean of what they see."""

    def __init__(self):
        self.a = Parameter(np.zeros(3))

    def loss(self, x, *, rng):
        noise = rng.standard_normal(3)  # so that resuming needs the random numbers too
        difference = self.a.value - x.mean() + noise

        def backward():
            self.a.add_grad(difference)

        return float(difference @ difference / 2), backward


class Notes(Callback):
    """What a callback sees after each epoch, and in which order it is called."""

    def __init__(self):
        self.calls, self.values, self.rates = [], [], []

    def start(self, trainer):
        self.calls.append("start")

    def on_epoch(self, trainer):
        self.calls.append(len(trainer.history.epoch_losses))
        self.values.append(trainer.model.a.value.copy())
        self.rates.append(trainer.optimizer.lr)

    def end(self, trainer):
        self.calls.append("end")


BATCHES = minibatches(np.arange(6.0), batch_size=2)


def scripted(values=METRICS):
    """A monitor that gives these values, by the number of epochs that are over."""
    return lambda trainer: values[len(trainer.history.epoch_losses)]


def point_trainer(patience=None, factor=None, monitor=None, seed=0, **options):
    model = Point()
    callbacks = []
    if patience:
        callbacks.append(EarlyStopping(model, patience))
    if factor:
        callbacks.append(DecayOnPlateau(factor))
    return Trainer(
        model,
        Adam(model.parameters(), 0.1),
        rng=np.random.default_rng(seed),
        monitor=monitor or scripted(),
        callbacks=callbacks,
        **options,
    )


def fit(trainer, epochs):
    """Train; the history, and the notes of each epoch."""
    notes = Notes()
    trainer.callbacks.append(notes)
    history = trainer.fit(BATCHES, epochs, progress=False)
    trainer.callbacks.remove(notes)
    return history, notes


def test_start_then_every_epoch_then_the_end():
    _, notes = fit(point_trainer(), 3)
    assert notes.calls == ["start", 1, 2, 3, "end"]


def test_a_callback_may_end_the_training():
    class Two(Callback):
        def on_epoch(self, trainer):
            trainer.should_stop = len(trainer.history.losses) >= 6

    trainer = point_trainer()
    trainer.callbacks = [Two()]
    history, notes = fit(trainer, 5)
    assert notes.calls == ["start", 1, 2, "end"]
    assert not history.interrupted
    assert len(trainer.fit(BATCHES, 5, progress=False).epoch_losses) == 3


# How long the best has stood


def test_bad_epochs_by_hand():
    expected = [0, 0, 0, 1, 0, 1, 2, 3, 0]
    assert [num_bad_epochs(METRICS[:n]) for n in range(9)] == expected
    assert num_bad_epochs([3.0, 3.0]) == 1  # as good is no better
    assert num_bad_epochs([4.0, 3.9], threshold=0.1) == 1
    assert num_bad_epochs([4.0, 3.9, 3.5], threshold=0.1) == 0
    assert num_bad_epochs([-4.0, -4.1], threshold=0.1) == 1  # metrics may be negative
    assert num_bad_epochs([-4.0, -4.5], threshold=0.1) == 0
    for threshold in 0.0, 0.1:
        assert num_bad_epochs([math.inf], threshold) == 1  # infinity is never the best
        assert num_bad_epochs([math.inf, 9.0], threshold) == 0
        assert num_bad_epochs([math.inf, 9.0, math.inf], threshold) == 1


@given(st.lists(st.floats(0.1, 100), min_size=1, max_size=40))
def test_bad_epochs_start_at_the_first_of_the_smallest(values):
    assert num_bad_epochs(values) == len(values) - 1 - int(np.argmin(values))


# Early stopping


def test_it_stops_after_patience_and_gives_back_the_best():
    trainer = point_trainer(patience=3)
    history, notes = fit(trainer, 8)
    assert history.metrics == METRICS[:7]  # the eighth would have been the best
    assert len(history.epoch_losses) == 7
    assert not history.interrupted
    assert np.array_equal(trainer.model.a.value, notes.values[3])
    assert not np.array_equal(notes.values[6], notes.values[3])


def test_the_last_epoch_gives_back_the_best_too():
    trainer = point_trainer(patience=5)
    _, notes = fit(trainer, 3)
    assert np.array_equal(trainer.model.a.value, notes.values[1])


def test_what_has_stopped_stays_stopped():
    trainer = point_trainer(patience=3)
    history = trainer.fit(BATCHES, 8, progress=False)
    before, steps = trainer.model.a.value.copy(), len(history.losses)
    assert len(trainer.fit(BATCHES, 1, progress=False).losses) == steps
    assert np.array_equal(trainer.model.a.value, before)


def test_an_infinite_metric_loses_nothing():
    """It is never the best, and training goes on."""
    worst = math.inf
    trainer = point_trainer(
        patience=3, factor=0.5, monitor=scripted([worst, 5.0, worst, worst, 4.0])
    )
    history, notes = fit(trainer, 5)
    assert history.metrics == [worst, 5.0, worst, worst, 4.0]
    np.testing.assert_allclose(notes.rates, [0.05, 0.05, 0.025, 0.0125, 0.0125])
    assert np.array_equal(trainer.model.a.value, notes.values[4])


def test_ctrl_c_leaves_the_model_as_it_is():
    def metric(trainer):
        if len(trainer.history.epoch_losses) == 2:
            signal.raise_signal(signal.SIGINT)
        return METRICS[len(trainer.history.epoch_losses)]

    trainer = point_trainer(patience=1, monitor=metric)  # which ends it here, too
    history, notes = fit(trainer, 8)
    assert history.interrupted
    assert notes.calls == ["start", 1, 2, 3]  # the third was whole
    assert np.array_equal(trainer.model.a.value, notes.values[2])
    assert not np.array_equal(trainer.model.a.value, trainer.callbacks[0].best["a"])


# Decay on a plateau


@given(metrics, st.integers(1, 4), st.floats(0.01, 0.99), st.floats(0, 0.5))
def test_rates_are_pytorchs(torch, values, patience, factor, threshold):
    model = Point()
    rng = np.random.default_rng(0)
    ours = Trainer(model, SGD(model.parameters(), 1.0), rng=rng)
    decay = DecayOnPlateau(factor, patience, threshold=threshold)
    theirs = torch.optim.SGD([torch.zeros(1)], 1.0)
    plateau = torch.optim.lr_scheduler.ReduceLROnPlateau(
        theirs, factor=factor, patience=patience - 1, threshold=threshold, eps=0
    )
    for value in values:
        ours.history.metrics.append(value)
        decay.on_epoch(ours)
        plateau.step(value)
        assert ours.optimizer.lr == pytest.approx(theirs.param_groups[0]["lr"])


def test_halving_by_hand():
    _, notes = fit(point_trainer(factor=0.5), 8)
    np.testing.assert_allclose(
        notes.rates, [0.1, 0.1, 0.05, 0.05, 0.025, 0.0125, 0.00625, 0.00625]
    )


def test_a_schedule_and_a_plateau_are_not_both_obeyed():
    trainer = point_trainer(factor=0.5, schedule=linear_decay(0.1, 30))
    with pytest.raises(ValueError, match=r"schedule would undo .* give one of them"):
        trainer.fit(BATCHES, 1, progress=False)
    assert not trainer.history.losses


# Resuming


@pytest.mark.parametrize("epochs", range(1, 8))
def test_stopped_and_resumed_it_decides_alike(tmp_path, epochs):
    """Also after the seventh epoch, when the decision to stop is all that is left."""

    def trainer(seed=0):
        return point_trainer(patience=3, factor=0.5, seed=seed)

    path = tmp_path / "x"
    whole = trainer()
    expected = whole.fit(BATCHES, 8, progress=False)
    trainer().fit(BATCHES, epochs, progress=False, checkpoint=path)
    resumed = trainer(seed=9)
    resumed.load(path)
    assert resumed.fit(BATCHES, 8 - epochs, progress=False) == expected
    assert resumed.optimizer.lr == whole.optimizer.lr
    assert np.array_equal(resumed.model.a.value, whole.model.a.value)
    ours, theirs = (t.callbacks[0].state_dict() for t in (resumed, whole))
    assert ours.keys() == theirs.keys()
    assert all(ours[k].tobytes() == theirs[k].tobytes() for k in ours)


def test_after_divergence_the_best_is_still_the_best():
    """The loss explodes in the third epoch; the second was the best."""

    class Exploding(Point):
        def loss(self, x, *, rng):
            loss, backward = super().loss(x, rng=rng)
            return (math.nan if trainer.optimizer.steps == 7 else loss), backward

    model = Exploding()
    trainer = Trainer(
        model,
        SGD(model.parameters(), 0.1),
        rng=np.random.default_rng(0),
        monitor=scripted(),
        callbacks=[EarlyStopping(model, 3), DecayOnPlateau()],
    )
    notes = Notes()
    trainer.callbacks.append(notes)
    with pytest.raises(ArithmeticError, match="nan at step 7"):
        trainer.fit(BATCHES, 5, progress=False)
    assert np.array_equal(trainer.callbacks[0].best["a"], notes.values[1])


# Bad input


@pytest.mark.parametrize("patience", [0, -1, 1.5, None])
@pytest.mark.parametrize(
    "make", [lambda p: EarlyStopping(Point(), p), lambda p: DecayOnPlateau(0.5, p)]
)
def test_patience_of_none(make, patience):
    with pytest.raises(ValueError, match=r"patience is .* 1 or more"):
        make(patience)


@pytest.mark.parametrize("factor", [0, 1, -0.5, 2.0, math.nan])
def test_factors_that_do_not_shrink(factor):
    with pytest.raises(ValueError, match="factor is"):
        DecayOnPlateau(factor)


@pytest.mark.parametrize("threshold", [1, -0.5, math.nan])
def test_thresholds_that_are_no_proportion(threshold):
    with pytest.raises(ValueError, match="threshold is"):
        DecayOnPlateau(threshold=threshold)


@pytest.mark.parametrize("kind", ["EarlyStopping", "DecayOnPlateau"])
def test_nothing_to_go_by(kind):
    trainer = point_trainer(patience=2) if kind == "EarlyStopping" else None
    trainer = trainer or point_trainer(factor=0.5)
    trainer.monitor = None
    with pytest.raises(ValueError, match=f"{kind} needs a metric to go by"):
        trainer.fit(BATCHES, 1, progress=False)
    assert not trainer.history.losses


def test_another_model():
    trainer = point_trainer()
    trainer.callbacks = [EarlyStopping(Point(), 2)]
    with pytest.raises(ValueError, match="EarlyStopping was given another model"):
        trainer.fit(BATCHES, 1, progress=False)
