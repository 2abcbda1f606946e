"""Additions letter by letter: what reading backwards, peeking and attention are worth.

    python -m experiments.additions              all, about two hours on one core
    python -m experiments.additions book         of one setting
    python -m experiments.additions --workers 8  see experiments/spreading.py

The task is that of Saito 2018, chapter 7: 45,000 questions to learn from, 5,000 to test
with. There are four settings:

    book    its own: the learning rate is 0.001
    search  for a better rate; a tenth of the training part is held out to judge it
    best    what the search finds: 0.01, falling to 0
    keras   that, in 100 epochs, for three-digit numbers that are made here, as in
            Keras's example addition_rnn

Writes experiments/results/additions.json after each run, and goes on from there; remove
the file to begin anew:

    settings  {"book": {"hidden": 128, "epochs": 25, …}, "search": …, …}
    runs      [{"setting": "book", "variant": "plain", "lr": 0.001, "falling": false,
                "seed": 0, "parameters", "seconds",
                "exact": proportion of the tests right at the end,
                "curve": [{"loss", "exact", "letters"} of each epoch]}]

All answers are written by the model alone: it runs freely. `letters` are proportions
right of the first, second and third digit, in answers of three digits.
"""

from dataclasses import asdict, replace
from itertools import product
from typing import Any

import numpy as np

from dlnlp.datasets import additions, dlfs2
from experiments.pairs import VARIANTS, Setting, Task, train
from experiments.recording import save_runs
from experiments.spreading import run_missing

NAME = "additions"
SEEDS = 0, 1, 2
FEW = "plain", "attention + reversed"  # what the best setting is tried with
RATES = 0.001, 0.003, 0.01, 0.03
MADE = 50_000  # questions of the setting `keras`, a tenth of them to test with

BOOK = Setting(hidden=128, epochs=25)
SHORT = replace(BOOK, epochs=4)
BEST = replace(BOOK, lr=0.01, falling=True)
KERAS = replace(BEST, epochs=100)  # as many as there
SETTINGS = {"book": BOOK, "search": SHORT, "best": BEST, "keras": KERAS}
COLUMNS = "setting", "variant", "lr", "falling", "seed"
JOBS = [
    *(("book", v, BOOK.lr, False, seed) for seed, v in product(SEEDS, VARIANTS)),
    *(
        ("search", "attention + reversed", lr, falling, 0)
        for lr, falling in product(RATES, (False, True))
    ),
    *(("best", v, BEST.lr, True, seed) for seed, v in product(SEEDS, FEW)),
    *(("keras", "reversed", KERAS.lr, True, seed) for seed in SEEDS),
]


def task(setting: str) -> Task:
    """What a setting learns, and is tested with."""
    if setting == "keras":
        rng = np.random.default_rng(0)
        made = additions(MADE, rng=rng)
        made = [made[n] for n in rng.permutation(MADE)]  # most short ones came first
        return Task(made[MADE // 10 :], made[: MADE // 10])
    learned, test = dlfs2("addition")
    if setting == "search":
        tenth = len(learned) // 10
        return Task(learned[tenth:], learned[:tenth])
    return Task(learned, test)


def run(job: tuple[str, str, float, bool, int]) -> dict[str, Any]:
    """One training."""
    name, variant, lr, falling, seed = job
    setting = replace(SETTINGS[name], lr=lr, falling=falling)
    _, result = train(task(name), variant, setting, seed)
    return dict(zip(COLUMNS, job, strict=True)) | result


def main() -> None:
    settings = {name: asdict(setting) for name, setting in SETTINGS.items()}
    for runs in run_missing(NAME, COLUMNS, JOBS):
        save_runs(NAME, runs, settings=settings)


if __name__ == "__main__":
    main()
