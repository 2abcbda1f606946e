"""Sparse SGD with a cap against plain loops."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlnlp.nn.module import Parameter
from dlnlp.vectors.capped_sgd import CappedSGD, WeightedRows

V, D, N = 6, 4, 7


def an_update(ids, dtype=float):
    """Rows named in `ids`, some repeatedly, each with a gradient and a weight."""
    rng = np.random.default_rng(len(ids))
    W = Parameter(rng.standard_normal((V, D)).astype(dtype))
    rows = rng.standard_normal((len(ids), D)).astype(dtype)
    weights = rng.uniform(0, 9, len(ids)).astype(dtype)
    weights[0] = 0
    return W, rows, weights


ids = st.lists(st.integers(0, V - 1), min_size=1, max_size=60)


@given(ids)
def test_rows_that_are_named_repeatedly_add_up(ids):
    W, rows, weights = an_update(ids)
    grad = WeightedRows(np.array(ids), rows, weights, W.value.shape, N)
    assert grad.ids.tolist() == sorted(set(ids))
    expected, total = np.zeros((V, D)), np.zeros(V)
    for row, part, weight in zip(ids, rows, weights, strict=True):
        expected[row] += part
        total[row] += weight
    np.testing.assert_allclose(grad.dense(), expected, atol=1e-12)
    np.testing.assert_allclose(grad.weights, total[grad.ids])


@given(ids, st.sampled_from([0.1, 2.0, np.inf]))
def test_the_step_of_a_heavy_row_is_capped(ids, cap):
    W, rows, weights = an_update(ids)
    expected = W.value.copy()
    for row in set(ids):
        here = np.array(ids) == row
        total = 0.1 * N * weights[here].sum()
        step = 0.1 * N if total <= cap else 0.1 * N * cap / total
        expected[row] -= step * rows[here].sum(axis=0)
    W.add_grad(WeightedRows(np.array(ids), rows, weights, W.value.shape, N))
    optimizer = CappedSGD([W], 0.1, cap=cap)
    optimizer.step()
    np.testing.assert_allclose(W.value, expected, atol=1e-12)
    assert W.grad is None
    assert optimizer.steps == 1


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_types_stay(dtype):
    W, rows, weights = an_update([0, 3, 3], dtype)
    W.add_grad(WeightedRows(np.array([0, 3, 3]), rows, weights, W.value.shape, N))
    assert W.grad.rows.dtype == W.grad.weights.dtype == dtype
    CappedSGD([W], 0.1, cap=1.0).step()
    assert W.value.dtype == dtype


@pytest.mark.parametrize("outside", [-1, V, 2**8, 2**16])
def test_ids_outside_the_table_are_refused(outside):
    W, rows, weights = an_update([0, 3])
    with pytest.raises(ValueError, match=f"between 0 and {V - 1}; given from"):
        WeightedRows(np.array([0, outside]), rows, weights, W.value.shape, N)


def test_other_gradients_are_refused():
    W, *_ = an_update([0])
    W.add_grad(np.ones((V, D)))
    with pytest.raises(TypeError, match="WeightedRows"):
        CappedSGD([W], 0.1, cap=1.0).step()


@pytest.mark.parametrize("lr", [-1.0, np.nan, np.inf])
def test_rates_that_are_none(lr):
    W, *_ = an_update([0])
    with pytest.raises(ValueError, match="learning rate"):
        CappedSGD([W], lr, cap=1.0)
