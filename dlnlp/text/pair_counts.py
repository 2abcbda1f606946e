"""How often two tokens stand side by side, while pairs are merged one after the other.

To count all words again after each merge would take too long. A merge changes only the
words that hold the pair, so these alone are counted again.
"""

import heapq
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise

Pair = tuple[int, int]


class PairCounts:
    """The pairs in all words of a text, each word as often as it occurs.

    frequency  how often each word occurs; its first tokens are its bytes

    words   the ids of each different word, merged so far
    times   how often each occurs
    counts  how often each pair does, without overlaps: see `count_pairs`
    """

    def __init__(self, frequency: Mapping[str, int]):
        self.words = [list(word.encode()) for word in frequency]
        self.times = list(frequency.values())
        self.counts: Counter[Pair] = Counter()
        self._where: dict[Pair, set[int]] = {}  # words that hold a pair, or have held
        for i, word in enumerate(self.words):
            for pair, n in count_pairs(word).items():
                self.counts[pair] += n * self.times[i]
                self._where.setdefault(pair, set()).add(i)
        # The most frequent pair first. When its count changes, a pair comes in once
        # more, and what came in before is out of date.
        self._heap = [(-n, pair) for pair, n in self.counts.items()]
        heapq.heapify(self._heap)

    def most_frequent(self) -> Pair | None:
        """The most frequent pair, of equals the smallest; None: none occurs twice."""
        while self._heap:
            count, pair = self._heap[0]
            if -count == self.counts[pair]:
                return pair if -count >= 2 else None
            heapq.heappop(self._heap)
        return None

    def merge(self, pair: Pair, new: int) -> None:
        """Make each such pair the token `new`, and count what has changed."""
        changed: Counter[Pair] = Counter()
        for i in self._where.pop(pair, ()):
            before, after = self.words[i], merge(self.words[i], pair, new)
            for old, n in count_pairs(before).items():
                changed[old] -= n * self.times[i]
            for found, n in count_pairs(after).items():
                changed[found] += n * self.times[i]
                self._where.setdefault(found, set()).add(i)
            self.words[i] = after
        for altered, difference in changed.items():
            if difference:
                self.counts[altered] += difference
                heapq.heappush(self._heap, (-self.counts[altered], altered))


def count_pairs(ids: Sequence[int]) -> dict[Pair, int]:
    """How often each pair stands in a word, without overlaps: in 7 7 7 once 7 7."""
    counts: dict[Pair, int] = {}
    before = None
    for pair in pairwise(ids):
        if pair == before:  # only 7 7 follows itself at once, one place further
            before = None
        else:
            counts[pair] = counts.get(pair, 0) + 1
            before = pair
    return counts


def merge(ids: Sequence[int], pair: Pair, new: int) -> list[int]:
    """The ids with each such pair made one, from left to right.

    >>> merge([7, 7, 7, 5], (7, 7), 9)
    [9, 7, 5]
    """
    first, second = pair
    merged, t, last = [], 0, len(ids) - 1
    while t <= last:
        if ids[t] == first and t < last and ids[t + 1] == second:
            merged.append(new)
            t += 2
        else:
            merged.append(ids[t])
            t += 1
    return merged
