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

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Array = NDArray[Any]
Ids = NDArray[np.int32]

GROUP = 32  # G: neighbouring centres that share one table
SHARED = 16  # S: negatives of a group
CAP = 8  # a row moves at most this many times its mean gradient in one update


@dataclass(frozen=True)
class Batch:
    """N groups of G centres, the text around each of them, and its negatives."""

    centres: Ids  # (N, G)
    text: Ids  # (N, L), L = G + 2 window: the centres and `window` words on each side
    near: NDArray[np.bool_]  # (N, G, L): which words of the text are in whose window
    noise: Ids  # (N, S)


def in_groups(ids: Ids, reach: Array, noise: Ids, window: int, end: int) -> Batch:
    """Cut a stretch of text into groups.

    ids     (window + N G + window,) the text; the id `end` is beyond its end
    reach   (N G,) how many words on each side each centre looks at, up to `window`
    noise   (N, S) the negatives of each group
    """
    N = len(noise)
    G = len(reach) // N
    L = G + 2 * window
    text = ids[G * np.arange(N)[:, None] + np.arange(L)]  # (N, L)
    centres = text[:, window : window + G]
    near = _distances(G, window) <= reach.reshape(N, G, 1)
    if ids[0] == end or ids[-1] == end:
        near &= (text != end)[:, None, :] & (centres != end)[:, :, None]
    return Batch(centres, text, near, noise)


@cache
def _distances(G: int, window: int) -> Array:
    """From centre i of a group to word j of its text (G, L). To itself: too far."""
    centres, text = np.arange(G), np.arange(-window, G + window)
    distance: Array = np.abs(text - centres[:, None]).astype(np.int16)
    distance[distance == 0] = np.iinfo(np.int16).max
    return distance


def skip_gram(
    W: Array, batch: Batch, negatives: int, *, with_loss: bool = False
) -> tuple[Ids, Array, float, int]:
    """The summed loss of all pairs of a batch, and its gradient.

    A pair's loss is -log s(centre . neighbour) - K/S sum of log s(-centre . noise) over
    the S negatives that are not the neighbour: K negatives, in expectation.

    Returns which rows of W are used (N, G + C), C = L + S, the gradient of each
    (N, G + C, D), the loss (0 unless `with_loss`) and the number of pairs.
    """
    G = batch.centres.shape[1]
    L, S = batch.text.shape[1], batch.noise.shape[1]
    out = len(W) // 2  # where W_out begins
    ids = np.concatenate([batch.centres, batch.text + out, batch.noise + out], axis=1)
    vectors = W.take(ids, axis=0)  # (N, G + C, D)
    x, y = vectors[:, :G], vectors[:, G:]  # (N, G, D), (N, C, D)
    scores = x @ y.mT  # (N, G, C)
    weight = np.empty_like(scores)
    weight[:, :, :L] = batch.near
    others = batch.text[:, :, None] != batch.noise[:, None, :]  # (N, L, S)
    weight[:, :, L:] = weight[:, :, :L] @ (others * W.dtype.type(negatives / S))
    label = (np.arange(L + S) < L).astype(W.dtype)  # (C,): 1 for the text
    dscores = _sigmoid(scores)
    dscores -= label
    loss = _surprise(dscores, weight) if with_loss else 0.0
    dscores *= weight
    gradient = np.empty_like(vectors)
    np.matmul(dscores, y, out=gradient[:, :G])
    np.matmul(dscores.mT, x, out=gradient[:, G:])
    return ids, gradient, loss, int(np.count_nonzero(batch.near))


def cbow(
    W: Array, batch: Batch, negatives: int, *, with_loss: bool = False
) -> tuple[Ids, Array, float, int]:
    """The same for CBOW: the mean of the neighbours' vectors guesses the centre.

    As in word2vec's released code, the gradient of the mean goes to each neighbour
    whole, not divided by their number: a longer step in the same direction.
    """
    G = batch.centres.shape[1]
    L, S = batch.text.shape[1], batch.noise.shape[1]
    out = len(W) // 2
    ids = np.concatenate([batch.text, batch.centres + out, batch.noise + out], axis=1)
    vectors = W.take(ids, axis=0)  # (N, L + G + S, D)
    x, y, z = np.split(vectors, [L, L + G], axis=1)
    near = batch.near.astype(W.dtype)
    number = near.sum(axis=2, keepdims=True)  # (N, G, 1)
    h = (near / np.maximum(number, 1)) @ x  # (N, G, D): mean of the neighbours
    guessed = number > 0  # a word alone in its text has nothing to be guessed from
    right = np.einsum("ngd,ngd->ng", h, y)[:, :, None]  # (N, G, 1)
    wrong = h @ z.mT  # (N, G, S)
    others = batch.centres[:, :, None] != batch.noise[:, None, :]  # (N, G, S)
    weight = (others & guessed) * W.dtype.type(negatives / S)
    dright, dwrong = _sigmoid(right) - 1, _sigmoid(wrong)
    loss = 0.0
    if with_loss:
        loss = _surprise(dright, guessed.astype(W.dtype)) + _surprise(dwrong, weight)
    dright *= guessed
    dwrong *= weight
    dh = dwrong @ z + dright * y  # (N, G, D)
    gradient = np.empty_like(vectors)
    np.matmul(near.mT, dh, out=gradient[:, :L])
    np.multiply(dright, h, out=gradient[:, L : L + G])
    np.matmul(dwrong.mT, h, out=gradient[:, L + G :])
    return ids, gradient, loss, int(np.count_nonzero(guessed))


def descend(W: Array, ids: Ids, gradient: Array, lr: float, cap: float = CAP) -> None:
    """W[ids] -= lr * gradient, where a row that is named several times gets their sum.

    The sum of n gradients, all taken at the same place, would carry a frequent word far
    past where they hold. So a row moves by at most `cap` times their mean.

    ids       (N, M) rows of W
    gradient  (N, M, D)
    """
    flat = ids.ravel().astype(np.min_scalar_type(len(W)))  # small sorts faster
    order = np.argsort(flat, kind="stable").astype(np.int32)
    flat = flat[order]
    new = np.concatenate([[True], flat[1:] != flat[:-1], [True]])
    bounds = np.flatnonzero(new).astype(np.int32)  # of the runs of equal rows
    counts = np.diff(bounds)  # (U,) how often each row is named
    step = (lr * np.minimum(1, cap / counts)).astype(W.dtype)
    # (U, N M): in the line of a row, its step at each place where it is named
    places = sparse.csr_array(
        (np.repeat(step, counts), order, bounds), shape=(len(counts), len(flat))
    )
    W[flat[bounds[:-1]]] -= places @ gradient.reshape(len(flat), -1)


def _surprise(error: Array, weight: Array) -> float:
    """Weighted sum of -log(1 - |error|), where error is sigmoid minus label."""
    right = np.abs(error)
    np.subtract(1, right, out=right)
    np.maximum(right, 1e-7, out=right)  # float32 cannot tell what is nearer to 0
    np.log(right, out=right)
    return -float(np.vdot(right, weight))


def _sigmoid(x: Array) -> Array:
    """1 / (1 + exp(-x)), in place."""
    np.negative(x, out=x)
    with np.errstate(over="ignore"):  # exp is infinite where the sigmoid is 0
        np.exp(x, out=x)
    x += 1
    return np.reciprocal(x, out=x)
