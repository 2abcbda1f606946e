"""Padding: sequences of unequal length side by side in one array, and what is real."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from dlnlp.arrays import Array, Ids, check_size


def pad(
    sequences: Sequence[ArrayLike],
    *,
    begin: int | None = None,
    end: int | None = None,
    length: int | None = None,
) -> tuple[Ids, Array]:
    """Padding: N sequences of ids as rows (N, T), and the mask (N, T) of real tokens.

    T is the length of the longest. What is missing at the right is filled up with 0, an
    id as any other; that it means nothing is said by the mask, True at real tokens.

    begin, end  ids that are put before and after each sequence
    length      T, if it should not be that of the longest

    ValueError: no token at all; a sequence that is not one row of whole numbers from 0;
    one that is longer than `length`, its marks included.

    >>> pad([[5, 6, 7], [8]], end=1)[0].tolist()
    [[5, 6, 7, 1], [8, 1, 0, 0]]
    """
    arrays = [_one_row(ids) for ids in sequences]
    first, marks = int(begin is not None), (begin is not None) + (end is not None)
    lengths = np.array([len(array) for array in arrays], np.intp)  # (N,)
    longest = int(lengths.max(initial=0)) + marks
    if longest == 0 or not arrays:
        raise ValueError(f"{len(arrays)} sequences hold no token: nothing to pad")
    T = longest if length is None else check_size(length, "length")
    if longest > T:
        raise ValueError(
            f"sequence {lengths.argmax()} has {longest} tokens, its marks included; "
            f"length is {T}"
        )
    steps, ends = np.arange(T), (first + lengths)[:, None]  # (T,), (N, 1)
    rows = np.zeros((len(arrays), T), np.intp)
    rows[(first <= steps) & (steps < ends)] = np.concatenate(arrays)
    if begin is not None:
        rows[:, 0] = begin
    if end is not None:
        np.put_along_axis(rows, ends, end, axis=1)
    if rows.min() < 0:
        raise ValueError(f"ids are 0 or more; given {rows.min()}")
    return rows, steps < lengths[:, None] + marks


def _one_row(ids: ArrayLike) -> Ids:
    array = np.asarray(ids)
    if array.ndim != 1 or (array.size and array.dtype.kind not in "iu"):
        raise ValueError(
            f"a sequence is one row of whole numbers; given {array.dtype} {array.shape}"
        )
    return array.astype(np.intp, copy=False)
