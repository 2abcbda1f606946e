"""One update of word2vec for thousands of windows: groups that share their negatives.

Taken one by one, each pair of words costs K + 1 small dot products. But neighbouring
words have nearly the same neighbours. So let G words that stand side by side form a
group with one table of vectors: those of its stretch of text, and those of S words
drawn as negatives, for all of them. Every dot product of a group then lies in one
product of matrices, (G, D) with (D, C), and a weight says how much each counts, most of
them 0. After the idea of Ji, Satish, Li & Dubey 2016 ("Parallelizing word2vec in shared
and distributed memory").

Both models keep their two matrices in one, W (2 V + 2, D): rows 0 … V-1 are W_in, rows
V+1 … 2V are W_out. Rows V and 2V+1 stand for what lies beyond the ends of the text;
they have weight 0 in everything and stay 0.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from dlnlp.arrays import Array

Ids = NDArray[np.int32]


@dataclass(frozen=True)
class Batch:
    """N groups of G centres, the text around each of them, and its negatives."""

    centres: Ids  # (N, G)
    text: Ids  # (N, L), L = G + 2 window: the centres and `window` words on each side
    near: NDArray[np.bool_]  # (N, G, L): which words of the text are in whose window
    noise: Ids  # (N, S)


@dataclass(frozen=True)
class Gradient:
    """The gradient of the rows of W that a batch uses; one may be named repeatedly."""

    ids: Ids  # (N, M) which rows
    rows: Array  # (N, M, D) their gradients
    weights: Array  # (N, M) how much all dot products count that the row had a part in


def batches(
    text: Array,
    reach: Array,
    noise: Array,
    size: int,
    group: int,
    window: int,
    end: int,
) -> Iterator[Batch]:
    """Cut a text into groups, the last of them filled up; hand out `size` at a time.

    text    (T,) ids
    reach   (T,) how many words on each side each centre looks at, up to `window`
    noise   (groups, S) the negatives of each group
    end     the id that stands for what lies beyond the ends of the text
    """
    fill = len(noise) * group - len(text)
    text = np.pad(text.astype(np.int32), (window, fill + window), constant_values=end)
    reach = np.pad(reach.astype(np.int32), (0, fill)).reshape(-1, group, 1)
    noise = noise.astype(np.int32)
    around = np.arange(group + 2 * window)
    for first in range(0, len(noise), size):
        numbers = np.arange(first, min(first + size, len(noise)))  # of N groups
        stretch = text[group * numbers[:, None] + around]  # (N, L)
        centres = stretch[:, window : window + group]
        near = _distances(group, window) <= reach[numbers]
        if (stretch == end).any():  # beyond the end nobody guesses or is guessed
            near &= (stretch != end)[:, None, :] & (centres != end)[:, :, None]
        yield Batch(centres, stretch, near, noise[numbers])


@cache
def _distances(G: int, window: int) -> Array:
    """From centre i of a group to word j of its text (G, L). To itself: too far."""
    centres, text = np.arange(G), np.arange(-window, G + window)
    distance: Array = np.abs(text - centres[:, None]).astype(np.int32)
    distance[distance == 0] = np.iinfo(np.int32).max
    return distance


def skip_gram(
    W: Array, batch: Batch, negatives: int, *, with_loss: bool = False
) -> tuple[Gradient, float, int]:
    """Each centre guesses each of its neighbours: the summed loss, and its gradient.

    The loss of one guess is -log s(centre . neighbour) - K/S sum of log s(-centre . w)
    over those of the S negatives w that are not the neighbour: K, in expectation.

    Returns the gradient, the loss (0 unless `with_loss`) and the number of guesses.
    """
    G, L, S = batch.near.shape[1], batch.near.shape[2], batch.noise.shape[1]
    out = len(W) // 2  # where W_out begins
    ids = np.concatenate([batch.centres, batch.text + out, batch.noise + out], axis=1)
    vectors = W.take(ids, axis=0)  # (N, M, D), M = G + L + S
    x, y = vectors[:, :G], vectors[:, G:]  # guessing (N, G, D), guessed (N, L + S, D)

    weight = np.empty((len(ids), G, L + S), dtype=W.dtype)  # of each dot product
    weight[:, :, :L] = batch.near
    wrong = (batch.text[:, :, None] != batch.noise[:, None, :]) * W.dtype.type(
        negatives / S
    )  # (N, L, S): what a negative counts where word j of the text is right
    np.matmul(weight[:, :, :L], wrong, out=weight[:, :, L:])

    error = _sigmoid(x @ y.mT)  # (N, G, L + S)
    error[:, :, :L] -= 1  # minus the label: 1 for the text, 0 for the negatives
    loss = _surprise(error, weight) if with_loss else 0.0
    error *= weight
    gradient = np.empty_like(vectors)
    np.matmul(error, y, out=gradient[:, :G])
    np.matmul(error.mT, x, out=gradient[:, G:])
    per_row = weight @ np.ones(L + S, W.dtype), np.ones(G, W.dtype) @ weight
    weights = np.concatenate(per_row, axis=1)  # (N, M)
    return Gradient(ids, gradient, weights), loss, int(np.count_nonzero(batch.near))


def cbow(
    W: Array, batch: Batch, negatives: int, *, with_loss: bool = False
) -> tuple[Gradient, float, int]:
    """The mean of the neighbours' vectors guesses the centre; else as `skip_gram`.

    Each neighbour gets its share of the mean's gradient. word2vec's released code and
    gensim give it the whole, a step some six times longer (Irsoy, Benton & Stratos
    2021); so a larger learning rate suits this one.
    """
    G, L, S = batch.near.shape[1], batch.near.shape[2], batch.noise.shape[1]
    out = len(W) // 2
    ids = np.concatenate([batch.text, batch.centres + out, batch.noise + out], axis=1)
    vectors = W.take(ids, axis=0)  # (N, M, D), M = L + G + S
    x, y, z = vectors[:, :L], vectors[:, L : L + G], vectors[:, L + G :]

    share = batch.near.astype(W.dtype)
    number = share @ np.ones((L, 1), W.dtype)  # (N, G, 1) neighbours of each centre
    guessed = np.minimum(number, 1)  # a word alone in its text is not guessed: 0
    share /= np.maximum(number, 1)  # (N, G, L) of each word in the mean
    mean = share @ x  # (N, G, D)
    weight = (batch.centres[:, :, None] != batch.noise[:, None, :]) * guessed
    weight *= W.dtype.type(negatives / S)  # (N, G, S) of each negative

    right = _sigmoid(np.vecdot(mean, y)[:, :, None])  # (N, G, 1)
    right -= 1
    wrong = _sigmoid(mean @ z.mT)  # (N, G, S)
    loss = _surprise(right, guessed) + _surprise(wrong, weight) if with_loss else 0.0
    right *= guessed
    wrong *= weight
    gradient = np.empty_like(vectors)
    np.multiply(right, mean, out=gradient[:, L : L + G])
    np.matmul(wrong.mT, mean, out=gradient[:, L + G :])
    dmean = wrong @ z  # (N, G, D)
    dmean += np.multiply(right, y, out=y)  # y is not needed any more
    np.matmul(share.mT, dmean, out=gradient[:, :L])
    ones = np.ones(G, W.dtype)
    per_row = (1 + negatives) * (ones @ share), guessed[:, :, 0], ones @ weight
    weights = np.concatenate(per_row, axis=1)  # (N, M), taking a guess for 1 + K
    return Gradient(ids, gradient, weights), loss, int(np.count_nonzero(number))


def descend(W: Array, gradient: Gradient, lr: float, limit: float) -> None:
    """W[ids] -= lr * gradient, where a row that is named repeatedly gets the sum.

    All parts of the sum were taken at the same place. Together they can carry a
    frequent word far beyond where they hold: it swings from side to side, further each
    time, and training diverges. How far is safe depends on how steep the loss can get,
    which grows with the weight of a row's dot products. So a row steps by less than lr
    where lr times that weight would be more than `limit`.
    """
    ids, weights = gradient.ids.ravel(), gradient.weights.ravel()
    flat = ids.astype(np.min_scalar_type(len(W)))  # small sorts faster
    order = np.argsort(flat, kind="stable").astype(np.int32)
    flat = flat[order]
    new = np.concatenate([[True], flat[1:] != flat[:-1], [True]])
    bounds = np.flatnonzero(new).astype(np.int32)  # of the runs of equal rows
    counts = np.diff(bounds)  # (U,) how often each row is named
    weight = np.add.reduceat(weights[order], bounds[:-1])  # (U,)
    step = lr / np.maximum(1, lr * weight / limit).astype(W.dtype)  # (U,)
    # (U, N M): in the line of a row, its step at each place where it is named
    places = sparse.csr_array(
        (np.repeat(step, counts), order, bounds), shape=(len(counts), len(flat))
    )
    rows = flat[bounds[:-1]]
    moved = W.take(rows, axis=0)
    moved -= places @ gradient.rows.reshape(len(flat), -1)
    W[rows] = moved


def _surprise(error: Array, weight: Array) -> float:
    """Weighted sum of -log(1 - |error|), where error is sigmoid minus label."""
    right = np.abs(error)
    np.subtract(1, right, out=right)
    np.maximum(right, 1e-7, out=right)  # float32 cannot tell what is nearer to 0
    np.log(right, out=right)
    return -float((right * weight).sum())


def _sigmoid(x: Array) -> Array:
    """1 / (1 + exp(-x)), in place. Where exp is infinite, the sigmoid is 0."""
    np.negative(x, out=x)
    np.exp(x, out=x)
    x += 1
    return np.reciprocal(x, out=x)
