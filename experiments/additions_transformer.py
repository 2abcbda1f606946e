"""Additions letter by letter, by a transformer that writes the last digit first.

    python -m experiments.additions_transformer [--workers N]

The task is that of experiments.additions: 45,000 questions to learn from, 5,000 new
ones to test with. The sums are turned round, 9+8 -> 71: then each digit depends on two
digits of the question and a carry, all of which are known when it is written. (In the
common order the first digit depends on all carries, and none is written down yet.) The
settings differ in that alone.

Adds to experiments/results/additions_transformer.json, a run at a time; a run keeps a
checkpoint beside it until it has ended, and goes on from there if it was stopped:

    settings  {"dim", "heads", "layers", "epochs", "lr", …}
    runs      [{"variant": "reversed sums" or "sums as they are", "seed", "parameters",
                "seconds", "exact": proportion of the tests right at the end,
                "curve": [{"loss", "exact", "letters"} of each epoch]}]

All answers are written by the model alone. `letters` are proportions right of the first
digit that is written, of the second and of the third, in answers of three digits. A run
ends when all answers are right.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from dlnlp.datasets import dlfs2
from dlnlp.datasets.dlfs2 import Pairs
from dlnlp.models import Transformer
from experiments.pairs import BEGIN, Task, train
from experiments.recording import RESULTS, save_runs
from experiments.spreading import run_missing
from experiments.transformers import warmed_up

NAME = "additions_transformer"
JOBS = [
    *(("reversed sums", seed) for seed in (0, 1, 2)),
    ("sums as they are", 0),
]  # which sums, seed


@dataclass(frozen=True)
class Setting:
    """The model, and how it is trained; the rate falls along half a cosine."""

    dim: int = 64
    heads: int = 4
    layers: int = 2
    epochs: int = 10
    lr: float = 0.003
    warmup: int = 200
    batch_size: int = 128
    clip: float = 1.0

    def schedule(self, updates: int) -> Callable[[int], float]:
        """The learning rate of each of so many updates."""
        return warmed_up(self.lr, updates, self.warmup)


SETTING = Setting()


def build(
    variant: str, setting: Setting, vocab_size: int, rng: np.random.Generator
) -> Transformer:
    """The model before training."""
    return Transformer(
        *(vocab_size, vocab_size, setting.dim, setting.heads),
        layers=setting.layers,
        rng=rng,
    )


def turned(pairs: Pairs) -> Pairs:
    """The same questions with their sums turned round: _91   becomes _19  ."""
    sums = [(question, answer[1:].rstrip()) for question, answer in pairs]
    length = len(pairs[0][1]) - 1
    return [(question, BEGIN + a[::-1].ljust(length)) for question, a in sums]


def run(job: tuple[str, int]) -> dict[str, Any]:
    """One training."""
    variant, seed = job
    parts = dlfs2("addition")
    if variant == "reversed sums":
        parts = turned(parts[0]), turned(parts[1])
    checkpoint = RESULTS / f"{NAME}-{variant.replace(' ', '-')}-{seed}.checkpoint"
    _, result = train(Task(*parts), variant, SETTING, seed, build, checkpoint)
    return result


def main() -> None:
    for runs in run_missing(NAME, ("variant", "seed"), JOBS):
        save_runs(NAME, runs, settings=asdict(SETTING))


if __name__ == "__main__":
    main()
