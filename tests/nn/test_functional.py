"""Softmax and its relatives: nothing overflows, and they agree with one another."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from scipy import special

from dlnlp.nn.functional import (
    log_sigmoid,
    log_softmax,
    one_hot,
    relu,
    rows,
    sigmoid,
    softmax,
    tanh,
)

logits = st.sampled_from([np.float32, np.float64]).flatmap(
    lambda dtype: arrays(
        dtype,
        array_shapes(min_dims=1, max_dims=3, max_side=5),
        elements=st.floats(-1e4, 1e4, width=32),
    )
)


@pytest.fixture(autouse=True)
def _no_warnings():
    with np.errstate(over="raise", divide="raise", invalid="raise"):
        yield


@given(logits)
def test_softmax_gives_probabilities_at_any_size(x):
    p = softmax(x)
    assert p.dtype == x.dtype
    assert (p >= 0).all()
    np.testing.assert_allclose(p.sum(axis=-1), 1, rtol=1e-6)
    np.testing.assert_allclose(p, special.softmax(x, axis=-1), rtol=2e-5, atol=1e-30)


@given(logits)
def test_log_softmax_is_the_logarithm_of_softmax(x):
    logp = log_softmax(x)
    assert logp.dtype == x.dtype
    assert np.isfinite(logp).all()
    assert (logp <= 0).all()
    np.testing.assert_allclose(np.exp(logp), softmax(x), rtol=1e-3, atol=1e-6)
    np.testing.assert_allclose(
        logp, special.log_softmax(x, axis=-1), rtol=1e-6, atol=1e-6
    )


@given(logits, st.floats(-100, 100))
def test_adding_to_all_logits_changes_nothing(x, shift):
    np.testing.assert_allclose(softmax(x + shift), softmax(x), atol=5e-3)


@given(logits)
def test_sigmoid_and_its_logarithm(x):
    y, logy = sigmoid(x), log_sigmoid(x)
    assert y.dtype == logy.dtype == x.dtype
    assert ((y >= 0) & (y <= 1)).all()
    np.testing.assert_allclose(y, special.expit(x), rtol=1e-6, atol=1e-7)
    np.testing.assert_allclose(logy, special.log_expit(x), rtol=1e-6, atol=1e-37)
    place = x.copy()
    assert sigmoid(place, out=place) is place
    np.testing.assert_array_equal(place, y)


def test_functions_leave_their_input_alone():
    x = np.linspace(-2, 2, 12).reshape(3, 4)
    before = x.copy()
    for f in (softmax, log_softmax, sigmoid, log_sigmoid, tanh, relu):
        f(x)
        assert np.array_equal(x, before)


@pytest.mark.parametrize("dtype", [np.uint8, np.int64, list])
def test_whole_numbers_are_logits_too(dtype):
    x = [1, 3, 2] if dtype is list else np.array([1, 3, 2], dtype=dtype)
    expected = np.exp([1, 3, 2]) / np.exp([1, 3, 2]).sum()
    np.testing.assert_allclose(softmax(x), expected)
    np.testing.assert_allclose(log_softmax(x), np.log(expected))


def test_empty_batches_stay_empty():
    x = np.empty((0, 4), dtype=np.float32)
    for f in (softmax, log_softmax, sigmoid, log_sigmoid):
        assert f(x).shape == (0, 4)


def test_one_hot_times_a_matrix_is_a_row():
    W = np.arange(12.0).reshape(4, 3)
    ids = np.array([[2, 0], [3, 3]])
    assert one_hot(ids, 4).shape == (2, 2, 4)
    assert np.array_equal(one_hot(ids, 4) @ W, W[ids])
    assert np.array_equal(one_hot(1, 3), [0, 1, 0])
    for wrong in ([4], [-1], [1.0], [True]):
        with pytest.raises(ValueError):
            one_hot(wrong, 4)


def test_rows_makes_one_axis_of_all_but_the_last():
    assert rows(np.zeros((2, 3, 4))).shape == (6, 4)
    assert rows(np.zeros(4)).shape == (1, 4)
    assert rows(np.zeros((0, 3, 4))).shape == (0, 4)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
@pytest.mark.parametrize("V", [70_000, 3])
def test_many_words_in_any_type_of_floats(V, dtype):
    """70,000 ones are infinite in float16."""
    x = np.zeros((2, V), dtype)
    p, logp = softmax(x), log_softmax(x)
    assert p.dtype == logp.dtype == dtype
    np.testing.assert_allclose(p.sum(axis=1, dtype=np.float64), 1, rtol=2e-3)
    np.testing.assert_allclose(logp, -np.log(V), rtol=1e-3)
