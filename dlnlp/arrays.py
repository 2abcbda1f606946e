"""The arrays that everything is made of: their types, and checks of what is given."""

import operator
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
            f"{name} must lie between 0 and {int(size) - 1}; "
            f"given from {array.min()} to {array.max()}"
        )
    return array.astype(np.intp, copy=False)


def check_size(size: Any, name: str, least: int = 1) -> int:
    """A whole number of any integer type, as Python's int, which never overflows.

    A NumPy scalar would: with V = np.uint16(300), V**2 is 24464.

    name   what an error calls it
    least  the smallest that is allowed

    ValueError: no whole number, or a smaller one.
    """
    try:
        whole = operator.index(size)
    except TypeError:
        whole = least - 1
    if whole < least:
        raise ValueError(
            f"{name} is {size!r}; it must be a whole number, {least} or more"
        )
    return whole


def check_counts(
    counts: ArrayLike, name: str = "counts", *, ndim: int | None = None
) -> Array:
    """Counts, or weights as of counts, in the shape and type in which they came.

    name  what an error calls them
    ndim  how many axes they must have: 1 for one number a word (V,); None allows any

    ValueError: no numbers, another number of axes, NaN, infinity or a number below 0
    among them, none that is above 0.
    """
    array = np.asarray(counts)
    if ndim is not None and array.ndim != ndim:
        raise ValueError(f"{name} must have {ndim} axes; given the shape {array.shape}")
    if array.dtype.kind not in "buif":
        raise ValueError(f"{name} must be numbers; given {array.dtype}")
    least = array.min() if array.size else 0
    if least < 0 or not np.isfinite(array).all():
        raise ValueError(f"{name} must be 0 or more, without NaN or infinity")
    if least == 0 and not array.any():
        raise ValueError(f"{name} hold no number above 0: nothing was counted")
    return array
