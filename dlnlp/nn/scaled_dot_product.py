"""Scaled dot-product attention: what each head of a transformer computes."""

import numpy as np
from numpy.typing import ArrayLike

from dlnlp.arrays import Array
from dlnlp.nn.attention import check_mask
from dlnlp.nn.dropout import dropout_mask
from dlnlp.nn.module import Backward


def scaled_dot_product_attention(
    q: Array,
    k: Array,
    v: Array,
    mask: ArrayLike | None = None,
    *,
    dropout: float = 0.0,
    rng: np.random.Generator | None = None,
) -> tuple[tuple[Array, Array], Backward]:
    """Attention(Q, K, V) = softmax(Q Kᵀ / sqrt(d)) V (Vaswani et al. 2017, eq. 1).

    q       (N, K, T, d), a query for each of K heads and T steps; d is a head's width
    k, v    (N, K, S, d), keys and values
    mask    (N, T, S), True = attend; N and T may be 1, for all. A query that may attend
            to nothing reads zeros
    r       (N, K, T, d), what is read; the heads of a step lie side by side in memory
    α       (N, K, T, S), the weights, 0 or more, of sum 1, before any dropout
    dropout the rate at which weights are left out, in calls with rng

    Returns (r, α), backward; backward(dr, dα=None) -> dq, dk, dv

    Queries and keys of d random numbers of variance 1 have dot products of variance d;
    dividing by sqrt(d) keeps the softmax away from where it has no slope.

    ValueError: no place to attend to; a mask of another shape, or one that isn't bool.

    >>> q, k = np.zeros((1, 1, 1, 4)), np.ones((1, 1, 2, 4))
    >>> v = np.array([2.0, 4.0]).reshape(1, 1, 2, 1)
    >>> (read, weights), backward = scaled_dot_product_attention(q, k, v)
    >>> read.tolist(), weights.tolist()
    ([[[[3.0]]]], [[[[0.5, 0.5]]]])
    """
    scale = q.dtype.type(1 / np.sqrt(q.shape[3]))
    scaled = q * scale
    weights = scaled @ k.swapaxes(2, 3)  # (N, K, T, S), scores first
    _softmax_in_place(weights, mask)
    drop = dropout_mask(weights.shape, dropout, rng, weights.dtype)
    used = weights if drop is None else weights * drop
    r = _side_by_side(used, v)

    def backward(dr: Array, dweights: Array | None = None) -> tuple[Array, ...]:
        dscores = dr @ v.swapaxes(2, 3)  # (N, K, T, S), dα first
        if drop is not None:
            dscores *= drop
        if dweights is not None:
            dscores += dweights
        for ds, w in zip(dscores, weights, strict=True):  # a text at a time: in cache
            ds -= np.einsum("kts,kts->kt", ds, w)[:, :, None]
            ds *= w
        dq = _side_by_side(dscores, k)
        dq *= scale
        dk = _side_by_side(dscores.swapaxes(2, 3), scaled)
        return dq, dk, _side_by_side(used.swapaxes(2, 3), dr)

    return (r, weights), backward


def _softmax_in_place(scores: Array, mask: ArrayLike | None) -> None:
    """Scores become weights, by the softmax; those of one text at a time.

    Where the mask is False, minus infinity is added before. Equal to `masked_softmax`.
    """
    N, _, T, S = scores.shape
    if S == 0:
        raise ValueError(f"scores {scores.shape} hold no place that could get a weight")
    wide = np.result_type(scores, np.float32)
    lowest = np.finfo(scores.dtype).min  # where all are -inf, -inf less it is -inf
    bias = None
    if mask is not None:
        may = check_mask(mask, (N, T, S))
        bias = np.where(may, scores.dtype.type(0), scores.dtype.type(-np.inf))
    for n, s in enumerate(scores):  # (K, T, S), which the cache holds
        if bias is not None:
            s += bias[n % len(bias)]
        s -= s.max(axis=2, keepdims=True, initial=lowest)
        np.exp(s, out=s)
        sums = s.sum(axis=2, keepdims=True, dtype=wide)
        if bias is not None:
            sums[sums == 0] = 1  # nothing to attend to: zeros stay zeros
        s /= sums


def _side_by_side(a: Array, b: Array) -> Array:
    """a @ b (N, K, T, d), in memory (N, T, K, d): joining heads copies nothing."""
    N, K, T, _ = a.shape
    product = np.empty((N, T, K, b.shape[3]), np.result_type(a, b)).swapaxes(1, 2)
    return np.matmul(a, b, out=product)
