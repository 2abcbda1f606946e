"""Linear against PyTorch."""

import numpy as np
import pytest

from dlnlp.nn.gradcheck import as_float64
from dlnlp.nn.linear import Linear

CLOSE = {"rtol": 1e-10, "atol": 1e-10}


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.mark.parametrize("shape", [(5,), (4, 5), (2, 3, 5), (0, 5)])
def test_linear_is_pytorchs(torch, rng, shape):
    ours = as_float64(Linear(5, 3, rng=rng))
    ours.b.value[:] = rng.standard_normal(3)
    x, dy = rng.standard_normal(shape), rng.standard_normal((*shape[:-1], 3))
    y, backward = ours(x)
    dx = backward(dy)

    theirs = torch.nn.Linear(5, 3, dtype=torch.float64)  # keeps W transposed
    theirs.weight.data = torch.tensor(ours.W.value.T)
    theirs.bias.data = torch.tensor(ours.b.value)
    their_x = torch.tensor(x, requires_grad=True)
    their_y = theirs(their_x)
    their_y.backward(torch.tensor(dy))
    np.testing.assert_allclose(y, their_y.detach(), **CLOSE)
    np.testing.assert_allclose(dx, their_x.grad, **CLOSE)
    np.testing.assert_allclose(ours.W.gradient, theirs.weight.grad.T, **CLOSE)
    np.testing.assert_allclose(ours.b.gradient, theirs.bias.grad, **CLOSE)


def test_it_starts_in_float32_with_a_bias_of_zero(rng):
    linear = Linear(5, 3, rng=rng)
    assert linear.W.value.dtype == linear.b.value.dtype == np.float32
    assert 0 < abs(linear.W.value).max() <= np.sqrt(6 / (5 + 3))
    assert not linear.b.value.any()
