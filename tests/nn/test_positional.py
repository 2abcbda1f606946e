"""Positions: sinusoids by the paper's formula, learned ones, bad input."""

import math

import numpy as np
import pytest

from dlnlp.nn.positional import LearnedPositions, SinusoidalPositions, sinusoids

N, T, D = 2, 5, 6


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def test_sinusoids_are_those_of_the_paper_in_pairs():
    P = sinusoids(7, D, start=3)
    for t in range(7):
        for i in range(D // 2):
            angle = (t + 3) / 10_000 ** (2 * i / D)
            assert P[t, 2 * i] == pytest.approx(math.sin(angle), abs=1e-12)
            assert P[t, 2 * i + 1] == pytest.approx(math.cos(angle), abs=1e-12)


def test_a_shift_of_positions_turns_each_pair_by_one_angle():
    """P[t + 4] is a linear function of P[t], the same for all t: the paper's reason."""
    P = sinusoids(20, D)
    turn, *_ = np.linalg.lstsq(P[:-4], P[4:], rcond=None)
    np.testing.assert_allclose(P[:-4] @ turn, P[4:], atol=1e-10)
    i = np.arange(0, D, 2)
    np.testing.assert_allclose(turn[i, i], np.cos(4 / 10_000 ** (i / D)), atol=1e-8)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("learned", [False, True])
def test_positions_are_added_from_the_start_on(rng, dtype, learned):
    layer = LearnedPositions(9, D, rng=rng) if learned else SinusoidalPositions(D)
    table = sinusoids(9, D)
    if learned:
        layer.P.value = table = layer.P.value.astype(dtype)
    x = rng.standard_normal((N, T, D)).astype(dtype)
    for start in 0, 4:
        y, backward = layer(x, start)
        assert y.dtype == dtype
        np.testing.assert_allclose(y, x + table[start : start + T], rtol=1e-6)
        np.testing.assert_array_equal(backward(x), x)
    whole, _ = layer(x)
    parts = [layer(x[:, :2])[0], layer(x[:, 2:], 2)[0]]
    np.testing.assert_array_equal(np.concatenate(parts, axis=1), whole)


def test_the_gradient_of_a_position_is_the_sum_over_texts(rng):
    layer = LearnedPositions(9, D, rng=rng)
    dy = rng.standard_normal((N, T, D)).astype(np.float32)
    _, backward = layer(dy, 3)
    backward(dy)
    expected = np.zeros((9, D))
    expected[3:8] = dy.sum(axis=0)
    np.testing.assert_allclose(layer.P.gradient, expected, rtol=1e-6)


def test_bad_input(rng):
    for odd in 5, 1:
        for make in SinusoidalPositions, lambda dim: sinusoids(3, dim):
            with pytest.raises(ValueError, match=f"dim is {odd}; "):
                make(odd)
    with pytest.raises(ValueError, match="start is -1"):
        sinusoids(3, 4, start=-1)
    with pytest.raises(ValueError, match="context is 0"):
        LearnedPositions(0, D, rng=rng)
    learned = LearnedPositions(T, D, rng=rng)
    with pytest.raises(ValueError, match="6 positions are more than the context of 5"):
        learned(np.zeros((N, T, D)), 1)
    with pytest.raises(ValueError, match="start is -1"):
        learned(np.zeros((N, 1, D)), -1)
    for layer in learned, SinusoidalPositions(D):
        for x in np.zeros((T, D)), np.zeros((N, T, D + 2)):
            with pytest.raises(ValueError, match=r"vectors are \(N, T, 6\); given"):
                layer(x)
