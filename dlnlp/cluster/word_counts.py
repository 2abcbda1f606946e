"""The vocabulary of a corpus in shards: one pass, and no more memory than a limit.

A text of a trillion tokens has billions of different "words", most of them seen once.
A count that must stay small forgets them: when there are more than twice the limit, all
counts fall by that of the word just outside it, and those at zero go. That is the
summary of Misra & Gries 1982, which can be merged (Agarwal et al. 2012, "Mergeable
summaries"): of N tokens, no count is more than N / limit too low.
"""

import hashlib
import sys
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from dlnlp.arrays import check_size
from dlnlp.cluster.shards import BadShard, Corpus, Shard, read_lines
from dlnlp.cluster.tasks import merge_tree, show_progress, submit
from dlnlp.text import Vocabulary

if TYPE_CHECKING:
    from distributed import Client, Future

LIMIT = 1_000_000  # words; twice as many take about 300 MB
WORD = 90  # bytes, about: a word, and its number


@dataclass(frozen=True)
class WordCounts:
    """How often each word occurs, in the order in which they were first seen.

    counts   of each word its number of tokens, or up to `error` less
    tokens   all there are
    error    0 if nothing was forgotten; else how often a forgotten word occurs at most
    digests  SHA-256 of the shards that were counted
    """

    counts: Counter[str]
    tokens: int
    error: int
    digests: tuple[str, ...]

    def __sizeof__(self) -> int:
        return sys.getsizeof(self.counts) + WORD * len(self.counts)


def count_words(
    client: "Client", corpus: Corpus, *, limit: int = LIMIT, progress: bool = False
) -> WordCounts:
    """Count the words of a corpus in one pass, a shard a call.

    limit     words that are kept; a worker holds about twice as many at most
    progress  show a bar on stderr

    BadShard: names one, and what is wrong with it.
    """
    found: WordCounts = _count(client, corpus, limit, progress).result()
    return found


def vocabulary(
    client: "Client",
    corpus: Corpus,
    *,
    limit: int = LIMIT,
    progress: bool = False,
    min_count: int = 1,
    max_size: int | None = None,
    unknown: str | None = None,
    marks: Sequence[str] = (),
) -> tuple[Vocabulary, Corpus]:
    """The `Vocabulary` that one pass over the whole text gives; and the corpus, sealed.

    The corpus that comes back knows the hash of each shard: to count pairs in another
    text than the words were counted in is an error from now on.

    limit          as in `count_words`; where words were forgotten, a second pass counts
                   those that are left
    min_count, …   as of `Vocabulary`

    BadShard: names one, and what is wrong with it. ValueError: as of `Vocabulary`; or a
    word that was forgotten might belong to it, so that a higher limit is needed.
    """
    future = _count(client, corpus, limit, progress)
    found: WordCounts = future.result()
    corpus, error = corpus.sealed(found.digests), found.error
    if error:
        known = submit(client, "known words", _known, future, marks)
        found = _count(client, corpus, limit, progress, known).result()
    counts = found.counts.copy()  # it is the cluster's
    if unknown is not None:
        counts[unknown] += found.tokens - counts.total()  # what was forgotten
    vocab = Vocabulary(
        counts, min_count=min_count, max_size=max_size, unknown=unknown, marks=marks
    )
    others = {*vocab.words} - {unknown, *marks}
    full = max_size is not None and len(vocab) - len(marks) == max_size
    certain = full and min((counts[word] for word in others), default=0) > error
    if error >= min_count and not certain:
        raise ValueError(
            f"a limit of {limit} words forgets some that occur up to {error} times, "
            f"and one of them might belong to the vocabulary. Ask for a min_count "
            f"above {error}, for a lower max_size, or for a higher limit."
        )
    return vocab, corpus


def _count(
    client: "Client",
    corpus: Corpus,
    limit: int,
    progress: bool,
    known: "Future | None" = None,
) -> "Future":
    limit = check_size(limit, "limit")
    parts = [
        submit(client, "count words", _count_shard, shard, corpus.tokenize,
               limit, known, about=shard.address)
        for shard in corpus.shards
    ]  # fmt: skip
    total = merge_tree(client, "add words", partial(_add, limit=limit), parts)
    if progress:
        show_progress(parts, "shards")
    return total


def _known(found: WordCounts, marks: Sequence[str]) -> frozenset[str]:
    return frozenset([*found.counts, *marks])


def _count_shard(
    shard: Shard,
    tokenize: Callable[[str], list[str]],
    limit: int,
    known: Collection[str] | None,
) -> WordCounts:
    """Of a shard; if there are `known` words, then of these alone."""
    counts: Counter[str] = Counter()
    digest, n_tokens, error = hashlib.sha256(), 0, 0
    for text in read_lines(shard, digest):
        tokens = tokenize(text)
        n_tokens += len(tokens)
        if known is None:
            counts.update(tokens)
            counts, forgotten = _shortened(counts, limit)
            error += forgotten
        else:
            counts.update(token for token in tokens if token in known)
    if n_tokens == 0:
        raise BadShard(f"{shard.address} holds no token")
    return WordCounts(counts, n_tokens, error, (digest.hexdigest(),))


def _add(a: WordCounts, b: WordCounts, limit: int) -> WordCounts:
    counts = a.counts.copy()  # the engine may need a again
    counts.update(b.counts)
    counts, forgotten = _shortened(counts, limit)
    error = a.error + b.error + forgotten
    return WordCounts(counts, a.tokens + b.tokens, error, a.digests + b.digests)


def _shortened(counts: Counter[str], limit: int) -> tuple[Counter[str], int]:
    """At most `limit` words, if there were over twice as many; and what each lost."""
    if len(counts) <= 2 * limit:
        return counts, 0
    numbers = np.fromiter(counts.values(), dtype=np.int64)
    cut = int(np.partition(numbers, -limit - 1)[-limit - 1])  # of the first outside
    return Counter({word: n - cut for word, n in counts.items() if n > cut}), cut
