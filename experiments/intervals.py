"""How far a rank correlation on a few hundred pairs could be off by chance."""

import numpy as np
from scipy.stats import rankdata

from dlnlp.arrays import Array

DRAWS = 2_000


def resampled(human: Array, *scores: Array, seed: int = 0) -> list[Array]:
    """Spearman of each list of scores with the human ones, over and over: (DRAWS,).

    Each time as many pairs are drawn, with replacement, as there are; the same pairs
    for every list, so that two methods can be compared draw by draw.
    """
    n = len(human)
    drawn = np.random.default_rng(seed).integers(0, n, (DRAWS, n))
    theirs = _standard(human[drawn])
    return [(theirs * _standard(s[drawn])).mean(axis=1) for s in scores]


def interval(values: Array) -> list[float]:
    """Between which two numbers 95 % of the values lie."""
    return [round(float(x), 3) for x in np.quantile(values, [0.025, 0.975])]


def _standard(values: Array) -> Array:
    """Ranks in each row, with mean 0 and variance 1."""
    ranks = rankdata(values, axis=1)
    ranks -= ranks.mean(axis=1, keepdims=True)
    standard: Array = ranks / ranks.std(axis=1, keepdims=True)
    return standard
