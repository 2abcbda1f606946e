"""A language model that looks into its own past: the continuous cache.

    python -m experiments.language_models "LSTM 650 x 2, tied"      first, 2 hours
    python -m experiments.continuous_cache                          then, 15 minutes

The cache (Grave, Joulin & Usunier 2017) keeps the last states h_i of chapter 5's model,
each with the word x_{i+1} that came next. States that are like the present one vote for
their words, which is attention without anything learned:

    p_cache(w) = sum of softmax(theta h_t h_i) over the i whose next word was w
    p(w)       = (1 - share) p_model(w) + share p_cache(w)

Writes experiments/results/continuous_cache.json. theta and share are chosen on the
validation part of the Penn Treebank:

    model   its name
    alone   {"valid", "test"}: perplexity without a cache
    grid    [{"size", "theta", "share", "valid"}]: perplexity of the validation part
    best    [{"size", "theta", "share", "valid", "test"}], one for each size
"""

import sys
from dataclasses import dataclass
from typing import Any

import numpy as np

from dlnlp.arrays import Array, Ids
from dlnlp.models import RecurrentLM
from dlnlp.nn.functional import log_softmax, softmax
from experiments.corpora import Treebank
from experiments.language_models import trained
from experiments.recording import save

NAME, MODEL = "continuous_cache", "LSTM 650 x 2, tied"
SIZES = 100, 500, 2_000  # states that are kept
THETAS = 0.05, 0.1, 0.2, 0.3, 0.5, 1.0
SHARES = 0.05, 0.1, 0.15, 0.2, 0.3, 0.4
LENGTH = 256  # words that are read at once
QUERIES = 500  # states that are compared with the past at once


@dataclass(frozen=True)
class Reading:
    """What a model has read, word by word: T words, each after all before it."""

    states: Array  # (T, H) of the top layer, before the word
    p: Array  # (T,) that the model gave to the word
    words: Ids  # (T,)


def read(model: RecurrentLM, ids: Ids, start: int) -> Reading:
    """Read a text (T,) after the word `start`."""
    text, state, found = np.concatenate([[start], ids]), None, []
    for at in range(0, len(ids), LENGTH):
        words = text[at : at + LENGTH + 1]
        xs, _ = model.embedding(words[None, :-1])
        (hs, state), _ = model.layers(xs, state)
        found.append((hs[0], given(model, hs[0], words[1:])))
    states, p = (np.concatenate(parts) for parts in zip(*found, strict=True))
    return Reading(states, p, np.asarray(ids))


def given(model: RecurrentLM, hs: Array, words: Ids) -> Array:
    """The probability of each word (T,), given the state (T, H) before it."""
    log_p = log_softmax(model.output.logits(hs).astype(float))  # (T, V)
    return np.exp(np.take_along_axis(log_p, words[:, None], axis=1)[:, 0])


def cached(reading: Reading, size: int, theta: float) -> Array:
    """p_cache of each word (T,), from the `size` states before it; 0 without a past."""
    states, words = reading.states, reading.words
    p = np.zeros(len(words))
    for at in range(1, len(words), QUERIES):
        queries = np.arange(at, min(at + QUERIES, len(words)))  # (Q,)
        keys = np.arange(max(0, at - size), queries[-1])  # (K,)
        ago = queries[:, None] - keys  # (Q, K) how many words ago a state was
        scores = theta * (states[queries] @ states[keys].T)
        weights = softmax(np.where((ago >= 1) & (ago <= size), scores, -np.inf))
        p[queries] = (weights * (words[queries, None] == words[keys])).sum(axis=1)
    return p


def perplexity(*mixture: tuple[float, Array]) -> float:
    """Perplexity of a mixture of probabilities (T,), each with its share."""
    p = sum(share * part for share, part in mixture)
    return round(float(np.exp(-np.log(p).mean())), 2)


def with_cache(reading: Reading, size: int, theta: float, share: float) -> float:
    """Perplexity of a text that was read, with a cache."""
    return perplexity((1 - share, reading.p), (share, cached(reading, size, theta)))


def search(reading: Reading) -> list[dict[str, Any]]:
    """Perplexity with each cache of the grid."""
    grid = []
    for size in SIZES:
        for theta in THETAS:
            p = cached(reading, size, theta)
            for share in SHARES:
                ppl = perplexity((1 - share, reading.p), (share, p))
                grid.append(
                    {"size": size, "theta": theta, "share": share, "valid": ppl}
                )
            print(grid[-1], file=sys.stderr, flush=True)
    return grid


def run(model: RecurrentLM, text: Treebank) -> dict[str, Any]:
    """The whole experiment, with one model."""
    valid, test = (read(model, ids, text.start) for ids in (text.valid, text.test))
    grid, best = search(valid), []
    for size in SIZES:
        of_size = [row for row in grid if row["size"] == size]
        row = min(of_size, key=lambda row: row["valid"])
        ppl = with_cache(test, row["size"], row["theta"], row["share"])
        best.append(row | {"test": ppl})
    alone = {"valid": perplexity((1, valid.p)), "test": perplexity((1, test.p))}
    return {"model": MODEL, "alone": alone, "grid": grid, "best": best}


def main() -> None:
    text = Treebank()
    save(NAME, run(trained(MODEL, len(text.vocab)), text), seeds=[])


if __name__ == "__main__":
    main()
