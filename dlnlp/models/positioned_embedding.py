"""What every transformer begins with: a vector for each word, and one for its place."""

import numpy as np
from numpy.typing import ArrayLike

from dlnlp.arrays import Array
from dlnlp.nn.dropout import Dropout
from dlnlp.nn.embedding import Embedding
from dlnlp.nn.module import Backward, Module
from dlnlp.nn.positional import LearnedPositions, SinusoidalPositions


class PositionedEmbedding(Module):
    """x_t = scale W[id_t] + P_t, with dropout.   ids (N, T) -> x (N, T, D)

    positions  the layer that adds P; None adds nothing
    scale      what the words' vectors are multiplied by. Where W also turns features
               into logits (tied weights), it stands here alone
    limit      the vectors of W start in ±limit
    """

    def __init__(
        self,
        vocab_size: int,
        dim: int,
        positions: LearnedPositions | SinusoidalPositions | None,
        *,
        rng: np.random.Generator,
        scale: float = 1.0,
        limit: float | None = None,
        dropout: float = 0.0,
    ):
        self.embedding = Embedding(vocab_size, dim, rng=rng, limit=limit)  # W (V, D)
        self.positions, self.scale = positions, float(scale)
        self.dropout = Dropout(dropout)

    def __call__(
        self,
        ids: ArrayLike,
        start: int = 0,
        *,
        rng: np.random.Generator | None = None,
    ) -> tuple[Array, Backward]:
        """start  the position of the first id: how many came before it

        ValueError: no ids, or not (N, T); those of the embedding and the positions.
        """
        rows = np.asarray(ids)
        if rows.ndim != 2 or rows.size == 0:
            raise ValueError(f"ids are (N, T), at least one; given {rows.shape}")
        words, through_embedding = self.embedding(rows)  # (N, T, D)
        if self.scale != 1:
            words = words * words.dtype.type(self.scale)
        x, through_positions = (
            self.positions(words, start) if self.positions else (words, _unchanged)
        )
        x, through_dropout = self.dropout(x, rng=rng)

        def backward(dx: Array) -> None:
            dwords = through_positions(through_dropout(dx))
            through_embedding(dwords * dwords.dtype.type(self.scale))

        return x, backward


def _unchanged(dx: Array) -> Array:
    return dx
