"""How words are drawn: as noise, by frequency^0.75, and as the tokens that stay."""

import numpy as np
from numpy.typing import ArrayLike

from dlnlp.arrays import Array, Ids


def noise_distribution(counts: ArrayLike, exponent: float = 0.75) -> Array:
    """The chance of each word to be drawn as a negative: counts^exponent, over its sum.

    counts    (V,) how often each word occurs
    exponent  1 draws words as the corpus has them, 0 draws all alike; 0.75, between
              the two, gives rare words more turns (Mikolov, Sutskever et al. 2013, 2.2)

    ValueError: counts that are negative, NaN or all zero; an exponent below 0.
    """
    if not 0 <= exponent < np.inf:
        raise ValueError(f"exponent is {exponent}; it must be 0 or more")
    weights = _checked(counts, "counts") ** exponent  # (V,)
    noise: Array = weights / weights.sum()
    return noise


class AliasSampler:
    """Draws ids 0 … V-1 by their weights, each draw in the same few steps.

    Think of V boxes of equal size. Box i holds word i, and where word i is too rare to
    fill it, one other word, its alias, takes what is left. To draw is to choose a box,
    all alike, and then one of its two words (Walker 1977; the tables: Vose 1991).

    share  (V,) which part of box i belongs to word i itself, 0 … 1
    alias  (V,) to whom the rest belongs
    """

    def __init__(self, weights: ArrayLike):
        """weights: (V,). ValueError if they are negative, NaN, empty or all zero."""
        weights = _checked(weights, "weights")
        V = len(weights)
        filled = (weights / weights.sum() * V).tolist()  # 1: just enough for one box
        self.share = np.ones(V)
        self.alias = np.arange(V)
        poor = [i for i in range(V) if filled[i] < 1]
        rich = [i for i in range(V) if filled[i] >= 1]
        while poor and rich:
            i, j = poor.pop(), rich.pop()
            self.share[i], self.alias[i] = filled[i], j
            filled[j] -= 1 - filled[i]  # what j gave to fill i's box
            (poor if filled[j] < 1 else rich).append(j)
        # Who is left over fills a box alone, up to rounding errors

    def __len__(self) -> int:
        return len(self.share)

    def sample(self, size: int | tuple[int, ...], rng: np.random.Generator) -> Ids:
        """Draw ids of the given shape, independently."""
        place = rng.random(size) * len(self)  # the box, and where in the box
        box = place.astype(np.intp)
        own = place - box < self.share[box]
        return np.where(own, box, self.alias[box])

    def probabilities(self) -> Array:
        """The chance of each id, (V,), as the tables have it."""
        from_alias = np.bincount(self.alias, 1 - self.share, minlength=len(self))
        chances: Array = (self.share + from_alias) / len(self)
        return chances


def keep_probability(counts: ArrayLike, threshold: float) -> Array:
    """The chance of each word's tokens to survive subsampling: (V,), at most 1.

    counts     (V,) how often each word occurs
    threshold  t: words with a share f of the corpus above about 2.6 t lose tokens;
               1e-3 to 1e-5 are usual, the smaller the larger the corpus

    This is sqrt(t/f) + t/f, as word2vec's released code and gensim have it. The paper
    writes sqrt(t/f) alone, which drops more (Mikolov, Sutskever et al. 2013, eq. 5).

    ValueError: counts that are negative, NaN or all zero; a threshold not above 0.
    """
    if not 0 < threshold < np.inf:
        raise ValueError(f"threshold is {threshold}; it must be above 0, like 1e-3")
    counts = _checked(counts, "counts")
    f = counts / counts.sum()
    ratio = np.divide(threshold, f, out=np.ones_like(f), where=f > threshold)
    keep: Array = np.minimum(np.sqrt(ratio) + ratio, 1.0)
    return keep


def subsample(ids: Ids, keep: Array, rng: np.random.Generator) -> Ids:
    """The tokens that stay: token t with the chance keep[ids[t]]. (T,) -> (T' <= T,)"""
    return ids[rng.random(len(ids)) < keep[ids]]


def _checked(weights: ArrayLike, name: str) -> Array:
    weights = np.asarray(weights, dtype=float)
    if weights.ndim != 1 or len(weights) == 0:
        raise ValueError(f"{name} are one number a word; given {weights.shape}")
    if not (np.isfinite(weights).all() and (weights >= 0).all()):
        raise ValueError(f"{name} must be 0 or more, without NaN or infinity")
    if not weights.any():
        raise ValueError(f"{name} are all 0: there is nothing to draw")
    return weights
