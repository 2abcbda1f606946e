"""Co-occurrence of a corpus in shards: exactly what one pass over the whole counts.

Each shard is counted by itself, by the same code as a corpus on one machine. Pairs that
stand across the border of two shards are counted from the words at its two sides.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import add
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from dlnlp.arrays import Ids, check_size
from dlnlp.cluster.row_blocks import RowBlocks, cut_rows
from dlnlp.cluster.shards import BadShard, Corpus, Shard, read_lines
from dlnlp.cluster.sizes import bytes_of
from dlnlp.cluster.tasks import merge_tree, put, show_progress, submit
from dlnlp.text import Vocabulary
from dlnlp.vectors import counts

if TYPE_CHECKING:
    from distributed import Client

Tokenize = Callable[[str], list[str]]


@dataclass(frozen=True)
class ShardCounts:
    """What stands in one shard.   C (V, V); head, tail: its first, its last words"""

    C: sparse.csr_array
    head: Ids
    tail: Ids

    def __sizeof__(self) -> int:
        return bytes_of(self.C) + self.head.nbytes + self.tail.nbytes


def cooccurrence(
    client: "Client",
    corpus: Corpus,
    vocab: Vocabulary,
    window: int,
    *,
    by_distance: bool = False,
    blocks: int = 1,
    progress: bool = False,
) -> RowBlocks:
    """The co-occurrence matrix (V, V) of a corpus, as `vectors.cooccurrence` counts it.

    window, by_distance  as there
    blocks               of rows, about equally full; 1 where the whole matrix fits into
                         one worker's memory. The matrix of one shard always has to
    progress             show a bar on stderr

    It comes back at once, or when the bar has ended. What went wrong is raised when a
    result is asked for: BadShard names one that is missing, damaged or changed,
    UnknownWord a word that the vocabulary lacks.
    """
    V, window = len(vocab), check_size(window, "window")
    fullness = np.minimum(2 * window * vocab.counts.astype(float), V)  # cells of a row
    cuts = cut_rows(fullness + 1, check_size(blocks, "blocks"))
    words = put(client, "vocabulary", vocab)
    settings = words, window, by_distance
    counted = [
        submit(client, "count pairs", _count_shard, shard, corpus.tokenize, *settings,
               about=shard.address)
        for shard in corpus.shards
    ]  # fmt: skip
    ends = [submit(client, "ends", _ends, shard) for shard in counted]
    borders = submit(client, "count borders", _count_borders, ends, *settings)
    merged = [
        merge_tree(
            client,
            "add pairs",
            add,
            [
                *(submit(client, "rows", _rows, s, start, stop) for s in counted),
                submit(client, "rows", _rows, borders, start, stop),
            ],
        )
        for start, stop in pairwise(cuts)
    ]
    if progress:
        show_progress(counted, "shards")
    return RowBlocks(client, merged, cuts, V, float if by_distance else np.int64)


def encoded(shard: Shard, tokenize: Tokenize, vocab: Vocabulary) -> Iterator[Ids]:
    """The ids of a shard, piece by piece. BadShard: it has no token, or is damaged."""
    empty = True
    for text in read_lines(shard):
        ids = vocab.encode(tokenize(text))
        empty = empty and len(ids) == 0
        yield ids
    if empty:
        raise BadShard(f"{shard.address} holds no token")


def _count_shard(
    shard: Shard,
    tokenize: Tokenize,
    vocab: Vocabulary,
    window: int,
    by_distance: bool,
) -> ShardCounts:
    head = tail = np.empty(0, dtype=np.intp)

    def chunks() -> Iterator[Ids]:
        nonlocal head, tail
        for ids in encoded(shard, tokenize, vocab):
            head = np.concatenate([head, ids[: window - len(head)]])
            tail = np.concatenate([tail, ids[-window:]])[-window:]
            yield ids

    C = counts.cooccurrence_of_chunks(
        chunks(), len(vocab), window, by_distance=by_distance
    )
    return ShardCounts(C, head, tail)


def _ends(shard: ShardCounts) -> tuple[Ids, Ids]:
    return shard.head, shard.tail


def _count_borders(
    ends: Sequence[tuple[Ids, Ids]], vocab: Vocabulary, window: int, by_distance: bool
) -> ShardCounts:
    """The pairs of words of which one stands in another shard, up to `window` apart."""
    V = len(vocab)
    before = np.empty(0, dtype=np.intp)  # the last words, of as many shards as it takes
    rows, columns, values = [before], [before], [np.empty(0)]
    for head, tail in ends:
        distance = np.add.outer(np.arange(len(before), 0, -1), np.arange(len(head)))
        i, j = np.nonzero(distance <= window)
        rows, columns = [*rows, before[i]], [*columns, head[j]]
        values.append(1 / distance[i, j] if by_distance else np.ones(len(i)))
        before = np.concatenate([before, tail])[-window:]
    cells = np.concatenate(rows), np.concatenate(columns)
    later = sparse.coo_array((np.concatenate(values), cells), shape=(V, V)).tocsr()
    C = (later + later.T).tocsr()
    return ShardCounts(C if by_distance else C.astype(np.int64), before, before)


def _rows(shard: ShardCounts, start: int, stop: int) -> sparse.csr_array:
    return shard.C[start:stop]
