"""Subsampling of frequent words: some of their tokens are dropped before training."""

import numpy as np
from numpy.typing import ArrayLike

from dlnlp.arrays import Array, Ids, check_counts


def keep_probability(counts: ArrayLike, threshold: float) -> Array:
    """Keep probability of each word's tokens: (V,), at most 1.

    counts     (V,) how often each word occurs
    threshold  t: words with a relative frequency f above about 2.6 t lose tokens; 1e-3
               to 1e-5 are usual, the smaller the larger the corpus

    This is sqrt(t/f) + t/f, as word2vec's released code and gensim have it. The paper
    writes sqrt(t/f) alone, which drops more (Mikolov, Sutskever et al. 2013, eq. 5).

    ValueError: counts that are negative, NaN or all zero; a threshold not above 0.

    >>> keep_probability([9_999, 1], 1e-3).round(3).tolist()
    [0.033, 1.0]
    """
    if not 0 < threshold < np.inf:
        raise ValueError(f"threshold is {threshold}; it must be above 0, like 1e-3")
    counts = check_counts(counts, ndim=1).astype(float)
    f = counts / counts.sum()
    ratio = np.divide(threshold, f, out=np.ones_like(f), where=f > threshold)
    keep: Array = np.minimum(np.sqrt(ratio) + ratio, 1.0)
    return keep


def subsample(ids: Ids, keep: Array, rng: np.random.Generator) -> Ids:
    """The tokens that stay, in order: (T,) -> (T' <= T,). `keep` as above, (V,).

    >>> rng = np.random.default_rng(0)
    >>> subsample(np.array([0, 1, 1, 0]), np.array([1.0, 0.0]), rng).tolist()
    [0, 0]
    """
    return ids[rng.random(len(ids)) < keep[ids]]
