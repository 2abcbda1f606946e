"""Scaled dot-product attention against chapter 7's layers, PyTorch, and bad masks."""

import numpy as np
import pytest

from dlnlp.nn.attention import masked_softmax
from dlnlp.nn.scaled_dot_product import scaled_dot_product_attention

CLOSE = {"rtol": 1e-10, "atol": 1e-10}
N, K, T, S, WIDTH = 3, 2, 4, 5, 6


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.fixture
def qkv(rng):
    shapes = (N, K, T, WIDTH), (N, K, S, WIDTH), (N, K, S, WIDTH)
    return tuple(rng.standard_normal(shape) for shape in shapes)


MASKS = {
    "none": None,
    "causal": np.tri(T, S, 1, dtype=bool)[None],
    "padding": (np.arange(S) < np.array([5, 2, 3])[:, None])[:, None],
    "both": np.tri(T, S, 1, dtype=bool) & (np.arange(S) < [[[5]], [[2]], [[3]]]),
}


@pytest.mark.parametrize("mask", MASKS)
def test_it_is_pytorchs(torch, rng, qkv, mask):
    mask = MASKS[mask]
    (r, _), backward = scaled_dot_product_attention(*qkv, mask)
    dr = rng.standard_normal(r.shape)
    theirs = [torch.tensor(x, requires_grad=True) for x in qkv]
    their_mask = None if mask is None else torch.tensor(mask[:, None])
    expected = torch.nn.functional.scaled_dot_product_attention(
        *theirs, attn_mask=their_mask
    )
    expected.backward(torch.tensor(dr))
    np.testing.assert_allclose(r, expected.detach(), **CLOSE)
    for found, tensor in zip(backward(dr), theirs, strict=True):
        np.testing.assert_allclose(found, tensor.grad, **CLOSE)


@pytest.mark.parametrize("mask", MASKS)
def test_the_weights_are_a_softmax_over_the_keys(qkv, mask):
    """Divided by the root of a head's width; rows sum to 1."""
    q, k, _ = qkv
    (_, weights), _ = scaled_dot_product_attention(*qkv, MASKS[mask])
    scores = np.einsum("nktd,nksd->nkts", q, k) / np.sqrt(WIDTH)
    mask = None if MASKS[mask] is None else MASKS[mask][:, None]
    if mask is not None:
        mask = np.broadcast_to(mask, scores.shape)
    expected, _ = masked_softmax(scores, mask)
    np.testing.assert_allclose(weights, expected, **CLOSE)
    np.testing.assert_allclose(weights.sum(axis=3), 1, **CLOSE)


def test_dividing_by_the_root_of_the_width_keeps_the_spread(rng):
    """Why it is scaled: products of random vectors have the variance of the width."""
    q, k = rng.standard_normal((2, 1, 1, 400, 256))
    products = q @ k.swapaxes(2, 3)
    assert products.var() == pytest.approx(256, rel=0.1)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_row_with_nothing_to_attend_reads_zeros(rng, qkv, dtype):
    qkv = [x.astype(dtype) for x in qkv]
    mask = np.ones((N, T, S), bool)
    mask[1], mask[2, 0] = False, False
    (r, weights), backward = scaled_dot_product_attention(*qkv, mask)
    nothing = ~mask.any(axis=2)
    assert not weights.swapaxes(1, 2)[nothing].any()
    assert not r.swapaxes(1, 2)[nothing].any()
    gradients = backward(rng.standard_normal(r.shape).astype(dtype))
    assert all(np.isfinite(g).all() and g.dtype == dtype for g in gradients)
    assert not any(g[1].any() for g in gradients)
    (others, _), _ = scaled_dot_product_attention(*(x[:1] for x in qkv), mask[:1])
    np.testing.assert_allclose(others, r[:1], rtol=1e-6)


@pytest.mark.filterwarnings("error")
def test_scores_of_any_size(qkv):
    q, k, v = qkv
    (r, weights), backward = scaled_dot_product_attention(1e8 * q, 1e8 * k, v)
    assert (weights.max(axis=3) == 1).all()
    assert all(np.isfinite(g).all() for g in backward(r))


def test_dropout_leaves_out_weights_but_returns_them_whole(rng, qkv):
    q, k, _ = qkv
    v = np.broadcast_to(np.eye(S)[:, :WIDTH], (N, K, S, S))  # r is the weights used
    (plain, weights), _ = scaled_dot_product_attention(q, k, v, dropout=0.5)
    np.testing.assert_allclose(plain, weights)
    (r, same), _ = scaled_dot_product_attention(q, k, v, dropout=0.5, rng=rng)
    np.testing.assert_array_equal(same, weights)
    kept = r != 0
    assert 0.3 < kept.mean() < 0.7
    np.testing.assert_allclose(r[kept], 2 * weights[kept])


@pytest.mark.parametrize(
    "mask",
    [
        np.ones((N, T, S)),
        np.ones((N, T, S), int),
        np.ones((T, S), bool),
        np.ones((N, T, S + 1), bool),
        np.ones((N, T, 1), bool),
        np.ones((2, T, S), bool),
        np.ones((N, K, T, S), bool),
    ],
)
def test_masks_of_another_shape_or_type_are_refused(qkv, mask):
    with pytest.raises(ValueError, match=r"scores \(3, 4, 5\) it must be bool, True ="):
        scaled_dot_product_attention(*qkv, mask)


def test_no_place_at_all(qkv):
    q, k, v = qkv
    with pytest.raises(ValueError, match="hold no place"):
        scaled_dot_product_attention(q, k[:, :, :0], v[:, :, :0])
