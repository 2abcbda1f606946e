"""Markov sources keep what they promise, to the digit; recall asks what was shown."""

import math
from itertools import product

import numpy as np
import pytest

from dlnlp.datasets.sequences import MarkovSource, markov_source, recall


@pytest.fixture(scope="module")
def source():
    return markov_source(np.random.default_rng(0), symbols=4, order=2)


def test_stationary_shares_stay_as_they_are(source):
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
    assert source.floor(0) == pytest.approx(of_two)


def test_who_sees_more_is_surprised_less(source):
    floors = [source.floor(seen) for seen in range(5)]
    assert floors[0] > floors[1] > floors[2] == floors[3] == floors[4]
    assert source.entropy == floors[2]


def test_a_text_has_the_shares_and_the_surprise_that_were_promised(source):
    text = source.sample(100_000, rng=np.random.default_rng(1))
    assert text.shape == (100_000,)
    counts = np.zeros((4, 4, 4))
    np.add.at(counts, (text[:-2], text[1:-1], text[2:]), 1)
    joint = source.stationary[..., None] * source.P
    assert np.abs(counts / counts.sum() - joint).max() < 0.005
    surprise = -np.log(source.P[text[:-2], text[1:-1], text[2:]]).mean()
    assert surprise == pytest.approx(source.entropy, abs=0.02)


def test_the_first_symbol_is_drawn_by_its_context():
    """So a short text is no different from a piece of a long one."""
    source = MarkovSource([[0.9, 0.1], [0.2, 0.8]])
    rng = np.random.default_rng(0)
    first = [source.sample(1, rng=rng)[0] for _ in range(5000)]
    assert np.mean(first) == pytest.approx(1 / 3, abs=0.03)


def test_same_seed_same_text(source):
    texts = [source.sample(50, rng=np.random.default_rng(2)) for _ in range(2)]
    assert (texts[0] == texts[1]).all()


def test_evenness():
    rng = np.random.default_rng(0)
    entropies = [
        markov_source(rng, 6, 1, evenness=evenness).entropy
        for evenness in (0.05, 1.0, 100.0)
    ]
    assert entropies == sorted(entropies)
    assert entropies[-1] == pytest.approx(math.log(6), abs=0.02)


@pytest.mark.parametrize(
    ("P", "what"),
    [
        ([0.5, 0.5], "must be"),
        ([[0.5, 0.3, 0.2]], "must be"),
        ([[1.0, 0.0], [0.5, 0.5]], "above 0"),
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
        source.floor(-1)
    for arguments in ((1, 1, 0.3), (2, 0, 0.3), (2, 1, 0.0)):
        with pytest.raises(ValueError, match="at least 2"):
            markov_source(rng, *arguments[:2], evenness=arguments[2])


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


def test_bad_recall():
    for arguments in ((0, 1, 2, 1), (1, 0, 2, 1), (1, 1, 1, 1), (1, 1, 2, 0)):
        n, lag, symbols, distractors = arguments
        with pytest.raises(ValueError, match="at least 1, 1, 2 and 1"):
            recall(np.random.default_rng(0), n, lag, symbols, distractors=distractors)
