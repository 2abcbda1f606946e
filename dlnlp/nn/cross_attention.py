"""Cross-attention: a decoder looks at what the encoder has read, with several heads."""

import numpy as np
from numpy.typing import ArrayLike

from dlnlp.arrays import Array
from dlnlp.nn.functional import check_probability
from dlnlp.nn.linear import Linear
from dlnlp.nn.module import Backward, Module
from dlnlp.nn.multi_head_attention import (
    Cache,
    check_cache,
    check_heads,
    check_vectors,
    joined,
    split,
)
from dlnlp.nn.scaled_dot_product import scaled_dot_product_attention


class CrossAttention(Module):
    """Multi-head cross-attention: x attends to a memory.   x: (N, T, D) -> y: (N, T, D)

    As `MultiHeadAttention`, but keys and values are of the memory (N, S, D), which is
    what an encoder made of the source (Vaswani et al. 2017, sec. 3.2.3).

    ValueError: as for `MultiHeadAttention`.
    """

    def __init__(
        self, dim: int, heads: int, *, rng: np.random.Generator, dropout: float = 0.0
    ):
        dim, self.heads = check_heads(dim, heads)
        self.q = Linear(dim, dim, rng=rng)
        self.kv = Linear(dim, 2 * dim, rng=rng)  # keys, values
        self.out = Linear(dim, dim, rng=rng)
        self.dropout = check_probability("the dropout rate", dropout)

    def __call__(
        self,
        x: Array,
        memory: Array,
        state: Cache | None = None,
        mask: ArrayLike | None = None,
        *,
        rng: np.random.Generator | None = None,
    ) -> tuple[tuple[Array, Cache, Array], Backward]:
        """Returns (y, state, weights), backward.

        x        (N, T, D), from which the queries come
        memory   (N, S, D), from which keys and values come
        state    keys and values, which an earlier call with this memory returned: then
                 they are not computed again
        mask     (N, T, S), True = attend; N and T may be 1. Padding: (N, 1, S)
        weights  (N, K, T, S), before dropout

        backward(dy, dstate=None, dweights=None) -> dx, dmemory; for calls without state

        ValueError: x, memory, a mask or a state of another shape.
        """
        D, K = len(self.q.W.value), self.heads
        check_vectors("x", x, D)
        check_vectors("the memory", memory, D)
        if len(x) != len(memory):
            raise ValueError(f"{len(x)} texts and memories of {len(memory)}")
        q, through_q = self.q(x)  # (N, T, D)
        if state is None:
            kv, through_kv = self.kv(memory)  # (N, S, 2D)
            state = split(kv[..., :D], K), split(kv[..., D:], K)
        check_cache(state, (len(x), K, D // K))
        (r, weights), through_attention = scaled_dot_product_attention(
            split(q, K), *state, mask, dropout=self.dropout, rng=rng
        )  # (N, K, T, D/K) and (N, K, T, S)
        y, through_out = self.out(joined(r))

        def backward(
            dy: Array, dstate: Cache | None = None, dweights: Array | None = None
        ) -> tuple[Array, Array]:
            dq, dk, dv = through_attention(split(through_out(dy), K), dweights)
            if dstate is not None:
                dk, dv = dk + dstate[0], dv + dstate[1]
            dkv = np.concatenate([joined(dk), joined(dv)], axis=2)
            return through_q(joined(dq)), through_kv(dkv)

        return (y, state, weights), backward
