"""Blocks against PyTorch's encoder and decoder layers, in both places of layer norm."""

import numpy as np
import pytest

from dlnlp.nn.functional import relu
from dlnlp.nn.gelu import gelu
from dlnlp.nn.gradcheck import as_float64
from dlnlp.nn.transformer_block import DecoderBlock, TransformerBlock

CLOSE = {"rtol": 1e-10, "atol": 1e-10}
N, T, S, D, K, H = 3, 4, 5, 6, 2, 7
SOURCE = (np.arange(S) < np.array([5, 2, 4])[:, None])[:, None]  # (N, 1, S)
ACTIVATIONS = {"relu": relu, "gelu": gelu}


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.fixture(params=[True, False], ids=["pre-norm", "post-norm"])
def pre_norm(request):
    return request.param


def make(kind, rng, **settings):
    block = as_float64(kind(D, K, H, rng=rng, **settings))
    for parameter in block.parameters():
        parameter.value = rng.standard_normal(parameter.value.shape)
    return block


def theirs_with_weights_of(torch, block, pre_norm, activation):
    """PyTorch's layer of the same kind; and its parameters beside ours."""
    decodes = isinstance(block, DecoderBlock)
    nn = torch.nn
    kind = nn.TransformerDecoderLayer if decodes else nn.TransformerEncoderLayer
    function = nn.functional.relu
    if activation == "gelu":
        function = nn.GELU(approximate="tanh")
    layer = kind(D, K, H, 0.0, function, batch_first=True, norm_first=pre_norm).double()
    first, _, second = block.feed_forward.layer.layers
    attention, last = block.attention.layer, layer.norm3 if decodes else layer.norm2
    pairs = [
        (layer.self_attn.in_proj_weight, [attention.qkv.W]),
        (layer.self_attn.in_proj_bias, [attention.qkv.b]),
        (layer.self_attn.out_proj.weight, [attention.out.W]),
        (layer.self_attn.out_proj.bias, [attention.out.b]),
        (layer.norm1.weight, [block.attention.norm.g]),
        (layer.norm1.bias, [block.attention.norm.b]),
        (layer.linear1.weight, [first.W]),
        (layer.linear1.bias, [first.b]),
        (layer.linear2.weight, [second.W]),
        (layer.linear2.bias, [second.b]),
        (last.weight, [block.feed_forward.norm.g]),
        (last.bias, [block.feed_forward.norm.b]),
    ]
    if decodes:
        cross = block.cross.layer
        pairs += [
            (layer.multihead_attn.in_proj_weight, [cross.q.W, cross.kv.W]),
            (layer.multihead_attn.in_proj_bias, [cross.q.b, cross.kv.b]),
            (layer.multihead_attn.out_proj.weight, [cross.out.W]),
            (layer.multihead_attn.out_proj.bias, [cross.out.b]),
            (layer.norm2.weight, [block.cross.norm.g]),
            (layer.norm2.bias, [block.cross.norm.b]),
        ]
    for tensor, parameters in pairs:
        joined = np.concatenate([p.value for p in parameters], axis=-1)
        tensor.data = torch.tensor(joined.T)
    assert {p for _, ps in pairs for p in ps} == set(block.parameters())
    assert len(pairs) == len(list(layer.parameters()))
    return layer, pairs


def compare(y, gradients, their_y, their_inputs, pairs):
    np.testing.assert_allclose(y, their_y.detach(), **CLOSE)
    for found, tensor in zip(gradients, their_inputs, strict=True):
        np.testing.assert_allclose(found, tensor.grad, **CLOSE)
    for tensor, parameters in pairs:
        joined = np.concatenate([p.gradient for p in parameters], axis=-1)
        np.testing.assert_allclose(joined.T, tensor.grad, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("causal", [False, True], ids=["padded", "causal"])
def test_a_block_is_pytorchs_encoder_layer(torch, rng, pre_norm, causal, activation):
    settings = {"causal": causal, "activation": ACTIVATIONS[activation]}
    block = make(TransformerBlock, rng, pre_norm=pre_norm, **settings)
    x, dy = rng.standard_normal((2, N, T, D))
    real = np.arange(T) < np.array([4, 2, 3])[:, None]
    mask = None if causal else real[:, None]
    (y, _, _), backward = block(x, None, mask)
    dx, _ = backward(dy)
    layer, pairs = theirs_with_weights_of(torch, block, pre_norm, activation)
    their_x = torch.tensor(x, requires_grad=True)
    their_y = layer(
        their_x,
        src_mask=torch.tensor(~np.tri(T, dtype=bool)) if causal else None,
        src_key_padding_mask=None if causal else torch.tensor(~real),
    )
    their_y.backward(torch.tensor(dy))
    compare(y, [dx], their_y, [their_x], pairs)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_a_block_is_pytorchs_decoder_layer(torch, rng, pre_norm, activation):
    settings = {"activation": ACTIVATIONS[activation], "pre_norm": pre_norm}
    block = make(DecoderBlock, rng, **settings)
    x, dy = rng.standard_normal((2, N, T, D))
    memory = rng.standard_normal((N, S, D))
    (y, _, _), backward = block(x, memory, None, SOURCE)
    found = backward(dy)
    layer, pairs = theirs_with_weights_of(torch, block, pre_norm, activation)
    inputs = [torch.tensor(part, requires_grad=True) for part in (x, memory)]
    their_y = layer(
        *inputs,
        tgt_mask=torch.tensor(~np.tri(T, dtype=bool)),
        memory_key_padding_mask=torch.tensor(~SOURCE[:, 0]),
    )
    their_y.backward(torch.tensor(dy))
    compare(y, found, their_y, inputs, pairs)


def test_where_layer_norm_stands(rng, pre_norm):
    """Post-norm leaves vectors of variance 1; pre-norm adds to what came in."""
    block = make(TransformerBlock, rng, pre_norm=pre_norm)
    for name, parameter in block.named_parameters():
        if "norm" in name:  # as they start
            parameter.value = np.full(D, float(name.endswith("g")))
        elif "out" in name or "layers.2" in name:  # nothing is added
            parameter.value = np.zeros_like(parameter.value)
    x = 5 + 3 * rng.standard_normal((N, T, D))
    (y, _, _), _ = block(x)
    if pre_norm:
        np.testing.assert_array_equal(y, x)
    else:
        np.testing.assert_allclose(y.mean(axis=2), 0, atol=1e-10)
        np.testing.assert_allclose(y.var(axis=2), 1, rtol=1e-3)


def test_a_decoder_goes_on_from_its_caches(rng, pre_norm):
    block = make(DecoderBlock, rng, pre_norm=pre_norm)
    x, memory = rng.standard_normal((N, T, D)), rng.standard_normal((N, S, D))
    (whole, _, all_weights), _ = block(x, memory, None, SOURCE)
    (first, state, _), _ = block(x[:, :2], memory, None, SOURCE)
    (third, state, _), _ = block(x[:, 2:3], memory, state, SOURCE)
    (last, _, weights), _ = block(x[:, 3:], memory, state, SOURCE)
    found = np.concatenate([first, third, last], axis=1)
    np.testing.assert_allclose(found, whole, **CLOSE)
    np.testing.assert_allclose(weights, all_weights[:, :, 3:], **CLOSE)


def test_dropout_acts_with_rng_alone(rng, pre_norm):
    x, memory = rng.standard_normal((N, T, D)), rng.standard_normal((N, S, D))
    for kind, inputs in (TransformerBlock, (x,)), (DecoderBlock, (x, memory)):
        noisy, plain = (
            make(kind, np.random.default_rng(1), pre_norm=pre_norm, dropout=rate)
            for rate in (0.5, 0.0)
        )
        (y, _, _), _ = noisy(*inputs)
        np.testing.assert_array_equal(y, plain(*inputs)[0][0])
        drawn = [
            noisy(*inputs, rng=np.random.default_rng(seed))[0][0] for seed in (0, 0, 1)
        ]
        np.testing.assert_array_equal(drawn[0], drawn[1])
        assert (drawn[0] != y).any()
        assert (drawn[0] != drawn[2]).any()


def test_bad_settings(rng):
    for kind in TransformerBlock, DecoderBlock:
        with pytest.raises(ValueError, match="5 heads do not share 6 numbers"):
            kind(6, 5, 4, rng=rng)
        with pytest.raises(ValueError, match="n_out is 0"):
            kind(6, 2, 0, rng=rng)
        with pytest.raises(ValueError, match="rate is 1"):
            kind(6, 2, 4, rng=rng, dropout=1)
