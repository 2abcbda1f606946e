"""The arrays that everything is made of: their types, and a check of what is given."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[Any]  # numbers of any type; its shape stands beside it, e.g. (N, T, D)
Ids = NDArray[np.intp]  # whole numbers that index an array: 64 bits, 32 in a browser


def check_ids(
    ids: ArrayLike, size: int, name: str = "ids", *, ndim: int | None = None
) -> Ids:
    """Whole numbers of any integer type, as `Ids`; all must lie in 0 … size-1.

    size  how many there are to choose from, usually the vocabulary's size V
    name  what an error calls them
    ndim  how many axes they must have: 1 for a text (T,); None allows any

    ValueError: other numbers (True is not a word, nor is 1.0), another number of axes,
    an id that is out of range.
    """
    array = np.asarray(ids)
    if ndim is not None and array.ndim != ndim:
        raise ValueError(f"{name} must have {ndim} axes; given the shape {array.shape}")
    if array.size and array.dtype.kind not in "iu":
        raise ValueError(f"{name} must be whole numbers; given {array.dtype}")
    if array.size and (array.min() < 0 or array.max() >= size):
        raise ValueError(
            f"{name} must lie between 0 and {size - 1}; "
            f"given from {array.min()} to {array.max()}"
        )
    return array.astype(np.intp, copy=False)
