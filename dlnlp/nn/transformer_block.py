"""Transformer blocks: attention, then a small network, each beside a residual path.

Where layer norm stands is a setting. Pre-norm: y = x + layer(norm(x)), as in GPT-2; the
residual path stays free of it from the first block to the last, and deep stacks train
without care. Post-norm: y = norm(x + layer(x)), as in Vaswani et al. (2017); it wants a
warm-up (Xiong et al. 2020).
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from dlnlp.arrays import Array
from dlnlp.nn.cross_attention import CrossAttention
from dlnlp.nn.dropout import Dropout
from dlnlp.nn.functional import relu
from dlnlp.nn.layer_norm import LayerNorm
from dlnlp.nn.linear import Linear
from dlnlp.nn.module import Backward, Module
from dlnlp.nn.multi_head_attention import Cache, MultiHeadAttention
from dlnlp.nn.sequential import Layer, Sequential, takes_rng


class Sublayer(Module):
    """A layer beside a residual path, with dropout at its end, and a layer norm.

    pre_norm  x + layer(norm(x)); otherwise norm(x + layer(x))

    The layer may read and return more than x, as attention does: the rest passes.
    """

    def __init__(
        self, layer: Callable[..., Any], dim: int, *, pre_norm: bool, dropout: float
    ):
        self.layer, self.norm, self.dropout = layer, LayerNorm(dim), Dropout(dropout)
        self.pre_norm, self.draws = bool(pre_norm), takes_rng(layer)

    def __call__(
        self, x: Array, *inputs: Any, rng: np.random.Generator | None = None
    ) -> tuple[tuple[Any, ...], Backward]:
        """Returns (y, what else the layer returns …), backward; y is of x's shape."""
        seen, through_pre = self.norm(x) if self.pre_norm else (x, _unchanged)
        output, through_layer = self.layer(
            seen, *inputs, **({"rng": rng} if self.draws else {})
        )
        change, *others = _tuple(output)
        change, through_dropout = self.dropout(change, rng=rng)
        y = x + change
        y, through_post = (y, _unchanged) if self.pre_norm else self.norm(y)

        def backward(dy: Array, *dothers: Any) -> tuple[Any, ...]:
            dy = through_post(dy)
            dseen, *dinputs = _tuple(through_layer(through_dropout(dy), *dothers))
            return dy + through_pre(dseen), *dinputs

        return (y, *others), backward


class TransformerBlock(Module):
    """Transformer block: self-attention, then a feed-forward network.

    x: (N, T, D) -> y: (N, T, D). Of encoders, and, if causal, of language models.

    heads       K, of the self-attention
    hidden      H, units of the feed-forward network
    activation  between its two linear layers
    pre_norm    where layer norm stands: before each layer, or after each sum
    dropout     the rate at the end of each layer, and of attention weights

    ValueError: those of the layers.
    """

    def __init__(
        self,
        dim: int,
        heads: int,
        hidden: int,
        *,
        rng: np.random.Generator,
        activation: Layer = relu,
        causal: bool = False,
        pre_norm: bool = True,
        dropout: float = 0.0,
    ):
        options: dict[str, Any] = {"pre_norm": pre_norm, "dropout": dropout}
        attention = MultiHeadAttention(
            dim, heads, rng=rng, causal=causal, dropout=dropout
        )
        network = feed_forward(dim, hidden, activation, rng=rng)
        self.attention = Sublayer(attention, dim, **options)
        self.feed_forward = Sublayer(network, dim, **options)

    def __call__(
        self,
        x: Array,
        state: Cache | None = None,
        mask: ArrayLike | None = None,
        *,
        rng: np.random.Generator | None = None,
    ) -> tuple[tuple[Array, Cache, Array], Backward]:
        """(y, state, weights), backward; all as for `MultiHeadAttention`."""
        (z, state, weights), through_attention = self.attention(x, state, mask, rng=rng)
        (y,), through_feed_forward = self.feed_forward(z, rng=rng)

        def backward(
            dy: Array, dstate: Cache | None = None, dweights: Array | None = None
        ) -> tuple[Array, Cache]:
            (dz,) = through_feed_forward(dy)
            dx, dbefore = through_attention(dz, dstate, dweights)
            return dx, dbefore

        return (y, state, weights), backward


class DecoderBlock(Module):
    """Transformer block of a decoder: self-attention, cross-attention, feed-forward.

    x: (N, T, D) -> y: (N, T, D). The self-attention is causal. Settings are those of
    `TransformerBlock`.
    """

    def __init__(
        self,
        dim: int,
        heads: int,
        hidden: int,
        *,
        rng: np.random.Generator,
        activation: Layer = relu,
        pre_norm: bool = True,
        dropout: float = 0.0,
    ):
        options: dict[str, Any] = {"pre_norm": pre_norm, "dropout": dropout}
        attention = MultiHeadAttention(
            dim, heads, rng=rng, causal=True, dropout=dropout
        )
        cross = CrossAttention(dim, heads, rng=rng, dropout=dropout)
        network = feed_forward(dim, hidden, activation, rng=rng)
        self.attention = Sublayer(attention, dim, **options)
        self.cross = Sublayer(cross, dim, **options)
        self.feed_forward = Sublayer(network, dim, **options)

    def __call__(
        self,
        x: Array,
        memory: Array,
        state: tuple[Cache, Cache] | None = None,
        mask: ArrayLike | None = None,
        *,
        rng: np.random.Generator | None = None,
    ) -> tuple[tuple[Array, tuple[Cache, Cache], Array], Backward]:
        """Returns (y, state, weights), backward.

        x        (N, T, D), the target so far
        memory   (N, S, D), what the encoder made of the source
        state    the caches of both attentions, which an earlier call returned
        mask     (N, 1, S) of the source, True = attend
        weights  (N, K, T, S) of the cross-attention

        backward(dy, dstate=None, dweights=None) -> dx, dmemory; for calls without state
        """
        read, known = (None, None) if state is None else state
        (z, read, _), through_attention = self.attention(x, read, rng=rng)
        (z, known, weights), through_cross = self.cross(z, memory, known, mask, rng=rng)
        (y,), through_feed_forward = self.feed_forward(z, rng=rng)

        def backward(
            dy: Array,
            dstate: tuple[Cache, Cache] | None = None,
            dweights: Array | None = None,
        ) -> tuple[Array, Array]:
            dread, dknown = (None, None) if dstate is None else dstate
            (dz,) = through_feed_forward(dy)
            dz, dmemory = through_cross(dz, dknown, dweights)
            dx, _ = through_attention(dz, dread)
            return dx, dmemory

        return (y, (read, known), weights), backward


def feed_forward(
    dim: int, hidden: int, activation: Layer, *, rng: np.random.Generator
) -> Sequential:
    """Position-wise feed-forward network: each vector by itself, D -> H -> D."""
    first, second = Linear(dim, hidden, rng=rng), Linear(hidden, dim, rng=rng)
    return Sequential(first, activation, second)


def _tuple(output: Any) -> tuple[Any, ...]:
    return output if isinstance(output, tuple) else (output,)


def _unchanged(dy: Array) -> Array:
    return dy
