"""Cross-attention: PyTorch's, padding of the memory, its cache, bad input."""

import numpy as np
import pytest

from dlnlp.nn.cross_attention import CrossAttention
from dlnlp.nn.gradcheck import as_float64

CLOSE = {"rtol": 1e-10, "atol": 1e-10}
N, T, S, D, K = 3, 4, 5, 6, 2
PADDING = (np.arange(S) < np.array([5, 2, 4])[:, None])[:, None]  # (N, 1, S)


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.fixture
def layer(rng):
    layer = as_float64(CrossAttention(D, K, rng=rng))
    for parameter in layer.parameters():
        parameter.value = rng.standard_normal(parameter.value.shape)
    return layer


@pytest.fixture
def inputs(rng):
    return rng.standard_normal((N, T, D)), rng.standard_normal((N, S, D))


@pytest.mark.parametrize("mask", [None, PADDING], ids=["whole", "padded"])
def test_it_is_pytorchs(torch, rng, layer, inputs, mask):
    dy = rng.standard_normal((N, T, D))
    (y, _, weights), backward = layer(*inputs, None, mask)
    found = backward(dy)

    theirs = torch.nn.MultiheadAttention(D, K, batch_first=True).double()
    W = np.concatenate([layer.q.W.value, layer.kv.W.value], axis=1)
    theirs.in_proj_weight.data = torch.tensor(W.T)
    b = np.concatenate([layer.q.b.value, layer.kv.b.value])
    theirs.in_proj_bias.data = torch.tensor(b)
    theirs.out_proj.weight.data = torch.tensor(layer.out.W.value.T)
    theirs.out_proj.bias.data = torch.tensor(layer.out.b.value)
    x, memory = (torch.tensor(part, requires_grad=True) for part in inputs)
    hidden = None if mask is None else torch.tensor(~mask[:, 0])
    their_y, their_weights = theirs(
        x, memory, memory, key_padding_mask=hidden, average_attn_weights=False
    )
    their_y.backward(torch.tensor(dy))
    np.testing.assert_allclose(y, their_y.detach(), **CLOSE)
    np.testing.assert_allclose(weights, their_weights.detach(), **CLOSE)
    for one, tensor in zip(found, (x, memory), strict=True):
        np.testing.assert_allclose(one, tensor.grad, **CLOSE)
    gradients = [layer.q.W.gradient, layer.kv.W.gradient]
    np.testing.assert_allclose(
        np.concatenate(gradients, axis=1).T, theirs.in_proj_weight.grad, **CLOSE
    )


def test_the_padding_of_the_memory_has_no_effect(rng, layer, inputs):
    x, memory = inputs
    (y, _, weights), backward = layer(x, memory, None, PADDING)
    dx, dmemory = backward(np.ones_like(y))
    real = PADDING[:, 0]
    assert not dmemory[~real].any()
    assert not weights.swapaxes(1, 3)[~real].any()
    memory = np.where(real[..., None], memory, 1e6)
    (again, _, _), backward = layer(x, memory, None, PADDING)
    np.testing.assert_array_equal(again, y)
    np.testing.assert_array_equal(backward(np.ones_like(y))[0], dx)
    more = np.pad(memory, ((0, 0), (0, 3), (0, 0)), constant_values=7)
    mask = np.pad(PADDING, ((0, 0), (0, 0), (0, 3)))
    (again, _, _), _ = layer(x, more, None, mask)
    np.testing.assert_allclose(again, y, **CLOSE)


def test_keys_and_values_are_computed_once(layer, inputs):
    x, memory = inputs
    (y, state, _), _ = layer(x, memory)
    for t in range(T):
        (one, state, _), _ = layer(x[:, t : t + 1], memory, state)
        np.testing.assert_allclose(one, y[:, t : t + 1], **CLOSE)
    layer.kv.W.value[:] = np.nan  # nobody needs it any more
    assert np.isfinite(layer(x, memory, state)[0][0]).all()


def test_bad_input(rng, layer, inputs):
    x, memory = inputs
    with pytest.raises(ValueError, match=r"x is \(N, T, 6\).*; given \(3, 4, 5\)"):
        layer(x[..., 1:], memory)
    with pytest.raises(ValueError, match=r"the memory is \(N, T, 6\).*; given \(5, 6"):
        layer(x, memory[0])
    with pytest.raises(ValueError, match="3 texts and memories of 2"):
        layer(x, memory[:2])
    (_, (k, v), _), _ = layer(x, memory)
    with pytest.raises(ValueError, match="the cache holds"):
        layer(x, memory, (k[:2], v[:2]))
    for mask in PADDING[:, 0], PADDING.astype(float), PADDING[..., 1:]:
        with pytest.raises(ValueError, match=r"\(3, 4, 5\) it must be bool, True ="):
            layer(x, memory, None, mask)
    with pytest.raises(ValueError, match="4 heads do not share 6 numbers"):
        CrossAttention(6, 4, rng=rng)
    with pytest.raises(ValueError, match="the dropout rate is -1"):
        CrossAttention(6, 2, rng=rng, dropout=-1)
