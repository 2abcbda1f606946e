"""Chapter 2's tiny world: eight sentences, four pairs of words that are used alike."""

from __future__ import annotations

from functools import cache

import numpy as np

from dlnlp.arrays import Array, Ids
from dlnlp.nn import SGD
from dlnlp.text import Vocabulary, contexts
from dlnlp.training import Trainer
from dlnlp.vectors import CBOW

SENTENCES = [
    ["the", who, verb, what]
    for verb, whos, whats in (
        ("drinks", ("cat", "dog"), ("milk", "water")),
        ("reads", ("man", "woman"), ("books", "letters")),
    )
    for who in whos
    for what in whats
]
PAIRS = [("cat", "dog"), ("milk", "water"), ("man", "woman"), ("books", "letters")]
VOCAB = Vocabulary([".", *(word for sentence in SENTENCES for word in sentence)])
SHOWN = [i for i, word in enumerate(VOCAB.words) if word != "."]  # an end, no word
WORDS = [VOCAB.words[i] for i in SHOWN]


def tiny_contexts(window: int) -> tuple[Ids, Ids]:
    """All windows of all sentences; full stops stand where a sentence has ended."""
    ends = ["."] * window
    every = [contexts(VOCAB.encode(ends + s + ends), window) for s in SENTENCES]
    middles, neighbours = zip(*every, strict=True)
    return np.concatenate(middles), np.concatenate(neighbours)


@cache
def journeys(
    hidden: int = 2, *, start: float = 2.0, seed: int = 19, steps: int = 2000
) -> Array:
    """W_in of CBOW without the full stop, every 25 steps of gradient descent at rate 1.

    The eight sentences are read as one batch, again and again, with a window of 1.

    start  the numbers of W_in begin at random between -start and start

    Returns (1 + steps / 25, V - 1, hidden).
    """
    every = 25
    rng = np.random.default_rng(seed)
    network = CBOW(len(VOCAB), hidden, rng=rng)
    W = network.embedding.W
    W.value = rng.uniform(-start, start, W.value.shape).astype(np.float32)
    trainer = Trainer(network, SGD(network.parameters(), lr=1.0), rng=rng)
    data, snapshots = tiny_contexts(window=1), [W.value.copy()]
    for _ in range(steps // every):
        trainer.fit(lambda rng: [data], every, progress=False)
        snapshots.append(W.value.copy())
    return np.array(snapshots)[:, SHOWN]
