"""n-gram models: the next word depends on the n - 1 words before it.

All of them have one form. With c for the last n - 1 words, the context, and c' for c
without its oldest word,

    P(w | c) = discounted(c, w) + backoff(c) P'(w)

where discounted(c, w) is the proportion of w among the words seen after c, less what
smoothing takes from it, and the backoff weight is what c keeps for other words: P'
spreads it. After a context never seen, the backoff weight is 1. Models differ in how
much they take, and in what P' is: P(w | c'), or all words alike.
"""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from dlnlp.arrays import Array, Ids, check_ids
from dlnlp.models.ngram_counts import UNSEEN, NGramCounts


class NGramModel:
    """What all n-gram models do with the counts of a text.

    ids         (T,) the text, one stream: contexts run across the ends of lines
    vocab_size  V
    order       n, 1 or more; the text has n words or more

    ValueError: an order or a vocabulary below 1, a text shorter than the order, ids
    outside 0 … V-1, here and wherever ids are given.
    """

    to_shorter = True  # P' is P after a context shorter by a word; else it is 1 / V

    def __init__(self, ids: ArrayLike, vocab_size: int, order: int):
        self.counts = NGramCounts(ids, vocab_size, order)
        self.vocab_size, self.order = self.counts.vocab_size, self.counts.order
        # of each m: discounted (G,), one of an n-gram, and backoff, one of a context
        self.levels = {m: self.smooth(m) for m in range(1, self.order + 1)}

    def smooth(self, m: int) -> tuple[Array, Array]:
        """What makes a model: discounted and backoff of the n-grams of m words."""
        raise NotImplementedError

    def totals(self, m: int, counts: Array) -> Array:
        """The sum of the counts of all n-grams of m words with the same context."""
        size = self.counts.size(m - 1)
        sums: Array = np.bincount(self.counts.ngrams[m].prefix, counts, minlength=size)
        return sums

    def probabilities(self, context: ArrayLike) -> Array:
        """P(w | context) for all words w: (V,), its sum is 1.

        context  (T,) ids; only the last n - 1 count. With fewer, also with none, the
                 shorter context is all that the model knows.
        """
        context = check_ids(context, self.vocab_size, ndim=1)[-self.order :]
        numbers = self.counts.find(context)
        known = min(len(context), self.order - 1)
        uniform = np.full(self.vocab_size, 1 / self.vocab_size)
        P = uniform
        for m in range(1, known + 2):
            prefix = int(numbers[m - 1][-1]) if m > 1 else 0
            P = P.copy() if self.to_shorter else uniform.copy()
            if prefix != UNSEEN:
                discounted, backoff = self.levels[m]
                seen = self.counts.followers(m, prefix)
                P *= backoff[prefix]
                P[self.counts.ngrams[m].word[seen]] += discounted[seen]
        return P

    def word_probabilities(self, ids: ArrayLike, *, start: int | None = None) -> Array:
        """P of each word of a text after the words before it: (T,).

        The text is one stream; its first n - 1 words have as much context as there is.

        start  the id of the word before the first, "<eos>" of a line before, say. It
               is a context and not scored. Without it, the first word has no context.
        """
        before = check_ids([] if start is None else [start], self.vocab_size)
        text = np.concatenate([before, check_ids(ids, self.vocab_size, ndim=1)])
        numbers = self.counts.find(text)
        P = np.full(len(text), 1 / self.vocab_size)
        for m, (discounted, backoff) in self.levels.items():
            now = np.arange(m - 1, len(text))  # where m - 1 words have come before
            ngram = numbers[m][now]
            prefix = numbers[m - 1][now - 1] if m > 1 else numbers[0]
            lower = P[now] if self.to_shorter else 1 / self.vocab_size
            P[now] = np.where(prefix == UNSEEN, 1.0, backoff[prefix]) * lower
            P[now] += np.where(ngram == UNSEEN, 0.0, discounted[ngram])
        return P[len(before) :]

    def negative_log_likelihood(
        self, ids: ArrayLike, *, start: int | None = None
    ) -> tuple[float, int]:
        """-log P of a whole text, its surprise, in nats; and how many words count: T.

        Infinite where a word has probability 0: one is enough.

        ids, start  as for `word_probabilities`; ValueError for an empty text
        """
        P = self.word_probabilities(ids, start=start)
        if len(P) == 0:
            raise ValueError("the text is empty; there must be one word or more")
        with np.errstate(divide="ignore"):  # log 0 is -inf
            return -float(np.log(P).sum()), len(P)

    def next_logits(
        self, ids: ArrayLike, state: Ids | None = None
    ) -> tuple[Array, Ids]:
        """Read ids (N, T); log P of all words as the next: (N, V), and the state.

        state  (N, up to n - 1) the words that still count; None before the first
        """
        text = check_ids(ids, self.vocab_size)
        if text.ndim != 2 or text.size == 0:
            raise ValueError(f"ids are (N, T), at least one; given {text.shape}")
        if state is not None:
            text = np.concatenate([state, text], axis=1)
        state = text[:, max(0, text.shape[1] - self.order + 1) :]
        with np.errstate(divide="ignore"):  # log 0 is -inf: this word cannot come
            return np.log([self.probabilities(row) for row in state]), state


class MaximumLikelihood(NGramModel):
    """The proportion of w among the words seen after c. A word never seen there gets 0.

    After a context never seen, of which there is no proportion, a shorter one is asked.

    >>> bigrams = MaximumLikelihood([0, 1, 0, 2], 3, order=2)
    >>> bigrams.probabilities([0]).tolist()
    [0.0, 0.5, 0.5]
    """

    def smooth(self, m: int) -> tuple[Array, Array]:
        ngrams = self.counts.ngrams[m]
        total = self.totals(m, ngrams.counts)
        return ngrams.counts / total[ngrams.prefix], (total == 0).astype(float)


class AddK(NGramModel):
    """Every count is k higher:  P(w | c) = (count(c w) + k) / (count(c) + k V).

    k  above 0; 1 is Laplace's rule. After a context never seen, all words are alike.

    >>> AddK([0, 1, 0, 2], 3, order=2).probabilities([0]).round(2).tolist()
    [0.2, 0.4, 0.4]
    """

    to_shorter = False

    def __init__(self, ids: ArrayLike, vocab_size: int, order: int, k: float = 1.0):
        if not 0 < k < math.inf:
            raise ValueError(f"k is {k}; it must be above 0 and finite")
        self.k = float(k)
        super().__init__(ids, vocab_size, order)

    def smooth(self, m: int) -> tuple[Array, Array]:
        ngrams = self.counts.ngrams[m]
        kV = self.k * self.vocab_size
        total = self.totals(m, ngrams.counts) + kV
        return ngrams.counts / total[ngrams.prefix], kV / total


class KneserNey(NGramModel):
    """Interpolated Kneser-Ney smoothing (Kneser & Ney 1995; Chen & Goodman 1999).

    Every count loses a discount D, and what a context loses goes to shorter contexts.
    Below the highest order, an n-gram counts not as often as it occurs, but once for
    each different word before it: "Francisco" is frequent, but follows one word only.

    modified  three discounts, for counts of 1, of 2, and of 3 or more

    The discounts come from how many n-grams have a count of 1, 2, 3 and 4, for each m
    (`discounts`; Chen & Goodman's equations 26 and 17). A small text may have none of
    some count. Where the formula then gives nothing between 0 and the count, D is 0.5,
    or 0.5, 1 and 1.5, as KenLM has it (Heafield et al. 2013).

    >>> model = KneserNey([0, 1, 0, 2, 0, 1], 3, order=2)
    >>> model.probabilities([0]).round(2).tolist()
    [0.2, 0.57, 0.23]
    """

    def __init__(
        self, ids: ArrayLike, vocab_size: int, order: int, modified: bool = False
    ):
        self.modified = modified
        self.discounts: dict[int, list[float]] = {}
        super().__init__(ids, vocab_size, order)

    def smooth(self, m: int) -> tuple[Array, Array]:
        ngrams = self.counts.ngrams[m]
        counts = ngrams.counts  # (G,)
        if m < self.order:  # how many different words stand before each
            longer = self.counts.ngrams[m + 1]
            counts = np.bincount(longer.suffix, minlength=len(counts))
        self.discounts[m] = discounts(counts, self.modified)
        by_count = np.array([0.0, *self.discounts[m]])  # a count of 0 loses nothing
        lost = by_count[np.minimum(counts, len(by_count) - 1)]  # (G,)
        total = self.totals(m, counts)  # of each context; 0 if nothing followed it
        divisor = np.maximum(total, 1)
        discounted = (counts - lost) / divisor[ngrams.prefix]
        backoff = np.where(total > 0, self.totals(m, lost) / divisor, 1.0)
        return discounted, backoff


def discounts(counts: Array, modified: bool = False) -> list[float]:
    """What a count of 1, 2, … loses; the last holds for all above it.

    counts  (G,) of all n-grams of one length. With n_j of them that are j,

        Y = n_1 / (n_1 + 2 n_2),    D_j = j - (j + 1) Y n_(j+1) / n_j

    for j = 1, 2 and 3 if modified. Without, it is D_1, which is Y itself.
    """
    n = np.bincount(np.minimum(counts, 5), minlength=6).astype(float)
    usual: Sequence[float] = [0.5, 1.0, 1.5] if modified else [0.5]
    if not n[1 : len(usual) + 2].all():
        return list(usual)
    Y = n[1] / (n[1] + 2 * n[2])
    D = [j - (j + 1) * Y * n[j + 1] / n[j] for j in range(1, len(usual) + 1)]
    fits = all(0 < d < j for j, d in enumerate(D, start=1))
    return [float(d) for d in D] if fits else list(usual)
