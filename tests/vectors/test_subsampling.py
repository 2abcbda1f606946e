"""Subsampling: the released formula, gensim's probabilities, the tokens that stay."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlnlp.vectors.subsampling import keep_probability, subsample


@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=30), st.floats(1e-5, 1))
def test_keep_is_the_released_formula(counts, t):
    total = sum(counts)
    expected = [min(1, (np.sqrt(n / total / t) + 1) * t / (n / total)) for n in counts]
    assert keep_probability(counts, t) == pytest.approx(expected)


def test_keep_equals_gensims():
    word2vec = pytest.importorskip(
        "gensim.models.word2vec", reason="gensim is not installed: pip install gensim"
    )
    counts = {"the": 9000, "of": 900, "cat": 90, "sat": 9, "purr": 1}
    sentence = [word for word, n in counts.items() for _ in range(n)]
    model = word2vec.Word2Vec(min_count=1, sample=1e-3)
    model.build_vocab([sentence])
    theirs = [model.wv.get_vecattr(word, "sample_int") / 2**32 for word in counts]
    assert keep_probability(list(counts.values()), 1e-3) == pytest.approx(
        theirs, abs=1e-6
    )


def test_a_word_that_never_occurs_is_kept():
    assert keep_probability([0, 10**6], 1e-4)[0] == 1


def test_subsampling_keeps_the_proportion_and_the_order():
    counts = np.array([90_000, 9_000, 900, 90])
    ids = np.random.default_rng(0).permutation(np.repeat(np.arange(4), counts))
    keep = keep_probability(counts, 1e-2)
    kept = subsample(ids, keep, np.random.default_rng(1))
    spread = np.sqrt(counts * keep * (1 - keep))
    assert (abs(np.bincount(kept) - counts * keep) <= 4 * spread).all()
    assert np.array_equal(subsample(ids, np.ones(4), np.random.default_rng(1)), ids)
    numbered = subsample(np.arange(100), np.full(100, 0.5), np.random.default_rng(2))
    assert (np.diff(numbered) > 0).all()


@pytest.mark.parametrize("dtype", np.typecodes["AllInteger"])
def test_counts_of_any_integer_type(dtype):
    counts = np.array([100, 27, 1], dtype)
    np.testing.assert_allclose(
        keep_probability(counts, 0.1), keep_probability([100, 27, 1], 0.1)
    )


@pytest.mark.parametrize("bad", [0, -1e-3, np.nan, np.inf])
def test_bad_threshold(bad):
    with pytest.raises(ValueError, match="threshold is"):
        keep_probability([1, 2], bad)


@pytest.mark.parametrize("bad", [[], [0, 0], [1, -1], [1, np.nan], [[1, 2]]])
def test_bad_counts(bad):
    with pytest.raises(ValueError, match="counts"):
        keep_probability(bad, 1e-3)
