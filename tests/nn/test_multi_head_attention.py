"""Self-attention: PyTorch's, its masks, the order of words, the cache, bad input."""

import numpy as np
import pytest

from dlnlp.nn.gradcheck import as_float64
from dlnlp.nn.multi_head_attention import MultiHeadAttention, causal_mask

CLOSE = {"rtol": 1e-10, "atol": 1e-10}
N, T, D, K = 3, 5, 6, 2
PADDING = (np.arange(T) < np.array([5, 2, 4])[:, None])[:, None]  # (N, 1, T)


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def make(rng, **settings):
    layer = as_float64(MultiHeadAttention(D, K, rng=rng, **settings))
    for parameter in layer.parameters():
        parameter.value = rng.standard_normal(parameter.value.shape)
    return layer


@pytest.fixture(params=[False, True], ids=["all", "causal"])
def layer(request, rng):
    return make(rng, causal=request.param)


@pytest.mark.parametrize("mask", [None, PADDING], ids=["whole", "padded"])
def test_it_is_pytorchs(torch, rng, layer, mask):
    x, dy = rng.standard_normal((2, N, T, D))
    dweights = rng.standard_normal((N, K, T, T))
    (y, _, weights), backward = layer(x, None, mask)
    dx, _ = backward(dy, None, dweights)

    theirs = torch.nn.MultiheadAttention(D, K, batch_first=True).double()
    theirs.in_proj_weight.data = torch.tensor(layer.qkv.W.value.T)
    theirs.in_proj_bias.data = torch.tensor(layer.qkv.b.value)
    theirs.out_proj.weight.data = torch.tensor(layer.out.W.value.T)
    theirs.out_proj.bias.data = torch.tensor(layer.out.b.value)
    their_x = torch.tensor(x, requires_grad=True)
    hidden = None if mask is None else torch.tensor(~mask[:, 0])  # True: not to attend
    later = torch.tensor(~np.tri(T, dtype=bool)) if layer.causal else None
    their_y, their_weights = theirs(
        *[their_x] * 3,
        key_padding_mask=hidden,
        attn_mask=later,
        average_attn_weights=False,
    )
    (their_y * torch.tensor(dy)).sum().backward(retain_graph=True)
    (their_weights * torch.tensor(dweights)).sum().backward()
    np.testing.assert_allclose(y, their_y.detach(), **CLOSE)
    np.testing.assert_allclose(weights, their_weights.detach(), **CLOSE)
    np.testing.assert_allclose(dx, their_x.grad, **CLOSE)
    for ours, gradient in (
        (layer.qkv.W.gradient.T, theirs.in_proj_weight.grad),
        (layer.qkv.b.gradient, theirs.in_proj_bias.grad),
        (layer.out.W.gradient.T, theirs.out_proj.weight.grad),
        (layer.out.b.gradient, theirs.out_proj.bias.grad),
    ):
        np.testing.assert_allclose(ours, gradient, **CLOSE)


def test_each_head_by_loops(rng):
    """The definition, head by head: parts of q, k, v; the parts of r side by side."""
    layer, x = make(rng, causal=True), rng.standard_normal((N, T, D))
    (y, _, weights), _ = layer(x)
    W, b, width = layer.qkv.W.value, layer.qkv.b.value, D // K
    for n in range(N):
        r = np.empty((T, D))
        for head in range(K):
            at = slice(head * width, (head + 1) * width)
            q, k, v = (
                (x[n] @ W[:, i * D : (i + 1) * D] + b[i * D : (i + 1) * D])[:, at]
                for i in range(3)
            )
            for t in range(T):
                e = np.exp([q[t] @ k[s] / np.sqrt(width) for s in range(t + 1)])
                np.testing.assert_allclose(
                    weights[n, head, t, : t + 1], e / e.sum(), **CLOSE
                )
                r[t, at] = e / e.sum() @ v[: t + 1]
        expected = r @ layer.out.W.value + layer.out.b.value
        np.testing.assert_allclose(y[n], expected, **CLOSE)


@pytest.mark.parametrize("seed", [None, 0], ids=["without", "with dropout"])
def test_causal_outputs_do_not_know_what_comes_later(rng, seed):
    layer, x = make(rng, causal=True, dropout=0.3), rng.standard_normal((N, T, D))

    def outputs():
        draw = None if seed is None else np.random.default_rng(seed)
        (y, _, weights), _ = layer(x, rng=draw)
        return y, weights

    before = outputs()
    x[:, 3:] = rng.standard_normal((N, T - 3, D))
    after = outputs()
    for one, other in zip(before, after, strict=True):
        np.testing.assert_array_equal(one[..., :3, :], other[..., :3, :])
        assert (one[..., 3, :] != other[..., 3, :]).any()
    assert not np.triu(after[1], 1).any()


def test_without_positions_order_is_lost(rng):
    """Permuted in, permuted out; a causal layer knows more."""
    order, x = rng.permutation(T), rng.standard_normal((N, T, D))
    for causal in False, True:
        layer = make(rng, causal=causal)
        (y, _, _), _ = layer(x)
        (permuted, _, _), _ = layer(x[:, order])
        assert np.allclose(permuted, y[:, order], **CLOSE) != causal


@pytest.mark.filterwarnings("error")
def test_padding_has_no_effect_whatever_stands_in_it(rng, layer):
    x, dy = rng.standard_normal((2, N, T, D))
    real = PADDING[:, 0]
    dy[~real] = 0  # nobody asks what padding became
    found = []
    for filling in 0.0, 1e6:
        x[~real] = filling
        layer.zero_grad()
        (y, _, _), backward = layer(x, None, PADDING)
        dx, _ = backward(dy)
        found.append([y[real], dx[real]])
    for one, other in zip(*found, strict=True):
        np.testing.assert_array_equal(one, other)
    for n in range(N):
        (alone, _, _), _ = layer(x[n : n + 1, real[n]])
        np.testing.assert_allclose(y[n, real[n]], alone[0], **CLOSE)


@pytest.mark.filterwarnings("error")
def test_a_text_that_is_all_padding(rng, layer):
    x, dy = rng.standard_normal((2, N, T, D))
    mask = PADDING.copy()
    mask[1] = False
    (y, _, weights), backward = layer(x, None, mask)
    assert not weights[1].any()
    np.testing.assert_allclose(y[1], [layer.out.b.value] * T, **CLOSE)
    dx, _ = backward(dy)
    assert np.isfinite(dx).all()
    assert all(np.isfinite(p.gradient).all() for p in layer.parameters())


@pytest.mark.parametrize("cuts", [[1, 2, 3, 4], [2], [3], [1, 4]], ids=str)
def test_reading_in_chunks_with_the_cache_is_reading_at_once(rng, cuts):
    layer, x = make(rng, causal=True), rng.standard_normal((N, T, D))
    (whole, last, all_weights), _ = layer(x)
    state, ys, at = None, [], 0
    for chunk in np.split(x, cuts, axis=1):
        (y, state, weights), _ = layer(chunk, state)
        ys.append(y)
        at += chunk.shape[1]
        assert state[0].shape == state[1].shape == (N, K, at, D // K)
        np.testing.assert_allclose(
            weights, all_weights[:, :, at - chunk.shape[1] : at, :at], **CLOSE
        )
    np.testing.assert_allclose(np.concatenate(ys, axis=1), whole, **CLOSE)
    for one, other in zip(state, last, strict=True):
        np.testing.assert_allclose(one, other, **CLOSE)


def test_an_old_cache_can_be_gone_on_from_again(rng):
    """Each call returns a new one, so that a search may branch."""
    layer, x = make(rng, causal=True), rng.standard_normal((N, T, D))
    (_, state, _), _ = layer(x[:, :2])
    before = [part.copy() for part in state]
    (first, _, _), _ = layer(x[:, 2:3], state)
    layer(x[:, 3:], state)
    for one, other in zip(before, state, strict=True):
        np.testing.assert_array_equal(one, other)
    np.testing.assert_array_equal(layer(x[:, 2:3], state)[0][0], first)


def test_the_causal_mask():
    assert causal_mask(1) is None
    assert causal_mask(1, 4) is None
    np.testing.assert_array_equal(causal_mask(2), [[[True, False], [True, True]]])
    np.testing.assert_array_equal(
        causal_mask(2, 1), [[[True, True, False], [True, True, True]]]
    )
    both = causal_mask(2, 0, np.array([[[True, True]], [[False, True]]]))
    np.testing.assert_array_equal(
        both, [[[True, False], [True, True]], [[False, False], [False, True]]]
    )


def test_bad_settings(rng):
    with pytest.raises(ValueError, match="4 heads do not share 6 numbers evenly"):
        MultiHeadAttention(6, 4, rng=rng)
    for sizes, name in (((0, 1), "dim"), ((6, 0), "heads"), ((6, 1.5), "heads")):
        with pytest.raises(ValueError, match=f"{name} is"):
            MultiHeadAttention(*sizes, rng=rng)
    with pytest.raises(ValueError, match="the dropout rate is 1"):
        MultiHeadAttention(6, 2, rng=rng, dropout=1)


def test_bad_input(rng, layer):
    x = rng.standard_normal((N, T, D))
    for bad in x[0], x[:, :0], x[..., :-1]:
        with pytest.raises(ValueError, match=r"x is \(N, T, 6\), T at least 1; given"):
            layer(bad)
    for mask in PADDING[:, 0], PADDING.astype(int), PADDING[:2], PADDING[..., 1:]:
        with pytest.raises(ValueError, match=r"\(3, 5, 5\) it must be bool, True ="):
            layer(x, None, mask)
    (_, (k, v), _), _ = layer(x)
    for state in (k[:2], v[:2]), (k[:, :1], v[:, :1]), (k, v[:, :, 1:]), (k,), (x, x):
        with pytest.raises(
            ValueError, match=r"the cache holds .*; 3 texts, of a model"
        ):
            layer(x, state)
    with pytest.raises(ValueError, match=r"scores \(3, 5, 10\) it must be bool"):
        layer(x, (k, v), PADDING)  # the mask is of what was read before, too
