"""A transformer as a language model, decoder only: what is known as a GPT."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from dlnlp.arrays import Array, check_ids, check_size
from dlnlp.models.positioned_embedding import PositionedEmbedding
from dlnlp.nn.gelu import gelu
from dlnlp.nn.init import normal
from dlnlp.nn.layer_norm import LayerNorm
from dlnlp.nn.module import Backward, Module, Parameter
from dlnlp.nn.multi_head_attention import check_heads
from dlnlp.nn.positional import LearnedPositions
from dlnlp.nn.sequential import Layer
from dlnlp.nn.softmax_output import SoftmaxOutput
from dlnlp.nn.transformer_block import TransformerBlock


class TransformerLM(Module):
    """Transformer language model: words and places, causal blocks, a guess at the next.

    The model of GPT-2 (Radford et al. 2019), any size. All in it is pre-norm unless
    `pre_norm` is False.

    context     C, how many words it can see; positions are learned
    heads       K, which share the D numbers of a vector
    hidden      units of each block's feed-forward network; 4 D if None
    layers      L, how many blocks
    activation  of the feed-forward networks
    dropout     one rate for all places; in calls with rng
    tied        embedding and output share one table
    std         weights start as N(0, std), biases at 0. Those that write to the
                residual path start as N(0, std / sqrt(2 L)): 2 L of them add up there

    >>> rng = np.random.default_rng(0)
    >>> model = TransformerLM(10, 8, 16, heads=2, layers=1, rng=rng)
    >>> ids = np.array([[1, 2, 3]])
    >>> logits, state = model.next_logits(ids)
    >>> loss, backward = model.loss(ids[:, :-1], ids[:, 1:])
    >>> logits.shape, 1 < loss < 4
    ((1, 10), True)
    """

    def __init__(
        self,
        vocab_size: int,
        dim: int,
        context: int,
        *,
        heads: int,
        rng: np.random.Generator,
        hidden: int | None = None,
        layers: int = 4,
        activation: Layer = gelu,
        pre_norm: bool = True,
        dropout: float = 0.0,
        tied: bool = True,
        std: float = 0.02,
    ):
        dim, heads = check_heads(dim, heads)
        layers, self.context = (
            check_size(layers, "layers"),
            check_size(context, "context"),
        )
        positions = LearnedPositions(context, dim, rng=rng)
        self.embedding = PositionedEmbedding(
            vocab_size, dim, positions, rng=rng, dropout=dropout
        )
        options: dict[str, Any] = {"activation": activation, "dropout": dropout}
        self.blocks = [
            TransformerBlock(
                *(dim, heads, hidden or 4 * dim),
                rng=rng,
                causal=True,
                pre_norm=pre_norm,
                **options,
            )
            for _ in range(layers)
        ]
        self.norm = LayerNorm(dim) if pre_norm else None
        W = self.embedding.embedding.W
        self.output = SoftmaxOutput(W if tied else Parameter(W.value))
        for name, parameter in self.named_parameters():
            if parameter.value.ndim == 2:
                adds = name.endswith(("out.W", "layers.2.W"))
                scale = std / np.sqrt(2 * layers) if adds else std
                parameter.value = normal(rng, *parameter.value.shape, scale=scale)

    def loss(
        self,
        inputs: ArrayLike,
        targets: ArrayLike,
        *,
        rng: np.random.Generator | None = None,
    ) -> tuple[float, Backward]:
        """Mean negative log-likelihood, the surprisal, in nats; and backward.

        inputs   (N, T) ids that are read, T at most C
        targets  (N, T) what came next: usually the inputs, one step later
        """
        (hs, _, _), through_blocks = self._read(inputs, rng=rng)
        loss, through_output = self.output(hs, np.asarray(targets))

        def backward(dloss: float = 1.0) -> None:
            through_blocks(through_output(dloss))

        return loss, backward

    def negative_log_likelihood(
        self, ids: ArrayLike, *, start: int | None = None, stride: int | None = None
    ) -> tuple[float, int]:
        """-log P of a whole text, in nats; and how many words count: each once.

        The text is read in windows of C words. In each but the first, only the last
        `stride` words count, so they have C - stride words before them at least.

        ids     (T,) one stream
        start   the id of the word before the first; without it, the first word is only
                read, and T - 1 count
        stride  how far a window lies behind the one before; C // 2 if None. A smaller
                one takes longer, and is kinder to the model

        ValueError: nothing to guess, ids outside 0 … V-1, a stride outside 1 … C.
        """
        C, V = self.context, len(self.output.W.value)
        stride = max(1, C // 2) if stride is None else check_size(stride, "stride")
        if stride > C:
            raise ValueError(f"stride is {stride}; it must be at most the context, {C}")
        before = check_ids([] if start is None else [start], V)
        text = np.concatenate([before, check_ids(ids, V, ndim=1)])
        if len(text) < 2:
            raise ValueError("a text of fewer than two words leaves nothing to guess")
        nll, done = 0.0, 1  # words that were scored, or only read
        while done < len(text):
            end = min(len(text), C + 1 if done == 1 else done + stride)
            window = text[None, max(0, end - C - 1) : end]
            (hs, _, _), _ = self._read(window[:, :-1])
            scored = slice(done - end, None)
            loss, _ = self.output(hs[:, scored], window[:, 1:][:, scored])
            nll, done = nll + loss * (end - done), end
        return nll, len(text) - 1

    def next_logits(self, ids: ArrayLike, state: Any = None) -> tuple[Array, Any]:
        """Read ids (N, T); logits of all words as the next: (N, V), and the state.

        state  the words so far, (N, P), and the KV cache of each block; None: P = 0

        Once P + T exceeds the context C, only the last C // 2 words (or T, if that is
        more) are remembered, and read anew at new positions.

        ValueError: T above the context; ids or a state that do not fit.
        """
        new = np.asarray(ids)
        words, caches = (new, None) if state is None else state
        if state is not None:
            if new.ndim != 2 or len(new) != len(words):
                raise ValueError(
                    f"a state of {len(words)} texts; given ids {new.shape}"
                )
            words = np.concatenate([words, new], axis=1)
            if words.shape[1] > self.context:
                kept = max(new.shape[1], self.context // 2)
                words = new = words[:, -kept:]
                caches = None
        (hs, caches, _), _ = self._read(new, caches)
        return self.output.logits(hs[:, -1]), (words, caches)

    def attention_weights(self, ids: ArrayLike) -> Array:
        """Weights (L, N, K, T, T) for ids (N, T): row t is where word t looked."""
        (_, _, weights), _ = self._read(ids)
        return np.array(weights)

    def _read(
        self,
        ids: ArrayLike,
        caches: tuple[Any, ...] | None = None,
        *,
        rng: np.random.Generator | None = None,
    ) -> tuple[tuple[Array, tuple[Any, ...], list[Array]], Backward]:
        """ids (N, T) -> hs (N, T, D), the caches, and the weights of each block."""
        if caches is not None and len(caches) != len(self.blocks):
            raise ValueError(
                f"a state of {len(caches)} blocks came to {len(self.blocks)} blocks"
            )
        past = 0 if caches is None else caches[0][0].shape[2]
        x, through_embedding = self.embedding(ids, past, rng=rng)  # (N, T, D)
        after, weights, backwards = [], [], []
        for i, block in enumerate(self.blocks):
            before = None if caches is None else caches[i]
            (x, cache, weight), through_block = block(x, before, rng=rng)
            after.append(cache)
            weights.append(weight)
            backwards.append(through_block)
        x, through_norm = self.norm(x) if self.norm else (x, None)

        def backward(dx: Array) -> None:
            dx = through_norm(dx) if through_norm else dx
            for through_block in reversed(backwards):
                dx, _ = through_block(dx)
            through_embedding(dx)

        return (x, tuple(after), weights), backward
