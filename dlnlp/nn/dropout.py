"""Dropout: numbers left out at random, so that none can be relied on alone."""

from typing import Any

import numpy as np

from dlnlp.arrays import Array
from dlnlp.nn.functional import check_share
from dlnlp.nn.module import Backward, Module


class Dropout(Module):
    """Each number is zero with probability `rate`, else divided by 1 - rate.

    So the mean stays, and nothing is to be done in use: without an rng it is the
    identity (Srivastava et al. 2014).   x: any shape -> y: the same
    """

    def __init__(self, rate: float):
        self.rate = check_share("the dropout rate", rate)

    def mask_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        return shape

    def __call__(
        self, x: Array, *, rng: np.random.Generator | None = None
    ) -> tuple[Array, Backward]:
        keep = kept(self.mask_shape(x.shape), self.rate, rng, x.dtype)
        if keep is None:
            return x, lambda dy: dy
        return x * keep, lambda dy: dy * keep


class LockedDropout(Dropout):
    """One mask for all steps of a sequence, as a unit that is out stays out.

    Between layers it is dropout locked in depth; together with the same from step to
    step (`dropout` of the recurrent layers) it is the variational dropout of Gal &
    Ghahramani (2016).   x: (N, T, D)
    """

    def mask_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        N, _, D = shape
        return N, 1, D


def kept(
    shape: tuple[int, ...], rate: float, rng: np.random.Generator | None, dtype: Any
) -> Array | None:
    """The mask: 0, or 1 / (1 - rate). None if nothing is to be left out."""
    if rng is None or rate == 0:
        return None
    stays = rng.random(shape, dtype=np.float32) >= rate
    return stays.astype(dtype) / dtype.type(1 - rate)  # type: ignore[no-any-return]
