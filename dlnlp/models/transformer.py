"""The transformer: sequence to sequence by attention alone, with no recurrent step."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from dlnlp.arrays import Array, check_size
from dlnlp.models.positioned_embedding import PositionedEmbedding
from dlnlp.models.seq2seq import Seq2Seq
from dlnlp.nn.init import uniform
from dlnlp.nn.layer_norm import LayerNorm
from dlnlp.nn.module import Backward, Module, Parameter
from dlnlp.nn.multi_head_attention import check_heads
from dlnlp.nn.positional import SinusoidalPositions
from dlnlp.nn.recurrent import masked
from dlnlp.nn.softmax_output import SoftmaxOutput
from dlnlp.nn.transformer_block import DecoderBlock, TransformerBlock


class TransformerEncoder(Module):
    """Encoder of a transformer.   ids (N, S) -> a vector for each token (N, S, D)

    heads     K, which share the D numbers of a vector; D is even, for the sinusoids
    hidden    units of each block's feed-forward network; 4 D if None
    layers    how many blocks
    pre_norm  where layer norm stands: before each layer, and once at the end; or, as in
              Vaswani et al. (2017), after each sum
    dropout   one rate for all places; in calls with rng
    """

    def __init__(
        self,
        vocab_size: int,
        dim: int,
        heads: int,
        *,
        rng: np.random.Generator,
        hidden: int | None = None,
        layers: int = 2,
        pre_norm: bool = True,
        dropout: float = 0.0,
    ):
        dim, heads = check_heads(dim, heads)
        self.embedding = scaled_embedding(vocab_size, dim, rng=rng, dropout=dropout)
        options: dict[str, Any] = {"pre_norm": pre_norm, "dropout": dropout}
        self.blocks = [
            TransformerBlock(dim, heads, hidden or 4 * dim, rng=rng, **options)
            for _ in range(check_size(layers, "layers"))
        ]
        self.norm = LayerNorm(dim) if pre_norm else None

    def __call__(
        self,
        source: ArrayLike,
        mask: ArrayLike | None = None,
        *,
        rng: np.random.Generator | None = None,
    ) -> tuple[tuple[Array, tuple[()]], Backward]:
        """Read N sources: (encoded, ()), backward.

        source   (N, S) ids
        mask     (N, S), True at real tokens; padding has no effect
        encoded  (N, S, D), 0 at padding. The () stands for a last state, which nothing
                 here has

        backward(dencoded, dlast=()), which returns nothing: ids have no gradient

        ValueError: no source or an empty one; a mask of another shape or type.
        """
        source = np.asarray(source)
        if source.ndim != 2 or source.size == 0:
            raise ValueError(
                f"a source is (N, S), N and S at least 1; given {source.shape}"
            )
        x, through_embedding = self.embedding(source, rng=rng)  # (N, S, D)
        real = None if mask is None else np.asarray(mask)
        masked(x, real)  # its shape and type are checked here
        attended = None if real is None else real[:, None]  # (N, 1, S)
        backwards = []
        for block in self.blocks:
            (x, _, _), through_block = block(x, None, attended, rng=rng)
            backwards.append(through_block)
        x, through_norm = self.norm(x) if self.norm else (x, None)

        def backward(dencoded: Array, dlast: tuple[()] = ()) -> None:
            dx = masked(dencoded, real)
            dx = through_norm(dx) if through_norm else dx
            for through_block in reversed(backwards):
                dx, _ = through_block(dx)
            through_embedding(dx)

        return (masked(x, real), ()), backward


class TransformerDecoder(Module):
    """Decoder of a transformer: it writes the target, word by word, in causal blocks.

    tied      embedding and output share one table W (V, D). Its vectors have length 1,
              so that logits stay small; what is read is sqrt(D) W (Vaswani et al. 2017,
              sec. 3.4)
    settings  the others are those of `TransformerEncoder`
    """

    def __init__(
        self,
        vocab_size: int,
        dim: int,
        heads: int,
        *,
        rng: np.random.Generator,
        hidden: int | None = None,
        layers: int = 2,
        pre_norm: bool = True,
        dropout: float = 0.0,
        tied: bool = True,
    ):
        dim, heads = check_heads(dim, heads)
        self.embedding = scaled_embedding(vocab_size, dim, rng=rng, dropout=dropout)
        options: dict[str, Any] = {"pre_norm": pre_norm, "dropout": dropout}
        self.blocks = [
            DecoderBlock(dim, heads, hidden or 4 * dim, rng=rng, **options)
            for _ in range(check_size(layers, "layers"))
        ]
        self.norm = LayerNorm(dim) if pre_norm else None
        own = uniform(rng, vocab_size, dim, limit=(3 / dim) ** 0.5)
        W = self.embedding.embedding.W
        self.output = SoftmaxOutput(W if tied else Parameter(own))

    def __call__(
        self,
        ids: ArrayLike,
        encoded: Array,
        last: tuple[()] = (),
        mask: ArrayLike | None = None,
        state: tuple[Any, ...] | None = None,
        *,
        rng: np.random.Generator | None = None,
    ) -> tuple[tuple[Array, tuple[Any, ...], tuple[Array, ...]], Backward]:
        """Read the target so far: (features, state, weights), backward.

        ids            (N, T); for each of them the next is to be guessed
        encoded, last  what the encoder gave, and mask (N, S), that of its source
        state          the caches of each block, from an earlier call, to go on there
        features       (N, T, D), what the layer `output` guesses from
        weights        (N, K, T, S) of each block: where its heads looked in the source

        backward(dfeatures, dstate=None, dweights=None) -> dencoded, (); for calls
        without a state
        """
        if state is not None and len(state) != len(self.blocks):
            raise ValueError(
                f"a state of {len(state)} blocks came to {len(self.blocks)} blocks"
            )
        past = 0 if state is None else state[0][0][0].shape[2]
        y, through_embedding = self.embedding(ids, past, rng=rng)  # (N, T, D)
        attended = None if mask is None else np.asarray(mask)[:, None]  # (N, 1, S)
        after, weights, backwards = [], [], []
        for i, block in enumerate(self.blocks):
            before = None if state is None else state[i]
            (y, new, weight), through_block = block(
                y, encoded, before, attended, rng=rng
            )
            after.append(new)
            weights.append(weight)
            backwards.append(through_block)
        y, through_norm = self.norm(y) if self.norm else (y, None)

        def backward(
            dfeatures: Array, dstate: Any = None, dweights: Any = None
        ) -> tuple[Array, tuple[()]]:
            dencoded = np.zeros_like(encoded)
            dy = through_norm(dfeatures) if through_norm else dfeatures
            for i, through_block in reversed(list(enumerate(backwards))):
                dparts = (part and part[i] for part in (dstate, dweights))
                dy, dmemory = through_block(dy, *dparts)
                dencoded += dmemory
            through_embedding(dy)
            return dencoded, ()

        return (y, tuple(after), tuple(weights)), backward


class Transformer(Seq2Seq):
    """Transformer of Vaswani et al. (2017), encoder and decoder: a `Seq2Seq`.

    So all that takes a `Seq2Seq` takes it: `decode`, `beam_decode`, `pair_batches`,
    `Trainer`. `attention_weights` are (layers, N, K, T, S).

    n_source, n_target  words of the two vocabularies
    smoothing           of the labels, in training
    settings            dim, heads, hidden, layers, pre_norm, dropout, as for
                        `TransformerEncoder`; tied, as for `TransformerDecoder`
    """

    def __init__(
        self,
        n_source: int,
        n_target: int,
        dim: int,
        heads: int,
        *,
        rng: np.random.Generator,
        smoothing: float = 0.0,
        tied: bool = True,
        **settings: Any,
    ):
        super().__init__(
            TransformerEncoder(n_source, dim, heads, rng=rng, **settings),
            TransformerDecoder(n_target, dim, heads, rng=rng, tied=tied, **settings),
            smoothing=smoothing,
        )


def scaled_embedding(
    vocab_size: int, dim: int, *, rng: np.random.Generator, dropout: float
) -> PositionedEmbedding:
    """Vectors of length 1 on average, times sqrt(D), plus sinusoids: numbers of like
    size, variance 1 of the words and 1/2 of the places."""
    return PositionedEmbedding(
        vocab_size,
        dim,
        SinusoidalPositions(dim),
        rng=rng,
        scale=dim**0.5,
        limit=(3 / dim) ** 0.5,
        dropout=dropout,
    )
