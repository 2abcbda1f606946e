"""Drawing words: exact probabilities from the tables, frequencies from many draws."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chisquare

from dlnlp.vectors.negative_sampling import (
    AliasSampler,
    keep_probability,
    noise_distribution,
    subsample,
)

weights = st.lists(st.floats(0, 1e6), min_size=1, max_size=60).filter(
    lambda w: sum(w) > 1e-6
)


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=50).filter(any))
def test_noise_is_counts_to_the_power(counts):
    noise = noise_distribution(counts)
    total = sum(n**0.75 for n in counts)
    assert noise == pytest.approx([n**0.75 / total for n in counts])
    assert noise.sum() == pytest.approx(1)


def test_the_exponent_lifts_rare_words():
    assert noise_distribution([81, 16, 0], 1.0) == pytest.approx([81 / 97, 16 / 97, 0])
    assert noise_distribution([81, 16, 0]) == pytest.approx([27 / 35, 8 / 35, 0])
    assert noise_distribution([81, 16], 0) == pytest.approx([0.5, 0.5])


@given(weights)
def test_the_tables_hold_the_weights(weights):
    sampler = AliasSampler(weights)
    rebuilt = np.zeros(len(weights))
    for i in range(len(weights)):  # each box: its own share, and its alias's
        assert 0 <= sampler.share[i] <= 1
        rebuilt[i] += sampler.share[i] / len(weights)
        rebuilt[sampler.alias[i]] += (1 - sampler.share[i]) / len(weights)
    np.testing.assert_allclose(rebuilt, np.array(weights) / sum(weights), atol=1e-9)
    np.testing.assert_allclose(sampler.probabilities(), rebuilt, atol=1e-12)


@pytest.mark.parametrize("exponent", [0.75, 1.0])
def test_draws_have_the_right_frequencies(exponent):
    noise = noise_distribution(1 / np.arange(1, 41), exponent)
    draws = AliasSampler(noise).sample(200_000, np.random.default_rng(0))
    observed = np.bincount(draws, minlength=40)
    assert chisquare(observed, noise * len(draws)).pvalue > 0.01
    assert chisquare(observed, np.full(40, len(draws) / 40)).pvalue < 1e-9


def test_draws_are_independent_of_their_neighbours():
    draws = AliasSampler([1, 2, 3]).sample((100_000, 2), np.random.default_rng(1))
    pairs = np.bincount(draws[:, 0] * 3 + draws[:, 1], minlength=9)
    chances = np.outer([1, 2, 3], [1, 2, 3]).ravel() / 36
    assert chisquare(pairs, chances * 100_000).pvalue > 0.01


def test_a_word_without_weight_is_never_drawn():
    draws = AliasSampler([0, 1, 0, 5, 0]).sample(10_000, np.random.default_rng(0))
    assert set(draws.tolist()) == {1, 3}
    assert AliasSampler([7]).sample((2, 3), np.random.default_rng(0)).tolist() == [
        [0, 0, 0],
        [0, 0, 0],
    ]


def test_the_same_seed_draws_the_same():
    sampler = AliasSampler(np.arange(1, 9))
    one, two = (sampler.sample(50, np.random.default_rng(3)) for _ in range(2))
    assert np.array_equal(one, two)


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ([], "one number a word"),
        ([[1, 2]], "one number a word"),
        ([1, -1], "0 or more"),
        ([1, np.nan], "NaN"),
        ([1, np.inf], "infinity"),
        ([0, 0], "all 0"),
    ],
)
def test_bad_weights(bad, message):
    for draw in AliasSampler, noise_distribution, lambda c: keep_probability(c, 1e-3):
        with pytest.raises(ValueError, match=message):
            draw(bad)


def test_bad_exponent_and_threshold():
    for bad in (-0.1, np.nan, np.inf):
        with pytest.raises(ValueError, match="exponent is"):
            noise_distribution([1, 2], bad)
    for bad in (0, -1e-3, np.nan):
        with pytest.raises(ValueError, match="threshold is"):
            keep_probability([1, 2], bad)


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


def test_subsampling_keeps_the_share_and_the_order():
    counts = np.array([90_000, 9_000, 900, 90])
    ids = np.random.default_rng(0).permutation(np.repeat(np.arange(4), counts))
    keep = keep_probability(counts, 1e-2)
    kept = subsample(ids, keep, np.random.default_rng(1))
    spread = np.sqrt(counts * keep * (1 - keep))
    assert (abs(np.bincount(kept) - counts * keep) <= 4 * spread).all()
    assert np.array_equal(subsample(ids, np.ones(4), np.random.default_rng(1)), ids)
    numbered = subsample(np.arange(100), np.full(100, 0.5), np.random.default_rng(2))
    assert (np.diff(numbered) > 0).all()
