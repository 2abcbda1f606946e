"""Averaged weights against plain means and PyTorch; swapping and resuming is exact."""

import math

import numpy as np
import pytest

from dlnlp.nn.module import Module, Parameter
from dlnlp.nn.optim import SGD
from dlnlp.training.averaging import AveragedWeights
from dlnlp.training.batches import minibatches
from dlnlp.training.trainer import Trainer


class Noisy(Module):
    """Its gradient is nothing but noise; one table is tied to itself."""

    def __init__(self, dtype=np.float64):
        self.a = Parameter(np.arange(6, dtype=dtype).reshape(3, 2))
        self.b = Parameter(np.array(1, dtype=dtype))
        self.tied = self.a

    def loss(self, x, *, rng):
        def backward():
            self.a.add_grad(rng.standard_normal((3, 2)).astype(self.a.value.dtype))
            self.b.add_grad(rng.standard_normal())

        return 0.0, backward


BATCHES = minibatches(np.arange(4), size=1)


def noisy_trainer(dtype=np.float64, seed=0, **options):
    model = Noisy(dtype)
    average = AveragedWeights(model, **options)
    rng = np.random.default_rng(seed)
    optimizer = SGD(model.parameters(), 0.1)
    return Trainer(model, optimizer, rng=rng, callbacks=[average]), average


def run(trainer, epochs=3, **options):
    """Train; the values after each step."""
    seen = []
    trainer.fit(
        BATCHES,
        epochs,
        progress=False,
        on_step=lambda t: seen.append([p.value.copy() for p in t.model.parameters()]),
        **options,
    )
    return [np.array(values) for values in zip(*seen, strict=True)]


@pytest.mark.parametrize("start", [0, 5])
def test_without_decay_it_is_the_mean_of_all_steps(start):
    trainer, average = noisy_trainer(start=start)
    for mean, values in zip(average.averages, run(trainer), strict=True):
        np.testing.assert_allclose(mean, values[start:].mean(axis=0))
    assert average.count == 12 - start


@pytest.mark.parametrize("decay", [0.0, 0.7])
def test_decay_is_a_sum_of_shrinking_weights(decay):
    trainer, average = noisy_trainer(decay=decay)
    for mean, values in zip(average.averages, run(trainer), strict=True):
        expected = values[0]
        for value in values[1:]:
            expected = decay * expected + (1 - decay) * value
        np.testing.assert_allclose(mean, expected)


@pytest.mark.parametrize("decay", [None, 0.9])
def test_averages_are_pytorchs(torch, decay):
    trainer, average = noisy_trainer(np.float32, decay=decay)
    values = run(trainer)[0]
    theirs = torch.nn.Linear(3, 2, bias=False)
    averages = torch.optim.swa_utils
    function = averages.get_ema_multi_avg_fn(decay) if decay else None
    averaged = averages.AveragedModel(theirs, multi_avg_fn=function)
    for value in values:
        theirs.weight.data = torch.tensor(value.T)
        averaged.update_parameters(theirs)
    expected = averaged.module.weight.detach().numpy().T
    np.testing.assert_allclose(average.averages[0], expected, rtol=1e-5)


def test_swapped_in_and_back_to_the_bit():
    trainer, average = noisy_trainer(np.float32, decay=0.9)
    run(trainer)
    model = trainer.model
    arrays = [p.value for p in model.parameters()]
    before = [a.copy() for a in arrays]

    def check(expected):
        for p, array, value in zip(model.parameters(), arrays, expected, strict=True):
            assert p.value is array  # whoever holds the array sees the same
            assert array.tobytes() == value.tobytes()

    with average.swapped():
        check(average.averages)
    check(before)
    with pytest.raises(KeyboardInterrupt), average.swapped():
        raise KeyboardInterrupt
    check(before)


def test_watching_the_average_does_not_disturb_the_training():
    def watch(trainer):
        (average,) = trainer.callbacks
        with average.swapped():
            return float(trainer.model.b.value)

    plain, _ = noisy_trainer()
    watched, average = noisy_trainer()
    watched.watch = watch
    run(plain), run(watched)
    assert np.array_equal(plain.model.a.value, watched.model.a.value)
    assert watched.history.watched[-1] == average.averages[1] != plain.model.b.value


@pytest.mark.parametrize("options", [{}, {"decay": 0.9}, {"start": 6}])
@pytest.mark.parametrize("epochs", [1, 2])
def test_a_resumed_average_is_the_same_to_the_bit(tmp_path, options, epochs):
    path = tmp_path / "x"
    whole, expected = noisy_trainer(np.float32, **options)
    run(whole)
    stopped, _ = noisy_trainer(np.float32, **options)
    run(stopped, epochs, checkpoint=path)
    resumed, average = noisy_trainer(np.float32, seed=4, **options)
    resumed.load(path)
    run(resumed, 3 - epochs)
    assert average.count == expected.count
    for ours, theirs in zip(average.averages, expected.averages, strict=True):
        assert ours.tobytes() == theirs.tobytes()


def test_divergence_sets_the_average_back():
    trainer, average = noisy_trainer()
    run(trainer, 1)
    before = average.state_dict()

    def spoil(trainer):
        if trainer.optimizer.steps == 7:
            trainer.model.b.value[...] = math.inf

    with pytest.raises(ArithmeticError, match="set back to step 4"):
        trainer.fit(BATCHES, 1, progress=False, on_step=spoil)
    after = average.state_dict()
    assert all(np.array_equal(before[name], after[name]) for name in before)


def test_arrays_longer_than_a_block():
    class Long(Noisy):
        def __init__(self):
            super().__init__()
            self.a.value = np.zeros((300, 200))

        def loss(self, x, *, rng):
            def backward():
                self.a.add_grad(rng.standard_normal((300, 200)))

            return 0.0, backward

    model = Long()
    average = AveragedWeights(model)
    trainer = Trainer(
        model,
        SGD(model.parameters(), 0.1),
        rng=np.random.default_rng(0),
        callbacks=[average],
    )
    values = run(trainer, 1)[0]
    np.testing.assert_allclose(average.averages[0], values.mean(axis=0), atol=1e-12)


# Bad input


@pytest.mark.parametrize("decay", [1, -0.1, math.nan, 2.0])
def test_decays_that_are_no_share(decay):
    with pytest.raises(ValueError, match="decay is"):
        AveragedWeights(Noisy(), decay=decay)


@pytest.mark.parametrize("start", [-1, 0.5, None])
def test_starts_that_are_no_step(start):
    with pytest.raises(ValueError, match="start is"):
        AveragedWeights(Noisy(), start=start)


def test_no_average_yet():
    trainer, average = noisy_trainer(start=12)
    run(trainer)
    with (
        pytest.raises(ValueError, match=r"no average yet: .* after step 12"),
        average.swapped(),
    ):
        pass


def test_of_another_model():
    trainer, _ = noisy_trainer()
    trainer.callbacks = [AveragedWeights(Noisy())]
    with pytest.raises(ValueError, match="AveragedWeights was given another model"):
        run(trainer)
