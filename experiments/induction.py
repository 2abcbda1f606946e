"""Induction heads: two layers of attention copy what they have seen, one doesn't.

    python -m experiments.induction [--workers N]

A few minutes on one core. A run is saved as soon as it has ended, and another start
goes on with those that are missing.

Attention-only transformers learn to guess the next token of blocks that repeat, and are
asked about new ones. The model with two layers is also asked with each of its heads
ablated in turn, and where its heads look is measured: how much of a head's attention
goes to the token before, and how much to the one after the token's last occurrence.
"""

import time
from itertools import product
from typing import Any

import numpy as np

from dlnlp.datasets.induction import repeated_blocks
from dlnlp.models.attention_only import AttentionOnly
from dlnlp.nn.optim import Adam
from experiments.recording import save_runs
from experiments.spreading import run_missing

NAME = "induction"
SEEDS, LAYERS, HEADS = tuple(range(5)), (1, 2), (1, 2, 4)
VOCAB, LENGTH, DIM, BATCH, STEPS, RATE = 32, 48, 64, 32, 500, 3e-3
LOOK, TESTED = 25, 400  # steps between two looks; new sequences
STDS = {"1/sqrt(D)": None, "0.02": 0.02}  # of all weights at the start


def accuracy(model: AttentionOnly, without: Any = ()) -> float:
    """How many of the tokens that can be known are guessed, in new sequences."""
    ids, known = repeated_blocks(
        np.random.default_rng(99), TESTED, LENGTH, vocab_size=VOCAB
    )
    (logits, _), _ = model(ids[:, :-1], without)
    right = logits.argmax(axis=2) == ids[:, 1:]
    return round(float(right[known[:, 1:]].mean()), 3)


def looks(model: AttentionOnly) -> dict[str, list[list[float]]]:
    """The mean attention weight of each head, where the next token can be known.

    before     on the token before
    induction  on the tokens that came after earlier occurrences of this one
    """
    ids, known = repeated_blocks(
        np.random.default_rng(99), TESTED, LENGTH, vocab_size=VOCAB
    )
    read, asked = ids[:, :-1], known[:, 1:]  # (N, T)
    (_, weights), _ = model(read)
    T = read.shape[1]
    came = np.zeros((len(read), T, T), bool)  # token s - 1 is token t, and s - 1 < t
    came[:, :, 1:] = read[:, :, None] == read[:, None, :-1]
    came &= np.tri(T, dtype=bool)
    before = np.eye(T, k=-1, dtype=bool) & np.ones_like(came)
    return {
        name: [
            [round(float((w * where).sum(axis=2)[asked].mean()), 3) for w in layer]
            for layer in (weight.swapaxes(0, 1) for weight in weights)
        ]
        for name, where in (("before", before), ("induction", came))
    }


def run(job: tuple[int, int, int, str]) -> dict[str, Any]:
    """Train one model: its accuracy by steps, by ablated head, and where heads look."""
    layers, heads, seed, std = job
    started, rng = time.process_time(), np.random.default_rng(seed)
    model = AttentionOnly(VOCAB, DIM, LENGTH, rng=rng, layers=layers, heads=heads)
    if (scale := STDS[std]) is not None:
        for parameter in model.parameters():
            if parameter.value.ndim == 2:
                shape = parameter.value.shape
                parameter.value = np.float32(rng.normal(scale=scale, size=shape))
    optimizer, course = Adam(model.parameters(), RATE, beta2=0.98), []
    for step in range(1, STEPS + 1):
        ids, _ = repeated_blocks(rng, BATCH, LENGTH, vocab_size=VOCAB)
        _, backward = model.loss(ids[:, :-1], ids[:, 1:])
        backward()
        optimizer.step()
        if step % LOOK == 0:
            course.append([step, accuracy(model)])
    ablated = [
        [accuracy(model, [(layer, head)]) for head in range(heads)]
        for layer in range(layers)
    ]
    return {
        "layers": layers,
        "heads": heads,
        "seed": seed,
        "std": std,
        "accuracy": accuracy(model),
        "ablated": ablated,
        **looks(model),
        "seconds": round(time.process_time() - started),
        "course": course,
    }


def main() -> None:
    jobs = [(*job, "1/sqrt(D)") for job in product(LAYERS, HEADS, SEEDS)]
    jobs += [(2, 1, seed, "0.02") for seed in SEEDS]
    settings = {"vocabulary": VOCAB, "length": LENGTH, "dim": DIM, "batch": BATCH,
                "steps": STEPS, "optimizer": f"Adam {RATE}, beta2 0.98"}  # fmt: skip
    for runs in run_missing(NAME, ("layers", "heads", "seed", "std"), jobs):
        save_runs(NAME, runs, settings=settings)


if __name__ == "__main__":
    main()
