"""Gradients of rows: they add up as dense ones do, in any mixture; tied weights."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlnlp.nn.embedding import Embedding
from dlnlp.nn.module import Parameter
from dlnlp.nn.row_gradient import RowGradient, SummedRows

V, D = 5, 3


def some(seed, *shape):
    return np.random.default_rng(seed).standard_normal(shape)


def row_gradient(ids, seed=0, vocab_size=V):
    ids = np.array(ids, dtype=np.int64)
    return RowGradient(ids, some(seed, len(ids), D), (vocab_size, D))


def added_one_by_one(gradient):
    """The definition of a gradient of rows."""
    dense = np.zeros(gradient.shape)
    for i, row in zip(gradient.ids, gradient.rows, strict=True):
        dense[i] += row
    return dense


@given(st.lists(st.integers(0, V - 1), max_size=12), st.integers(0, 99))
def test_rows_are_summed_as_by_a_loop(ids, seed):
    gradient = row_gradient(ids, seed)
    np.testing.assert_allclose(gradient.dense(), added_one_by_one(gradient), atol=1e-12)
    once, sums = gradient.summed()
    assert once.tolist() == sorted(set(ids))
    assert sums.shape == (len(once), D)


@given(st.integers(0, 3), st.integers(0, 4), st.integers(0, 99))
def test_rows_in_any_shape_are_summed_at_once(N, M, seed):
    ids = np.random.default_rng(seed).integers(0, V, (N, M))
    rows = some(seed, N, M, D)
    ids_once, sums = SummedRows(ids, rows, (V, D)).summed()
    expected = RowGradient(ids.ravel(), rows.reshape(-1, D), (V, D)).summed()
    np.testing.assert_array_equal(ids_once, expected[0])
    np.testing.assert_array_equal(sums, expected[1])


@pytest.mark.parametrize("vocab_size", [1, 2**8, 2**8 + 1, 2**16, 2**16 + 1])
def test_ids_of_large_tables_are_sorted_in_a_type_that_holds_them(vocab_size):
    ids = [vocab_size - 1, 0, vocab_size // 2, vocab_size - 1]
    gradient = RowGradient(np.array(ids), np.array([1.0, 2, 4, 8]), (vocab_size,))
    np.testing.assert_array_equal(gradient.dense(), np.bincount(ids, [1.0, 2, 4, 8]))


@pytest.mark.parametrize(
    ("dtype", "summed"),
    [(np.float16, np.float32), (np.float32, np.float32), (float,) * 2],
)
def test_rows_of_any_type_are_summed(dtype, summed):
    """SciPy's matrices know no float16. A vector (V,) has rows of one number."""
    gradient = RowGradient(np.array([3, 0, 3]), np.array([1, 2, 4], dtype), (V,))
    assert gradient.summed()[1].dtype == summed
    assert gradient.dense().dtype == dtype
    assert gradient.dense().tolist() == [2, 0, 0, 5, 0]


terms = st.lists(
    st.one_of(
        st.builds(
            row_gradient,
            st.lists(st.integers(0, V - 1), max_size=6),
            st.integers(0, 99),
        ),
        st.builds(lambda seed: some(seed, V, D), st.integers(0, 99)),
    ),
    max_size=6,
)


@settings(max_examples=60)
@given(terms)
def test_any_mixture_adds_up_as_if_it_were_dense(terms):
    parameter = Parameter(np.zeros((V, D)))
    expected = np.zeros((V, D))
    for term in terms:
        is_rows = isinstance(term, RowGradient)
        expected += added_one_by_one(term) if is_rows else term
        parameter.add_grad(term)
    np.testing.assert_allclose(parameter.gradient, expected, atol=1e-12)


@pytest.mark.parametrize("part", [some(0, V, D), row_gradient([1, 2])])
def test_the_first_part_is_taken_and_not_copied(part):
    parameter = Parameter(np.zeros((V, D)))
    parameter.add_grad(part)
    assert parameter.grad is part
    parameter.zero_grad()
    assert parameter.grad is None


@pytest.mark.parametrize("dtype", [np.uint8, np.int32, np.uint64])
def test_ids_of_any_whole_type_can_be_mixed(dtype):
    layer = Embedding(V, D, rng=np.random.default_rng(0))
    for ids in np.array([1, 4], dtype=dtype), np.array([0, 4]):
        vectors, backward = layer(ids)
        backward(np.ones_like(vectors))
    assert layer.W.gradient[:, 0].tolist() == [1, 1, 0, 0, 2]


def test_one_parameter_as_table_and_as_matrix():
    """Tied weights: logits = (embedding of ids) W^T; d/dW of their sum, by hand."""
    layer = Embedding(V, D, rng=np.random.default_rng(0))
    W = layer.W.value = some(1, V, D)
    ids = np.array([2, 0, 2])
    for back_first in ("table", "matrix"):
        layer.zero_grad()
        vectors, backward = layer(ids)
        dlogits = np.ones((3, V))
        if back_first == "table":
            backward(dlogits @ W)
            layer.W.add_grad(dlogits.T @ vectors)
        else:
            layer.W.add_grad(dlogits.T @ vectors)
            backward(dlogits @ W)
        expected = np.tile(W[ids].sum(axis=0), (V, 1))
        for i in ids:
            expected[i] += W.sum(axis=0)
        np.testing.assert_allclose(layer.W.gradient, expected)


def test_rows_of_a_wrong_shape_are_refused():
    parameter = Parameter(np.zeros((V, D)))
    with pytest.raises(ValueError, match=r"shape \(6, 3\) came to .* shape \(5, 3\)"):
        parameter.add_grad(row_gradient([1], vocab_size=V + 1))
    with pytest.raises(ValueError, match=r"2 rows of a \(5, 3\) are \(2, 3\); given"):
        RowGradient(np.array([0, 1]), np.ones((2, 2)), (V, D))
    with pytest.raises(ValueError, match=r"rows of a \(5, 3\) do not add to a \(3,\)"):
        row_gradient([1]).plus(np.ones(D))


@pytest.mark.parametrize("outside", [-1, -(2**16), V, 2**8, 2**16, 2**32])
def test_ids_outside_the_table_are_refused(outside):
    with pytest.raises(ValueError, match=r"ids must lie between 0 and 4; given from"):
        row_gradient([1, outside])
