"""What each part of a transformer takes off the loss, from a table of pairs upwards.

    python -m experiments.loss_ladder [--workers N]

About half an hour on one core. Models of characters learn the World English Bible; each
has a part more than the one before. All have the same practice, at two learning rates,
as a model with few parts wants another than one with many.

Adds to experiments/results/loss_ladder.json, a run at a time:

    settings  {"dim", "context", "heads", "steps", …}
    rungs     {name: its parts}, from the least to the whole
    best      {name: [the loss of each seed]}, at the rate whose median is lower
    runs      [{"rung", "lr", "seed", "parameters", "seconds", "train", "loss"}]

"loss" is on text that was kept back, in nats a character; "train" the mean of the last
tenth of the steps.
"""

import time
from functools import cache
from itertools import accumulate, product
from operator import or_
from typing import Any

import numpy as np

from dlnlp.arrays import Array
from dlnlp.datasets import world_english_bible
from dlnlp.nn import (
    Adam,
    Embedding,
    LayerNorm,
    LearnedPositions,
    Linear,
    Module,
    MultiHeadAttention,
    Residual,
    Sequential,
    cross_entropy,
    gelu,
)
from dlnlp.nn.module import Backward
from dlnlp.training import Trainer
from experiments.characters import Characters, estimated_loss, excerpt_batches
from experiments.recording import save_runs
from experiments.spreading import run_missing
from experiments.transformers import warmed_up

NAME = "loss_ladder"
DIM, CONTEXT, HEADS, BATCH, STEPS, WARMUP = 64, 64, 4, 16, 1_000, 100
RATES, SEEDS = (0.003, 0.01), (0, 1, 2)
HELD_OUT, TESTED = 200_000, 100  # characters; batches of them that are judged on
PARTS: dict[str, dict[str, Any]] = {  # what each rung has, and those above it
    "this letter alone": {"blocks": 0},
    "+ one head": {"blocks": 1, "heads": 1},
    "+ positions": {"positions": True},
    "+ four heads": {"heads": HEADS},
    "+ network": {"network": True},
    "+ residual": {"residual": True},
    "+ layer norm": {"norm": True},
    "+ a second block": {"blocks": 2},
    "+ two more": {"blocks": 4},
}
RUNGS = dict(zip(PARTS, accumulate(PARTS.values(), or_), strict=True))


class Attention(Module):
    """Causal attention as a layer of a sequence.   x (N, T, D) -> y (N, T, D)"""

    def __init__(self, heads: int, *, rng: np.random.Generator):
        self.layer = MultiHeadAttention(DIM, heads, rng=rng, causal=True)

    def __call__(self, x: Array) -> tuple[Array, Backward]:
        (y, _, _), backward = self.layer(x)
        return y, lambda dy: backward(dy)[0]


class Rung(Module):
    """A language model with as many parts as one likes."""

    def __init__(
        self,
        size: int,
        *,
        rng: np.random.Generator,
        blocks: int,
        heads: int = 1,
        positions: bool = False,
        network: bool = False,
        residual: bool = False,
        norm: bool = False,
    ):
        def joined(layer: Any) -> Any:
            layer = Sequential(LayerNorm(DIM), layer) if norm else layer
            return Residual(layer) if residual else layer

        self.embedding = Embedding(size, DIM, rng=rng)
        layers: list[Any] = []
        if positions:
            layers.append(LearnedPositions(CONTEXT, DIM, rng=rng))
        for _ in range(blocks):
            layers.append(joined(Attention(heads, rng=rng)))
            if network:
                up, down = Linear(DIM, 4 * DIM, rng=rng), Linear(4 * DIM, DIM, rng=rng)
                layers.append(joined(Sequential(up, gelu, down)))
        if norm:
            layers.append(LayerNorm(DIM))
        self.stack = Sequential(*layers, Linear(DIM, size, rng=rng))

    def loss(
        self, ids: Any, targets: Any, *, rng: np.random.Generator | None = None
    ) -> tuple[float, Backward]:
        """Mean negative log-likelihood of each next character, in nats."""
        x, through_embedding = self.embedding(ids)  # (N, T, D)
        logits, through_stack = self.stack(x)
        loss, through_loss = cross_entropy(logits, targets)
        return loss, lambda: through_embedding(through_stack(through_loss()))


@cache
def bible() -> Characters:
    """The World English Bible, of which the end is kept back."""
    verses = "\n".join(world_english_bible())
    return Characters(verses[:-HELD_OUT], verses[-HELD_OUT:])


def run(job: tuple[str, float, int]) -> dict[str, Any]:
    """Train one model."""
    (rung, lr, seed), text = job, bible()
    started, rng = time.process_time(), np.random.default_rng(seed)
    model = Rung(len(text.letters), rng=rng, **RUNGS[rung])
    optimizer = Adam(model.parameters(), lr, beta2=0.98)
    rate = warmed_up(lr, STEPS, WARMUP)
    trainer = Trainer(model, optimizer, rng=rng, schedule=rate, clip=1.0)
    batches = excerpt_batches(text.train, BATCH, CONTEXT, STEPS)
    losses = trainer.fit(batches, 1, progress=False).losses
    loss = estimated_loss(model, text.valid, BATCH, CONTEXT, TESTED)
    return {
        "rung": rung,
        "lr": lr,
        "seed": seed,
        "parameters": sum(p.value.size for p in model.parameters()),
        "seconds": round(time.process_time() - started),
        "train": round(float(np.mean(losses[-max(1, STEPS // 10) :])), 4),
        "loss": round(loss, 4),
    }


def best(runs: list[dict[str, Any]]) -> dict[str, list[float]]:
    """The losses of each rung at the rate whose median is lower."""
    found: dict[str, list[float]] = {}
    for rung in RUNGS:
        by_rate: dict[float, list[float]] = {}
        for each in runs:
            if each["rung"] == rung:
                by_rate.setdefault(each["lr"], []).append(each["loss"])
        if by_rate:
            found[rung] = min(by_rate.values(), key=np.median)
    return found


def main() -> None:
    jobs = [(rung, lr, seed) for seed, rung, lr in product(SEEDS, RUNGS, RATES)]
    settings = {"dim": DIM, "context": CONTEXT, "heads": HEADS, "batch": BATCH,
                "steps": STEPS, "warmup": WARMUP, "rates": RATES}  # fmt: skip
    for runs in run_missing(NAME, ("rung", "lr", "seed"), jobs):
        save_runs(NAME, runs, settings=settings, rungs=RUNGS, best=best(runs))


if __name__ == "__main__":
    main()
