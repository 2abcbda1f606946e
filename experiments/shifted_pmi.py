"""Does w · c of skip-gram with K negatives come out as PMI - log K?

Levy & Goldberg 2014, "Neural word embedding as implicit matrix factorization", eq. 7:
so it must be at the optimum, if vectors are long enough to give every pair the product
it wants. Negatives are drawn by plain frequency and windows are fixed, so that both
sides count the same pairs.
"""

from typing import Any

import numpy as np
from scipy import sparse

from dlnlp.arrays import Array, Ids
from dlnlp.text.vocabulary import Vocabulary
from dlnlp.vectors.counts import cooccurrence, pmi
from dlnlp.vectors.fast_word2vec import train_word2vec
from experiments.corpora import verses

EXACT: dict[str, Any] = {"exponent": 1.0, "subsample": None, "dynamic_window": False}
SETTINGS: dict[str, Any] = {"dim": 100, "window": 2, "epochs": 10}


def bible() -> tuple[Vocabulary, Ids]:
    """The World English Bible as in the chapters: words that occur five times."""
    words = [word for verse in verses() for word in verse]
    vocab = Vocabulary(words, min_count=5)
    return vocab, vocab.encode([word for word in words if word in vocab])


def agreement(W_in: Array, W_out: Array, C: sparse.csr_array) -> dict[str, Any]:
    """How w · c goes with the PMI (in nats) of pairs counted often enough.

    The shift is the number that, taken off the PMI, fits the products best: their mean
    difference. By the theory it is log K. The slope should be 1.
    """
    cells, counts = pmi(C).tocoo(), C.tocoo()
    i, j, n = cells.row, cells.col, counts.data
    nats = cells.data * np.log(2)
    dots = np.einsum("nd,nd->n", W_in[i], W_out[j])
    result: dict[str, Any] = {}
    for least in (1, 10, 100):
        often = n >= least
        x, y = nats[often], dots[often]
        for name, weights in (("each pair", np.ones(len(x))), ("by count", n[often])):
            mean_x, mean_y = (np.average(v, weights=weights) for v in (x, y))
            cov = np.cov(x, y, aweights=weights)
            result[f"{least} or more, {name}"] = {
                "pairs": int(often.sum()),
                "correlation": round(
                    float(cov[0, 1] / np.sqrt(cov[0, 0] * cov[1, 1])), 3
                ),
                "shift": round(float(mean_x - mean_y), 3),
                "slope": round(float(cov[0, 1] / cov[0, 0]), 3),
            }
    return result


def train(
    vocab: Vocabulary, ids: Ids, K: int, seed: int, **settings: Any
) -> dict[str, Any]:
    """Train with K negatives and compare with the PMI of the same windows."""
    settings = SETTINGS | settings
    rng = np.random.default_rng(seed)
    found = train_word2vec(ids, len(vocab), negatives=K, rng=rng, **(EXACT | settings))
    C = cooccurrence(ids, len(vocab), settings["window"])
    return {"negatives": K, "log K": round(float(np.log(K)), 3), "seed": seed} | {
        **settings,
        "loss": round(found.losses[-1], 4),
        **agreement(found.W_in, found.W_out, C),
    }
