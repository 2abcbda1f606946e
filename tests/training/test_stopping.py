"""Early stopping and decay on a plateau: their decisions, resumed ones, bad input."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlnlp.nn.module import Module, Parameter
from dlnlp.nn.optim import SGD, Adam, linear_decay
from dlnlp.training.averaging import AveragedWeights
from dlnlp.training.batches import minibatches
from dlnlp.training.stopping import DecayOnPlateau, EarlyStopping, waited
from dlnlp.training.trainer import Trainer

FIGURES = [5.0, 4.0, 4.5, 3.0, 3.5, 3.5, 3.2, 2.0]  # the best of six is the fourth
figures = st.lists(st.floats(0.1, 100), min_size=1, max_size=40)


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


BATCHES = minibatches(np.arange(6.0), size=2)


def scripted(values=FIGURES):
    """A watch that gives these values, by the number of epochs that are over."""
    return lambda trainer: values[len(trainer.history.epoch_losses)]


def point_trainer(
    patience=None, factor=None, watch=None, seed=0, averaged=False, **options
):
    model = Point()
    callbacks = []
    average = AveragedWeights(model, decay=0.5) if averaged else None
    if average:
        callbacks.append(average)
    if patience:
        callbacks.append(EarlyStopping(model, patience, average=average))
    if factor:
        callbacks.append(DecayOnPlateau(factor))
    return Trainer(
        model,
        Adam(model.parameters(), 0.1),
        rng=np.random.default_rng(seed),
        watch=watch or scripted(),
        callbacks=callbacks,
        **options,
    )


# How long the best has stood


def test_waiting_by_hand():
    assert [waited(FIGURES[:n]) for n in range(9)] == [0, 0, 0, 1, 0, 1, 2, 3, 0]
    assert waited([3.0, 3.0]) == 1  # as good is no better
    assert waited([4.0, 3.9], threshold=0.1) == 1
    assert waited([4.0, 3.9, 3.5], threshold=0.1) == 0
    assert waited([-4.0, -4.1], threshold=0.1) == 1  # figures may be negative
    assert waited([-4.0, -4.5], threshold=0.1) == 0


@given(figures)
def test_waiting_starts_at_the_first_of_the_smallest(values):
    assert waited(values) == len(values) - 1 - int(np.argmin(values))


# Early stopping


def test_it_stops_after_patience_and_gives_back_the_best():
    trainer = point_trainer(patience=3)
    seen = []
    history = trainer.fit(
        BATCHES,
        8,
        progress=False,
        on_epoch=lambda t: seen.append(t.model.a.value.copy()),
    )
    assert history.watched == FIGURES[:7]  # the eighth would have been the best
    assert len(history.epoch_losses) == 7
    assert not history.interrupted
    assert np.array_equal(trainer.model.a.value, seen[3])
    assert not np.array_equal(seen[6], seen[3])


def test_the_last_epoch_gives_back_the_best_too():
    trainer = point_trainer(patience=5)
    seen = []
    trainer.fit(
        BATCHES,
        3,
        progress=False,
        on_epoch=lambda t: seen.append(t.model.a.value.copy()),
    )
    assert np.array_equal(trainer.model.a.value, seen[1])


def test_what_has_stopped_stays_stopped():
    trainer = point_trainer(patience=3)
    history = trainer.fit(BATCHES, 8, progress=False)
    before = trainer.model.a.value.copy()
    assert len(trainer.fit(BATCHES, 1, progress=False).losses) == len(history.losses)
    assert np.array_equal(trainer.model.a.value, before)


def test_ctrl_c_leaves_the_model_as_it_is():
    def interrupt(trainer):
        if trainer.optimizer.steps == 8:
            raise KeyboardInterrupt

    trainer = point_trainer(patience=3)
    assert trainer.fit(BATCHES, 8, progress=False, on_step=interrupt).interrupted
    stopping = trainer.callbacks[0]
    assert not np.array_equal(trainer.model.a.value, stopping.best["a"])
    assert len(trainer.history.watched) == len(trainer.history.epoch_losses) == 2


def test_the_average_is_kept_where_it_was_watched():
    trainer = point_trainer(patience=2, averaged=True)
    average = trainer.callbacks[0]
    seen = []
    trainer.fit(
        BATCHES,
        6,
        progress=False,
        on_epoch=lambda t: seen.append(average.averages[0].copy()),
    )
    assert np.array_equal(trainer.model.a.value, seen[3])


def test_before_the_average_begins_the_parameters_are_kept():
    model = Point()
    average = AveragedWeights(model, start=1000)
    trainer = Trainer(
        model,
        SGD(model.parameters(), 0.1),
        rng=np.random.default_rng(0),
        watch=scripted(),
        callbacks=[average, EarlyStopping(model, 2, average=average)],
    )
    trainer.fit(BATCHES, 1, progress=False)
    assert model.a.value.any()


# Decay on a plateau


@settings(deadline=None)  # the first case waits for torch
@given(figures, st.integers(1, 4), st.floats(0.01, 0.99), st.floats(0, 0.5))
def test_rates_are_pytorchs(torch, values, patience, factor, threshold):
    ours = Trainer(
        model := Point(),
        SGD(model.parameters(), 1.0),
        rng=np.random.default_rng(0),
        watch=scripted(values),
    )
    decay = DecayOnPlateau(factor, patience, threshold=threshold)
    theirs = torch.optim.SGD([torch.zeros(1)], 1.0)
    plateau = torch.optim.lr_scheduler.ReduceLROnPlateau(
        theirs, factor=factor, patience=patience - 1, threshold=threshold, eps=0
    )
    for value in values:
        ours.history.watched.append(value)
        decay.after_epoch(ours)
        plateau.step(value)
        assert ours.optimizer.lr == pytest.approx(theirs.param_groups[0]["lr"])


def test_halving_by_hand():
    rates = []
    trainer = point_trainer(factor=0.5)
    trainer.fit(
        BATCHES, 8, progress=False, on_epoch=lambda t: rates.append(t.optimizer.lr)
    )
    np.testing.assert_allclose(
        rates, [0.1, 0.1, 0.05, 0.05, 0.025, 0.0125, 0.00625, 0.00625]
    )


def test_a_schedule_and_a_plateau_are_not_both_obeyed():
    trainer = point_trainer(factor=0.5, schedule=linear_decay(0.1, 30))
    with pytest.raises(ValueError, match=r"schedule .* undo .* give one of the two"):
        trainer.fit(BATCHES, 1, progress=False)
    assert not trainer.history.losses


# Resuming


@pytest.mark.parametrize("epochs", range(1, 8))
@pytest.mark.parametrize("averaged", [False, True])
def test_stopped_and_resumed_it_decides_alike(tmp_path, epochs, averaged):
    """Also after the seventh epoch, when the decision to stop is all that is left."""

    def trainer(seed=0):
        return point_trainer(patience=3, factor=0.5, seed=seed, averaged=averaged)

    path = tmp_path / "x"
    whole = trainer()
    expected = whole.fit(BATCHES, 8, progress=False)
    trainer().fit(BATCHES, epochs, progress=False, checkpoint=path)
    resumed = trainer(seed=9)
    resumed.load(path)
    assert resumed.fit(BATCHES, 8 - epochs, progress=False) == expected
    assert resumed.optimizer.lr == whole.optimizer.lr
    assert np.array_equal(resumed.model.a.value, whole.model.a.value)
    for one, other in zip(resumed.callbacks, whole.callbacks, strict=True):
        ours, theirs = one.state_dict(), other.state_dict()
        assert ours.keys() == theirs.keys()
        assert all(ours[k].tobytes() == theirs[k].tobytes() for k in ours)


def test_other_callbacks_are_refused(tmp_path):
    path = tmp_path / "x"
    point_trainer(patience=3).save(path)
    untouched = point_trainer(seed=1)
    with pytest.raises(ValueError, match="with EarlyStopping; here it is no callbacks"):
        untouched.load(path)
    assert untouched.rng.random() == np.random.default_rng(1).random()
    with pytest.raises(ValueError, match="here it is EarlyStopping, DecayOnPlateau"):
        point_trainer(patience=3, factor=0.5).load(path)


def test_after_divergence_the_best_is_still_the_best():
    """The loss explodes in the third epoch; the second was the best."""

    class Exploding(Point):
        def loss(self, x, *, rng):
            loss, backward = super().loss(x, rng=rng)
            return (math.nan if trainer.optimizer.steps == 7 else loss), backward

    model = Exploding()
    stopping = EarlyStopping(model, 3)
    trainer = Trainer(
        model,
        SGD(model.parameters(), 0.1),
        rng=np.random.default_rng(0),
        watch=scripted(),
        callbacks=[stopping, DecayOnPlateau()],
    )
    with pytest.raises(ArithmeticError, match="set back to step 6"):
        trainer.fit(BATCHES, 5, progress=False)
    assert np.array_equal(stopping.best["a"], model.a.value)


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
def test_thresholds_that_are_no_share(threshold):
    with pytest.raises(ValueError, match="threshold is"):
        DecayOnPlateau(threshold=threshold)


@pytest.mark.parametrize("figure", [math.nan, math.inf, -math.inf])
def test_a_figure_that_is_none(figure):
    trainer = point_trainer(watch=scripted([5.0, figure]))
    with pytest.raises(ValueError, match=r"watch gave .*; it must be a finite number"):
        trainer.fit(BATCHES, 2, progress=False)
    assert trainer.history.watched == [5.0]


@pytest.mark.parametrize("kind", ["EarlyStopping", "DecayOnPlateau"])
def test_nothing_to_go_by(kind):
    model = Point()
    callback = EarlyStopping(model, 2) if kind == "EarlyStopping" else DecayOnPlateau()
    trainer = Trainer(
        model,
        SGD(model.parameters(), 0.1),
        rng=np.random.default_rng(0),
        callbacks=[callback],
    )
    with pytest.raises(ValueError, match=f"{kind} needs a figure to go by"):
        trainer.fit(BATCHES, 1, progress=False)


def test_another_model_and_an_average_that_nobody_takes():
    trainer = point_trainer()
    trainer.callbacks = [EarlyStopping(Point(), 2)]
    with pytest.raises(ValueError, match="EarlyStopping was given another model"):
        trainer.fit(BATCHES, 1, progress=False)
    average = AveragedWeights(trainer.model)
    trainer.callbacks = [EarlyStopping(trainer.model, 2, average=average)]
    with pytest.raises(ValueError, match="is not in callbacks"):
        trainer.fit(BATCHES, 1, progress=False)
