"""What each part of a recurrent language model is worth, at an equal budget.

    python -m experiments.language_ablation [--workers N]   80 minutes on one core

One fifth of the Penn Treebank's training part, three seeds, at most as many epochs for
all: the cell, tying, dropout of two kinds, a second layer. The learning rate is halved
when the validation part gets no better, and the best epoch is what counts. Writes
experiments/results/language_ablation.json after each run, and goes on from there;
remove the file to begin anew.
"""

import time
from dataclasses import asdict, replace
from functools import cache
from itertools import product
from typing import Any

from dlnlp.training import DecayOnPlateau, EarlyStopping
from experiments.corpora import Treebank
from experiments.language_models import Setting, curve, prepare, score
from experiments.recording import save_runs
from experiments.spreading import run_missing

NAME = "language_ablation"
WORDS = 186_000  # of the training part
MONITORED = 5_000  # words of the validation part, after each epoch
SEEDS = 0, 1, 2
treebank = cache(Treebank)

BASE = Setting(
    "LSTM",
    dim=100,
    hidden=(100,),
    epochs=8,
    optimizer="Adam",
    lr=3e-3,
    length=20,
    clip=1.0,
)
TIED = replace(BASE, name="LSTM, tied", tied=True)
SETTINGS = [
    replace(BASE, name="RNN", cell="RNN"),
    replace(BASE, name="GRU", cell="GRU"),
    BASE,
    TIED,
    replace(BASE, name="LSTM, dropout", dropout=0.4),
    replace(TIED, name="LSTM, tied, dropout", dropout=0.4),
    replace(TIED, name="LSTM, tied, locked dropout", dropout=0.4, locked=True),
    replace(
        TIED,
        name="LSTM, tied, variational dropout",
        dropout=0.4,
        locked=True,
        recurrent_dropout=0.2,
    ),
    replace(
        TIED,
        name="LSTM, tied, locked dropout, 2 layers",
        hidden=(100, 100),
        dropout=0.4,
        locked=True,
    ),
]


def run(job: tuple[str, int]) -> dict[str, Any]:
    """Train; perplexities after each epoch, and on the test part at the end."""
    (name, seed), text = job, treebank()
    setting = next(replace(s, seed=seed) for s in SETTINGS if s.name == name)
    trainer, batches = prepare(setting, len(text.vocab), text.train[:WORDS])
    model = trainer.model
    trainer.monitor = lambda _: score(model, text, text.valid[:MONITORED])
    trainer.callbacks = [DecayOnPlateau(0.5), EarlyStopping(model, patience=3)]
    started = time.monotonic()
    history = trainer.fit(batches, setting.epochs, progress=False)
    return {
        **asdict(setting),
        "parameters": sum(p.value.size for p in model.parameters()),
        "test": round(score(model, text, text.test), 1),
        "seconds": round(time.monotonic() - started),
        "curve": curve(history),
    }


def main() -> None:
    jobs = [(setting.name, seed) for seed, setting in product(SEEDS, SETTINGS)]
    for runs in run_missing(NAME, ("name", "seed"), jobs):
        save_runs(NAME, runs, words=WORDS)


if __name__ == "__main__":
    main()
