"""A transformer with nothing but attention, in which one can see what a head does."""

from collections.abc import Collection

import numpy as np
from numpy.typing import ArrayLike

from dlnlp.arrays import Array, Ids, check_ids, check_size
from dlnlp.nn.embedding import Embedding
from dlnlp.nn.init import normal
from dlnlp.nn.linear import Linear
from dlnlp.nn.losses import cross_entropy
from dlnlp.nn.module import Backward, Module, Parameter
from dlnlp.nn.multi_head_attention import causal_mask, check_heads, joined, split
from dlnlp.nn.scaled_dot_product import scaled_dot_product_attention

Heads = Collection[tuple[int, int]]  # (layer, head), both counted from 0


class PlacedAttention(Module):
    """Causal multi-head attention, x + heads(x), whose queries and keys know places.

    q and k come from x + positions, v from x alone: so what a head hands on says what
    stands somewhere, and not where (Press, Smith & Lewis 2021, sec. 4).

    ValueError: as for `MultiHeadAttention`.
    """

    def __init__(self, dim: int, heads: int, *, rng: np.random.Generator):
        dim, self.heads = check_heads(dim, heads)
        self.qk = Linear(dim, 2 * dim, rng=rng)
        self.v = Linear(dim, dim, rng=rng)
        self.out = Linear(dim, dim, rng=rng)

    def linears(self) -> tuple[Linear, ...]:
        """Its three matrix products."""
        return self.qk, self.v, self.out

    def __call__(
        self, x: Array, positions: Array, silent: Collection[int] = ()
    ) -> tuple[tuple[Array, Array], Backward]:
        """x (N, T, D), positions (T, D) -> y (N, T, D), and weights (N, K, T, T).

        silent  heads that are ablated: what they read counts as 0

        backward(dy, dweights=None) -> dx, dpositions
        """
        D, T = x.shape[2], x.shape[1]
        qk, through_qk = self.qk(x + positions)  # (N, T, 2D)
        v, through_v = self.v(x)
        q, k, values = (split(p, self.heads) for p in (qk[..., :D], qk[..., D:], v))
        (r, weights), through_attention = scaled_dot_product_attention(
            q, k, values, causal_mask(T)
        )  # (N, K, T, D/K)
        heard = np.ones((self.heads, 1, 1), r.dtype)
        heard[list(silent)] = 0
        change, through_out = self.out(joined(r * heard))

        def backward(dy: Array, dweights: Array | None = None) -> tuple[Array, Array]:
            dr = split(through_out(dy), self.heads) * heard
            dq, dk, dvalues = through_attention(dr, dweights)
            dqk = np.concatenate([joined(dq), joined(dk)], axis=2)
            dplaced = through_qk(dqk)
            return dy + dplaced + through_v(joined(dvalues)), dplaced.sum(axis=0)

        return (x + change, weights), backward


class AttentionOnly(Module):
    """Attention-only transformer: words, attention layers, a guess at each next word.

    There is no feed-forward network and no layer norm, so that each layer adds what its
    heads read and nothing else (Elhage et al. 2021). Vectors of words and places start
    as N(0, 1), matrices as N(0, 1/sqrt(D)); from N(0, .02), as GPT-2 starts, a model of
    this size does not find the induction heads that it is for (Olsson et al. 2022).

    context  C, how many words it can see
    heads    K in each layer, which share the D numbers of a vector

    ValueError: sizes below 1, heads that do not divide dim.
    """

    def __init__(
        self,
        vocab_size: int,
        dim: int,
        context: int,
        *,
        rng: np.random.Generator,
        layers: int = 2,
        heads: int = 1,
    ):
        layers = check_size(layers, "layers")
        self.context = check_size(context, "context")
        self.embedding = Embedding(vocab_size, dim, rng=rng)
        self.positions = Parameter(normal(rng, self.context, dim, scale=1.0))  # (C, D)
        self.layers = [PlacedAttention(dim, heads, rng=rng) for _ in range(layers)]
        self.output = Linear(dim, vocab_size, rng=rng)
        table = self.embedding.W
        table.value = normal(rng, *table.value.shape, scale=1.0)
        for linear in (self.output, *(p for a in self.layers for p in a.linears())):
            shape = linear.W.value.shape
            linear.W.value = normal(rng, *shape, scale=1 / np.sqrt(dim))

    def __call__(
        self, ids: ArrayLike, without: Heads = ()
    ) -> tuple[tuple[Array, list[Array]], Backward]:
        """ids (N, T) -> logits (N, T, V), and each layer's weights (N, K, T, T).

        without  heads that are ablated

        ValueError: ids of another shape, more than the context holds, or outside
        0 … V-1; a head that there isn't.
        """
        x, through_embedding = self.embedding(self._checked(ids, without))
        positions = self.positions.value[: x.shape[1]]  # (T, D)
        weights, backwards = [], []
        for i, layer in enumerate(self.layers):
            silent = [head for at, head in without if at == i]
            (x, weight), back = layer(x, positions, silent)
            weights.append(weight)
            backwards.append(back)
        logits, through_output = self.output(x)

        def backward(dlogits: Array) -> None:
            dx = through_output(dlogits)
            dpositions = np.zeros_like(self.positions.value)  # (C, D)
            for back in reversed(backwards):
                dx, dplaces = back(dx)
                dpositions[: len(positions)] += dplaces
            self.positions.add_grad(dpositions)
            through_embedding(dx)

        return (logits, weights), backward

    def loss(
        self,
        inputs: ArrayLike,
        targets: ArrayLike,
        *,
        rng: np.random.Generator | None = None,
    ) -> tuple[float, Backward]:
        """Mean negative log-likelihood, in nats, of each next word.

        inputs, targets  (N, T) ids that are read, and what came next
        rng              not used, as nothing is drawn
        """
        (logits, _), through_model = self(inputs)
        loss, through_loss = cross_entropy(logits, targets)

        def backward(dloss: float = 1.0) -> None:
            through_model(through_loss(dloss))

        return loss, backward

    def _checked(self, ids: ArrayLike, without: Heads) -> Ids:
        for layer, head in without:
            check_ids(layer, len(self.layers), "a layer")
            check_ids(head, self.layers[0].heads, "a head")
        array = check_ids(ids, len(self.embedding.W.value), ndim=2)
        if not 1 <= array.shape[1] <= self.context:
            raise ValueError(
                f"ids are (N, T), T from 1 to {self.context}; given {array.shape}"
            )
        return array
