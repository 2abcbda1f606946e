"""The state of a batch: how many texts it belongs to, and the state of some of them."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike


def take_rows(state: Any, rows: ArrayLike) -> Any:
    """The state of some rows of a batch, in the given order, repeats allowed.

    state  an array (N, …), None, or a tuple or list of states
    rows   (M,) which of the N

    ValueError: a state of another kind.

    >>> take_rows((np.array([5, 6, 7]), None), [2, 2])
    (array([7, 7]), None)
    """
    if state is None:
        return None
    if isinstance(state, np.ndarray):
        return state[np.asarray(rows)]
    if isinstance(state, tuple | list):
        return type(state)(take_rows(part, rows) for part in state)
    raise ValueError(
        f"a state is None, an array, or a tuple or list of states; given {type(state)}"
    )


def count_rows(state: Any) -> int:
    """N, the length of the first array in a state. ValueError: there is none."""
    parts = [state]
    while parts:
        part = parts.pop(0)
        if isinstance(part, np.ndarray) and part.ndim:
            return len(part)
        if isinstance(part, tuple | list):
            parts = [*part, *parts]
    raise ValueError(
        "the state says nothing of how many texts there are; take it from model.start"
    )
