"""A table of vectors: one row for each word."""

import numpy as np
from numpy.typing import ArrayLike

from dlnlp.arrays import Array, check_ids
from dlnlp.nn.functional import rows
from dlnlp.nn.init import uniform
from dlnlp.nn.module import Backward, Module, Parameter
from dlnlp.nn.row_gradient import RowGradient


class Embedding(Module):
    """Row i of W for id i: what a one-hot vector times W is, without the product.

    ids: (...,) -> vectors: (..., D). On the way back only the rows that were used get
    a gradient. The vectors start in ±limit, if none is given in ±0.5/D, as in word2vec:
    short, in all directions.
    """

    def __init__(
        self,
        vocab_size: int,
        dim: int,
        *,
        rng: np.random.Generator,
        limit: float | None = None,
    ):
        if vocab_size < 1 or dim < 1:
            raise ValueError(
                f"a table of {vocab_size} x {dim} is empty; it takes at least 1 x 1"
            )
        limit = 0.5 / dim if limit is None else limit
        self.W = Parameter(uniform(rng, vocab_size, dim, limit=limit))  # (V, D)

    def __call__(self, ids: ArrayLike) -> tuple[Array, Backward]:
        shape = self.W.value.shape
        ids = check_ids(ids, shape[0])
        vectors = self.W.value[ids]

        def backward(dvectors: Array) -> None:
            self.W.add_grad(RowGradient(ids.ravel(), rows(dvectors), shape))

        return vectors, backward
