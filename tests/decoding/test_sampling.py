"""The choice of a word against exact probabilities and frequencies of many draws."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import softmax
from scipy.stats import chisquare

from dlnlp.decoding import greedy, sample

finite = st.floats(-20, 20)
rows_of_logits = st.lists(finite, min_size=1, max_size=8).map(lambda row: [row])
P = np.array([0.1, 0.4, 0.2, 0.3])


def drawn(logits, n=20_000, **settings):
    """How often each word is drawn."""
    many = np.repeat(np.asarray(logits, dtype=float), n, axis=0)
    ids = sample(many, rng=np.random.default_rng(0), **settings)
    return np.bincount(ids, minlength=many.shape[1])


def agrees(observed, expected):
    """Whether frequencies could come from probabilities; a word of 0 must not come."""
    possible = expected > 0
    if observed[~possible].any() or possible.sum() == 1:
        return not observed[~possible].any()
    expected = expected[possible] * observed.sum()
    return chisquare(observed[possible], expected).pvalue > 0.01


@pytest.mark.parametrize(
    ("row", "best"),
    [
        ([1, 3, 2], 1),
        ([-5, -9, -2], 2),
        ([4, 4, 3], 0),
        ([3, 4, 4], 1),
        ([4, 3, 4], 0),
        ([0, 0, 0], 0),
        ([-np.inf, 1, 1], 1),
    ],
)
def test_greedy_takes_the_highest_and_of_equals_the_first(row, best):
    assert greedy([row]).tolist() == [best]
    assert greedy([row, [0, 0, 9], row]).tolist() == [best, 2, best]


def test_by_default_words_are_drawn_by_their_probability():
    assert agrees(drawn([np.log(P)]), P)


@pytest.mark.parametrize("temperature", [0.25, 0.5, 1.0, 3.0])
def test_temperature_divides_the_logits(temperature):
    expected = softmax(np.log(P) / temperature)
    assert agrees(drawn([np.log(P)], temperature=temperature), expected)


@pytest.mark.parametrize(
    ("top_k", "left"),
    [(1, [1]), (2, [1, 3]), (3, [1, 2, 3]), (4, [0, 1, 2, 3]), (9, [0, 1, 2, 3])],
)
def test_top_k_leaves_the_k_likeliest(top_k, left):
    expected = np.where(np.isin(range(4), left), P, 0)
    assert agrees(drawn([np.log(P)], top_k=top_k), expected / expected.sum())


@pytest.mark.parametrize(
    ("top_p", "left"),
    [(1e-9, [1]), (0.39, [1]), (0.41, [1, 3]), (0.69, [1, 3]), (0.71, [1, 2, 3]),
     (0.89, [1, 2, 3]), (0.91, [0, 1, 2, 3]), (1.0, [0, 1, 2, 3])],
)  # fmt: skip
def test_top_p_leaves_as_few_as_have_p(top_p, left):
    expected = np.where(np.isin(range(4), left), P, 0)
    assert agrees(drawn([np.log(P)], top_p=top_p), expected / expected.sum())


@pytest.mark.parametrize("n", [1, 2, 4, 8])
def test_words_that_have_exactly_p_are_enough(n):
    """n words alike, each with a probability that is a power of two: nothing rounds."""
    for k in range(1, n + 1):
        assert np.count_nonzero(drawn([[0.0] * n], 1_000, top_p=k / n)) == k
        less, more = (np.nextafter(k / n, to) for to in (0.0, 1.0))
        assert np.count_nonzero(drawn([[0.0] * n], 1_000, top_p=less)) == k
        assert np.count_nonzero(drawn([[0.0] * n], 1_000, top_p=more)) == min(k + 1, n)


def test_of_equal_words_the_first_stay():
    assert np.flatnonzero(drawn([[0, 0, 0, 0, 0]], top_k=2)).tolist() == [0, 1]
    assert np.flatnonzero(drawn([[0, 0, 0, 0]], top_p=0.5)).tolist() == [0, 1]


def test_top_p_is_of_what_the_temperature_made_and_top_k_left():
    # 0.4 and 0.3 are 0.7 of all, and 0.78 of the three likeliest
    assert np.flatnonzero(drawn([np.log(P)], top_p=0.75)).tolist() == [1, 2, 3]
    left = drawn([np.log(P)], top_p=0.75, top_k=3)
    assert np.flatnonzero(left).tolist() == [1, 3]
    # the likeliest has 0.4 of all, and 0.72 at this temperature
    left = drawn([np.log(P)], top_p=0.7, temperature=0.25)
    assert np.flatnonzero(left).tolist() == [1]


class Given:
    """A generator that draws what it was given."""

    def __init__(self, number):
        self.number = number

    def random(self, shape):
        return np.full(shape, self.number)


@pytest.mark.parametrize("settings", [{}, {"top_k": 2}, {"top_p": 0.5}], ids=str)
def test_each_word_has_its_part_of_the_numbers_from_0_to_1(settings):
    n = 2 if settings else 4  # so many words are left, with equal probabilities
    for word in range(n):
        first, last = word / n, np.nextafter((word + 1) / n, 0)
        for number in (first, last):
            assert sample([[0.0] * 4], rng=Given(number), **settings) == [word]


def test_rows_are_drawn_independently():
    rng = np.random.default_rng(0)
    pairs = np.array([sample(np.zeros((2, 2)), rng=rng) for _ in range(2000)])
    observed = np.bincount(pairs @ [2, 1], minlength=4)
    assert chisquare(observed).pvalue > 0.01


@given(rows_of_logits, st.integers(0, 99))
def test_only_one_word_left_is_greedy(logits, seed):
    rng = np.random.default_rng(seed)
    assert sample(logits, rng=rng, top_k=1) == greedy(logits)
    assert sample(logits, rng=rng, top_p=1e-12) == greedy(logits)


@given(rows_of_logits, st.integers(0, 99), finite)
def test_only_differences_of_logits_count(logits, seed, shift):
    one, two = (
        sample(given, rng=np.random.default_rng(seed))
        for given in (np.round(logits, 3), np.round(logits, 3) + round(shift))
    )
    assert one == two


def test_extremes_do_not_overflow():
    logits = [[1e300, -1e300, -np.inf, 0]]
    assert drawn(logits, n=9).tolist() == [9, 0, 0, 0]
    assert drawn([[3.0, 2.0, -np.inf]], n=9, temperature=1e-300).tolist() == [9, 0, 0]


def test_impossible_words_are_never_drawn():
    assert drawn([[0.0, -np.inf, 0.0]], temperature=9.0)[1] == 0


@pytest.mark.parametrize("number", [np.int8, np.uint8, np.uint16, np.int64, np.uint64])
def test_top_k_of_any_integer_type(number):
    assert np.count_nonzero(drawn([[0] * 5], 500, top_k=number(2))) == 2


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"temperature": 0}, "temperature is 0"),
        ({"temperature": -1.0}, "temperature is"),
        ({"temperature": math.nan}, "temperature is"),
        ({"temperature": math.inf}, "temperature is"),
        ({"top_k": 0}, "top_k is 0"),
        ({"top_p": 0.0}, "top_p is"),
        ({"top_p": 1.1}, "top_p is"),
        ({"top_p": math.nan}, "top_p is"),
    ],
)
def test_bad_settings(settings, message):
    with pytest.raises(ValueError, match=message):
        sample([[0.0, 1.0]], rng=np.random.default_rng(0), **settings)


@pytest.mark.parametrize(
    ("logits", "message"),
    [
        ([[0.0, np.nan]], "NaN"),
        ([[0.0, np.inf]], "inf"),
        ([[0.0, 1.0], [-np.inf, -np.inf]], "one word must be possible"),
        ([0.0, 1.0], r"\(N, V\)"),
        (np.empty((1, 0)), r"\(N, V\)"),
    ],
)
def test_bad_logits(logits, message):
    with pytest.raises(ValueError, match=message):
        greedy(logits)
    with pytest.raises(ValueError, match=message):
        sample(logits, rng=np.random.default_rng(0))
