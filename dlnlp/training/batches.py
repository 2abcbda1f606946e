"""Cut what is trained on into batches: rows of examples, or one long text."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from dlnlp.arrays import Array, Ids

Batches = Callable[[np.random.Generator], Iterable[tuple[Any, ...]]]


def minibatches(*arrays: ArrayLike, size: int) -> Batches:
    """The rows of some arrays in batches of `size`, shuffled anew for each epoch.

    Row i of one array belongs to row i of the others and stays with it. The last batch
    is shorter where the rows don't divide evenly.
    """
    columns = [np.asarray(array) for array in arrays]
    lengths = [len(column) for column in columns]
    if not isinstance(size, int | np.integer) or size < 1:
        raise ValueError(f"size is {size!r}; a batch takes a whole number, 1 or more")
    if not lengths or min(lengths) == 0:
        raise ValueError("there are no rows to make batches of")
    if min(lengths) < max(lengths):
        raise ValueError(f"the arrays have different lengths: {lengths}")

    def batches(rng: np.random.Generator) -> Iterator[tuple[Array, ...]]:
        order = rng.permutation(lengths[0])
        for start in range(0, len(order), size):
            chosen = order[start : start + size]
            yield tuple(column[chosen] for column in columns)

    return batches


def stream_batches(ids: ArrayLike, batch_size: int, steps: int) -> Batches:
    """A text for truncated backpropagation: N pieces of it side by side, T at a time.

    Row n of each batch goes on where row n of the batch before ended, so the state can
    be handed on. Gives a function `batches(rng)`, as `Trainer.fit` wants it; there is
    nothing to draw. The last batch may be shorter; up to N - 1 words at the end of the
    text, which do not fill a row, are left out.

    ids  (L,); each batch is inputs (N, T) and targets (N, T), one word later
    """
    text = np.asarray(ids)
    if text.ndim != 1 or text.dtype.kind not in "iu":
        raise ValueError(f"ids are one row of whole numbers; given {text.shape}")
    if batch_size < 1 or steps < 1:
        raise ValueError(f"batches of {batch_size} x {steps}: both must be 1 or more")
    length = (len(text) - 1) // batch_size
    if length < steps:
        raise ValueError(
            f"a text of {len(text)} words, side by side in {batch_size} rows, has "
            f"{max(0, length)} steps; {steps} were asked for"
        )
    inputs = text[: batch_size * length].reshape(batch_size, length)
    targets = text[1 : batch_size * length + 1].reshape(batch_size, length)

    def batches(rng: np.random.Generator) -> Iterator[tuple[Ids, Ids]]:
        for at in range(0, length, steps):
            yield inputs[:, at : at + steps], targets[:, at : at + steps]

    return batches
