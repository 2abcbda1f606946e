"""Parameters and their gradients; modules and the names of what they hold."""

import numpy as np
import pytest

from dlnlp.nn.embedding import Embedding
from dlnlp.nn.linear import Linear
from dlnlp.nn.module import Module, Parameter
from dlnlp.nn.row_gradient import RowGradient

V, D = 5, 3


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
    parameter.add_grad(RowGradient(np.array([1, 1]), np.ones((2, D)), (V, D)))
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
    for before in (
        None,
        RowGradient(np.array([1]), np.ones((1, D)), (V, D)),
        np.ones((V, D)),
    ):
        parameter.grad = before
        with pytest.raises(ValueError, match=r"shape \(.*\) came to .* shape \(5, 3\)"):
            parameter.add_grad(wrong)
        assert parameter.grad is before


@pytest.mark.parametrize(
    "first", [np.ones((V, D), int), np.broadcast_to(0.5, (V, D)), np.eye(V)[:, :D] > 0]
)
def test_what_cannot_be_added_to_in_place_is_copied(first):
    parameter = Parameter(np.zeros((V, D)))
    parameter.add_grad(first)
    parameter.add_grad(np.full((V, D), 0.25))
    np.testing.assert_array_equal(parameter.gradient, first + 0.25)


# Module


class Tied(Module):
    def __init__(self, seed=0):
        rng = np.random.default_rng(seed)
        self.embedding = Embedding(V, D, rng=rng)
        self.layers = [Linear(D, D, rng=rng), (Linear(D, 2, rng=rng),)]
        self.gain = Parameter(1.0)
        self.scales = {"first": Parameter([1.0, 2.0])}
        self.words = ["a", "list", "of", "something", "else"]
        self.W_out = self.embedding.W


FIRST_NAMES = [
    "embedding.W",
    "layers.0.W",
    "layers.0.b",
    "layers.1.0.W",
    "layers.1.0.b",
    "gain",
    "scales.first",
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
