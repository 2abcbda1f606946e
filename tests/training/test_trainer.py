"""The training loop: exact resumption, interruption, divergence, and bad input."""

import math
import signal

import numpy as np
import pytest
from dlnlp.training.divergence import Diverged

from dlnlp.nn.linear import Linear
from dlnlp.nn.losses import cross_entropy
from dlnlp.nn.module import Module, Parameter
from dlnlp.nn.optim import SGD, AdaGrad, Adam
from dlnlp.nn.schedules import linear_decay
from dlnlp.nn.tensor_files import load_tensors, save_tensors
from dlnlp.training.batches import minibatches
from dlnlp.training.checkpoint import get_state
from dlnlp.training.trainer import SNAPSHOT, Trainer
from dlnlp.vectors.negative_sampling import NegativeSampling
from dlnlp.vectors.word2vec import SkipGram

V, D = 9, 4


class Line(Module):
    """y = a x; loss: the mean of (y - target)^2 / 2. Learns what a ruler can draw."""

    def __init__(self, a=0.0):
        self.a = Parameter(np.array(a))

    def loss(self, x, target, *, rng):
        difference = self.a.value * x - target

        def backward():
            self.a.add_grad(np.mean(difference * x))

        return float(np.mean(difference**2) / 2), backward


def line_trainer(lr=0.1, **options):
    model = Line()
    rng = np.random.default_rng(0)
    return Trainer(model, SGD(model.parameters(), lr), rng=rng, **options)


X = np.arange(1.0, 7.0)
LINE = minibatches(X, 3 * X, size=2)  # 3 batches an epoch


def skip_gram_trainer(Optimizer=Adam, dim=D, seed=0):
    """All that makes resuming hard: Adam's memory, negatives drawn, rows shuffled."""
    output = NegativeSampling(np.arange(1, V + 1), dim, negatives=3)
    model = SkipGram(V, dim, rng=np.random.default_rng(seed), output=output)
    rng = np.random.default_rng(seed + 1)
    return Trainer(model, Optimizer(model.parameters(), 0.01), rng=rng, clip=1.0)


def corpus():
    rng = np.random.default_rng(7)
    return minibatches(
        rng.integers(0, V, size=50), rng.integers(0, V, size=(50, 2)), size=8
    )


def same_bits(one, other):
    a = get_state(one.model, one.optimizer)
    b = get_state(other.model, other.optimizer)
    return a.keys() == b.keys() and all(a[k].tobytes() == b[k].tobytes() for k in a)


# Batches


def test_an_epoch_has_every_row_once_and_rows_stay_together():
    ids, squares = np.arange(10), np.arange(10) ** 2
    batches = minibatches(ids, squares, size=4)
    rng = np.random.default_rng(0)
    epochs = [list(batches(rng)) for _ in range(2)]
    for epoch in epochs:
        assert [len(a) for a, _ in epoch] == [4, 4, 2]
        assert sorted(np.concatenate([a for a, _ in epoch])) == ids.tolist()
        assert all(np.array_equal(a**2, b) for a, b in epoch)
    first, second = (np.concatenate([a for a, _ in epoch]) for epoch in epochs)
    assert not np.array_equal(first, second)


@pytest.mark.parametrize(
    ("arrays", "size", "message"),
    [
        ([[1, 2]], 0, "size is 0"),
        ([[1, 2]], -3, "size is -3"),
        ([[1, 2]], 1.5, "size is 1.5"),
        ([[1, 2], [1, 2, 3]], 1, r"different lengths: \[2, 3\]"),
        ([], 1, "no rows"),
        ([[], []], 1, "no rows"),
    ],
)
def test_batches_that_make_no_sense(arrays, size, message):
    with pytest.raises(ValueError, match=message):
        minibatches(*arrays, size=size)


# The loop


def test_the_loop_is_what_one_would_write_by_hand():
    trainer = line_trainer()
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
    once, twice = skip_gram_trainer(), skip_gram_trainer()
    whole = once.fit(corpus(), 3, progress=False)
    twice.fit(corpus(), 1, progress=False)
    assert twice.fit(corpus(), 2, progress=False) == whole
    assert same_bits(once, twice)


def test_it_learns():
    history = skip_gram_trainer().fit(corpus(), 20, progress=False)
    assert history.epoch_losses[-1] < 0.9 * history.epoch_losses[0]


def test_schedule_gives_the_rate_of_each_step():
    rates = []
    trainer = line_trainer(schedule=linear_decay(0.1, 6))
    trainer.fit(LINE, 2, progress=False, on_step=lambda t: rates.append(t.optimizer.lr))
    np.testing.assert_allclose(rates, 0.1 * (1 - np.arange(6) / 6))
    with pytest.raises(ValueError, match=r"scheduled for step 6 is 0\.0"):
        trainer.fit(LINE, 1, progress=False)


def test_clip_bounds_every_step():
    values = [0.0]
    trainer = line_trainer(lr=0.1, clip=0.5)
    trainer.fit(
        LINE, 2, progress=False, on_step=lambda t: values.append(float(t.model.a.value))
    )
    steps = np.abs(np.diff(values))
    assert steps.max() <= 0.05 + 1e-12
    assert steps[0] == pytest.approx(0.05)


def test_on_epoch_may_change_the_rate_and_stop():
    rates = []

    def on_epoch(trainer):
        rates.append(trainer.optimizer.lr)
        trainer.optimizer.lr /= 2
        return len(rates) == 3

    history = line_trainer().fit(LINE, 10, progress=False, on_epoch=on_epoch)
    assert rates == [0.1, 0.05, 0.025]
    assert len(history.epoch_losses) == 3
    assert not history.interrupted


def test_parameters_that_the_optimizer_leaves_out_stay_and_gather_no_gradient():
    model = SkipGram(V, D, rng=np.random.default_rng(0))
    optimizer = SGD([model.embedding.W], 0.1)
    trainer = Trainer(model, optimizer, rng=np.random.default_rng(0))
    frozen = model.output.W.value.copy()
    trainer.fit(corpus(), 1, progress=False)
    assert np.array_equal(model.output.W.value, frozen)
    assert model.output.W.grad is None


def test_gradients_left_over_from_before_do_not_count():
    trainer = line_trainer()
    trainer.model.a.add_grad(1000.0)
    expected = line_trainer().fit(LINE, 1, progress=False)
    assert trainer.fit(LINE, 1, progress=False) == expected


def test_a_state_goes_from_batch_to_batch():
    """What a recurrent language model will need: the state of an epoch, handed on."""

    class Counter(Line):
        def loss(self, x, target, state, *, rng):
            loss, backward = super().loss(x, target, rng=rng)
            return (loss, state + 1), backward

    seen = []

    class Carrying(Trainer):
        def losses(self, batches):
            state = 0
            for batch in batches:
                (loss, state), backward = self.model.loss(*batch, state, rng=self.rng)
                seen.append(state)
                yield loss, backward

    model = Counter()
    trainer = Carrying(
        model, SGD(model.parameters(), 0.1), rng=np.random.default_rng(0)
    )
    assert trainer.fit(LINE, 2, progress=False).losses == (
        line_trainer().fit(LINE, 2, progress=False).losses
    )
    assert seen == [1, 2, 3, 1, 2, 3]


def test_progress_goes_to_stderr_or_nowhere(capsys):
    line_trainer().fit(LINE, 2, progress=False)
    assert capsys.readouterr() == ("", "")
    line_trainer().fit(LINE, 2)
    out, err = capsys.readouterr()
    assert out == ""
    assert "epoch 1/2" in err
    assert "epoch 2/2" in err
    assert "loss " in err


# Interruption and checkpoints


def stop_at(step):
    def on_step(trainer):
        if trainer.optimizer.steps == step:
            raise KeyboardInterrupt

    return on_step


def test_ctrl_c_keeps_model_and_history():
    trainer = skip_gram_trainer()
    history = trainer.fit(corpus(), 3, progress=False, on_step=stop_at(10))
    assert history.interrupted
    assert len(history.losses) == 10
    assert len(history.epoch_losses) == 1  # of 7 steps; the second was cut short
    assert all(p.grad is None for p in trainer.model.parameters())
    again = trainer.fit(corpus(), 1, progress=False)
    assert not again.interrupted
    assert len(again.losses) == 17


def test_ctrl_c_on_the_way_back_leaves_no_gradient_behind():
    class Interrupted(Line):
        def loss(self, x, target, *, rng):
            loss, right = super().loss(x, target, rng=rng)

            def backward():
                right()
                raise KeyboardInterrupt

            return loss, backward

    model = Interrupted()
    trainer = Trainer(model, SGD(model.parameters(), 0.1), rng=np.random.default_rng(0))
    assert trainer.fit(LINE, 1, progress=False).interrupted
    assert model.a.grad is None


def test_ctrl_c_within_a_step_waits_until_all_parameters_have_moved():
    class Pressed(SGD):
        def update(self, value, where, grad, *slots):
            signal.raise_signal(signal.SIGINT)
            super().update(value, where, grad, *slots)

    class Two(Module):
        def __init__(self):
            self.a, self.b = Parameter(np.zeros(2)), Parameter(np.zeros(2))

        def loss(self, x, *, rng):
            def backward():
                self.a.add_grad(np.ones(2))
                self.b.add_grad(np.ones(2))

            return 1.0, backward

    model = Two()
    optimizer = Pressed(model.parameters(), 0.5)
    trainer = Trainer(model, optimizer, rng=np.random.default_rng(0))
    history = trainer.fit(minibatches(X, size=2), 3, progress=False)
    assert history.interrupted
    assert history.losses == [1.0]
    assert optimizer.steps == 1
    assert model.a.value.tolist() == model.b.value.tolist() == [-0.5, -0.5]


@pytest.mark.parametrize("Optimizer", [SGD, AdaGrad, Adam])
@pytest.mark.parametrize("step", [14, 17, 20])  # an epoch has 7 steps
def test_going_on_from_a_checkpoint_is_exact(tmp_path, Optimizer, step):
    path = tmp_path / "training.safetensors"
    whole = skip_gram_trainer(Optimizer)
    expected = whole.fit(corpus(), 5, progress=False)

    stopped = skip_gram_trainer(Optimizer)
    stopped.fit(corpus(), 5, progress=False, checkpoint=path, on_step=stop_at(step))
    done = (step - 1) // 7  # epochs that were whole before

    for resumed in stopped, skip_gram_trainer(Optimizer, seed=5):
        resumed.load(path)
        assert len(resumed.history.epoch_losses) == done
        assert not resumed.history.interrupted
        assert resumed.fit(corpus(), 5 - done, progress=False) == expected
        assert same_bits(resumed, whole)
        assert resumed.rng.random() == skip_ahead(whole)
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


def skip_ahead(trainer):
    """What the trainer's rng would give next; it isn't moved."""
    state = trainer.rng.bit_generator.state
    value = trainer.rng.random()
    trainer.rng.bit_generator.state = state
    return value


@pytest.mark.parametrize("bits", ["MT19937", "Philox", "SFC64"])
def test_any_generator_is_restored(tmp_path, bits):
    def generator(seed):
        return np.random.Generator(getattr(np.random, bits)(seed))

    trainer = line_trainer()
    trainer.rng = generator(0)
    trainer.rng.random(5)
    trainer.save(tmp_path / "x")
    expected = trainer.rng.random(5)
    other = line_trainer()
    with pytest.raises(ValueError, match=r"x does not fit.*PCG64"):
        other.load(tmp_path / "x")
    other.rng = generator(3)
    other.load(tmp_path / "x")
    assert np.array_equal(other.rng.random(5), expected)


def test_a_checkpoint_holds_the_rate_that_on_epoch_set(tmp_path):
    def halve(trainer):
        trainer.optimizer.lr /= 2

    path = tmp_path / "x"
    whole = line_trainer().fit(LINE, 4, progress=False, on_epoch=halve)
    line_trainer().fit(LINE, 2, progress=False, on_epoch=halve, checkpoint=path)
    resumed = line_trainer()
    resumed.load(path)
    assert resumed.fit(LINE, 2, progress=False, on_epoch=halve) == whole


def test_the_watched_figure_is_in_history_and_checkpoint(tmp_path):
    def watch(trainer):
        return trainer.model.a.value

    trainer = line_trainer(watch=watch)
    history = trainer.fit(LINE, 3, progress=False, checkpoint=tmp_path / "x")
    assert len(history.watched) == len(history.epoch_losses) == 3
    assert history.watched[-1] == trainer.model.a.value
    resumed = line_trainer()
    resumed.load(tmp_path / "x")
    assert resumed.history == history


def test_a_checkpoint_without_watch_and_callbacks_is_one_too(tmp_path):
    """As they were written before there were any."""
    trainer = line_trainer()
    history = trainer.fit(LINE, 1, progress=False, checkpoint=tmp_path / "x")
    tensors, notes = load_tensors(tmp_path / "x")
    del tensors["history.watched"], notes["callbacks"]
    save_tensors(tensors, tmp_path / "x", notes)
    resumed = line_trainer()
    resumed.load(tmp_path / "x")
    assert resumed.history == history


def test_parameters_of_a_checkpoint_can_be_read_alone(tmp_path):
    trainer = skip_gram_trainer()
    trainer.fit(corpus(), 1, progress=False, checkpoint=tmp_path / "x")
    tensors, notes = load_tensors(tmp_path / "x")
    W = trainer.model.embedding.W.value
    assert np.array_equal(tensors["model.embedding.W"], W)
    assert notes["optimizer"] == "Adam"


def other_model(path):
    skip_gram_trainer(dim=D + 1).save(path)


def other_optimizer(path):
    skip_gram_trainer(AdaGrad).save(path)


def cut_short(path):
    skip_gram_trainer().save(path)
    path.write_bytes(path.read_bytes()[:-1])


def parameters_alone(path):
    skip_gram_trainer().model.save(path)


def other_parameters(path):
    line_trainer().save(path)


def adam_of_fewer(path):
    model = skip_gram_trainer().model
    rng = np.random.default_rng(3)
    Trainer(model, Adam([model.embedding.W]), rng=rng).save(path)


@pytest.mark.parametrize(
    ("write", "message"),
    [
        (other_model, r"model's parameters: embedding.W: expected \(9, 4\), found"),
        (other_optimizer, "was saved with AdaGrad; here it is Adam"),
        (cut_short, "x is not a whole safetensors file"),
        (parameters_alone, "x is not a checkpoint"),
        (other_parameters, "saved with SGD"),
        (adam_of_fewer, "not the state of Adam for these parameters: mean.1 is miss"),
    ],
)
def test_checkpoints_that_do_not_fit_change_nothing(tmp_path, write, message):
    write(tmp_path / "x")
    trainer, untouched = skip_gram_trainer(), skip_gram_trainer()
    for t in trainer, untouched:
        t.fit(corpus(), 1, progress=False)
    with pytest.raises(ValueError, match=message):
        trainer.load(tmp_path / "x")
    assert same_bits(trainer, untouched)
    assert trainer.rng.random() == untouched.rng.random()
    assert trainer.history == untouched.history


def test_no_checkpoint(tmp_path):
    with pytest.raises(FileNotFoundError, match="there is no file"):
        line_trainer().load(tmp_path / "x")
    with pytest.raises(FileNotFoundError, match="no folder for the file"):
        line_trainer().fit(LINE, 1, checkpoint=tmp_path / "absent" / "x")


# Divergence


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_too_large_a_rate_diverges_and_the_model_is_set_back(tmp_path):
    trainer = line_trainer(lr=50.0)
    with pytest.raises(Diverged, match=r"learning rate below 50, or clip") as caught:
        trainer.fit(LINE, 500, progress=False, checkpoint=tmp_path / "x")
    error = caught.value
    assert "the loss became" in str(error)
    assert error.step == len(trainer.history.losses) > 3
    assert np.isfinite(trainer.history.losses).all()
    assert np.isfinite(trainer.model.a.value)
    assert error.last_good.keys() == {"a"}
    assert error.last_good["a"] == trainer.model.a.value
    assert trainer.optimizer.steps == error.step // 3 * 3  # the start of the epoch
    assert trainer.model.a.grad is None
    restored = line_trainer()  # what was written before is good
    restored.load(tmp_path / "x")
    assert np.isfinite(restored.model.a.value)

    trainer.model.a.value[...] = 0
    trainer.optimizer.lr = 0.1
    assert trainer.fit(LINE, 20, progress=False).losses[-1] < 1e-3


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_within_a_long_epoch_copies_are_made_every_so_many_steps():
    n = 2 * SNAPSHOT + 5
    x = np.ones(n)
    x[-1] = np.nan

    def one_by_one(rng):
        return ((x[i : i + 1], 2 * x[i : i + 1]) for i in range(n))

    trainer = line_trainer(lr=0.01)
    with pytest.raises(Diverged, match=f"at step {n - 1}.*set back to step {n - 5}"):
        trainer.fit(one_by_one, 1, progress=False)
    assert trainer.model.a.value == pytest.approx(2 * (1 - 0.99 ** (2 * SNAPSHOT)))


def test_nan_in_the_data_at_the_first_step():
    trainer = line_trainer()
    data = minibatches(X, X * np.nan, size=2)
    with pytest.raises(
        Diverged, match=r"step 0\. At the very first step: is there NaN"
    ):
        trainer.fit(data, 1, progress=False)
    assert trainer.model.a.value == 0


@pytest.mark.parametrize("bad", [np.nan, np.inf])
@pytest.mark.parametrize("clip", [None, 2.0])
def test_gradients_that_are_not_finite(bad, clip):
    class Steep(Line):
        def loss(self, x, target, *, rng):
            loss, right = super().loss(x, target, rng=rng)

            def backward():
                right()
                if self.a.value > 1:
                    self.a.add_grad(bad)

            return loss, backward

    model = Steep()
    optimizer = SGD(model.parameters(), 0.05)
    rng = np.random.default_rng(0)
    trainer = Trainer(model, optimizer, rng=rng, clip=clip)
    with pytest.raises(Diverged, match="the gradient of a became NaN or infinite"):
        trainer.fit(LINE, 20, progress=False)
    assert np.isfinite(model.a.value)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_gradients_too_long_for_a_number_together():
    class Long(Line):
        def loss(self, x, target, *, rng):
            def backward():
                self.a.add_grad(np.full(3, 1.5e308))

            return 1.0, backward

    model = Long(a=np.zeros(3))
    trainer = Trainer(model, SGD([model.a], 0.1), rng=np.random.default_rng(0))
    with pytest.raises(Diverged, match="gradient of all parameters together became"):
        trainer.fit(LINE, 1, progress=False)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_parameters_that_overflow_in_the_last_step():
    model = Line(a=np.float32(0.0))
    trainer = Trainer(model, SGD([model.a], 1e300), rng=np.random.default_rng(0))
    with pytest.raises(Diverged, match=r"model\.a became NaN or infinite"):
        trainer.fit(minibatches(X, X, size=6), 1, progress=False)
    assert model.a.value == 0


def test_nan_before_training():
    trainer = line_trainer()
    trainer.model.a.value[...] = math.nan
    with pytest.raises(ValueError, match=r"model\.a holds NaN or infinity before"):
        trainer.fit(LINE, 1, progress=False)


# Bad input


@pytest.mark.parametrize("epochs", [0, -1, 1.5, None])
def test_epochs_that_are_none(epochs):
    with pytest.raises(ValueError, match="epochs is"):
        line_trainer().fit(LINE, epochs)


@pytest.mark.parametrize("lr", [-1.0, math.nan, math.inf])
def test_rates_that_are_none(lr):
    with pytest.raises(ValueError, match="finite number, 0 or more"):
        line_trainer(lr=lr)
    trainer = line_trainer(schedule=lambda step: lr if step == 2 else 0.1)
    with pytest.raises(ValueError, match="scheduled for step 2 is"):
        trainer.fit(LINE, 1, progress=False)
    assert len(trainer.history.losses) == 2


def test_no_batch_at_all():
    with pytest.raises(ValueError, match=r"epoch 1/3: .* gave no batch"):
        line_trainer().fit(lambda rng: [], 3, progress=False)
    once = iter([(X, X)])  # a generator is used up after an epoch
    with pytest.raises(ValueError, match=r"epoch 2/3: .* gave no batch"):
        line_trainer(lr=0.01).fit(lambda rng: once, 3, progress=False)


def test_clip_of_nothing():
    with pytest.raises(ValueError, match="the limit is 0"):
        line_trainer(clip=0).fit(LINE, 1, progress=False)


def test_optimizer_of_another_model():
    with pytest.raises(ValueError, match="another model"):
        Trainer(Line(), SGD([Parameter(0.0)], 0.1), rng=np.random.default_rng(0))


def test_a_classifier_of_two_layers_learns_xor():
    class Network(Module):
        def __init__(self, rng):
            self.layers = [Linear(2, 8, rng=rng), Linear(8, 2, rng=rng)]

        def loss(self, x, targets, *, rng):
            h, back1 = self.layers[0](x)
            scores, back2 = self.layers[1](np.tanh(h))
            loss, back3 = cross_entropy(scores, targets)

            def backward():
                back1(back2(back3()) * (1 - np.tanh(h) ** 2))

            return loss, backward

    rng = np.random.default_rng(0)
    model = Network(rng)
    x = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=np.float32)
    trainer = Trainer(model, Adam(model.parameters(), 0.05), rng=rng)
    history = trainer.fit(minibatches(x, [0, 1, 1, 0], size=4), 200, progress=False)
    assert history.losses[-1] < 0.01 < history.losses[0]
