"""Count every n-gram of 1, 2, … words of a text, and find them again.

An n-gram of m words is its first m - 1 words, which have a number already, and one word
more. So each has a code, number * V + word, and one sort of the codes counts all of a
length. A code stays below T * V whatever the length, so it fits into 64 bits for any
text and vocabulary that fit into memory.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dlnlp.arrays import Ids, check_ids, check_size

UNSEEN = -1  # in place of a number, where an n-gram never occurred


@dataclass(frozen=True)
class NGrams:
    """The G different n-grams of m words, numbered 0 … G-1 in the order of their codes.

    codes   (G,) number of the first m - 1 words, times V, plus the last word; sorted,
            so that those with the same first m - 1 words stand side by side
    prefix  (G,) the number of the first m - 1 words: of the context
    word    (G,) the last word
    suffix  (G,) the number of the last m - 1 words
    counts  (G,) how often each occurs

    For m = 1, prefix and suffix are the n-gram of no words, which has the number 0.
    """

    codes: NDArray[np.int64]
    prefix: Ids
    word: Ids
    suffix: Ids
    counts: Ids


class NGramCounts:
    """All n-grams of up to `order` words. `ngrams[m]` has those of m, from m = 1.

    ids         (T,) the text, one stream
    vocab_size  V

    ValueError: an order or a vocabulary below 1, ids outside 0 … V-1, a text of fewer
    words than the order.
    """

    def __init__(self, ids: ArrayLike, vocab_size: int, order: int):
        self.vocab_size = check_size(vocab_size, "vocab_size")
        self.order = order = check_size(order, "order")
        ids = check_ids(ids, self.vocab_size, ndim=1)
        if len(ids) < order:
            raise ValueError(
                f"a text of {len(ids)} words has no n-gram of {order}; it takes "
                f"{order} words or more"
            )
        self.ngrams: dict[int, NGrams] = {}
        number = np.zeros(len(ids) + 1, dtype=np.intp)  # of the one that begins at t
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
            self.ngrams[m] = NGrams(codes, prefix, word, after[first], counts)

    def code(self, number: Ids, word: Ids | int) -> NDArray[np.int64]:
        """The code of n-gram `number` and the word after it. It takes 64 bits."""
        codes: NDArray[np.int64] = number.astype(np.int64) * self.vocab_size + word
        return codes

    def size(self, m: int) -> int:
        """How many different n-grams of m words there are; one of no words."""
        return len(self.ngrams[m].codes) if m else 1

    def followers(self, m: int, prefix: int) -> slice:
        """Where in `ngrams[m]` those are that begin with n-gram number `prefix`."""
        border = self.code(np.array([prefix, prefix + 1]), 0)
        start, stop = np.searchsorted(self.ngrams[m].codes, border)
        return slice(int(start), int(stop))

    def find(self, ids: ArrayLike) -> list[Ids]:
        """The n-grams of another text: numbers[m][t] is that of the m words up to t.

        ids  (T,); numbers[m] is (T,), for m from 0 to the order. It is UNSEEN where
             the n-gram never occurred and where fewer than m words have come.
        """
        ids = check_ids(ids, self.vocab_size, ndim=1)
        numbers = [np.zeros(len(ids), dtype=np.intp)]
        for ngrams in self.ngrams.values():
            # Before the first word stands the n-gram of no words, and no other
            start = [UNSEEN if len(numbers) > 1 else 0]
            prefix = np.concatenate([start, numbers[-1]])[: len(ids)]
            code = self.code(prefix, ids)
            place = np.searchsorted(ngrams.codes, code).clip(max=len(ngrams.codes) - 1)
            found = (prefix != UNSEEN) & (ngrams.codes[place] == code)
            numbers.append(np.where(found, place, UNSEEN))
        return numbers
