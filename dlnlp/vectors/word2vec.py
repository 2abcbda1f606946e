"""word2vec in its plain form: guess a word from its neighbours, or they from it.

Two models (CBOW and skip-gram) and two ways to judge a guess (`FullSoftmax` over all
words, `NegativeSampling` against a few) make four networks. Each has two matrices of
shape (V, D): the word's vector when the guess starts from it (`W_in`) and when it is
what is to be guessed (`W_out`). Mikolov, Chen, Corrado & Dean 2013; Mikolov, Sutskever,
Chen, Corrado & Dean 2013.
"""

import numpy as np

from dlnlp.arrays import Array, Ids, check_ids, check_size
from dlnlp.nn.embedding import Embedding
from dlnlp.nn.functional import log_softmax
from dlnlp.nn.init import uniform
from dlnlp.nn.module import Backward, Module, Parameter
from dlnlp.vectors.negative_sampling import NegativeSampling


class FullSoftmax(Module):
    """Softmax over the whole vocabulary: a logit for each word, and the loss.

    The loss is the negative log-likelihood of the right words: the surprise at them.
    ValueError: fewer than two words, dim below 1.
    """

    def __init__(self, vocab_size: int, dim: int, *, rng: np.random.Generator):
        vocab_size = check_size(vocab_size, "vocab_size", least=2)
        dim = check_size(dim, "dim")
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
            dlogits = (np.exp(logp) - truth) * (dloss / N)  # (N, V)
            self.W.add_grad(dlogits.T @ h)
            dh: Array = dlogits @ W
            return dh

        return loss, backward


class Word2Vec(Module):
    """word2vec: what both of its models have, an embedding and an output.

    The embedding's table holds the vectors of words that are seen; the output judges
    guesses, with vectors of its own.

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
        vocab_size = check_size(vocab_size, "vocab_size", least=2)
        dim = check_size(dim, "dim")
        self.embedding = Embedding(vocab_size, dim, rng=rng)
        self.output = output or FullSoftmax(vocab_size, dim, rng=rng)
        check_output(self.output, vocab_size, dim)


class CBOW(Word2Vec):
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
            part = dh[:, None, :] / neighbours.shape[1]  # of the mean, each neighbour's
            back_in(np.broadcast_to(part, vectors.shape))

        return loss, backward


class SkipGram(Word2Vec):
    """Skip-gram: guess each neighbour from the word in the middle, one by one."""

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
