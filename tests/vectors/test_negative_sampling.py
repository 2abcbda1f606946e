"""Drawing words: exact probabilities from the tables, frequencies from many draws."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chisquare

from dlnlp.vectors.negative_sampling import (
    AliasSampler,
    NegativeSampling,
    noise_distribution,
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
    for i in range(len(weights)):  # each box: its own part, and its alias's
        assert 0 <= sampler.accept[i] <= 1
        rebuilt[i] += sampler.accept[i] / len(weights)
        rebuilt[sampler.alias[i]] += (1 - sampler.accept[i]) / len(weights)
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


@pytest.mark.parametrize("exponent", [{}, {"exponent": 0.75}, {"exponent": 0.2}])
def test_the_loss_draws_from_the_noise_distribution(exponent):
    counts = np.array([100, 10, 1])
    output = NegativeSampling(counts, 4, **exponent, negatives=2)
    expected = noise_distribution(counts, **exponent)
    np.testing.assert_allclose(output.sampler.probabilities(), expected)


def test_the_loss_itself_has_the_slope_one():
    grads = []
    for slope in (), (1.0,), (3.0,):
        output = NegativeSampling(np.ones(9), 4, negatives=3)
        rng = np.random.default_rng(0)
        _, backward = output(np.ones((2, 4)), np.array([[1], [2]]), rng=rng)
        backward(*slope)
        grads.append(output.W.grad.dense())
    assert np.array_equal(grads[0], grads[1])
    np.testing.assert_allclose(grads[2], 3 * grads[0], rtol=1e-6)


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ([], "nothing was counted"),
        ([[1, 2]], "must have 1 axes"),
        (["1", "2"], "must be numbers"),
        ([1, -1], "0 or more"),
        ([1, np.nan], "NaN"),
        ([1, np.inf], "infinity"),
        ([0, 0], "nothing was counted"),
    ],
)
def test_bad_weights(bad, message):
    for draw in AliasSampler, noise_distribution:
        with pytest.raises(ValueError, match=message):
            draw(bad)


@pytest.mark.parametrize("bad", [-0.1, np.nan, np.inf])
def test_bad_exponent(bad):
    with pytest.raises(ValueError, match="exponent is"):
        noise_distribution([1, 2], bad)


@pytest.mark.parametrize("dtype", np.typecodes["AllInteger"])
def test_counts_of_any_integer_type(dtype):
    counts = np.array([100, 27, 0], dtype)
    expected = noise_distribution([100, 27, 0])
    np.testing.assert_allclose(noise_distribution(counts), expected)
    np.testing.assert_allclose(AliasSampler(counts).probabilities(), counts / 127.0)
