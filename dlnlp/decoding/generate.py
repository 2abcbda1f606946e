"""Go on from a prompt, a word at a time.

A model is anything with `next_logits(ids (N, T), state) -> (logits (N, V), state)`: it
reads ids and says what may follow them. Logits may be log probabilities: only their
differences count. What the state is, is the model's business; here it is handed on, so
each word is read once.
"""

from collections.abc import Iterator
from typing import Any, Protocol

import numpy as np
from numpy.typing import ArrayLike

from dlnlp.arrays import Array, check_ids
from dlnlp.decoding.sampling import chooser


class NextLogits(Protocol):
    """What decoding needs of a model."""

    def next_logits(self, ids: Any, state: Any = None) -> tuple[Array, Any]: ...


def generate(
    model: NextLogits,
    prompt_ids: ArrayLike,
    length: int,
    *,
    rng: np.random.Generator | None = None,
    temperature: float = 1.0,
    top_k: int | None = None,
    top_p: float | None = None,
) -> Iterator[int]:
    """Go on from a prompt (T,) by `length` words, given out one at a time.

    rng  draws each word as `sample` does, with its settings; None is greedy, and takes
         no settings

    The prompt is read at once, and then one word a step.

    ValueError: an empty prompt, ids that the model has no logits for, a length below 0,
    and those of `sample`.

    >>> class Counting:
    ...     def next_logits(self, ids, state=None):
    ...         return np.eye(10)[(ids[:, -1] + 1) % 10], state
    >>> list(generate(Counting(), [6, 7], 4))
    [8, 9, 0, 1]
    """
    choose = chooser(rng, temperature, top_k, top_p)
    logits, state = read_prompt(model, prompt_ids, length)

    def words(logits: Array, state: Any) -> Iterator[int]:
        for left in range(length, 0, -1):
            ids = choose(logits)  # (1,)
            yield int(ids[0])
            if left > 1:
                logits, state = model.next_logits(ids[:, None], state)

    return words(logits, state)


def read_prompt(
    model: NextLogits, prompt_ids: ArrayLike, length: int
) -> tuple[Array, Any]:
    """Logits (1, V) and state after a prompt of one row, to go on by `length` words."""
    if length < 0:
        raise ValueError(f"length is {length}; it must be 0 or more")
    ids = np.asarray(prompt_ids)
    if ids.ndim != 1 or len(ids) == 0:
        raise ValueError(
            f"a prompt is one row of one id or more, shape (T,); given {ids.shape}"
        )
    if ids.dtype.kind not in "iu" or ids.min() < 0:
        raise ValueError(f"a prompt's ids are whole numbers from 0; given {ids}")
    logits, state = model.next_logits(ids[None].astype(np.intp))
    check_ids(ids, logits.shape[1])  # for models that do not look themselves
    return logits, state


def check_end(end: int | None, size: int) -> None:
    """ValueError unless the end mark is one of V = size words, or None."""
    if end is not None and not 0 <= end < size:
        raise ValueError(f"end is {end}; it must lie between 0 and {size - 1}")
