"""A table of vectors: one row for each word."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dlnlp.nn.core import Backward, Module, Parameter, RowGradient
from dlnlp.nn.functional import rows
from dlnlp.nn.init import uniform

Array = NDArray[Any]


class Embedding(Module):
    """Row i of W for id i: what a one-hot vector times W is, without the product.

    ids: (...,) -> vectors: (..., D). On the way back only the rows that were used get
    a gradient. The vectors start in ±1/2D, as in word2vec: short and in all directions.
    """

    def __init__(self, vocab_size: int, dim: int, *, rng: np.random.Generator):
        self.W = Parameter(uniform(rng, vocab_size, dim, limit=0.5 / dim))  # (V, D)

    def __call__(self, ids: ArrayLike) -> tuple[Array, Backward]:
        ids = np.asarray(ids)
        shape = self.W.value.shape
        if ids.size and (ids.min() < 0 or ids.max() >= shape[0]):
            raise ValueError(
                f"ids must lie between 0 and {shape[0] - 1}; "
                f"given from {ids.min()} to {ids.max()}"
            )
        vectors = self.W.value[ids]

        def backward(dvectors: Array) -> None:
            self.W.grad += RowGradient(ids.ravel(), rows(dvectors), shape)

        return vectors, backward
