"""Recurrent language models on the Penn Treebank: the perplexities of chapter 5.

    python -m experiments.language_models            all, about two hours on one core
    python -m experiments.language_models "LSTM 100"     one of them

Adds to experiments/results/language_models.json, a run at a time. Each run keeps a
checkpoint beside it until it has ended, and goes on from there if it was stopped.
"""

import argparse
import json
import sys
import time
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from dlnlp.evaluation import perplexity
from dlnlp.models.recurrent_lm import Batches, LanguageModel
from dlnlp.nn.gru import GRU
from dlnlp.nn.lstm import LSTM
from dlnlp.nn.optim import SGD, Adam
from dlnlp.nn.recurrent import RNN
from dlnlp.training.batches import stream_batches
from dlnlp.training.stateful import LanguageTrainer
from experiments.recording import RESULTS, machine, save
from experiments.treebank import Treebank

NAME = "language_models"
WATCHED = 20_000  # words of the validation part that are looked at after each epoch


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
    steps: int = 35
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


def prepare(
    setting: Setting, vocab_size: int, ids: Any
) -> tuple[LanguageTrainer, Batches]:
    """A model with its trainer, and the batches of an epoch."""
    rng = np.random.default_rng(setting.seed)
    model = LanguageModel(
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
    batches = stream_batches(ids, setting.batch_size, setting.steps)
    updates = sum(1 for _ in batches(rng))

    def schedule(step: int) -> float:
        beyond = max(0, step // updates + 1 - (setting.steady or 0))
        return setting.lr * setting.factor**beyond

    trainer = LanguageTrainer(
        model,
        OPTIMIZERS[setting.optimizer](model.parameters(), setting.lr),
        rng=rng,
        clip=setting.clip,
        schedule=None if setting.steady is None else schedule,
    )
    return trainer, batches


def train(setting: Setting, text: Treebank) -> dict[str, Any]:
    """Train once, measure on all of the validation and the test part."""
    trainer, batches = prepare(setting, len(text.vocab), text.train)
    model = trainer.model
    slug = "".join(c if c.isalnum() else "-" for c in setting.name)
    draft = RESULTS / f"{NAME}-{slug}.checkpoint"
    notes = draft.with_suffix(".curve")
    curve: list[dict[str, float]] = []
    if draft.exists():
        trainer.load(draft)
        whole = len(trainer.history.epoch_losses)
        curve = json.loads(notes.read_text(encoding="utf-8"))[:whole]
    started = time.monotonic()
    before = curve[-1]["seconds"] if curve else 0.0

    def look(trainer: LanguageTrainer) -> None:
        curve.append(
            {
                "epoch": len(curve) + 1,
                "train": _ppl(np.exp(trainer.history.epoch_losses[-1])),
                "valid": _ppl(score(model, text, text.valid[:WATCHED])),
                "seconds": round(before + time.monotonic() - started),
            }
        )
        print(curve[-1], file=sys.stderr, flush=True)
        notes.write_text(json.dumps(curve), encoding="utf-8")

    if left := setting.epochs - len(curve):
        trainer.fit(batches, left, checkpoint=draft, on_epoch=look, progress=False)
    result = asdict(setting) | {
        "parameters": sum(p.value.size for p in model.parameters()),
        "valid": _ppl(score(model, text, text.valid)),
        "test": _ppl(score(model, text, text.test)),
        "seconds": curve[-1]["seconds"],
        "curve": curve,
        "blas": machine()["blas"],
    }
    draft.unlink()
    notes.unlink()
    return result


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
            path = RESULTS / f"{NAME}.json"
            runs = json.loads(path.read_text("utf-8"))["runs"] if path.exists() else []
            others = [r for r in runs if r["name"] != setting.name]
            save(NAME, f"python -m experiments.{NAME}", {"runs": [*others, run]})


if __name__ == "__main__":
    main()
