"""A small GPT learns Shakespeare, character by character.

    python -m experiments.shakespeare [--workers N]  all; "an hour" takes two on a core
    python -m experiments.shakespeare nanoGPT        one setting

nanoGPT  what nanoGPT gives for a computer without a GPU: 2,000 steps, four minutes
fitted   the same, with a learning rate and a start that suit a model of this size
an hour  what an hour on two cores buys, as two hours on one: a larger model that sees
         more at once, with dropout

Adds to experiments/results/shakespeare.json, a run at a time; a run keeps a checkpoint
beside it until it has ended, and goes on from there if it was stopped:

    settings   {"nanoGPT": {"layers", "dim", "context", "steps", …}, …}
    published  {"nanoGPT": 1.88, "GPU": 1.4697}, by nanoGPT's own pages
    runs       [{"setting", "seed", "parameters", "seconds",
                 "curve": [{"step", "train", "valid"}]: nats a character,
                 "estimated": the loss on the validation part, as nanoGPT estimates it,
                 "valid": on all of it, with half a context before each character,
                 "before", "after": {"prompt", "text"} of samples}]

nanoGPT's estimate is the mean over excerpts, which begin anywhere with nothing before
them; "valid" in the curve is of few, "estimated" at the end of 200 batches.
"""

import sys
from dataclasses import asdict, dataclass
from functools import cache
from itertools import product
from typing import Any

import numpy as np

from dlnlp.datasets import tiny_shakespeare
from dlnlp.models import TransformerLM
from dlnlp.nn import warmup_cosine
from dlnlp.training import Trainer
from experiments.characters import Characters, estimated_loss, excerpt_batches
from experiments.language_models import Clock
from experiments.recording import RESULTS, save_runs
from experiments.spreading import run_missing
from experiments.transformers import untrained_gpt

NAME = "shakespeare"
PUBLISHED = {"nanoGPT": 1.88, "GPU": 1.4697}
LOOKED, ESTIMATED = 20, 200  # batches of an estimate: in the curve, and at the end
PROMPT, SAMPLE, TEMPERATURE = "ROMEO:\n", 400, 0.8


@dataclass(frozen=True)
class Setting:
    """The model, and how it is trained; the rate falls along half a cosine.

    std    of the weights at the start
    every  steps between two looks, each with a checkpoint
    """

    layers: int = 4
    heads: int = 4
    dim: int = 128
    context: int = 64
    dropout: float = 0.0
    std: float = 0.02
    batch_size: int = 12
    steps: int = 2_000
    every: int = 250
    lr: float = 1e-3
    final: float = 1e-4
    warmup: int = 100
    beta2: float = 0.99
    weight_decay: float = 0.1  # of matrices
    clip: float = 1.0


SETTINGS = {
    "nanoGPT": Setting(),
    "fitted": Setting(std=0.06, lr=4e-3, final=4e-5, beta2=0.98),
    "an hour": Setting(
        layers=6,
        heads=6,
        dim=192,
        context=128,
        dropout=0.1,
        std=0.05,
        batch_size=16,
        steps=8_000,
        lr=2e-3,
        final=2e-5,
        warmup=300,
    ),
}
JOBS = [
    *product(("nanoGPT", "fitted"), (0, 1, 2)),
    ("an hour", 0),
]  # setting, seed


def prepare(setting: Setting, size: int, seed: int) -> Trainer:
    """A model with its trainer."""
    rng = np.random.default_rng(seed)
    model, optimizer = untrained_gpt(setting, size, rng, beta2=setting.beta2)
    schedule = warmup_cosine(setting.lr, setting.steps, setting.warmup, setting.final)
    return Trainer(model, optimizer, rng=rng, schedule=schedule, clip=setting.clip)


@cache
def plays() -> Characters:
    """What is learned from."""
    return Characters(*tiny_shakespeare())


def run(job: tuple[str, int]) -> dict[str, Any]:
    """Train, judge, write a sample, and remove the checkpoint."""
    (name, seed), text = job, plays()
    setting, clock = SETTINGS[name], Clock()
    trainer = prepare(setting, len(text.letters), seed)
    model, shape = trainer.model, (setting.batch_size, setting.context)
    before = sample(model, text)
    checkpoint = RESULTS / f"{NAME}-{name.replace(' ', '-')}-{seed}.checkpoint"

    def monitor(_: Trainer) -> float:
        found = estimated_loss(model, text.valid, *shape, LOOKED)
        print(f"{name}, seed {seed}: {found:.3f}", file=sys.stderr, flush=True)
        return found

    trainer.monitor, trainer.callbacks = monitor, [clock]
    if checkpoint.exists():
        trainer.load(checkpoint)
    if left := setting.steps // setting.every - len(trainer.history.metrics):
        batches = excerpt_batches(text.train, *shape, setting.every)
        trainer.fit(batches, left, checkpoint=checkpoint, progress=False)
    history, seconds = trainer.history, clock.seconds
    nll, count = model.negative_log_likelihood(text.valid)
    both = zip(history.epoch_losses, history.metrics, strict=True)
    result = {
        "setting": name,
        "seed": seed,
        "parameters": sum(p.value.size for p in model.parameters()),
        "seconds": round(seconds),
        "estimated": _nats(estimated_loss(model, text.valid, *shape, ESTIMATED)),
        "valid": _nats(nll / count),
        "curve": [
            {"step": i * setting.every, "train": _nats(loss), "valid": _nats(valid)}
            for i, (loss, valid) in enumerate(both, start=1)
        ],
        "before": before,
        "after": sample(model, text),
    }
    checkpoint.unlink()
    return result


def sample(model: TransformerLM, text: Characters) -> dict[str, str]:
    """How it goes on from the prompt."""
    found = text.written(model, PROMPT, SAMPLE, TEMPERATURE)
    return {"prompt": PROMPT, "text": found[len(PROMPT) :]}


def _nats(loss: float) -> float:
    return round(float(loss), 4)


def main() -> None:
    settings = {name: asdict(setting) for name, setting in SETTINGS.items()}
    for runs in run_missing(NAME, ("setting", "seed"), JOBS):
        save_runs(NAME, runs, settings=settings, published=PUBLISHED)


if __name__ == "__main__":
    main()
