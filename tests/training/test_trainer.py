"""The training loop: what it does, Ctrl-C at any moment, divergence, and bad input."""

import math
import multiprocessing
import pickle
import signal
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from dlnlp.nn.linear import Linear
from dlnlp.nn.losses import cross_entropy
from dlnlp.nn.module import Module, Parameter
from dlnlp.nn.optim import SGD, Adam
from dlnlp.nn.row_gradient import RowGradient
from dlnlp.nn.schedules import linear_decay
from dlnlp.training.batches import minibatches, stream_batches
from dlnlp.training.callbacks import Callback
from dlnlp.training.trainer import Diverged, Trainer


class Line(Module):
    """y = a x; loss: the mean of (y - target)^2 / 2. Learns what a ruler can draw."""

    def __init__(self, a=0.0):
        self.a = Parameter(np.array(a))

    def loss(self, x, target, *, rng):
        difference = self.a.value * x - target

        def backward():
            self.a.add_grad(np.mean(difference * x))

        return float(np.mean(difference**2) / 2), backward


class Watcher(Callback):
    """What a function gives after each epoch."""

    def __init__(self, look):
        self.look, self.seen = look, []

    def on_epoch(self, trainer):
        self.seen.append(self.look(trainer))


def trainer_of(model, lr=0.1, **options):
    rng = np.random.default_rng(0)
    return Trainer(model, SGD(model.parameters(), lr), rng=rng, **options)


X = np.arange(1.0, 7.0)
LINE = minibatches(X, 3 * X, batch_size=2)  # 3 batches an epoch
ALL = minibatches(X, 3 * X, batch_size=6)  # one


def press():
    signal.raise_signal(signal.SIGINT)


# The loop


def test_the_loop_is_what_one_would_write_by_hand():
    trainer = trainer_of(Line())
    history = trainer.fit(LINE, 2, progress=False)
    a, losses, rng = 0.0, [], np.random.default_rng(0)
    for _ in range(2):
        for x, target in LINE(rng):
            losses.append(np.mean((a * x - target) ** 2) / 2)
            a -= 0.1 * np.mean((a * x - target) * x)
    np.testing.assert_allclose(history.losses, losses)
    assert history.epoch_losses == [
        pytest.approx(np.mean(losses[:3])),
        pytest.approx(np.mean(losses[3:])),
    ]
    assert trainer.model.a.value == pytest.approx(a)
    assert not history.interrupted


def test_training_again_goes_on():
    once, twice = trainer_of(Line(), lr=0.01), trainer_of(Line(), lr=0.01)
    whole = once.fit(LINE, 3, progress=False)
    twice.fit(LINE, 1, progress=False)
    assert twice.fit(LINE, 2, progress=False) == whole
    assert once.model.a.value == twice.model.a.value


def test_schedule_gives_the_rate_of_each_step():
    rates = Watcher(lambda trainer: trainer.optimizer.lr)
    trainer = trainer_of(Line(), schedule=linear_decay(0.1, 6), callbacks=[rates])
    trainer.fit(ALL, 7, progress=False)
    np.testing.assert_allclose(rates.seen, 0.1 * (1 - np.arange(7) / 6))


def test_clip_bounds_every_step():
    values = Watcher(lambda trainer: float(trainer.model.a.value))
    trainer_of(Line(), clip=0.5, callbacks=[values]).fit(ALL, 6, progress=False)
    steps = np.abs(np.diff([0.0, *values.seen]))
    assert steps.max() <= 0.05 + 1e-12
    assert steps[0] == pytest.approx(0.05)


def test_metrics_are_what_monitor_gives():
    trainer = trainer_of(Line(), monitor=lambda trainer: trainer.model.a.value)
    history = trainer.fit(LINE, 3, progress=False)
    assert len(history.metrics) == len(history.epoch_losses) == 3
    assert history.metrics[-1] == trainer.model.a.value


class Two(Module):
    """Two parameters, one of which is told everything twice."""

    def __init__(self):
        self.a, self.b = Parameter(np.zeros(2)), Parameter(np.zeros(2))

    def loss(self, *_, rng):
        def backward():
            self.a.add_grad(np.ones(2))
            self.b.add_grad(np.ones(2))
            self.b.add_grad(np.ones(2))

        return 1.0, backward


def test_parameters_that_the_optimizer_leaves_out_stay_and_gather_no_gradient():
    model = Two()
    trainer = Trainer(model, SGD([model.a], 0.1), rng=np.random.default_rng(0))
    trainer.fit(LINE, 1, progress=False)
    assert model.a.value[0] == pytest.approx(-0.3)
    assert not model.b.value.any()
    assert model.a.grad is model.b.grad is None


def test_gradients_left_over_from_before_do_not_count():
    trainer = trainer_of(Line())
    trainer.model.a.add_grad(1000.0)
    expected = trainer_of(Line()).fit(LINE, 1, progress=False)
    assert trainer.fit(LINE, 1, progress=False) == expected


class Counter(Line):
    """Its state is how many batches it has seen, and the last of the inputs."""

    def loss(self, x, target, state, *, rng):
        n, before = state or (0, 0.0)
        self.seen = [*getattr(self, "seen", []), (n, before)]
        loss, backward = super().loss(x, target, rng=rng)
        return (loss, (n + 1, float(x.flat[-1]))), backward


def test_a_state_goes_from_batch_to_batch_and_is_new_in_each_epoch():
    trainer = trainer_of(Counter(), stateful=True)
    history = trainer.fit(stream_batches(np.arange(7), 1, 2), 2, progress=False)
    assert trainer.model.seen == 2 * [(0, 0.0), (1, 1.0), (2, 3.0)]
    stateless = trainer_of(Line())
    expected = stateless.fit(stream_batches(np.arange(7), 1, 2), 2, progress=False)
    assert history == expected


def test_progress_goes_to_stderr_or_nowhere(capsys):
    trainer_of(Line()).fit(LINE, 2, progress=False)
    assert capsys.readouterr() == ("", "")
    trainer_of(Line()).fit(LINE, 2)
    out, err = capsys.readouterr()
    assert out == ""
    assert "epoch 1/2" in err
    assert "epoch 2/2" in err
    assert "loss " in err


def test_a_classifier_of_two_layers_learns_xor():
    class Network(Module):
        def __init__(self, rng):
            self.layers = [Linear(2, 8, rng=rng), Linear(8, 2, rng=rng)]

        def loss(self, x, targets, *, rng):
            h, back1 = self.layers[0](x)
            logits, back2 = self.layers[1](np.tanh(h))
            loss, back3 = cross_entropy(logits, targets)

            def backward():
                back1(back2(back3()) * (1 - np.tanh(h) ** 2))

            return loss, backward

    rng = np.random.default_rng(0)
    model = Network(rng)
    x = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=np.float32)
    trainer = Trainer(model, Adam(model.parameters(), 0.05), rng=rng)
    batches = minibatches(x, [0, 1, 1, 0], batch_size=4)
    history = trainer.fit(batches, 200, progress=False)
    assert history.losses[-1] < 0.01 < history.losses[0]


# Ctrl-C


class PressedIn(Two):
    """Ctrl-C comes in one of the places of a step, the eighth time that it is there."""

    def __init__(self, place):
        super().__init__()
        self.place, self.times = place, 0

    def be_at(self, place):
        self.times += place == self.place
        if place == self.place and self.times == 8:
            press()

    def loss(self, *_, rng):
        self.be_at("loss")
        loss, right = super().loss(rng=rng)

        def backward():
            right()
            self.be_at("backward")

        return loss, backward


class Moving(SGD):
    def update(self, value, where, grad, *state):
        if value is self.parameters[0].value:
            model.be_at("step")
        super().update(value, where, grad, *state)


@pytest.mark.parametrize("place", ["loss", "backward", "step"])
def test_a_step_is_finished_before_it_ends(place):
    global model
    model = PressedIn(place)
    optimizer = Moving(model.parameters(), 0.5)
    trainer = Trainer(model, optimizer, rng=np.random.default_rng(0))
    history = trainer.fit(LINE, 5, progress=False)
    assert history.interrupted
    assert len(history.losses) == optimizer.steps == 8
    assert len(history.epoch_losses) == 2  # of 3 steps; the third was cut short
    assert model.a.value.tolist() == [-4, -4]
    assert model.b.value.tolist() == [-8, -8]
    assert model.a.grad is model.b.grad is None
    again = trainer.fit(LINE, 1, progress=False)
    assert not again.interrupted
    assert len(again.losses) == 11


def test_what_an_epoch_ends_with_is_finished_too(tmp_path):
    trainer = trainer_of(Line(), monitor=lambda trainer: press() or 1.0)
    seen = Watcher(lambda trainer: trainer.history.metrics[-1])
    trainer.callbacks = [seen]
    history = trainer.fit(LINE, 5, progress=False, checkpoint=tmp_path / "x")
    assert history.interrupted
    assert seen.seen == history.metrics == [1.0]
    assert len(history.losses) == 3
    resumed = trainer_of(Line(), callbacks=[seen])
    resumed.load(tmp_path / "x")
    assert resumed.history.losses == history.losses


def interrupted_at(line, tmp_path):
    """Press Ctrl-C when that many lines of the package have run in a training.

    Gives the trainer, and whether so many lines were run at all.
    """
    folder, left = str(Path(sys.modules["dlnlp"].__file__).parent), line

    def trace(frame, event, _):
        nonlocal left
        if not frame.f_code.co_filename.startswith(folder):
            return None
        if event == "line":
            left -= 1
            if left == 0:
                press()
        return trace

    model = Two()
    trainer = Trainer(
        model,
        Adam(model.parameters(), 0.1),
        rng=np.random.default_rng(0),
        clip=1.0,
        monitor=lambda trainer: 1.0,
    )
    before = sys.gettrace()
    sys.settrace(trace)
    try:
        trainer.fit(LINE, 2, progress=False, checkpoint=tmp_path / "x")
    except KeyboardInterrupt:
        pass  # before the flag was there, or when it was gone again
    finally:
        sys.settrace(before)
    return trainer, left <= 0


def test_ctrl_c_at_any_line_leaves_nothing_half_done(tmp_path):
    expected = []  # the parameters after each number of steps
    whole, _ = interrupted_at(math.inf, tmp_path)
    for steps in range(7):
        model = Two()
        optimizer = Adam(model.parameters(), 0.1)
        trainer = Trainer(model, optimizer, rng=np.random.default_rng(0), clip=1.0)
        if steps:
            trainer.fit(lambda rng, n=steps: [(0,)] * n, 1, progress=False)
        expected.append((model.a.value, model.b.value))
    assert np.array_equal(whole.model.a.value, expected[6][0])

    line, happened, ends = 1, True, set()
    while happened:
        (tmp_path / "x").unlink(missing_ok=True)
        trainer, happened = interrupted_at(line, tmp_path)
        history, model = trainer.history, trainer.model
        steps = len(history.losses)
        ends.add(steps)
        assert trainer.optimizer.steps == steps
        assert np.array_equal(model.a.value, expected[steps][0])
        assert np.array_equal(model.b.value, expected[steps][1])
        assert len(history.epoch_losses) == len(history.metrics) <= steps // 3
        assert model.a.grad is model.b.grad is None
        if (tmp_path / "x").exists():
            loaded = trainer_of(Two())
            loaded.optimizer = Adam(loaded.model.parameters(), 0.1)
            loaded.load(tmp_path / "x")
        line += 6  # some 275 moments
    assert ends == set(range(7))


def test_another_thread_trains_undisturbed():
    trainer = trainer_of(Line())
    thread = threading.Thread(
        target=trainer.fit, args=(LINE, 2), kwargs={"progress": False}
    )
    thread.start()
    thread.join()
    assert len(trainer.history.losses) == 6
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_where_ctrl_c_is_ignored_it_stays_so():
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        trainer = trainer_of(Line(), monitor=lambda trainer: press() or 1.0)
        assert not trainer.fit(LINE, 2, progress=False).interrupted
        assert signal.getsignal(signal.SIGINT) == signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)


# Divergence


def test_too_large_a_rate_diverges_and_the_parameters_stay_finite(tmp_path):
    trainer = trainer_of(Line(), lr=50.0)
    with pytest.raises(Diverged, match=r"Try a learning rate below 50") as caught:
        trainer.fit(LINE, 500, progress=False, checkpoint=tmp_path / "x")
    error = caught.value
    assert f"the loss became inf at step {error.step}" in str(error)
    assert error.step == trainer.optimizer.steps == len(trainer.history.losses) > 3
    assert np.isfinite(trainer.history.losses).all()
    assert np.isfinite(trainer.model.a.value)
    assert trainer.model.a.grad is None
    restored = trainer_of(Line())  # what was written before is good
    restored.load(tmp_path / "x")
    assert np.isfinite(restored.model.a.value)

    trainer.model.a.value[...] = 0
    trainer.optimizer.lr = 0.1
    assert trainer.fit(LINE, 20, progress=False).losses[-1] < 1e-3


def test_the_parameters_stay_as_they_were_before_the_step():
    x = np.ones(5)
    x[-1] = np.nan
    one_by_one = [(x[i : i + 1], 2 * x[i : i + 1]) for i in range(5)]
    trainer = trainer_of(Line(), lr=0.01)
    with pytest.raises(Diverged, match="nan at step 4") as caught:
        trainer.fit(lambda rng: one_by_one, 1, progress=False)
    assert caught.value.step == 4
    assert trainer.model.a.value == pytest.approx(2 * (1 - 0.99**4))


def test_nan_in_the_data_at_the_first_step():
    trainer = trainer_of(Line())
    data = minibatches(X, X * np.nan, batch_size=2)
    with pytest.raises(
        Diverged, match=r"step 0\. At the very first step: is there NaN"
    ):
        trainer.fit(data, 1, progress=False)
    assert trainer.model.a.value == 0


@pytest.mark.parametrize("rows", [False, True])
@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("clip", [None, 2.0])
def test_gradients_that_are_not_finite(bad, clip, rows):
    class Steep(Two):
        def loss(self, *_, rng):
            loss, right = super().loss(rng=rng)

            def backward():
                right()
                if self.b.value[0] < -1:
                    grad = np.array([bad])
                    self.b.grad = RowGradient(np.array([1]), grad, (2,))
                    if not rows:
                        self.b.grad = self.b.grad.dense()

            return loss, backward

    trainer = trainer_of(Steep(), clip=clip)
    with pytest.raises(Diverged, match="gradient of b became NaN or infinite at step"):
        trainer.fit(LINE, 20, progress=False)
    assert np.isfinite(trainer.model.b.value).all()


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_gradients_as_long_as_a_number_can_be(dtype):
    """Their squares overflow; without a limit to their norm that does not matter."""

    class Long(Line):
        def loss(self, x, target, *, rng):
            def backward():
                self.a.add_grad(np.full(3, 0.9 * np.finfo(dtype).max, dtype))

            return 1.0, backward

    def trained(**options):
        model = Long(a=np.zeros(3, dtype))
        trainer_of(model, 0.5, **options).fit(ALL, 1, progress=False)
        return model.a.value

    assert np.isfinite(trained()).all()
    if dtype == np.float64:
        with pytest.raises(Diverged, match="the norm of the gradient became infinite"):
            trained(clip=1.0)
    else:
        assert np.linalg.norm(trained(clip=1.0)) == pytest.approx(0.5, rel=1e-2)


def test_parameters_that_overflow_in_the_last_step():
    trainer = trainer_of(Line(a=np.float32(0.0)), 1e300)
    with pytest.raises(Diverged, match=r"a became NaN or infinite at step 1"):
        trainer.fit(ALL, 1, progress=False)
    with pytest.raises(ValueError, match=r"a holds NaN or infinity before training"):
        trainer.fit(ALL, 1, progress=False)


def test_it_can_be_sent_from_process_to_process():
    with pytest.raises(Diverged) as caught:
        trainer_of(Line(), 50.0).fit(LINE, 500, progress=False)
    error = caught.value
    copy = pickle.loads(pickle.dumps(error))
    assert (type(copy), str(copy), copy.step) == (Diverged, str(error), error.step)
    command = "from dlnlp.training import Diverged; raise Diverged('far away', 7)"
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        failed = pool.map_async(exec, [command])
        with pytest.raises(Diverged, match="far away") as caught:
            failed.get(timeout=60)
    assert caught.value.step == 7


# Bad input


@pytest.mark.parametrize("epochs", [0, -1, 1.5, None])
def test_epochs_that_are_none(epochs):
    with pytest.raises(ValueError, match="epochs is"):
        trainer_of(Line()).fit(LINE, epochs)


@pytest.mark.parametrize("lr", [-1.0, math.nan, math.inf])
def test_rates_that_are_none(lr):
    trainer = trainer_of(Line(), schedule=lambda step: lr if step == 2 else 0.1)
    with pytest.raises(ValueError, match="scheduled for step 2 is"):
        trainer.fit(LINE, 1, progress=False)
    assert len(trainer.history.losses) == trainer.optimizer.steps == 2


def test_a_metric_that_is_none():
    metrics = [5.0, math.nan]
    trainer = trainer_of(Line(), monitor=lambda t: metrics[len(t.history.metrics)])
    with pytest.raises(ValueError, match="monitor gave NaN; a metric is a number"):
        trainer.fit(LINE, 2, progress=False)
    assert trainer.history.metrics == [5.0]
    assert len(trainer.history.epoch_losses) == 1
    assert len(trainer.history.losses) == 6  # what was learned is not lost


def test_no_batch_at_all():
    with pytest.raises(ValueError, match=r"epoch 1/3: .* gave no batch"):
        trainer_of(Line()).fit(lambda rng: [], 3, progress=False)
    once = iter([(X, X)])  # a generator is used up after an epoch
    with pytest.raises(ValueError, match=r"epoch 2/3: .* gave no batch"):
        trainer_of(Line(), 0.01).fit(lambda rng: once, 3, progress=False)


def test_clip_of_nothing():
    with pytest.raises(ValueError, match="the limit is 0"):
        trainer_of(Line(), clip=0).fit(LINE, 1, progress=False)


def test_optimizer_of_another_model():
    with pytest.raises(ValueError, match="another model"):
        Trainer(Line(), SGD([Parameter(0.0)], 0.1), rng=np.random.default_rng(0))
