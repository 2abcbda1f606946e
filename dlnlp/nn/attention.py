"""Attention: look at many places at once, at each as much as it fits what is sought.

A query is compared with a key of each place. The scores become weights, which are 0 or
more and sum to 1, and what is read is the weighted sum of the places' values.
"""

import numpy as np
from numpy.typing import ArrayLike

from dlnlp.arrays import Array, check_size
from dlnlp.nn.functional import rows
from dlnlp.nn.init import xavier
from dlnlp.nn.module import Backward, Module, Parameter
from dlnlp.nn.sequential import Layer


class Attention(Module):
    """Attention: r_t = sum over j of α_tj v_j, with α_t = softmax(s_t).

    s_tj is the score of query t and key j. There are T queries and S places.

    score  the layer that compares: `Dot`, `Bilinear`, `Additive`
    """

    def __init__(self, score: Layer):
        self.score = score

    def __call__(
        self, queries: Array, keys: Array, values: Array, mask: ArrayLike | None = None
    ) -> tuple[tuple[Array, Array], Backward]:
        """What is read, r (N, T, D), and the weights α (N, T, S).

        queries, keys  (N, T, …) and (N, S, …), as the score wants them
        values         (N, S, D); often the same array as the keys
        mask           (N, T, S), True where query t may attend to place j; N and T may
                       be 1, for all. What nobody may attend to has no effect, be it NaN

        backward(dr, dweights=None) -> dqueries, dkeys, dvalues

        ValueError: a mask of another shape or type.
        """
        if mask is not None:
            mask = check_mask(mask, (*queries.shape[:-1], keys.shape[-2]))
            somebody: Array = mask.max(axis=-2)  # (N, S)
            keys, values = (np.where(somebody[..., None], x, 0) for x in (keys, values))
        scores, through_score = self.score(queries, keys)  # (N, T, S)
        weights, through_softmax = masked_softmax(scores, mask)  # (N, T, S)
        r, through_sum = weighted_sum(weights, values)  # (N, T, D)

        def backward(
            dr: Array, dweights: Array | None = None
        ) -> tuple[Array, Array, Array]:
            from_r, dvalues = through_sum(dr)
            dweights = from_r if dweights is None else from_r + dweights
            dqueries, dkeys = through_score(through_softmax(dweights))
            return dqueries, dkeys, dvalues

        return (r, weights), backward


class Dot(Module):
    """Dot-product score: s_tj = q_t · k_j (Luong, Pham & Manning 2015, "dot").

    queries (…, T, D), keys (…, S, D) -> scores (…, T, S)

    ValueError: queries and keys of unequal width.
    """

    def __call__(self, queries: Array, keys: Array) -> tuple[Array, Backward]:
        if queries.shape[-1] != keys.shape[-1]:
            raise ValueError(
                f"the dot product of queries {queries.shape} and keys {keys.shape} "
                "wants last axes of one length; `Bilinear` and `Additive` do not"
            )
        scores = queries @ keys.swapaxes(-1, -2)

        def backward(dscores: Array) -> tuple[Array, Array]:
            return dscores @ keys, dscores.swapaxes(-1, -2) @ queries

        return scores, backward


class Bilinear(Module):
    """Bilinear score: s_tj = q_t W · k_j (Luong, Pham & Manning 2015, "general").

    queries (…, T, Q), keys (…, S, K) -> scores (…, T, S)
    """

    def __init__(self, n_query: int, n_key: int, *, rng: np.random.Generator):
        n_query, n_key = check_size(n_query, "n_query"), check_size(n_key, "n_key")
        self.W = Parameter(xavier(rng, n_query, n_key))  # (Q, K)
        self.dot = Dot()

    def __call__(self, queries: Array, keys: Array) -> tuple[Array, Backward]:
        turned = queries @ self.W.value  # (…, T, K)
        scores, through_dot = self.dot(turned, keys)

        def backward(dscores: Array) -> tuple[Array, Array]:
            dturned, dkeys = through_dot(dscores)
            self.W.add_grad(rows(queries).T @ rows(dturned))
            return dturned @ self.W.value.T, dkeys

        return scores, backward


class Additive(Module):
    """Additive score: s_tj = v · tanh(q_t Wq + k_j Wk) (Bahdanau, Cho & Bengio 2015).

    A small network of H hidden units, which it computes for every pair of a query and a
    key.   queries (…, T, Q), keys (…, S, K) -> scores (…, T, S)
    """

    def __init__(
        self, n_query: int, n_key: int, n_hidden: int, *, rng: np.random.Generator
    ):
        n_query, n_key = check_size(n_query, "n_query"), check_size(n_key, "n_key")
        n_hidden = check_size(n_hidden, "n_hidden")
        self.Wq = Parameter(xavier(rng, n_query, n_hidden))  # (Q, H)
        self.Wk = Parameter(xavier(rng, n_key, n_hidden))  # (K, H)
        self.v = Parameter(xavier(rng, n_hidden, 1)[:, 0])  # (H,)

    def __call__(self, queries: Array, keys: Array) -> tuple[Array, Backward]:
        q = (queries @ self.Wq.value)[..., :, None, :]  # (…, T, 1, H)
        k = (keys @ self.Wk.value)[..., None, :, :]  # (…, 1, S, H)
        a = np.tanh(q + k)  # (…, T, S, H)
        scores: Array = a @ self.v.value

        def backward(dscores: Array) -> tuple[Array, Array]:
            self.v.add_grad(dscores.reshape(-1) @ rows(a))
            da = dscores[..., None] * self.v.value * (1 - a * a)  # through the tanh
            dq, dk = da.sum(axis=-2), da.sum(axis=-3)  # (…, T, H), (…, S, H)
            self.Wq.add_grad(rows(queries).T @ rows(dq))
            self.Wk.add_grad(rows(keys).T @ rows(dk))
            return dq @ self.Wq.value.T, dk @ self.Wk.value.T

        return scores, backward


def masked_softmax(
    scores: Array, mask: ArrayLike | None = None
) -> tuple[Array, Backward]:
    """Attention weights: the softmax over the places that the mask leaves, as a layer.

    scores  (…, S), each row of them for one query
    mask    True = attend, of the shape of the scores; all axes but the last may be 1.
            Other places get the weight 0, by a score of minus infinity. A row with
            nothing to attend to gets zeros

    ValueError: no place at all; a mask of another shape, or one that isn't bool.

    >>> weights, backward = masked_softmax(np.zeros((1, 3)), [[True, True, False]])
    >>> weights.tolist()
    [[0.5, 0.5, 0.0]]
    """
    if scores.shape[-1] == 0:
        raise ValueError(f"scores {scores.shape} hold no place that could get a weight")
    if mask is not None:
        scores = np.where(check_mask(mask, scores.shape), scores, -np.inf)
    lowest = np.finfo(scores.dtype).min  # where all are -inf, -inf less it is -inf
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True, initial=lowest))
    sums = weights.sum(axis=-1, keepdims=True, dtype=np.result_type(weights, "f4"))
    weights /= np.where(sums == 0, 1, sums)

    def backward(dweights: Array) -> Array:
        dscores: Array = weights * dweights
        dscores -= weights * dscores.sum(axis=-1, keepdims=True)
        return dscores

    return weights, backward


def weighted_sum(weights: Array, values: Array) -> tuple[Array, Backward]:
    """Weighted sum: r_t = sum over j of α_tj v_j, as a layer.

    weights (…, T, S), values (…, S, D) -> r (…, T, D)
    """
    r = weights @ values

    def backward(dr: Array) -> tuple[Array, Array]:
        return dr @ values.swapaxes(-1, -2), weights.swapaxes(-1, -2) @ dr

    return r, backward


def check_mask(mask: ArrayLike, shape: tuple[int, ...]) -> Array:
    """The mask as an array that fits scores of a shape; ValueError if it does not."""
    array = np.asarray(mask)
    fits = array.ndim == len(shape) and all(
        found in (1, wanted) for found, wanted in zip(array.shape, shape, strict=True)
    )
    if array.dtype != bool or not fits or array.shape[-1] != shape[-1]:
        raise ValueError(
            f"the mask is {array.dtype} {array.shape}; for scores {shape} it must be "
            "bool, True = attend, with as many axes and the same last one; the others "
            "may be 1"
        )
    return array
