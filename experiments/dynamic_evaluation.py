"""A language model that goes on learning while it is tested: dynamic evaluation.

    python -m experiments.language_models "LSTM 650 x 2, tied"      first, 2 hours
    python -m experiments.dynamic_evaluation                        then, an hour

After every few words that it has been scored on, the model takes a step against their
gradient, so that it gets used to the text (Krause et al. 2018):

    W = W - lr g / (rms + eps) + decay rms / mean(rms) (W_trained - W)

rms is the root mean square of each weight's gradient on the training part. Then a
continuous cache (experiments/continuous_cache.py) is put on top. Writes
experiments/results/dynamic_evaluation.json; lr and decay are chosen on the beginning of
the validation part of the Penn Treebank, theta and share of the cache on all of it:

    model   its name
    static  {"valid", "test"}: perplexity of the model as it is
    grid    [{"lr", "decay", "valid"}]: of the first words of the validation part
    alone   {"lr", "decay", "valid", "test"}
    both    {"size", "theta", "share", "valid", "test"}: with a cache
"""

import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from dlnlp.arrays import Array, Ids
from dlnlp.models import RecurrentLM
from dlnlp.training import stream_batches
from experiments.continuous_cache import (
    MODEL,
    Reading,
    given,
    perplexity,
    read,
    search,
    with_cache,
)
from experiments.corpora import Treebank
from experiments.language_models import trained
from experiments.recording import save

NAME = "dynamic_evaluation"
LENGTH = 20  # words between two steps
SEARCHED = 10_000  # words of the validation part that lr and decay are chosen on
GRID = [(lr, decay) for lr in (2e-5, 5e-5, 1e-4) for decay in (0.0, 1e-3, 5e-3)]
EPS = 1e-5
STATISTICS = 200  # batches of the training part
BATCH, BATCH_LENGTH = 20, 35  # theirs


def root_mean_squares(model: RecurrentLM, ids: Ids) -> list[Array]:
    """The root mean square of the gradient of each parameter, on a text."""
    batches = list(stream_batches(ids, BATCH, BATCH_LENGTH)(np.random.default_rng(0)))
    total = [np.zeros_like(p.value) for p in model.parameters()]
    state, count = None, min(STATISTICS, len(batches))
    for inputs, targets in batches[:count]:
        (_, state), backward = model.loss(inputs, targets, state)
        backward()
        for sums, parameter in zip(total, model.parameters(), strict=True):
            sums += parameter.gradient**2
        model.zero_grad()
    return [np.sqrt(sums / count) for sums in total]


def read_and_learn(
    model: RecurrentLM, ids: Ids, start: int, rms: list[Array], lr: float, decay: float
) -> Reading:
    """Read a text as `read` does, and learn from it; the model then is as before."""
    parameters = model.parameters()
    before = [p.value.copy() for p in parameters]
    mean = sum(r.sum() for r in rms) / sum(r.size for r in rms)
    rates = [lr / (r + EPS) for r in rms]
    returns = [np.minimum(1, decay * r / mean) for r in rms]
    text, state, found = np.concatenate([[start], ids]), None, []
    for at in range(0, len(ids), LENGTH):
        words = text[at : at + LENGTH + 1]
        hs, state, backward = forward(model, words, state)
        found.append((hs, given(model, hs, words[1:])))
        backward()
        for p, rate, part, old in zip(parameters, rates, returns, before, strict=True):
            p.value -= rate * p.gradient
            if decay:
                p.value += part * (old - p.value)
        model.zero_grad()
    for parameter, value in zip(parameters, before, strict=True):
        parameter.value[...] = value
    states, p = (np.concatenate(parts) for parts in zip(*found, strict=True))
    return Reading(states, p, np.asarray(ids))


def forward(
    model: RecurrentLM, words: Ids, state: Any
) -> tuple[Array, Any, Callable[[], None]]:
    """Read words (T + 1,): states (T, H), the last one whole, and the backward pass."""
    xs, through_embedding = model.embedding(words[None, :-1])
    (hs, state), through_layers = model.layers(xs, state)
    _, through_output = model.output(hs, words[None, 1:])

    def backward() -> None:
        dxs, _ = through_layers(through_output())
        through_embedding(dxs)

    return hs[0], state, backward


def run(model: RecurrentLM, text: Treebank) -> dict[str, Any]:
    """The whole experiment, with one model."""
    rms = root_mean_squares(model, text.train)

    def learn(ids: Ids, lr: float, decay: float) -> Reading:
        return read_and_learn(model, ids, text.start, rms, lr, decay)

    grid = []
    for lr, decay in GRID:
        reading = learn(text.valid[:SEARCHED], lr, decay)
        grid.append({"lr": lr, "decay": decay, "valid": perplexity((1, reading.p))})
        print(grid[-1], file=sys.stderr, flush=True)
    best = min(grid, key=lambda row: row["valid"])
    parts = {"valid": text.valid, "test": text.test}
    static = {n: read(model, ids, text.start) for n, ids in parts.items()}
    learned = {n: learn(ids, best["lr"], best["decay"]) for n, ids in parts.items()}
    both = min(search(learned["valid"]), key=lambda row: row["valid"])
    cache = both["size"], both["theta"], both["share"]
    return {
        "model": MODEL,
        "static": {name: perplexity((1, r.p)) for name, r in static.items()},
        "grid": grid,
        "alone": best | {name: perplexity((1, r.p)) for name, r in learned.items()},
        "both": both | {"test": with_cache(learned["test"], *cache)},
    }


def main() -> None:
    text = Treebank()
    save(NAME, run(trained(MODEL, len(text.vocab)), text), seeds=[])


if __name__ == "__main__":
    main()
