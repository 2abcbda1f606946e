"""Multi-head attention: heads look at the same places, each for its own thing."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from dlnlp.arrays import Array, check_size
from dlnlp.nn.attention import check_mask
from dlnlp.nn.functional import check_probability
from dlnlp.nn.linear import Linear
from dlnlp.nn.module import Backward, Module
from dlnlp.nn.scaled_dot_product import scaled_dot_product_attention

Cache = tuple[Array, Array]  # keys and values of P places, each (N, K, P, D/K)


class MultiHeadAttention(Module):
    """Multi-head self-attention: x attends to itself.   x: (N, T, D) -> y: (N, T, D)

    Each of K heads is D/K wide, with queries, keys and values of its own; one product
    gives all of them. What the heads read, side by side, goes through one more linear
    layer (Vaswani et al. 2017, sec. 3.2.2).

    causal   step t attends to steps up to t alone, as in a model that guesses the next
    dropout  the rate at which attention weights are left out; in calls with rng

    ValueError: sizes below 1, heads that do not divide dim, a dropout rate below 0, or
    1 and above.

    >>> layer = MultiHeadAttention(8, 2, rng=np.random.default_rng(0), causal=True)
    >>> (y, state, weights), backward = layer(np.ones((1, 5, 8), np.float32))
    >>> y.shape, weights.shape
    ((1, 5, 8), (1, 2, 5, 5))
    """

    def __init__(
        self,
        dim: int,
        heads: int,
        *,
        rng: np.random.Generator,
        causal: bool = False,
        dropout: float = 0.0,
    ):
        dim, self.heads = check_heads(dim, heads)
        self.qkv = Linear(dim, 3 * dim, rng=rng)  # queries, keys, values
        self.out = Linear(dim, dim, rng=rng)
        self.causal = bool(causal)
        self.dropout = check_probability("the dropout rate", dropout)

    def __call__(
        self,
        x: Array,
        state: Cache | None = None,
        mask: ArrayLike | None = None,
        *,
        rng: np.random.Generator | None = None,
    ) -> tuple[tuple[Array, Cache, Array], Backward]:
        """Returns (y, state, weights), backward.

        x        (N, T, D)
        state    the KV cache, which an earlier call returned: keys and values of the P
                 steps that x comes after, and attends to. None: P = 0
        mask     (N, T, P + T), True = attend; N and T may be 1. In a causal layer it
                 can only take more away: padding, by (N, 1, P + T)
        weights  (N, K, T, P + T), before dropout

        backward(dy, dstate=None, dweights=None) -> dx, dstate

        ValueError: x, a mask or a state of another shape.
        """
        check_vectors("x", x, len(self.qkv.W.value))
        (N, T, D), K = x.shape, self.heads
        qkv, through_qkv = self.qkv(x)  # (N, T, 3D)
        q, k, v = (split(qkv[..., i * D : (i + 1) * D], K) for i in range(3))
        if state is not None:
            check_cache(state, (N, K, D // K))
            k, v = (np.concatenate(p, axis=2) for p in ((state[0], k), (state[1], v)))
        P = k.shape[2] - T
        if self.causal:
            mask = causal_mask(T, P, mask)
        (r, weights), through_attention = scaled_dot_product_attention(
            q, k, v, mask, dropout=self.dropout, rng=rng
        )  # (N, K, T, D/K) and (N, K, T, P + T)
        y, through_out = self.out(joined(r))

        def backward(
            dy: Array, dstate: Cache | None = None, dweights: Array | None = None
        ) -> tuple[Array, Cache]:
            dq, dk, dv = through_attention(split(through_out(dy), K), dweights)
            if dstate is not None:
                dk, dv = dk + dstate[0], dv + dstate[1]
            new = dq, dk[:, :, P:], dv[:, :, P:]
            dx = through_qkv(np.concatenate([joined(part) for part in new], axis=2))
            return dx, (dk[:, :, :P], dv[:, :, :P])

        return (y, (k, v), weights), backward


def causal_mask(T: int, past: int = 0, mask: ArrayLike | None = None) -> Array | None:
    """The causal mask (1, T, P + T): each of the last T steps attends up to itself.

    past  P, the steps that came before, to which all attend
    mask  another one, (N, T, P + T), to be obeyed as well; N and T may be 1

    None where there is nothing to hide: a single step is the last, and may see all.

    >>> causal_mask(3)[0].astype(int).tolist()
    [[1, 0, 0], [1, 1, 0], [1, 1, 1]]
    """
    up_to = None if T == 1 else np.tri(T, past + T, past, dtype=bool)[None]
    if mask is None or up_to is None:
        return up_to if mask is None else np.asarray(mask)
    N = len(np.atleast_1d(mask))
    causal: Array = up_to & check_mask(mask, (N, T, past + T))
    return causal


def split(x: Array, heads: int) -> Array:
    """Each vector cut into equal parts, one a head: (N, T, D) -> (N, K, T, D/K)"""
    N, T, D = x.shape
    return x.reshape(N, T, heads, D // heads).swapaxes(1, 2)


def joined(x: Array) -> Array:
    """The parts of all heads side by side again: (N, K, T, D/K) -> (N, T, D)"""
    N, K, T, width = x.shape
    return x.swapaxes(1, 2).reshape(N, T, K * width)


def check_heads(dim: int, heads: int) -> tuple[int, int]:
    """Both as ints; ValueError unless so many heads share the dim numbers evenly."""
    dim, heads = check_size(dim, "dim"), check_size(heads, "heads")
    if dim % heads:
        raise ValueError(f"{heads} heads do not share {dim} numbers evenly")
    return dim, heads


def check_vectors(name: str, x: Array, dim: int) -> None:
    """ValueError unless x is (N, T, dim), with T at least 1."""
    if x.ndim != 3 or x.shape[1] < 1 or x.shape[2] != dim:
        raise ValueError(f"{name} is (N, T, {dim}), T at least 1; given {x.shape}")


def check_cache(state: Any, sizes: tuple[int, int, int]) -> None:
    """ValueError unless it holds keys and values for N texts and K heads of a width."""
    N, K, width = sizes
    shapes = [np.shape(part) for part in state]
    good = len(shapes) == 2 and shapes[0] == shapes[1] and len(shapes[0]) == 4
    if not good or (*shapes[0][:2], shapes[0][3]) != sizes:
        raise ValueError(
            f"the cache holds {shapes}; {N} texts, of a model with {K} heads, want "
            f"keys and values of ({N}, {K}, P, {width})"
        )
