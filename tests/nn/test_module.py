"""Parameters, sparse gradients, modules and their names; tied weights."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlnlp.nn.embedding import Embedding
from dlnlp.nn.linear import Linear
from dlnlp.nn.module import Module, Parameter
from dlnlp.nn.row_gradient import RowGradient

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


# Parameter


def test_a_parameter_owns_its_array():
    given_ = np.ones((2, 2), dtype=np.float32)
    parameter = Parameter(given_)
    parameter.value += 1
    assert np.array_equal(given_, np.ones((2, 2)))


@pytest.mark.parametrize(
    ("value", "dtype"),
    [
        ([1, 2], np.float32),
        ([0.5, 0.25], np.float32),
        (3.0, np.float32),
        (np.arange(3), np.float32),
        (np.zeros(3), np.float64),
        (np.zeros(3, dtype=np.float16), np.float16),
    ],
)
def test_parameters_hold_floats(value, dtype):
    parameter = Parameter(value)
    assert parameter.value.dtype == dtype
    assert np.array_equal(parameter.value, value)


def test_gradient_is_an_array_in_every_case():
    parameter = Parameter(np.zeros((V, D), dtype=np.float32))
    assert parameter.grad is None
    assert np.array_equal(parameter.gradient, np.zeros((V, D)))
    parameter.add_grad(row_gradient([1, 1]))
    assert parameter.gradient.shape == (V, D)
    parameter.add_grad(np.ones((V, D)))
    assert parameter.gradient.dtype == np.float32

    number = Parameter(2.0)  # of no axes: then a gradient is a number
    number.add_grad(0.5)
    assert number.grad is not None
    assert number.gradient.shape == ()
    assert number.gradient == 0.5


@pytest.mark.parametrize("wrong", [np.ones(D), 1.0, np.ones((V, D + 1))])
def test_gradient_of_a_wrong_shape_is_refused(wrong):
    """NumPy would repeat the first V times, and the second V D times."""
    parameter = Parameter(np.zeros((V, D)))
    for before in None, row_gradient([1]), np.ones((V, D)):
        parameter.grad = before
        with pytest.raises(ValueError, match=r"shape \(.*\) came to .* shape \(5, 3\)"):
            parameter.add_grad(wrong)
        assert parameter.grad is before


def test_rows_of_a_wrong_shape_are_refused():
    parameter = Parameter(np.zeros((V, D)))
    with pytest.raises(ValueError, match=r"shape \(6, 3\) came to .* shape \(5, 3\)"):
        parameter.add_grad(row_gradient([1], vocab_size=V + 1))
    with pytest.raises(ValueError, match=r"2 rows of a \(5, 3\) are \(2, 3\); given"):
        RowGradient(np.array([0, 1]), np.ones((2, 2)), (V, D))
    with pytest.raises(ValueError, match=r"rows of a \(5, 3\) do not add to a \(3,\)"):
        row_gradient([1]).plus(np.ones(D))


@pytest.mark.parametrize(
    "first", [np.ones((V, D), int), np.broadcast_to(0.5, (V, D)), np.eye(V)[:, :D] > 0]
)
def test_what_cannot_be_added_to_in_place_is_copied(first):
    parameter = Parameter(np.zeros((V, D)))
    parameter.add_grad(first)
    parameter.add_grad(np.full((V, D), 0.25))
    np.testing.assert_array_equal(parameter.gradient, first + 0.25)


# RowGradient


@given(st.lists(st.integers(0, V - 1), max_size=12), st.integers(0, 99))
def test_rows_are_summed_as_by_a_loop(ids, seed):
    gradient = row_gradient(ids, seed)
    np.testing.assert_allclose(gradient.dense(), added_one_by_one(gradient), atol=1e-12)
    once, sums = gradient.summed()
    assert once.tolist() == sorted(set(ids))
    assert sums.shape == (len(once), D)


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
    for ids in np.array([1, 4], dtype=dtype), np.array([-1 + 1, 4]):
        vectors, backward = layer(ids)
        backward(np.ones_like(vectors))
    assert layer.W.gradient[:, 0].tolist() == [1, 1, 0, 0, 2]


def test_one_parameter_as_table_and_as_matrix():
    """Tied weights: scores = (embedding of ids) W^T; d/dW of their sum, by hand."""
    layer = Embedding(V, D, rng=np.random.default_rng(0))
    W = layer.W.value = some(1, V, D)
    ids = np.array([2, 0, 2])
    for back_first in ("table", "matrix"):
        layer.zero_grad()
        vectors, backward = layer(ids)
        dscores = np.ones((3, V))
        if back_first == "table":
            backward(dscores @ W)
            layer.W.add_grad(dscores.T @ vectors)
        else:
            layer.W.add_grad(dscores.T @ vectors)
            backward(dscores @ W)
        expected = np.tile(W[ids].sum(axis=0), (V, 1))
        for i in ids:
            expected[i] += W.sum(axis=0)
        np.testing.assert_allclose(layer.W.gradient, expected)


# Module


class Tied(Module):
    def __init__(self, seed=0):
        rng = np.random.default_rng(seed)
        self.embedding = Embedding(V, D, rng=rng)
        self.layers = [Linear(D, D, rng=rng), (Linear(D, 2, rng=rng),)]
        self.gain = Parameter(1.0)
        self.scales = [Parameter([1.0, 2.0])]
        self.words = ["a", "list", "of", "something", "else"]
        self.W_out = self.embedding.W


FIRST_NAMES = [
    "embedding.W",
    "layers.0.W",
    "layers.0.b",
    "layers.1.0.W",
    "layers.1.0.b",
    "gain",
    "scales.0",
]


def test_parameters_come_once_and_in_order():
    model = Tied()
    assert [name for name, _ in model.named_parameters()] == [*FIRST_NAMES, "W_out"]
    named = dict(model.named_parameters())
    assert model.parameters() == [named[name] for name in FIRST_NAMES]
    assert list(model.state_dict()) == FIRST_NAMES


def test_equal_values_are_not_shared_parameters():
    class Two(Module):
        def __init__(self):
            self.a, self.b = Parameter([1.0]), Parameter([1.0])

    assert len(Two().parameters()) == 2


def test_zero_grad_forgets_all():
    model = Tied()
    for parameter in model.parameters():
        parameter.add_grad(np.ones_like(parameter.value))
    model.zero_grad()
    assert all(parameter.grad is None for parameter in model.parameters())


def test_state_dict_is_a_copy_and_loads_into_another_model():
    one, two = Tied(seed=0), Tied(seed=1)
    state = one.state_dict()
    two.load_state_dict(state)
    for name, value in two.state_dict().items():
        assert np.array_equal(value, state[name])
    assert two.W_out is two.embedding.W  # still tied
    state["gain"][...] = 7
    assert one.gain.value == two.gain.value == 1


def test_loading_keeps_the_dtype_of_the_model():
    model = Tied()
    state = {k: v.astype(np.float64) for k, v in model.state_dict().items()}
    model.load_state_dict(state)
    assert {p.value.dtype for p in model.parameters()} == {np.dtype(np.float32)}


def without(state, name):
    return {k: v for k, v in state.items() if k != name}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda s: without(s, "layers.0.b"), "layers.0.b is missing"),
        (lambda s: s | {"more": np.ones(2)}, "more is not known here"),
        (
            lambda s: s | {"layers.0.W": np.ones((2, D))},
            r"layers.0.W: expected \(3, 3\), found \(2, 3\)",
        ),
        (lambda s: s | {"gain": np.ones(1)}, r"gain: expected \(\), found \(1,\)"),
        (lambda s: s | {"gain": np.array(np.nan)}, "gain holds NaN or infinity"),
        (lambda s: s | {"gain": np.array(1e300)}, "gain holds NaN or infinity"),
        (lambda s: s | {"gain": np.array("one")}, "gain holds <U3, not numbers"),
        (
            lambda s: without(s, "gain") | {"more": np.ones(2)},
            "this Tied: gain is missing; more is not known here",
        ),
    ],
)
def test_state_that_does_not_fit_changes_nothing(change, message):
    model = Tied()
    before = model.state_dict()
    with pytest.raises(ValueError, match=message):
        model.load_state_dict(change(Tied(seed=1).state_dict()))
    for name, value in model.state_dict().items():
        assert np.array_equal(value, before[name])
