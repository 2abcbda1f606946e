"""The check of gradients has to find a wrong one, and to leave no trace."""

import numpy as np
import pytest

from dlnlp.nn.gradcheck import (
    as_float64,
    gradcheck,
    numeric_gradient,
    relative_error,
)
from dlnlp.nn.linear import Linear
from dlnlp.nn.module import Module, Parameter


class Squares(Module):
    """Half the sum of squares of W, b and one number; factors make gradients wrong."""

    def __init__(self, dtype=np.float64, factor=1.0):
        rng = np.random.default_rng(0)
        self.W = Parameter(rng.standard_normal((2, 3)).astype(dtype))
        self.b = Parameter(rng.standard_normal(3).astype(dtype))
        self.number = Parameter(np.array(0.5, dtype=dtype))
        self.factor = factor

    def loss(self):
        loss = sum(0.5 * float(np.sum(p.value**2)) for p in self.parameters())

        def backward():
            for parameter in self.parameters():
                wrong = self.factor if parameter is self.b else 1
                parameter.add_grad(wrong * parameter.value)

        return loss, backward


def test_numeric_gradient_of_a_known_function():
    x = np.random.default_rng(0).standard_normal((2, 3))
    before = x.copy()
    grad = numeric_gradient(lambda: float(np.sin(x).sum()), x)
    np.testing.assert_allclose(grad, np.cos(x), atol=1e-9)
    assert x.tobytes() == before.tobytes()


def test_a_right_gradient_passes():
    check = gradcheck((model := Squares()).loss, model)
    assert check
    assert "✓ W (2, 3): difference below 1e-06" in repr(check)
    assert "✓ number ()" in repr(check)


def test_a_page_of_the_book_says_it_in_its_language(monkeypatch):
    monkeypatch.setenv("DLNLP_STATIC", "1")
    check = gradcheck((model := Squares()).loss, model)
    shown, metadata = check._repr_mimebundle_()
    assert shown == {"text/plain": repr(check)}
    korean = metadata["translations"]["ko"]["text/plain"]
    assert "✓ W (2, 3): 차이가 1e-06보다 작다" in korean.splitlines()


@pytest.mark.parametrize("factor", [0.0, -1.0, 2.0, 1.001, np.nan, np.inf])
@pytest.mark.filterwarnings("ignore:invalid value")
def test_a_wrong_gradient_is_found_and_named(factor):
    check = gradcheck((model := Squares(factor=factor)).loss, model)
    assert not check
    assert "✓ W" in repr(check)
    assert "✗ b (3,)" in repr(check)


def test_values_are_left_bit_by_bit_and_gradients_gone():
    model = Squares()
    model.W.add_grad(np.full((2, 3), 1000.0))  # left over from before: not counted
    before = [p.value.tobytes() for p in model.parameters()]
    assert gradcheck(model.loss, model)
    assert [p.value.tobytes() for p in model.parameters()] == before
    assert all(p.grad is None for p in model.parameters())


def test_values_are_left_as_they_were_when_the_loss_fails():
    x = np.ones(3)
    calls = iter([1.0, 2.0])
    with pytest.raises(StopIteration):
        numeric_gradient(lambda: next(calls), x)
    assert x.tolist() == [1, 1, 1]


def test_float32_is_refused():
    model = Squares(dtype=np.float32)
    with pytest.raises(ValueError, match="float64, given float32: see `as_float64`"):
        gradcheck(model.loss, model)
    assert gradcheck(as_float64(model).loss, model)


def test_a_shared_parameter_is_checked_under_both_names():
    model = Squares()
    model.other = model.W
    check = gradcheck(model.loss, model)
    assert check
    assert "W" in check.errors
    assert "other" in check.errors


def test_parameters_may_be_given_by_name():
    model = Squares(factor=2.0)
    assert gradcheck(model.loss, {"W": model.W})
    assert not gradcheck(model.loss, {"b": model.b})


def test_a_loss_that_draws_anew_is_refused():
    rng = np.random.default_rng(0)
    model = Squares()
    with pytest.raises(ValueError, match="same seed"):
        gradcheck(lambda: (rng.random(), lambda: None), model)
    with pytest.raises(ValueError, match="nan"):
        gradcheck(lambda: (np.nan, lambda: None), model)


def test_rounding_where_the_true_gradient_is_zero_is_no_error():
    """A bias before a mean is taken off has no effect; differences give 1e-11."""
    layer = as_float64(Linear(4, 3, rng=np.random.default_rng(0)))
    x = np.random.default_rng(1).standard_normal((5, 4))

    def loss():
        y, back = layer(x)
        centred = y - y.mean(axis=0)

        def backward():
            d = np.cos(centred)
            back(d - d.mean(axis=0))

        return float(np.sin(centred).sum()), backward

    assert gradcheck(loss, layer)


@pytest.mark.parametrize(("tolerance", "passes"), [(1e-6, False), (1e-2, True)])
def test_the_tolerance_decides(tolerance, passes):
    model = Squares(factor=1.001)
    assert bool(gradcheck(model.loss, model, tolerance=tolerance)) == passes


def test_the_error_of_central_differences_shrinks_with_the_square_of_the_step():
    x = np.array([0.5])
    errors = [
        abs(numeric_gradient(lambda: float(np.exp(x[0])), x, step=step) - np.exp(x))[0]
        for step in (0.1, 0.01)
    ]
    assert errors[0] / errors[1] == pytest.approx(100, rel=0.01)


def test_relative_error():
    assert relative_error(np.array([1.0, 2.0]), np.array([1.0, 2.0])) == 0
    assert relative_error(np.array([1.0, 2.0]), np.array([1.0, 4.0])) == 0.5
    assert relative_error(np.zeros(2), np.zeros(2)) == 0
    assert relative_error(np.empty(0), np.empty(0)) == 0
    assert relative_error(np.array([1e-11]), np.zeros(1)) < 1e-6
    assert relative_error(np.array([1e-3]), np.zeros(1)) == 1
