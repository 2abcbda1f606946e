"""Negative sampling: to tell the right word from a few that were drawn as noise.

The noise distribution, a sampler that draws from it, and the loss (Mikolov, Sutskever,
Chen, Corrado & Dean 2013, section 2.2). How frequent words lose tokens is another
thing: `dlnlp.vectors.subsampling`.
"""

import numpy as np
from numpy.typing import ArrayLike

from dlnlp.arrays import Array, Ids, check_counts, check_ids, check_size
from dlnlp.nn.functional import rows
from dlnlp.nn.init import zeros
from dlnlp.nn.losses import binary_cross_entropy
from dlnlp.nn.module import Backward, Module, Parameter
from dlnlp.nn.row_gradient import RowGradient


def noise_distribution(counts: ArrayLike, exponent: float = 0.75) -> Array:
    """Noise distribution: each word's probability to be drawn as a negative, (V,).

    It is counts^exponent, divided by the sum.

    counts    (V,) how often each word occurs
    exponent  1 draws words as the corpus has them, 0 draws all alike; 0.75, between
              the two, gives rare words more turns (Mikolov, Sutskever et al. 2013, 2.2)

    ValueError: counts that are negative, NaN or all zero; an exponent below 0.

    >>> noise_distribution([81, 16]).round(3).tolist()
    [0.771, 0.229]
    """
    if not 0 <= exponent < np.inf:
        raise ValueError(f"exponent is {exponent}; it must be 0 or more")
    weights = check_counts(counts, ndim=1).astype(float) ** exponent  # (V,)
    noise: Array = weights / weights.sum()
    return noise


class AliasSampler:
    """Alias method: draws ids 0 … V-1 by their weights, each in the same few steps.

    Think of V boxes of equal size. Box i holds word i, and where word i is too rare to
    fill it, one other word, its alias, takes what is left. To draw is to choose a box,
    all alike, and then one of its two words (Walker 1977; the tables: Vose 1991).

    accept  (V,) the acceptance probability of box i: that a draw from it is word i
    alias   (V,) the word that it is otherwise
    """

    def __init__(self, weights: ArrayLike):
        """weights: (V,). ValueError if they are negative, NaN, empty or all zero."""
        weights = check_counts(weights, "weights", ndim=1).astype(float)
        V = len(weights)
        filled = (weights / weights.sum() * V).tolist()  # 1: just enough for one box
        self.accept = np.ones(V)
        self.alias = np.arange(V)
        poor = [i for i in range(V) if filled[i] < 1]
        rich = [i for i in range(V) if filled[i] >= 1]
        while poor and rich:
            i, j = poor.pop(), rich.pop()
            self.accept[i], self.alias[i] = filled[i], j
            filled[j] -= 1 - filled[i]  # what j gave to fill i's box
            (poor if filled[j] < 1 else rich).append(j)
        # Who is left over fills a box alone, up to rounding errors

    def __len__(self) -> int:
        return len(self.accept)

    def sample(self, size: int | tuple[int, ...], rng: np.random.Generator) -> Ids:
        """Draw ids of the given shape, independently."""
        place = rng.random(size) * len(self)  # the box, and where in the box
        box = place.astype(np.intp)
        other = place - box >= self.accept[box]
        box[other] = self.alias[box[other]]
        return box

    def probabilities(self) -> Array:
        """The probability of each id, (V,), as the tables have it."""
        as_alias = np.bincount(self.alias, 1 - self.accept, minlength=len(self))
        probabilities: Array = (self.accept + as_alias) / len(self)
        return probabilities


class NegativeSampling(Module):
    """Negative-sampling loss: tell the right word from K words drawn at random.

    K + 1 yes-or-no questions. The loss of a guess is -log σ(h · u) for the right word's
    u, minus the sum over K wrong ones of log σ(-h · u), with the sigmoid σ. Words are
    drawn from the noise distribution, and a draw that hits the right word is left out
    (Mikolov, Sutskever et al. 2013, eq. 4).
    """

    def __init__(
        self, counts: Array, dim: int, *, negatives: int = 5, exponent: float = 0.75
    ):
        """counts: (V,) how often each word occurs. W starts at zero: all "perhaps".

        ValueError: fewer than two words, dim below 1, K outside 1 … V-1, no counts.
        """
        V = check_size(len(counts), "vocab_size", least=2)
        self.W = Parameter(zeros(V, check_size(dim, "dim")))  # (V, D)
        self.negatives = check_negatives(negatives, V)
        self.sampler = AliasSampler(noise_distribution(counts, exponent))

    def __call__(
        self, h: Array, targets: Ids, *, rng: np.random.Generator | None = None
    ) -> tuple[float, Backward]:
        """Mean loss of N C guesses. h: (N, D); targets: (N, C), C right words each."""
        if rng is None:
            raise ValueError("negative sampling draws words at random: give it rng")
        W, (N, C) = self.W.value, targets.shape
        right = check_ids(targets, len(W), "targets")[:, :, None]  # (N, C, 1)
        drawn = self.sampler.sample((N, C, self.negatives), rng)  # (N, C, K)
        words = np.concatenate([right, drawn], axis=2)  # (N, C, K + 1)
        labels = np.zeros(words.shape, dtype=W.dtype)
        labels[:, :, 0] = 1
        counted = words != right
        counted[:, :, 0] = True
        vectors = W[words]  # (N, C, K + 1, D)
        logits = np.einsum("nd,nckd->nck", h, vectors)
        loss, back = binary_cross_entropy(logits, labels, counted / (N * C))

        def backward(dloss: float = 1.0) -> Array:
            dlogits = back(dloss)  # (N, C, K + 1): probability of yes, minus label
            dvectors = np.einsum("nck,nd->nckd", dlogits, h)
            self.W.add_grad(RowGradient(words.ravel(), rows(dvectors), W.shape))
            dh: Array = np.einsum("nck,nckd->nd", dlogits, vectors)
            return dh

        return loss, backward


def check_negatives(negatives: int, vocab_size: int) -> int:
    """The number of negatives K, as Python's int. ValueError unless 1 <= K < V."""
    negatives = check_size(negatives, "negatives")
    if negatives >= vocab_size:
        raise ValueError(
            f"negatives is {negatives}; with {vocab_size} words it must lie between "
            f"1 and {vocab_size - 1}"
        )
    return negatives
