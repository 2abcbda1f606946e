"""The layer that begins every model of words: a table with a vector for each word."""

import numpy as np
from numpy.typing import ArrayLike

from dlnlp.arrays import Array, check_ids, check_size
from dlnlp.nn.functional import rows
from dlnlp.nn.init import uniform
from dlnlp.nn.module import Backward, Module, Parameter
from dlnlp.nn.row_gradient import RowGradient


class Embedding(Module):
    """Embedding: row i of W for id i; a one-hot vector times W, without the product.

    ids: (...,) -> vectors: (..., D). The gradient is one of rows: only those that were
    used get any. The vectors start in ±limit, if none is given in ±0.5/D, as in
    word2vec: short, in all directions.

    ValueError: vocab_size or dim below 1; ids that are no whole numbers from 0 to V-1.
    """

    def __init__(
        self,
        vocab_size: int,
        dim: int,
        *,
        rng: np.random.Generator,
        limit: float | None = None,
    ):
        vocab_size, dim = check_size(vocab_size, "vocab_size"), check_size(dim, "dim")
        limit = 0.5 / dim if limit is None else limit
        self.W = Parameter(uniform(rng, vocab_size, dim, limit=limit))  # (V, D)

    def __call__(self, ids: ArrayLike) -> tuple[Array, Backward]:
        shape = self.W.value.shape
        ids = check_ids(ids, shape[0])
        vectors = self.W.value[ids]

        def backward(dvectors: Array) -> None:
            self.W.add_grad(RowGradient(ids.ravel(), rows(dvectors), shape))

        return vectors, backward
