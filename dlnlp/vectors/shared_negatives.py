"""Shared negatives: one update of word2vec for thousands of windows.

Taken one by one, each pair of words costs K + 1 small dot products. But neighbouring
words have nearly the same neighbours. So let G words that stand side by side form a
group with one table of vectors: those of the C words around them, and those of S words
drawn as negatives, for all of them. Every dot product of a group then lies in one
product of matrices, (G, D) with (D, C + S), and a weight says how much each counts,
most of them 0. After the idea of Ji, Satish, Li & Dubey 2016 ("Parallelizing word2vec
in shared and distributed memory").
"""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dlnlp.arrays import Array
from dlnlp.nn.module import Backward, Module, Parameter
from dlnlp.nn.optim import Optimizer
from dlnlp.nn.row_gradient import SummedRows
from dlnlp.vectors.capped_sgd import CappedSGD, WeightedRows
from dlnlp.vectors.row_rmsprop import RowRMSProp

Ids = NDArray[np.int32]


class Groups(NamedTuple):
    """A batch: N groups of G centres, the text around each of them, its negatives."""

    centres: Ids  # (N, G)
    text: Ids  # (N, C), C = G + 2 window: the centres and `window` words on each side
    window_mask: NDArray[np.bool_]  # (N, G, C): which words of the text are in whose
    noise: Ids  # (N, S)


def batches(
    text: Array,
    window_sizes: Array,
    noise: Array,
    starts: ArrayLike,
    group: int,
    window: int,
    end: int,
) -> Iterator[Groups]:
    """Cut a text into groups, the last of them filled up, and these into batches.

    text          (T,) ids
    window_sizes  (T,) how many words on each side each centre sees, up to `window`
    noise         (groups, S) the negatives of each group
    starts        (updates,) the number of each batch's first group
    end           the id that stands for what lies beyond the ends of the text
    """
    fill = len(noise) * group - len(text)
    text = np.pad(text.astype(np.int32), (window, fill + window), constant_values=end)
    sizes = np.pad(window_sizes.astype(np.int32), (0, fill)).reshape(-1, group, 1)
    noise = noise.astype(np.int32)
    around = np.arange(group + 2 * window)
    for numbers in np.split(np.arange(len(noise)), np.asarray(starts)[1:]):
        stretch = text[group * numbers[:, None] + around]  # (N, C)
        centres = stretch[:, window : window + group]
        mask = _distances(group, window) <= sizes[numbers]
        if (stretch == end).any():  # beyond the end nobody guesses or is guessed
            mask &= (stretch != end)[:, None, :] & (centres != end)[:, :, None]
        yield Groups(centres, stretch, mask, noise[numbers])


@cache
def _distances(G: int, window: int) -> Array:
    """From centre i of a group to word j of its text (G, C). To itself: too far."""
    centres, text = np.arange(G), np.arange(-window, G + window)
    distance: Array = np.abs(text - centres[:, None]).astype(np.int32)
    distance[distance == 0] = np.iinfo(np.int32).max
    return distance


class FastWord2Vec(Module):
    """word2vec with negative sampling, for `Groups`. `W` holds both of its matrices.

    W (2 V + 2, D): rows 0 … V-1 are W_in, rows V+1 … 2V are W_out. Rows V and 2V+1
    stand for what lies beyond the ends of the text; they have weight 0 in everything
    and stay 0. W_in starts small and random, W_out at zero, as word2vec's do.

    How each model learns best was found by trying, on the Penn Treebank.
    """

    group: int  # G: neighbouring centres that share a table
    shared: int  # S: negatives of a group, for K up to 5; more for larger K
    groups: int  # in an update, in a long text
    lr: float  # at first

    def __init__(
        self, vocab_size: int, dim: int, *, negatives: int, rng: np.random.Generator
    ):
        W = np.zeros((2, vocab_size + 1, dim), dtype=np.float32)
        W[0, :-1] = rng.uniform(-0.5 / dim, 0.5 / dim, (vocab_size, dim))
        self.W = Parameter(W.reshape(-1, dim))
        self.negatives = negatives

    def optimizer(self, lr: float) -> Optimizer:
        """The optimizer that suits the model."""
        raise NotImplementedError

    @property
    def W_in(self) -> Array:
        """(V, D) the words' vectors: rows of W, not a copy."""
        return self.W.value[: len(self.W.value) // 2 - 1]

    @property
    def W_out(self) -> Array:
        """(V, D) their vectors on the other side of a guess: rows of W, not a copy."""
        return self.W.value[len(self.W.value) // 2 : -1]


class FastSkipGram(FastWord2Vec):
    """Skip-gram: each centre guesses each of its neighbours."""

    group, shared, groups, lr = 16, 8, 64, 0.025
    cap = 2.5  # of a row's step

    def optimizer(self, lr: float) -> Optimizer:
        return CappedSGD(self.parameters(), lr, cap=self.cap)

    def loss(
        self,
        centres: Ids,
        text: Ids,
        window_mask: NDArray[np.bool_],
        noise: Ids,
        *,
        rng: np.random.Generator | None = None,
    ) -> tuple[float, Backward]:
        """Mean loss of a guess, in nats, in a batch of `Groups`.

        The loss of one guess is -log s(centre . neighbour) - K/S sum of log s(-centre .
        w) over those of the S negatives w that are not the neighbour: K of them, in
        expectation.
        """
        W, out = self.W.value, len(self.W.value) // 2  # where W_out begins
        (_, G, C), S = window_mask.shape, noise.shape[1]
        ids = np.concatenate([centres, text + out, noise + out], axis=1)
        vectors = W.take(ids, axis=0)  # (N, M, D), M = G + C + S
        x, y = vectors[:, :G], vectors[:, G:]  # guessing (N, G, D), guessed (N, C+S, D)

        guesses = int(np.count_nonzero(window_mask))
        one, each = W.dtype.type(1 / guesses), W.dtype.type(self.negatives / S)
        weight = np.empty((len(ids), G, C + S), dtype=W.dtype)  # of each dot product
        np.multiply(window_mask, one, out=weight[:, :, :C])
        wrong = (text[:, :, None] != noise[:, None, :]) * each
        # (N, C, S): what a negative counts where word j of the text is right
        np.matmul(weight[:, :, :C], wrong, out=weight[:, :, C:])

        error = _sigmoid(x @ y.mT)  # (N, G, C + S)
        error[:, :, :C] -= 1  # minus the label: 1 for the text, 0 for the negatives
        loss = _nll(error, weight)

        def backward() -> None:
            d = error * weight
            rows = np.empty_like(vectors)
            np.matmul(d, y, out=rows[:, :G])
            np.matmul(d.mT, x, out=rows[:, G:])
            sums = weight @ np.ones(C + S, W.dtype), np.ones(G, W.dtype) @ weight
            weights = np.concatenate(sums, axis=1)  # (N, M)
            self.W.add_grad(WeightedRows(ids, rows, weights, W.shape, guesses))

        return loss, backward


class FastCBOW(FastWord2Vec):
    """Continuous bag of words: the mean of the neighbours' vectors guesses the centre.

    Each neighbour gets its part of the mean's gradient. word2vec's released code and
    gensim give it the whole (Irsoy, Benton & Stratos 2021).

    A group shares a stretch of text. Its negatives are shared by others: by centres
    that stand far apart, N words from one to the next. Words that stand side by side
    guess from nearly the same mean, so they would all push a negative the same way.
    """

    group, shared, groups, lr = 32, 32, 128, 0.5

    def optimizer(self, lr: float) -> Optimizer:
        return RowRMSProp(self.parameters(), lr)

    def loss(
        self,
        centres: Ids,
        text: Ids,
        window_mask: NDArray[np.bool_],
        noise: Ids,
        *,
        rng: np.random.Generator | None = None,
    ) -> tuple[float, Backward]:
        """Mean loss of a guess, in nats, in a batch of `Groups`. See `FastSkipGram`."""
        W, out = self.W.value, len(self.W.value) // 2
        (N, G, C), S = window_mask.shape, noise.shape[1]
        ids = np.concatenate([text, centres + out, noise + out], axis=1)
        vectors = W.take(ids, axis=0)  # (N, M, D), M = C + G + S
        x, y, z = vectors[:, :C], vectors[:, C : C + G], vectors[:, C + G :]

        part = window_mask.astype(W.dtype)
        number = part @ np.ones((C, 1), W.dtype)  # (N, G, 1) neighbours of each centre
        part /= np.maximum(number, 1)  # (N, G, C) of each word in the mean
        mean = part @ x  # (N, G, D)

        def apart(groups: Array) -> Array:
            """The same centres in other groups: N words from one to the next."""
            return groups.reshape(G, N, -1).swapaxes(0, 1)  # (N, G, …), not a copy

        guesses, each = int(np.count_nonzero(number)), W.dtype.type(self.negatives / S)
        weight = np.minimum(number, 1) / guesses  # (N, G, 1); 0 of a word all alone
        right = _sigmoid(np.vecdot(mean, y)[:, :, None])  # (N, G, 1)
        right -= 1
        wrong = _sigmoid(apart(mean) @ z.mT)  # (N, G, S)
        wrong[apart(centres) == noise[:, None, :]] = 0  # drawn, but right
        w_wrong = np.broadcast_to(apart(weight) * each, wrong.shape)
        loss = _nll(right, weight) + _nll(wrong, w_wrong)

        def backward() -> None:
            d_right, d_wrong = right * weight, wrong * w_wrong
            dmean = np.empty_like(mean)
            np.matmul(d_wrong, z, out=apart(dmean))
            dmean += d_right * y
            rows = np.empty_like(vectors)
            np.matmul(part.mT, dmean, out=rows[:, :C])
            np.multiply(d_right, mean, out=rows[:, C : C + G])
            np.matmul(d_wrong.mT, apart(mean), out=rows[:, C + G :])
            self.W.add_grad(SummedRows(ids, rows, W.shape))

        return loss, backward


def _nll(error: Array, weight: Array) -> float:
    """Negative log-likelihood: sum of -weight log(1 - |error|), sigmoid minus label."""
    tiny = np.finfo(error.dtype).eps  # in place of a log of 0
    right = np.abs(error)
    np.subtract(1 + tiny, right, out=right)
    np.log(right, out=right)
    return -float(np.vdot(right, weight))


def _sigmoid(x: Array) -> Array:
    """1 / (1 + exp(-x)), in place. Where exp is infinite, the sigmoid is 0."""
    np.negative(x, out=x)
    np.exp(x, out=x)
    x += 1
    return np.reciprocal(x, out=x)
