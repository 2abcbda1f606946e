"""Counts of n-grams against plain loops over tiny texts."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlnlp.models.ngram_counts import UNSEEN, NGramCounts

V = 4
texts = st.lists(st.integers(0, V - 1), min_size=5, max_size=40)
orders = st.integers(1, 5)


def count(text, m):
    """How often each n-gram of m words occurs."""
    return Counter(tuple(text[t : t + m]) for t in range(len(text) - m + 1))


@given(texts, orders)
def test_counts_equal_plain_loops(text, order):
    found = NGramCounts(text, V, order)
    for m in range(1, order + 1):
        ngrams, expected = found.ngrams[m], count(text, m)
        assert found.size(m) == len(ngrams.codes) == len(expected)
        numbers = found.find(text)[m]
        assert (numbers[: m - 1] == UNSEEN).all()
        for t in range(m - 1, len(text)):
            ngram = tuple(text[t - m + 1 : t + 1])
            i = numbers[t]
            assert ngrams.counts[i] == expected[ngram]
            assert ngrams.word[i] == ngram[-1]
            for field, shorter in ("prefix", ngram[:-1]), ("suffix", ngram[1:]):
                number = found.find(shorter)[m - 1][-1] if m > 1 else 0
                assert getattr(ngrams, field)[i] == number
            seen = found.followers(m, ngrams.prefix[i])
            assert seen.start <= i < seen.stop
            assert len(set(ngrams.prefix[seen])) == 1


@given(texts, orders, texts)
def test_of_another_text_only_what_was_seen_is_found(text, order, other):
    for m, numbers in enumerate(NGramCounts(text, V, order).find(other)):
        seen = count(text, m)
        for t in range(len(other)):
            long_enough = t + 1 >= m
            known = long_enough and (m == 0 or tuple(other[t - m + 1 : t + 1]) in seen)
            assert (numbers[t] != UNSEEN) == known


def test_codes_take_64_bits_whatever_the_vocabulary():
    rng = np.random.default_rng(0)
    V = 2_000_000  # V^4 is more than 64 bits hold
    text = np.concatenate([rng.integers(V - 9, V, 200), np.arange(20)])
    counts = NGramCounts(text, V, 12)
    for m in 1, 4, 12:
        assert counts.size(m) == len(count(text.tolist(), m))


@pytest.mark.parametrize(
    "number",
    [np.int8, np.uint8, np.int16, np.uint16, np.int32, np.uint32, np.int64, np.uint64],
)
def test_integers_of_any_type(number):
    text = np.random.default_rng(0).integers(90, 100, 300)
    expected = NGramCounts(text, 100, 3)
    found = NGramCounts(text.astype(number), number(100), number(3))
    for m in 1, 2, 3:
        assert (found.ngrams[m].codes == expected.ngrams[m].codes).all()
        assert (found.ngrams[m].counts == expected.ngrams[m].counts).all()
        where = expected.find(text)[m]
        assert (found.find(text.astype(number))[m] == where).all()


def test_bad_input():
    for ids, order in ([], 1), ([0], 2), ([0, 1, 2], 4):
        with pytest.raises(ValueError, match=f"has no n-gram of {order}"):
            NGramCounts(ids, V, order)
    for order in (0, -1, 1.5):
        with pytest.raises(ValueError, match="order is"):
            NGramCounts([0, 1], V, order)
    for size in (0, -3, 2.0):
        with pytest.raises(ValueError, match="vocab_size is"):
            NGramCounts([0], size, 1)
    for bad in ([0, V], [-1, 0]):
        with pytest.raises(ValueError, match="between 0 and 3"):
            NGramCounts(bad, V, 1)
        with pytest.raises(ValueError, match="between 0 and 3"):
            NGramCounts([0], V, 1).find(bad)
