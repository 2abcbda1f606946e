"""Tasks for a memory: vectors of bits that have to be given back.

A bit is -1 or +1 where a network reads it, and 0 or 1 where it is the answer. While the
network answers, all that it reads is 0. Beside the bits stand channels for marks, which
are 1 where the mark is and 0 elsewhere.
"""

import numpy as np

from dlnlp.arrays import Array, check_size


def copy_task(
    rng: np.random.Generator, n: int, length: int, *, bits: int = 6, times: int = 1
) -> tuple[Array, Array]:
    """Copy task: `length` random vectors, a mark, and then the same vectors as answer.

    times  how often they are to be given back (repeat copy, for a fixed number)

    Returns what is read (n, T, bits + 1), the mark in its last column, and the answer
    (n, times * length, bits), which is due in the last steps: the first of these comes
    right after the mark. T = length + 1 + times * length.

    ValueError: sizes below 1.
    Source: Graves, Wayne & Danihelka (2014), sections 4.1 and 4.2.

    >>> xs, answer = copy_task(np.random.default_rng(0), n=2, length=3)
    >>> xs.shape, answer.shape
    ((2, 7, 7), (2, 3, 6))
    """
    n, length = check_size(n, "n"), check_size(length, "length")
    bits, times = check_size(bits, "bits"), check_size(times, "times")
    vectors = rng.integers(0, 2, size=(n, length, bits))
    xs = np.zeros((n, length + 1 + times * length, bits + 1), np.float32)
    xs[:, :length, :bits] = 2 * vectors - 1
    xs[:, length, bits] = 1
    return xs, np.tile(vectors, (1, times, 1)).astype(np.float32)


def associative_recall(
    rng: np.random.Generator, n: int, items: int, *, bits: int = 6, length: int = 3
) -> tuple[Array, Array]:
    """Associative recall: after a list of items, one comes again; which came next?

    items   how many, each different from the others
    length  an item is so many vectors of bits

    Each item comes after a mark. Then comes a mark of another kind, the item asked for,
    which is never the last, and the same mark again; then the answer is due.

    Returns what is read (n, T, bits + 2), with the marks of items and of questions in
    its last two columns, and the answer (n, length, bits), due in the last steps.
    T = items * (length + 1) + 2 * length + 2.

    ValueError: fewer than 2 items; sizes below 1; more items than there are different
    ones.
    Source: Graves, Wayne & Danihelka (2014), section 4.3.

    >>> xs, answer = associative_recall(np.random.default_rng(0), n=2, items=4)
    >>> xs.shape, answer.shape
    ((2, 24, 8), (2, 3, 6))
    """
    n, items = check_size(n, "n"), check_size(items, "items", least=2)
    bits, length = check_size(bits, "bits"), check_size(length, "length")
    if items > 2 ** (bits * length):
        raise ValueError(
            f"{items} items; of {bits * length} bits each there are only "
            f"{2 ** (bits * length)} different ones"
        )
    vectors = rng.integers(0, 2, size=(n, items, length, bits))
    while (twice := _repeats(vectors)).any():
        vectors[twice] = rng.integers(0, 2, size=(twice.sum(), length, bits))
    asked = rng.integers(items - 1, size=n)  # its place in the list
    each = np.arange(n)

    size = length + 1
    xs = np.zeros((n, items * size + 2 * size, bits + 2), np.float32)
    listed = xs[:, : items * size].reshape(n, items, size, bits + 2)  # a view
    listed[:, :, 0, bits] = 1
    listed[:, :, 1:, :bits] = 2 * vectors - 1
    question = xs[:, items * size :]
    question[:, [0, size], bits + 1] = 1
    question[:, 1:size, :bits] = 2 * vectors[each, asked] - 1
    return xs, vectors[each, asked + 1].astype(np.float32)


def _repeats(vectors: Array) -> Array:
    """Which items equal one before them in their row: (n, items)."""
    n, items = vectors.shape[:2]
    flat = vectors.reshape(n, items, -1)
    same = (flat[:, :, None] == flat[:, None]).all(axis=-1)  # (n, items, items)
    found: Array = (same & np.tri(items, k=-1, dtype=bool)).any(axis=-1)
    return found
