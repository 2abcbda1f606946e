"""RMSProp by rows against plain loops."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlnlp.nn.module import Parameter
from dlnlp.nn.row_gradient import RowGradient
from dlnlp.vectors.row_rmsprop import RowRMSProp

V, D = 5, 3
used = st.lists(st.lists(st.integers(0, V - 2), max_size=6), min_size=1, max_size=8)


def a_table(dtype=np.float64):
    return Parameter(np.random.default_rng(0).standard_normal((V, D)).astype(dtype))


def gradients(updates):
    """For each update the rows that it names, some repeatedly, as a sparse gradient."""
    rng = np.random.default_rng(1)
    for ids in updates:
        ids = np.array(ids, dtype=int)
        yield RowGradient(ids, rng.standard_normal((len(ids), D)), (V, D))


@given(used, st.sampled_from([0.0, 0.5, 0.9]))
def test_each_row_has_a_rate_of_its_own(updates, beta):
    W = a_table()
    expected, square, uses = W.value.copy(), np.zeros(V), np.zeros(V)
    optimizer = RowRMSProp([W], 0.1, beta=beta)
    for grad in gradients(updates):
        for row in set(grad.ids):
            g = grad.dense()[row]
            square[row] = beta * square[row] + (1 - beta) * g @ g
            uses[row] += 1
            mean = square[row] / (1 - beta ** uses[row])
            expected[row] -= 0.1 * g / np.sqrt(mean)
        W.add_grad(grad)
        optimizer.step()
    np.testing.assert_allclose(W.value, expected, rtol=1e-9, atol=1e-9)


@given(used)
def test_whole_gradients_are_rows_too(updates):
    by_rows, whole = a_table(), a_table()
    all_rows = np.arange(V)
    one, two = RowRMSProp([by_rows], 0.1), RowRMSProp([whole], 0.1)
    for grad in gradients(updates):
        by_rows.add_grad(RowGradient(all_rows, grad.dense(), (V, D)))
        whole.add_grad(grad.dense())
        one.step()
        two.step()
    np.testing.assert_allclose(by_rows.value, whole.value)


def test_a_first_step_is_as_long_as_the_rate_and_a_row_without_slope_stays():
    W = a_table()
    before = W.value.copy()
    grad = np.array([[0, 0, 0], [1e-15, 0, 0], [3e9, -4e9, 0]])
    W.add_grad(RowGradient(np.array([0, 1, 2]), grad, (V, D)))
    RowRMSProp([W], 0.25).step()
    lengths = np.linalg.norm(W.value - before, axis=1)
    np.testing.assert_allclose(lengths, [0, 0.25, 0.25, 0, 0])


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_types_stay(dtype):
    W = a_table(dtype)
    W.add_grad(RowGradient(np.array([1, 1]), np.ones((2, D), dtype), (V, D)))
    optimizer = RowRMSProp([W], 0.1)
    optimizer.step()
    assert W.value.dtype == dtype
    state = optimizer.state_dict()
    assert state["square.0"].shape == state["uses.0"].shape == (V,)
    again = RowRMSProp([W], 0.5)
    again.load_state_dict(state)
    assert again.state_dict()["square.0"].tolist() == state["square.0"].tolist()
    assert again.lr == 0.1


@pytest.mark.parametrize("shape", [(V,), (), (V, D, 2)])
def test_other_parameters_are_refused(shape):
    with pytest.raises(ValueError, match="no matrix with rows"):
        RowRMSProp([Parameter(np.ones(shape))], 0.1)


@pytest.mark.parametrize("beta", [-0.1, 1.0, np.nan])
def test_a_mean_that_is_none(beta):
    with pytest.raises(ValueError, match="beta"):
        RowRMSProp([a_table()], 0.1, beta=beta)
