"""Markov sources keep what they promise, to the digit; recall asks what was shown."""

import math
from itertools import product

import numpy as np
import pytest

from dlnlp.datasets.synthetic_sequences import MarkovSource, markov_source, recall


@pytest.fixture(scope="module")
def source():
    return markov_source(np.random.default_rng(0), symbols=4, order=2)


def test_the_stationary_distribution_stays_as_it_is(source):
    loop = np.zeros((4, 4))
    for a, b, c in product(range(4), repeat=3):
        loop[b, c] += source.stationary[a, b] * source.P[a, b, c]
    assert np.allclose(loop, source.stationary, atol=1e-12)
    assert source.stationary.sum() == pytest.approx(1)


def test_two_states_by_hand():
    """Stays with .9 and .8: the long run is 2/3 and 1/3."""
    P = np.array([[0.9, 0.1], [0.2, 0.8]])
    source = MarkovSource(P)
    assert np.allclose(source.stationary, [2 / 3, 1 / 3])
    rows = [-sum(p * math.log(p) for p in row) for row in P]
    assert source.entropy == pytest.approx(2 / 3 * rows[0] + 1 / 3 * rows[1])
    of_two = -(2 / 3 * math.log(2 / 3) + 1 / 3 * math.log(1 / 3))
    assert source.conditional_entropy(0) == pytest.approx(of_two)


def test_who_sees_more_guesses_better(source):
    entropies = [source.conditional_entropy(seen) for seen in range(5)]
    assert entropies[0] > entropies[1] > entropies[2]
    assert source.entropy == entropies[2] == entropies[3] == entropies[4]


def test_a_text_has_the_frequencies_and_the_entropy_that_were_promised(source):
    text = source.sample(100_000, rng=np.random.default_rng(1))
    assert text.shape == (100_000,)
    counts = np.zeros((4, 4, 4))
    np.add.at(counts, (text[:-2], text[1:-1], text[2:]), 1)
    joint = source.stationary[..., None] * source.P
    assert np.abs(counts / counts.sum() - joint).max() < 0.005
    nll = -np.log(source.P[text[:-2], text[1:-1], text[2:]]).mean()
    assert nll == pytest.approx(source.entropy, abs=0.02)


def test_the_first_symbol_is_drawn_by_its_context():
    """So a short text is no different from a piece of a long one."""
    source = MarkovSource([[0.9, 0.1], [0.2, 0.8]])
    rng = np.random.default_rng(0)
    first = [source.sample(1, rng=rng)[0] for _ in range(5000)]
    assert np.mean(first) == pytest.approx(1 / 3, abs=0.03)


def test_same_seed_same_text(source):
    texts = [source.sample(50, rng=np.random.default_rng(2)) for _ in range(2)]
    assert (texts[0] == texts[1]).all()


def test_concentration():
    def entropy(**concentration):
        rng = np.random.default_rng(0)
        return markov_source(rng, 6, 1, **concentration).entropy

    entropies = [entropy(concentration=c) for c in (0.05, 0.3, 1.0, 100.0)]
    assert entropies == sorted(entropies)
    assert entropies[1] == entropy()
    assert entropies[-1] == pytest.approx(math.log(6), abs=0.02)


@pytest.mark.parametrize(
    ("P", "what"),
    [
        ([0.5, 0.5], "must be"),
        ([[0.5, 0.3, 0.2]], "must be"),
        ([[1.0, 0.0], [0.5, 0.5]], "above 0"),
        ([[np.nan, 0.5], [0.5, 0.5]], "above 0"),
        ([[0.5, 0.4], [0.5, 0.5]], "sum to"),
    ],
)
def test_no_source(P, what):
    with pytest.raises(ValueError, match=what):
        MarkovSource(P)


def test_bad_requests(source):
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match="length is 0"):
        source.sample(0, rng=rng)
    with pytest.raises(ValueError, match="seen is -1"):
        source.conditional_entropy(-1)
    for symbols, order, concentration, what in (
        (1, 1, 0.3, "symbols is 1"),
        (2, 0, 0.3, "order is 0"),
        (2, 1, 0.0, r"concentration is 0\.0"),
    ):
        with pytest.raises(ValueError, match=what):
            markov_source(rng, symbols, order, concentration=concentration)


@pytest.mark.parametrize("lag", [1, 2, 7])
def test_recall(lag):
    rows = recall(np.random.default_rng(0), 2_000, lag, 3, distractors=5)
    assert rows.shape == (2_000, lag + 2)
    assert (rows[:, 0] == rows[:, -1]).all()
    assert (rows[:, lag] == 8).all()  # asked `lag` steps after it was shown
    assert set(rows[:, 0].tolist()) == {0, 1, 2}
    assert set(rows[:, 1:lag].ravel().tolist()) == (
        set(range(3, 8)) if lag > 1 else set()
    )
    assert np.bincount(rows[:, 0]).min() > 550


def test_recall_has_four_symbols_and_four_distractors_unless_asked():
    default, asked = (
        recall(np.random.default_rng(0), 50, 3, **settings)
        for settings in ({}, {"symbols": 4, "distractors": 4})
    )
    assert np.array_equal(default, asked)


@pytest.mark.parametrize(
    ("setting", "bad"), [("n", 0), ("lag", 0), ("symbols", 1), ("distractors", 0)]
)
def test_bad_recall(setting, bad):
    settings = {"n": 1, "lag": 1, "symbols": 2, "distractors": 1}
    with pytest.raises(ValueError, match=f"{setting} is {bad}"):
        recall(np.random.default_rng(0), **settings | {setting: bad})


@pytest.mark.parametrize("dtype", np.typecodes["AllInteger"])
def test_sizes_of_any_integer_type(source, dtype):
    def size(n):
        return np.array(n, dtype)[()]

    rng = np.random.default_rng(0)
    assert (
        recall(rng, size(2), size(127), size(100), distractors=size(100)).max() == 200
    )
    assert markov_source(rng, size(2), size(3)).P.shape == (2,) * 4
    assert source.conditional_entropy(size(2)) == source.entropy
    assert len(source.sample(size(127), rng=rng)) == 127
