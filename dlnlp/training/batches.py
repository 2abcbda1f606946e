"""Batches: rows of examples in random order, pairs of like length, one long text."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from dlnlp.arrays import Array, Ids, check_size
from dlnlp.text.padding import pad

Batches = Callable[[np.random.Generator], Iterable[tuple[Any, ...]]]
POOL = 20  # as many batches have their pairs sorted by length together


def minibatches(*arrays: ArrayLike, batch_size: int) -> Batches:
    """Mini-batches: the rows of some arrays, shuffled anew for each epoch.

    Row i of one array belongs to row i of the others and stays with it. The last batch
    is shorter where the rows don't divide evenly. Gives a function `batches(rng)`, as
    `Trainer.fit` wants it.

    >>> batches = minibatches(np.arange(5), batch_size=2)
    >>> [len(rows) for (rows,) in batches(np.random.default_rng(0))]
    [2, 2, 1]
    """
    columns = [np.asarray(array) for array in arrays]
    lengths = [len(column) for column in columns]
    batch_size = check_size(batch_size, "batch_size")
    if not lengths or min(lengths) == 0:
        raise ValueError("there are no rows to make batches of")
    if min(lengths) < max(lengths):
        raise ValueError(f"the arrays have different lengths: {lengths}")

    def batches(rng: np.random.Generator) -> Iterator[tuple[Array, ...]]:
        order = rng.permutation(lengths[0])
        for start in range(0, len(order), batch_size):
            chosen = order[start : start + batch_size]
            yield tuple(column[chosen] for column in columns)

    return batches


def pair_batches(
    sources: Sequence[ArrayLike],
    targets: Sequence[ArrayLike],
    batch_size: int,
    *,
    begin: int,
    end: int,
) -> Batches:
    """Batches of pairs of like length (bucketing), so that little of them is padding.

    sources, targets  sequences of ids of any lengths, pair by pair, without marks
    begin, end        the marks that are put around each target

    Gives a function `batches(rng)`, as `Trainer.fit` wants it. A batch is source (N, S)
    and target (N, T), source_mask and target_mask, as `Seq2Seq.loss` takes them. The
    pairs are shuffled anew for each epoch; then always those of twenty batches are
    sorted by length and cut into batches, which come in random order.

    ValueError: no pairs, unequal numbers of sources and targets, a batch size below 1;
    in an epoch, those of `pad`.
    """
    batch_size, n = check_size(batch_size, "batch_size"), len(sources)
    if not n or n != len(targets):
        raise ValueError(
            f"{n} sources and {len(targets)} targets; there must be one pair or more"
        )
    lengths = [[len(np.asarray(ids)) for ids in side] for side in (targets, sources)]

    def batches(rng: np.random.Generator) -> Iterator[tuple[Array, ...]]:
        order = rng.permutation(n)
        for start in range(0, n, POOL * batch_size):
            pool = order[start : start + POOL * batch_size]
            pool = pool[np.lexsort(np.array(lengths)[:, pool])]
            cuts = np.arange(batch_size, len(pool), batch_size)
            chunks = np.split(pool, cuts)
            for i in rng.permutation(len(chunks)):
                source, source_mask = pad([sources[j] for j in chunks[i]])
                target, target_mask = pad(
                    [targets[j] for j in chunks[i]], begin=begin, end=end
                )
                yield source, target, source_mask, target_mask

    return batches


def stream_batches(ids: ArrayLike, batch_size: int, length: int) -> Batches:
    """Batches for truncated backpropagation: N rows of a text, T words of each.

    Row n of each batch goes on where row n of the batch before ended, so the state can
    be handed on. Gives a function `batches(rng)`, as `Trainer.fit` wants it; there is
    nothing to draw. The last batch may be shorter; up to N - 1 words at the end of the
    text, which do not fill a row, are left out.

    ids     (L,) the text; each batch: inputs (N, T), and targets (N, T), one word later
    length  T, the words of a row in one batch

    >>> batches = stream_batches(np.arange(9), batch_size=2, length=2)
    >>> inputs, targets = next(iter(batches(np.random.default_rng(0))))
    >>> inputs.tolist(), targets.tolist()
    ([[0, 1], [4, 5]], [[1, 2], [5, 6]])
    """
    text = np.asarray(ids)
    if text.ndim != 1 or text.dtype.kind not in "iu":
        raise ValueError(f"ids are one row of whole numbers; given {text.shape}")
    batch_size = check_size(batch_size, "batch_size")
    length = check_size(length, "length")
    row = (len(text) - 1) // batch_size  # words of a whole row
    if row < length:
        raise ValueError(
            f"a text of {len(text)} words, side by side in {batch_size} rows, has rows "
            f"of {max(0, row)}; length is {length}"
        )
    inputs = text[: batch_size * row].reshape(batch_size, row)
    targets = text[1 : batch_size * row + 1].reshape(batch_size, row)

    def batches(rng: np.random.Generator) -> Iterator[tuple[Ids, Ids]]:
        for at in range(0, row, length):
            yield inputs[:, at : at + length], targets[:, at : at + length]

    return batches
