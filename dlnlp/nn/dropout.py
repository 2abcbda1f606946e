"""Dropout: numbers left out at random, so that none can be relied on alone."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from dlnlp.arrays import Array
from dlnlp.nn.functional import as_floats, check_probability
from dlnlp.nn.module import Backward, Module


class Dropout(Module):
    """Dropout: each number is zero with probability `rate`, else divided by 1 - rate.

    So the mean stays, and nothing is to be done when the model is used: without an rng
    it is the identity (Srivastava et al. 2014).   x: any shape -> y: the same

    ValueError: a rate below 0, or 1 and above.
    """

    def __init__(self, rate: float):
        self.rate = check_probability("the dropout rate", rate)

    def mask_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        return shape

    def __call__(
        self, x: ArrayLike, *, rng: np.random.Generator | None = None
    ) -> tuple[Array, Backward]:
        x = as_floats(x)
        mask = dropout_mask(self.mask_shape(x.shape), self.rate, rng, x.dtype)
        if mask is None:
            return x, lambda dy: dy
        return x * mask, lambda dy: dy * mask


class LockedDropout(Dropout):
    """Variational dropout: one mask for all steps of a sequence.

    A unit that is out stays out. Together with the same from step to step (`dropout` of
    the recurrent layers) it is the dropout of Gal & Ghahramani (2016).

    x: (N, T, D) -> y: (N, T, D)
    """

    def mask_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        N, _, D = shape
        return N, 1, D


def dropout_mask(
    shape: tuple[int, ...],
    rate: float,
    rng: np.random.Generator | None,
    dtype: np.dtype[Any],
) -> Array | None:
    """The dropout mask: 0, or 1 / (1 - rate). None if nothing is to be left out."""
    if rng is None or rate == 0:
        return None
    stays = rng.random(shape, dtype=np.float32) >= rate
    return stays.astype(dtype) / dtype.type(1 - rate)  # type: ignore[no-any-return]
