"""Layer norm against PyTorch and its definition; vectors without spread, bad input."""

import numpy as np
import pytest

from dlnlp.nn.gradcheck import as_float64
from dlnlp.nn.layer_norm import LayerNorm

CLOSE = {"rtol": 1e-10, "atol": 1e-10}
D = 6


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.fixture
def norm(rng):
    layer = as_float64(LayerNorm(D))
    for parameter in layer.parameters():
        parameter.value = rng.standard_normal(D)
    return layer


@pytest.mark.parametrize("shape", [(D,), (4, D), (2, 3, D), (0, D)])
@pytest.mark.parametrize("spread", [1.0, 1e-3])  # small: where epsilon stands matters
def test_it_is_pytorchs(torch, rng, norm, shape, spread):
    x, dy = spread * rng.standard_normal(shape), rng.standard_normal(shape)
    y, backward = norm(x)
    dx = backward(dy)
    theirs = torch.nn.LayerNorm(D, dtype=torch.float64)
    theirs.weight.data = torch.tensor(norm.g.value)
    theirs.bias.data = torch.tensor(norm.b.value)
    their_x = torch.tensor(x, requires_grad=True)
    their_y = theirs(their_x)
    their_y.backward(torch.tensor(dy))
    np.testing.assert_allclose(y, their_y.detach(), **CLOSE)
    np.testing.assert_allclose(dx, their_x.grad, rtol=1e-9, atol=1e-10 / spread)
    np.testing.assert_allclose(norm.g.gradient, theirs.weight.grad, **CLOSE)
    np.testing.assert_allclose(norm.b.gradient, theirs.bias.grad, **CLOSE)


def test_the_variance_is_biased_and_epsilon_within_the_root():
    """By hand: -1 and 1 have the variance 1, not 2."""
    y, _ = as_float64(LayerNorm(2, epsilon=0.5))(np.array([-1.0, 1.0]))
    np.testing.assert_allclose(y, np.array([-1, 1]) / np.sqrt(1.5), rtol=1e-12)


def test_it_starts_by_bringing_each_vector_to_mean_0_and_variance_1(rng):
    x = (5 + 3 * rng.standard_normal((2, 3, 64))).astype(np.float32)
    y, _ = LayerNorm(64)(x)
    assert y.dtype == np.float32
    np.testing.assert_allclose(y.mean(axis=2), 0, atol=1e-5)
    np.testing.assert_allclose(y.var(axis=2), 1, atol=1e-4)


@pytest.mark.filterwarnings("error")
def test_a_vector_of_equal_numbers_becomes_the_bias(norm):
    y, backward = norm(np.full((2, D), 7.0))
    np.testing.assert_allclose(y, [norm.b.value] * 2, **CLOSE)
    assert np.isfinite(backward(np.ones((2, D)))).all()


def test_bad_input(norm):
    for dim in 0, 2.5:
        with pytest.raises(ValueError, match="dim is"):
            LayerNorm(dim)
    for epsilon in 0, -1, np.inf:
        with pytest.raises(ValueError, match="epsilon is"):
            LayerNorm(D, epsilon=epsilon)
    with pytest.raises(ValueError, match=r"of 6 numbers are wanted; given \(2, 5\)"):
        norm(np.ones((2, D - 1)))
