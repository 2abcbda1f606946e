"""Checkpoints: going on from one is exact; one that does not fit changes nothing."""

import signal

import numpy as np
import pytest

from dlnlp.nn.module import Module, Parameter
from dlnlp.nn.optim import SGD, AdaGrad, Adam
from dlnlp.nn.tensor_files import load_tensors
from dlnlp.training.batches import minibatches
from dlnlp.training.callbacks import DecayOnPlateau, EarlyStopping
from dlnlp.training.checkpoint import get_state
from dlnlp.training.trainer import Trainer
from dlnlp.vectors.negative_sampling import NegativeSampling
from dlnlp.vectors.word2vec import SkipGram

V, D = 9, 4


class Pressed(SkipGram):
    """Someone presses Ctrl-C while it takes a certain step."""

    at = -1

    def loss(self, *batch, rng):
        self.at -= 1
        if self.at == 0:
            signal.raise_signal(signal.SIGINT)
        return super().loss(*batch, rng=rng)


def skip_gram_trainer(Optimizer=Adam, dim=D, seed=0, **options):
    """All that makes resuming hard: Adam's state, negatives drawn, rows shuffled."""
    output = NegativeSampling(np.arange(1, V + 1), dim, negatives=3)
    model = Pressed(V, dim, rng=np.random.default_rng(seed), output=output)
    rng = np.random.default_rng(seed + 1)
    optimizer = Optimizer(model.parameters(), 0.01)
    return Trainer(model, optimizer, rng=rng, clip=1.0, **options)


def corpus():
    """Seven batches an epoch."""
    rng = np.random.default_rng(7)
    return minibatches(
        rng.integers(0, V, size=50), rng.integers(0, V, size=(50, 2)), batch_size=8
    )


def same_bits(one, other):
    a, b = (
        get_state({"model": t.model, "optimizer": t.optimizer}) for t in (one, other)
    )
    return a.keys() == b.keys() and all(a[k].tobytes() == b[k].tobytes() for k in a)


@pytest.mark.parametrize("Optimizer", [SGD, AdaGrad, Adam])
@pytest.mark.parametrize("step", [14, 17, 20])
def test_going_on_from_a_checkpoint_is_exact(tmp_path, Optimizer, step):
    path = tmp_path / "training.safetensors"
    whole = skip_gram_trainer(Optimizer)
    expected = whole.fit(corpus(), 5, progress=False)

    stopped = skip_gram_trainer(Optimizer)
    stopped.model.at = step
    assert stopped.fit(corpus(), 5, progress=False, checkpoint=path).interrupted
    done = (step - 1) // 7  # epochs that were whole before

    for resumed in stopped, skip_gram_trainer(Optimizer, seed=5):
        resumed.load(path)
        assert len(resumed.history.epoch_losses) == done
        assert not resumed.history.interrupted
        assert resumed.fit(corpus(), 5 - done, progress=False) == expected
        assert same_bits(resumed, whole)
        assert resumed.rng.bit_generator.state == whole.rng.bit_generator.state
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("bits", ["MT19937", "Philox", "SFC64"])
def test_any_generator_is_restored(tmp_path, bits):
    def generator(seed):
        return np.random.Generator(getattr(np.random, bits)(seed))

    trainer = skip_gram_trainer()
    trainer.rng = generator(0)
    trainer.rng.random(5)
    trainer.save(tmp_path / "x")
    expected = trainer.rng.random(5)
    other = skip_gram_trainer()
    with pytest.raises(ValueError, match=rf"rng {bits}; given here .* rng PCG64"):
        other.load(tmp_path / "x")
    other.rng = generator(3)
    other.load(tmp_path / "x")
    assert np.array_equal(other.rng.random(5), expected)


def test_history_metrics_and_rate_come_back(tmp_path):
    metrics = [np.inf, 3.0, 4.0]

    def trainer():
        monitored = skip_gram_trainer(
            monitor=lambda trainer: metrics[len(trainer.history.metrics)]
        )
        monitored.callbacks = [DecayOnPlateau(0.5)]
        return monitored

    saved, loaded = trainer(), trainer()
    history = saved.fit(corpus(), 3, progress=False, checkpoint=tmp_path / "x")
    loaded.load(tmp_path / "x")
    assert loaded.history == history
    assert history.metrics == metrics
    assert loaded.optimizer.lr == saved.optimizer.lr == 0.01 / 4


def test_parameters_of_a_checkpoint_can_be_read_alone(tmp_path):
    trainer = skip_gram_trainer()
    trainer.fit(corpus(), 1, progress=False, checkpoint=tmp_path / "x")
    tensors, metadata = load_tensors(tmp_path / "x")
    W = trainer.model.embedding.W.value
    assert np.array_equal(tensors["model.embedding.W"], W)
    assert metadata["kinds"] == "optimizer Adam, model Pressed, rng PCG64"


class Line(Module):
    def __init__(self):
        self.a = Parameter(np.zeros(2))


def other_sizes(path):
    skip_gram_trainer(dim=D + 1).save(path)


def other_optimizer(path):
    skip_gram_trainer(AdaGrad).save(path)


def other_model(path):
    model = Line()
    Trainer(model, Adam(model.parameters()), rng=np.random.default_rng(0)).save(path)


def other_callbacks(path):
    trainer = skip_gram_trainer()
    trainer.callbacks = [EarlyStopping(trainer.model, 1)]
    trainer.save(path)


def cut_short(path):
    skip_gram_trainer().save(path)
    path.write_bytes(path.read_bytes()[:-1])


def parameters_alone(path):
    skip_gram_trainer().model.save(path)


def adam_of_fewer(path):
    model = skip_gram_trainer().model
    rng = np.random.default_rng(3)
    Trainer(model, Adam([model.embedding.W]), rng=rng).save(path)


def infinite_rate(path):
    trainer = skip_gram_trainer()
    trainer.optimizer.lr = np.inf
    trainer.save(path)


@pytest.mark.parametrize(
    ("write", "message"),
    [
        (other_sizes, r"x does not fit: model.embedding.W: expected \(9, 4\), found"),
        (other_optimizer, "was saved with optimizer AdaGrad.* here is optimizer Adam"),
        (other_model, "model Line.* given here is .* model Pressed"),
        (other_callbacks, r"callbacks.0 EarlyStopping, rng PCG64; given here"),
        (cut_short, "x is not a whole safetensors file"),
        (parameters_alone, "x is not a checkpoint"),
        (adam_of_fewer, r"x does not fit: .*optimizer.mean.1 is missing"),
        (infinite_rate, r"x does not fit: optimizer.lr holds NaN or infinity"),
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
    assert trainer.rng.bit_generator.state == untouched.rng.bit_generator.state
    assert trainer.history == untouched.history


def test_no_checkpoint(tmp_path):
    with pytest.raises(FileNotFoundError, match="there is no file"):
        skip_gram_trainer().load(tmp_path / "x")


# A path that cannot be written is refused before the first step


def a_folder(tmp_path):
    return tmp_path


def in_no_folder(tmp_path):
    return tmp_path / "absent" / "x"


def in_a_file(tmp_path):
    (tmp_path / "file").touch()
    return tmp_path / "file" / "x"


def of_a_long_name(tmp_path):
    return tmp_path / ("x" * 5000)


def in_a_folder_that_takes_no_files(tmp_path):
    return "/proc/x"


PATHS = [a_folder, in_no_folder, in_a_file, of_a_long_name]


@pytest.mark.parametrize("path", [*PATHS, in_a_folder_that_takes_no_files])
def test_paths_that_cannot_be_written(tmp_path, path):
    trainer = skip_gram_trainer()
    before = trainer.rng.bit_generator.state
    with pytest.raises(OSError, match=r"no folder|file|too long"):
        trainer.fit(corpus(), 1, progress=False, checkpoint=path(tmp_path))
    assert not trainer.history.losses
    assert trainer.rng.bit_generator.state == before


def test_the_look_at_a_path_leaves_nothing_behind(tmp_path):
    path = tmp_path / "x"
    path.write_text("what was there before")
    trainer = skip_gram_trainer()
    trainer.model.at = 1
    trainer.fit(corpus(), 1, progress=False, checkpoint=path)
    assert [p.name for p in tmp_path.iterdir()] == ["x"]
    assert path.read_text() == "what was there before"
