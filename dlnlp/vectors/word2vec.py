"""word2vec in its plain form: guess a word from its neighbours, or they from it.

Two models (CBOW and skip-gram) and two ways to judge a guess (`FullSoftmax` over all
words, `NegativeSampling` against a few) make four networks. Each has two matrices of
shape (V, D): the word's vector when the guess starts from it (`W_in`) and when it is
what is to be guessed (`W_out`). Mikolov, Chen, Corrado & Dean 2013; Mikolov, Sutskever,
Chen, Corrado & Dean 2013.
"""

import numpy as np

from dlnlp.arrays import Array, Ids, check_ids
from dlnlp.nn.embedding import Embedding
from dlnlp.nn.functional import log_softmax, rows
from dlnlp.nn.init import uniform, zeros
from dlnlp.nn.losses import binary_cross_entropy
from dlnlp.nn.module import Backward, Module, Parameter
from dlnlp.nn.row_gradient import RowGradient
from dlnlp.vectors.negative_sampling import AliasSampler, noise_distribution


class FullSoftmax(Module):
    """A score for each of V words, and the surprise at the right ones."""

    def __init__(self, vocab_size: int, dim: int, *, rng: np.random.Generator):
        check_sizes(vocab_size, dim)
        self.W = Parameter(uniform(rng, vocab_size, dim, limit=0.5 / dim))  # (V, D)

    def __call__(
        self, h: Array, targets: Ids, *, rng: np.random.Generator | None = None
    ) -> tuple[float, Backward]:
        """Mean loss of N C guesses. h: (N, D); targets: (N, C), C right words each."""
        W, (N, C) = self.W.value, targets.shape
        check_ids(targets, len(W), "targets")
        logp = log_softmax(h @ W.T)  # (N, V): one softmax serves C guesses
        right = np.arange(N)[:, None], targets
        loss = float(-logp[right].mean())

        def backward(dloss: float = 1.0) -> Array:
            truth = np.zeros_like(logp)  # (N, V): which words were right, each 1/C
            for column in targets.T:
                truth[np.arange(N), column] += 1 / C
            dscores = (np.exp(logp) - truth) * (dloss / N)  # (N, V)
            self.W.add_grad(dscores.T @ h)
            dh: Array = dscores @ W
            return dh

        return loss, backward


class NegativeSampling(Module):
    """Tell the right word from K words drawn at random: K + 1 yes-or-no questions.

    The loss of a guess is -log s(right) - sum over K of log s(-wrong), with the sigmoid
    s of the score h . w. Words are drawn by frequency^exponent, and a draw that hits
    the right word is left out (Mikolov, Sutskever et al. 2013, eq. 4).
    """

    def __init__(
        self, counts: Array, dim: int, *, negatives: int = 5, exponent: float = 0.75
    ):
        """counts: (V,) how often each word occurs. W starts at zero: all "perhaps"."""
        check_sizes(len(counts), dim)
        check_negatives(negatives, len(counts))
        self.W = Parameter(zeros(len(counts), dim))  # (V, D)
        self.negatives = negatives
        self.sampler = AliasSampler(noise_distribution(counts, exponent))

    def __call__(
        self, h: Array, targets: Ids, *, rng: np.random.Generator | None = None
    ) -> tuple[float, Backward]:
        """Mean loss of N C guesses. h: (N, D); targets: (N, C), C right words each."""
        if rng is None:
            raise ValueError("negative sampling draws words at random: give it rng")
        W, (N, C) = self.W.value, targets.shape
        check_ids(targets, len(W), "targets")
        right = targets[:, :, None]  # (N, C, 1)
        drawn = self.sampler.sample((N, C, self.negatives), rng)  # (N, C, K)
        words = np.concatenate([right, drawn], axis=2)  # (N, C, K + 1)
        labels = np.zeros(words.shape, dtype=W.dtype)
        labels[:, :, 0] = 1
        counted = words != right
        counted[:, :, 0] = True
        vectors = W[words]  # (N, C, K + 1, D)
        scores = np.einsum("nd,nckd->nck", h, vectors)
        loss, back = binary_cross_entropy(scores, labels, counted / (N * C))

        def backward(dloss: float = 1.0) -> Array:
            dscores = back(dloss)  # (N, C, K + 1): probability of yes, minus label
            dvectors = np.einsum("nck,nd->nckd", dscores, h)
            self.W.add_grad(RowGradient(words.ravel(), rows(dvectors), W.shape))
            dh: Array = np.einsum("nck,nckd->nd", dscores, vectors)
            return dh

        return loss, backward


class TwoTables(Module):
    """What both models have: a table of words seen, and an output that judges guesses.

    output  a `FullSoftmax` unless another is given
    """

    def __init__(
        self,
        vocab_size: int,
        dim: int,
        *,
        rng: np.random.Generator,
        output: FullSoftmax | NegativeSampling | None = None,
    ):
        check_sizes(vocab_size, dim)
        self.embedding = Embedding(vocab_size, dim, rng=rng)
        self.output = output or FullSoftmax(vocab_size, dim, rng=rng)
        check_output(self.output, vocab_size, dim)


class CBOW(TwoTables):
    """Continuous bag of words: the mean of its neighbours' vectors guesses a word."""

    def loss(
        self, centres: Ids, neighbours: Ids, *, rng: np.random.Generator | None = None
    ) -> tuple[float, Backward]:
        """Mean loss of N guesses. centres: (N,); neighbours: (N, C), all known."""
        check_guesses(centres, neighbours)
        vectors, back_in = self.embedding(neighbours)  # (N, C, D)
        h = vectors.mean(axis=1)  # (N, D)
        loss, back_out = self.output(h, centres[:, None], rng=rng)

        def backward(dloss: float = 1.0) -> None:
            dh = back_out(dloss)  # (N, D)
            share = dh[:, None, :] / neighbours.shape[1]  # each neighbour's part
            back_in(np.broadcast_to(share, vectors.shape))

        return loss, backward


class SkipGram(TwoTables):
    """Guess each neighbour from the word in the middle, one guess for each."""

    def loss(
        self, centres: Ids, neighbours: Ids, *, rng: np.random.Generator | None = None
    ) -> tuple[float, Backward]:
        """Mean loss of N C guesses. centres: (N,); neighbours: (N, C), unknown."""
        check_guesses(centres, neighbours)
        h, back_in = self.embedding(centres)  # (N, D): the row of the word itself
        loss, back_out = self.output(h, neighbours, rng=rng)

        def backward(dloss: float = 1.0) -> None:
            back_in(back_out(dloss))  # the corrections of all C guesses, added up

        return loss, backward


def check_sizes(vocab_size: int, dim: int) -> None:
    """ValueError unless there are two words to choose from, and a dimension."""
    if vocab_size < 2:
        raise ValueError(
            f"a vocabulary of {vocab_size} leaves nothing to guess; it takes 2 words"
        )
    if dim < 1:
        raise ValueError(f"dim is {dim}; vectors need at least 1 dimension")


def check_negatives(negatives: int, vocab_size: int) -> None:
    """ValueError unless 1 <= K < V: there must be K other words to draw."""
    if not 1 <= negatives < vocab_size:
        raise ValueError(
            f"negatives is {negatives}; with {vocab_size} words it must lie between "
            f"1 and {vocab_size - 1}"
        )


def check_output(
    output: FullSoftmax | NegativeSampling, vocab_size: int, dim: int
) -> None:
    """ValueError unless the output was made for the same words and dimensions."""
    if output.W.value.shape != (vocab_size, dim):
        raise ValueError(
            f"the output is made for (V, D) = {output.W.value.shape}, "
            f"the model for {(vocab_size, dim)}"
        )


def check_guesses(centres: Ids, neighbours: Ids) -> None:
    """ValueError unless centres (N,) and neighbours (N, C) go together, N, C >= 1."""
    if neighbours.ndim != 2 or centres.shape != neighbours.shape[:1]:
        raise ValueError(
            "centres (N,) and neighbours (N, C) go together; "
            f"given {centres.shape} and {neighbours.shape}"
        )
    if neighbours.size == 0:
        raise ValueError(f"there is nothing to guess: neighbours {neighbours.shape}")
