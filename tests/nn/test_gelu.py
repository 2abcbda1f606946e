"""GELU against PyTorch, SciPy and its chunks."""

import numpy as np
import pytest
from scipy.special import ndtr

import dlnlp.nn.chunks as module
from dlnlp.nn.gelu import gelu


@pytest.mark.parametrize("size_of_chunk", [1, 7, 1 << 15])
def test_it_is_pytorchs(torch, monkeypatch, size_of_chunk):
    monkeypatch.setattr(module, "SIZE", size_of_chunk)
    x = np.linspace(-6, 6, 60).reshape(3, 4, 5)
    y, backward = gelu(x)
    their_x = torch.tensor(x, requires_grad=True)
    their_y = torch.nn.functional.gelu(their_x, approximate="tanh")
    their_y.backward(torch.ones_like(their_y))
    np.testing.assert_allclose(y, their_y.detach(), rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(
        backward(np.ones_like(x)), their_x.grad, rtol=1e-10, atol=1e-12
    )


def test_it_is_x_times_a_probability():
    x = np.linspace(-8, 8, 1001)
    y, _ = gelu(x)
    assert 1e-4 < abs(y - x * ndtr(x)).max() < 5e-4  # as the docstring says


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_large_numbers_and_none(dtype):
    y, backward = gelu(np.array([-1e3, 0, 1e3], dtype))
    np.testing.assert_array_equal(y, [0, 0, 1e3])
    np.testing.assert_array_equal(backward(np.ones(3, dtype)), [0, 0.5, 1])
    y, backward = gelu(np.zeros((0, 2), dtype))
    assert y.shape == backward(y).shape == (0, 2)
    y, _ = gelu(np.array(1.0, dtype))
    assert y.shape == ()
