"""Dropout: how much is left out, that means stay, and what is locked."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from dlnlp.nn.dropout import Dropout, LockedDropout

N, T, D = 40, 7, 50


@given(rate=st.just(0) | st.floats(1e-9, 0.9), seed=st.integers(0, 99))
def test_a_number_is_zero_or_divided_by_what_stays(rate, seed):
    x = np.ones((N, T, D))
    for layer in Dropout(rate), LockedDropout(rate):
        y, backward = layer(x, rng=np.random.default_rng(seed))
        out = y == 0
        np.testing.assert_allclose(y[~out], 1 / (1 - rate))
        drawn = out if type(layer) is Dropout else out[:, 0]
        assert binomtest(drawn.sum(), drawn.size, rate).pvalue > 1e-7
        np.testing.assert_array_equal(backward(x), y)  # the same mask


def test_without_rng_or_rate_it_is_the_identity():
    x = np.ones((N, T, D))
    for layer in Dropout, LockedDropout:
        assert layer(0.5)(x)[0] is x
        assert layer(0)(x, rng=np.random.default_rng(0))[0] is x


@pytest.mark.parametrize("dtype", [np.uint8, np.int64, bool, list])
@pytest.mark.parametrize("layer", [Dropout(0.5), LockedDropout(0.5)])
def test_whole_numbers_become_floats(layer, dtype):
    """Divided by 1 - rate as integers they were infinite."""
    ones = np.ones((N, T, D))
    expected, _ = layer(ones, rng=np.random.default_rng(0))
    given = ones.tolist() if dtype is list else ones.astype(dtype)
    y, backward = layer(given, rng=np.random.default_rng(0))
    assert y.dtype == layer(given)[0].dtype == np.float64
    np.testing.assert_array_equal(y, expected)
    np.testing.assert_array_equal(backward(ones), expected)


def test_a_locked_mask_is_the_same_at_all_steps_and_differs_between_sequences():
    y, _ = LockedDropout(0.5)(np.ones((N, T, D)), rng=np.random.default_rng(0))
    assert (y == y[:, :1]).all()
    assert (y[0] != y[1]).any()
    free, _ = Dropout(0.5)(np.ones((N, T, D)), rng=np.random.default_rng(0))
    assert (free != free[:, :1]).any()


@pytest.mark.parametrize("rate", [-0.1, 1, 1.5, float("nan")])
def test_a_rate_that_is_none(rate):
    with pytest.raises(ValueError, match="must be at least 0 and below 1"):
        Dropout(rate)
