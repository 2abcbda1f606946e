"""The fast output equals the plain layers it stands for."""

import numpy as np
import pytest

import dlnlp.nn.chunks as module
from dlnlp.nn.losses import cross_entropy
from dlnlp.nn.module import Parameter
from dlnlp.nn.softmax_output import SoftmaxOutput

N, T, V, H = 3, 5, 11, 4
CLOSE = {"rtol": 1e-10, "atol": 1e-12}


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.mark.parametrize("size_of_chunk", [1, 30, 1 << 18])
@pytest.mark.parametrize("size", [1.0, 1000.0])  # the second would overflow e^x
def test_it_is_logits_and_cross_entropy(rng, monkeypatch, size_of_chunk, size):
    monkeypatch.setattr(module, "SIZE", size_of_chunk)
    layer = SoftmaxOutput(Parameter(rng.standard_normal((V, H)) * size))
    layer.b.value = rng.standard_normal(V)
    h, targets = rng.standard_normal((N, T, H)), rng.integers(0, V, (N, T))
    loss, backward = layer(h, targets)
    logits = h @ layer.W.value.T + layer.b.value
    plain, back = cross_entropy(logits, targets)
    np.testing.assert_allclose(layer.logits(h), logits, **CLOSE)
    assert loss == pytest.approx(plain, rel=1e-12)
    dlogits = back(0.3)
    for _ in range(2):  # going back twice is adding twice
        dh = backward(0.3)
    np.testing.assert_allclose(dh, dlogits @ layer.W.value, **CLOSE)
    dW = dlogits.reshape(-1, V).T @ h.reshape(-1, H)
    np.testing.assert_allclose(layer.W.gradient, 2 * dW, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(
        layer.b.gradient, 2 * dlogits.sum(axis=(0, 1)), rtol=1e-9, atol=1e-12
    )


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_many_words_in_any_type_of_floats(rng, dtype):
    """70,000 ones are infinite in float16; and their gradient is that of float64."""
    many = 70_000
    W = rng.uniform(-0.1, 0.1, (many, H)).astype(np.float16)
    h = rng.uniform(-1, 1, (2, H)).astype(np.float16)
    found = []
    for kind in dtype, np.float64:
        layer = SoftmaxOutput(Parameter(W.astype(kind)))
        layer.b.value = layer.b.value.astype(kind)
        loss, backward = layer(h.astype(kind), np.array([0, many - 1]))
        dh = backward()
        assert dh.dtype == layer.W.grad.dtype == layer.b.grad.dtype == kind
        found.append((dh, layer.W.gradient[[0, 1, -1]], layer.b.gradient[[0, 1, -1]]))
        assert loss == pytest.approx(np.log(many), rel=0.02)
    for one, other in zip(*found, strict=True):
        np.testing.assert_allclose(one, other, rtol=0.02, atol=1e-4)


def test_no_sequences_have_no_logits():
    layer = SoftmaxOutput(Parameter(np.zeros((V, H))))
    assert layer.logits(np.zeros((0, T, H))).shape == (0, T, V)


def test_tied_weights_get_both_gradients(rng):
    W = Parameter(rng.standard_normal((V, H)))
    layer = SoftmaxOutput(W)
    assert layer.W is W
    assert layer.parameters() == [W, layer.b]


@pytest.mark.parametrize("targets", [[[0, V]], [[0, -1]], [[0.0, 1.0]]])
def test_targets_that_are_no_words(rng, targets):
    with pytest.raises(ValueError, match="targets must"):
        SoftmaxOutput(Parameter(np.zeros((V, H))))(np.zeros((1, 2, H)), targets)


def test_targets_that_do_not_match(rng):
    with pytest.raises(ValueError, match=r"wants targets \(1, 2\).*given \(2,\)"):
        SoftmaxOutput(Parameter(np.zeros((V, H))))(np.zeros((1, 2, H)), [0, 1])
