"""Recurrent language models on the Penn Treebank: the perplexities of chapter 5.

    python -m experiments.language_models            all, about two hours on one core
    python -m experiments.language_models "LSTM 100"     one of them

Adds to experiments/results/language_models.json, a run at a time. Each run keeps a
checkpoint beside it until it has ended, and goes on from there if it was stopped. The
weights stay in the cache folder (`dlnlp.datasets.cache_folder()`), outside git, for
the experiments that go on from a trained model: `trained`.
"""

import argparse
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from dlnlp.arrays import Array
from dlnlp.datasets import cache_folder
from dlnlp.evaluation import LanguageModel, perplexity
from dlnlp.models import RecurrentLM
from dlnlp.nn.gru import GRU
from dlnlp.nn.lstm import LSTM
from dlnlp.nn.optim import SGD, Adam
from dlnlp.nn.recurrent import RNN
from dlnlp.training import Batches, Callback, History, Trainer, stream_batches
from experiments.corpora import Treebank
from experiments.recording import RESULTS, machine, save_runs, saved_runs

NAME = "language_models"
MONITORED = 20_000  # words of the validation part, after each epoch


@dataclass(frozen=True)
class Setting:
    """What is trained, and how.

    steady  after so many epochs, each has `factor` times the learning rate of the one
            before; None leaves the rate as it is, or to callbacks
    """

    name: str
    dim: int
    hidden: tuple[int, ...]
    epochs: int
    optimizer: str
    lr: float
    clip: float
    steady: int | None = None
    factor: float = 1.0
    batch_size: int = 20
    length: int = 35
    dropout: tuple[float, ...] | float = 0.0
    locked: bool = False
    recurrent_dropout: float = 0.0
    tied: bool = False
    seed: int = 0
    cell: str = "LSTM"


CELLS = {"RNN": RNN, "GRU": GRU, "LSTM": LSTM}
OPTIMIZERS = {"SGD": SGD, "Adam": Adam}
SETTINGS = [
    # the first setting of Saito 2018, chapter 6
    Setting("LSTM 100", 100, (100,), epochs=4, optimizer="SGD", lr=20, clip=0.25),
    Setting(  # as wide and as deep as the medium model of Zaremba et al. 2014
        "LSTM 650 x 2, tied",
        650,
        (650, 650),
        epochs=17,
        optimizer="SGD",
        lr=20,
        clip=0.25,
        steady=10,
        factor=0.65,
        dropout=0.5,
        tied=True,
    ),
]


def score(model: LanguageModel, text: Treebank, ids: Any) -> float:
    """Perplexity on a part of the text."""
    return perplexity(model, ids, start=text.start)


def build(setting: Setting, vocab_size: int, rng: np.random.Generator) -> RecurrentLM:
    """The model before training."""
    return RecurrentLM(
        vocab_size,
        setting.dim,
        setting.hidden,
        cell=CELLS[setting.cell],
        dropout=setting.dropout,
        locked=setting.locked,
        recurrent_dropout=setting.recurrent_dropout,
        tied=setting.tied,
        rng=rng,
    )


def prepare(setting: Setting, vocab_size: int, ids: Any) -> tuple[Trainer, Batches]:
    """A model with its trainer, and the batches of an epoch."""
    rng = np.random.default_rng(setting.seed)
    model = build(setting, vocab_size, rng)
    batches = stream_batches(ids, setting.batch_size, setting.length)
    updates = sum(1 for _ in batches(rng))

    def schedule(step: int) -> float:
        beyond = max(0, step // updates + 1 - (setting.steady or 0))
        return setting.lr * setting.factor**beyond

    trainer = Trainer(
        model,
        OPTIMIZERS[setting.optimizer](model.parameters(), setting.lr),
        rng=rng,
        clip=setting.clip,
        schedule=None if setting.steady is None else schedule,
        stateful=True,
    )
    return trainer, batches


class Clock(Callback):
    """Seconds that the processor trained, also before it was stopped and gone on."""

    def __init__(self) -> None:
        self.before, self.started = 0.0, time.process_time()

    @property
    def seconds(self) -> float:
        return self.before + time.process_time() - self.started

    def state_dict(self) -> dict[str, Array]:
        return {"seconds": np.array(self.seconds)}

    def load_state_dict(self, state: Mapping[str, Array]) -> None:
        self.before = float(state["seconds"])


def weights(setting: Any) -> Path:
    """Where a trained model's weights are kept."""
    return cache_folder() / f"{NAME}-{_slug(setting)}.safetensors"


def trained(name: str, vocab_size: int) -> RecurrentLM:
    """A model that was trained before. FileNotFoundError says how to train it."""
    setting = next(s for s in SETTINGS if s.name == name)
    if not weights(setting).exists():
        command = f'python -m experiments.{NAME} "{name}"'
        raise FileNotFoundError(f"no {weights(setting)}: train it with {command}")
    model = build(setting, vocab_size, np.random.default_rng(setting.seed))
    model.load(weights(setting))
    return model


def curve(history: History) -> list[dict[str, float]]:
    """Perplexities of each epoch: on what is trained on, and by the monitor."""
    both = zip(history.epoch_losses, history.metrics, strict=True)
    return [{"train": _ppl(np.exp(loss)), "valid": _ppl(valid)} for loss, valid in both]


def train(
    setting: Any,
    text: Treebank,
    prepare: Callable[..., tuple[Trainer, Batches]] = prepare,
) -> dict[str, Any]:
    """Train once, measure on all of the validation and the test part.

    setting, prepare  a `Setting` and what makes a trainer of it; others are like them
    """
    trainer, batches = prepare(setting, len(text.vocab), text.train)
    model, clock = trainer.model, Clock()
    checkpoint = RESULTS / f"{NAME}-{_slug(setting)}.checkpoint"

    def valid(_: Trainer) -> float:
        found = score(model, text, text.valid[:MONITORED])
        print(f"{setting.name}: {found:.2f}", file=sys.stderr, flush=True)
        return found

    trainer.monitor, trainer.callbacks = valid, [clock]
    if checkpoint.exists():
        trainer.load(checkpoint)
    if left := setting.epochs - len(trainer.history.metrics):
        trainer.fit(batches, left, checkpoint=checkpoint, progress=False)
    result = asdict(setting) | {
        "parameters": sum(p.value.size for p in model.parameters()),
        "valid": _ppl(score(model, text, text.valid)),
        "test": _ppl(score(model, text, text.test)),
        "seconds": round(clock.seconds),
        "curve": curve(trainer.history),
        "blas": machine()["blas"],
    }
    weights(setting).parent.mkdir(parents=True, exist_ok=True)
    model.save(weights(setting))
    checkpoint.unlink()
    return result


def _slug(setting: Any) -> str:
    """The setting's name, as a part of a file's name."""
    return "".join(c if c.isalnum() else "-" for c in setting.name)


def _ppl(value: float) -> float:
    return round(float(value), 2)


def main() -> None:
    parser = argparse.ArgumentParser(prog=f"python -m experiments.{NAME}")
    parser.add_argument("names", nargs="*", help="settings; default: all")
    names = parser.parse_args().names or [s.name for s in SETTINGS]
    text = Treebank()
    for setting in SETTINGS:
        if setting.name in names:
            run = train(setting, text)
            others = [r for r in saved_runs(NAME) if r["name"] != setting.name]
            save_runs(NAME, [*others, run])


if __name__ == "__main__":
    main()
