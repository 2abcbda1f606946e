"""Count every run of 1, 2, … n words of a text, and find them again.

A run of m words is its first m - 1 words, which have a number already, and one word
more. So each run has a code, number * V + word, and one sort of the codes counts the
runs of a length. A code stays below T * V whatever the length of the run, so it fits
into 64 bits for any text and vocabulary that fit into memory.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dlnlp.arrays import Ids, check_ids

UNSEEN = -1  # in place of a number, where a run never occurred


@dataclass(frozen=True)
class Runs:
    """The G different runs of m words, numbered 0 … G-1 in the order of their codes.

    codes   (G,) number of the first m - 1 words, times V, plus the last word; sorted,
            so that all runs with the same first m - 1 words stand side by side
    prefix  (G,) the number of the first m - 1 words
    word    (G,) the last word
    suffix  (G,) the number of the last m - 1 words
    counts  (G,) how often the run occurs

    For m = 1, prefix and suffix are the run of no words, which has the number 0.
    """

    codes: NDArray[np.int64]
    prefix: Ids
    word: Ids
    suffix: Ids
    counts: Ids


class NGramCounts:
    """All runs of up to `order` words. `runs[m]` has those of m words, from m = 1.

    ids         (T,) the text, one stream
    vocab_size  V

    ValueError: an order or a vocabulary below 1, ids outside 0 … V-1, a text of fewer
    words than the order.
    """

    def __init__(self, ids: ArrayLike, vocab_size: int, order: int):
        for name, given in ("order", order), ("vocab_size", vocab_size):
            if not isinstance(given, int | np.integer) or given < 1:
                raise ValueError(
                    f"{name} is {given!r}; it must be a whole number, 1 or more"
                )
        ids = check_ids(ids, vocab_size, ndim=1)
        if len(ids) < order:
            raise ValueError(
                f"a text of {len(ids)} words has no run of {order}; it takes {order} "
                "words or more"
            )
        self.vocab_size, self.order = int(vocab_size), int(order)
        self.runs: dict[int, Runs] = {}
        number = np.zeros(len(ids) + 1, dtype=np.intp)  # of the run that begins at t
        for m in range(1, order + 1):
            before, after = number[:-1], number[1:]  # its first, its last m - 1 words
            codes, first, number, counts = np.unique(
                self.code(before, ids[m - 1 :]),
                return_index=True,
                return_inverse=True,
                return_counts=True,
            )
            prefix, word = np.divmod(codes, self.vocab_size)
            prefix, word = prefix.astype(np.intp), word.astype(np.intp)
            self.runs[m] = Runs(codes, prefix, word, after[first], counts)

    def code(self, number: Ids, word: Ids | int) -> NDArray[np.int64]:
        """The code of run number `number` and the word after it. It takes 64 bits."""
        codes: NDArray[np.int64] = number.astype(np.int64) * self.vocab_size + word
        return codes

    def size(self, m: int) -> int:
        """How many different runs of m words there are; one of no words."""
        return len(self.runs[m].codes) if m else 1

    def followers(self, m: int, prefix: int) -> slice:
        """Where in `runs[m]` those are that begin with run number `prefix`."""
        border = self.code(np.array([prefix, prefix + 1]), 0)
        start, stop = np.searchsorted(self.runs[m].codes, border)
        return slice(int(start), int(stop))

    def find(self, ids: ArrayLike) -> list[Ids]:
        """The runs of another text: numbers[m][t] is that of the m words up to t.

        ids  (T,); numbers[m] is (T,), for m from 0 to the order. It is UNSEEN where
             the run never occurred and where fewer than m words have come.
        """
        ids = check_ids(ids, self.vocab_size, ndim=1)
        numbers = [np.zeros(len(ids), dtype=np.intp)]
        for runs in self.runs.values():
            # Before the first word stands the run of no words, and no other
            start = [UNSEEN if len(numbers) > 1 else 0]
            prefix = np.concatenate([start, numbers[-1]])[: len(ids)]
            code = self.code(prefix, ids)
            place = np.searchsorted(runs.codes, code).clip(max=len(runs.codes) - 1)
            found = (prefix != UNSEEN) & (runs.codes[place] == code)
            numbers.append(np.where(found, place, UNSEEN))
        return numbers
