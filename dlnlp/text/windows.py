"""The window around each word of a text."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

import numpy as np

from dlnlp.arrays import Ids, check_size

T = TypeVar("T")


def windows(sequence: Sequence[T], window: int) -> Iterator[tuple[T, list[T]]]:
    """Each element with its neighbours, up to `window` of them on either side.

    Near the ends, and in a text shorter than the window, there are just fewer.

    >>> list(windows(["the", "cat", "drinks"], 1))
    [('the', ['cat']), ('cat', ['the', 'drinks']), ('drinks', ['cat'])]
    """
    window = check_size(window, "window")
    for t, centre in enumerate(sequence):
        left = sequence[max(0, t - window) : t]
        right = sequence[t + 1 : t + 1 + window]
        yield centre, [*left, *right]


def contexts(ids: Ids, window: int) -> tuple[Ids, Ids]:
    """All full windows at once: centres (N,) and their neighbours (N, C), C = 2 window.

    The first and last `window` tokens are nobody's centre, so N = T - 2 window.
    ValueError if the text is too short to hold one full window.

    >>> centres, neighbours = contexts(np.arange(5), 1)
    >>> centres.tolist(), neighbours.tolist()
    ([1, 2, 3], [[0, 2], [1, 3], [2, 4]])
    """
    window = check_size(window, "window")
    width = 2 * window + 1
    if len(ids) < width:
        raise ValueError(f"a text of {len(ids)} tokens holds no full window of {width}")
    view = np.lib.stride_tricks.sliding_window_view(ids, width)  # (N, 2 window + 1)
    return view[:, window], np.delete(view, window, axis=1)
