"""Attention against loops and PyTorch; masks, rows with nothing to see, bad input."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlnlp.nn import check_layer
from dlnlp.nn.attention import (
    Additive,
    Attention,
    Bilinear,
    Dot,
    masked_softmax,
    weighted_sum,
)
from dlnlp.nn.gradcheck import as_float64

CLOSE = {"rtol": 1e-10, "atol": 1e-10}
N, T, S, D, H = 3, 4, 5, 6, 7

SCORES = {
    "dot": lambda rng: Dot(),
    "bilinear": lambda rng: Bilinear(D, D, rng=rng),
    "additive": lambda rng: Additive(D, D, H, rng=rng),
}


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.fixture(params=sorted(SCORES))
def attention(request, rng):
    return as_float64(Attention(SCORES[request.param](rng)))


def vectors(rng, dtype=np.float64):
    """Queries, keys, values."""
    shapes = (N, T, D), (N, S, D), (N, S, H)
    return [rng.standard_normal(shape).astype(dtype) for shape in shapes]


def masks(rng):
    """One of each shape. All of row 1, or one query alone, has nothing to attend to."""
    full = rng.random((N, T, S)) < 0.6
    full[0, 2] = False
    places = np.arange(S) < np.array([5, 0, 2])[:, None, None]
    return {
        "places": places,
        "causal": np.tri(T, S, dtype=bool)[None],
        "of all": full,
    }


def score_of(layer, q, k):
    """A score as its paper writes it, of one query and one key."""
    if isinstance(layer, Bilinear):
        return q @ layer.W.value @ k
    if isinstance(layer, Additive):
        return layer.v.value @ np.tanh(q @ layer.Wq.value + k @ layer.Wk.value)
    return sum(a * b for a, b in zip(q, k, strict=True))


def test_it_is_the_formula(rng, attention):
    queries, keys, values = vectors(rng)
    (r, weights), _ = attention(queries, keys, values)
    for n in range(N):
        for t in range(T):
            scores = [score_of(attention.score, queries[n, t], k) for k in keys[n]]
            e = np.exp(scores)
            np.testing.assert_allclose(weights[n, t], e / e.sum(), **CLOSE)
            expected = sum(a * v for a, v in zip(e / e.sum(), values[n], strict=True))
            np.testing.assert_allclose(r[n, t], expected, **CLOSE)


@pytest.mark.parametrize("kind", ["none", "places", "causal", "of all"])
def test_outputs_and_gradients_are_pytorchs(torch, rng, attention, kind):
    queries, keys, values = vectors(rng)
    mask = masks(rng).get(kind)
    if mask is not None:  # PyTorch gives NaN where there is nothing to attend to
        mask = mask | (np.arange(S) == 0)
    dr = rng.standard_normal((N, T, H))
    (r, _), backward = attention(queries, keys, values, mask)
    gradients = backward(dr)

    q, k, v = theirs = [
        torch.tensor(x, requires_grad=True) for x in (queries, keys, values)
    ]
    weights = [
        torch.tensor(p.value, requires_grad=True) for p in attention.parameters()
    ]
    if isinstance(attention.score, Bilinear):
        scores = q @ weights[0] @ k.mT
    elif isinstance(attention.score, Additive):
        Wq, Wk, u = weights
        scores = torch.tanh((q @ Wq)[:, :, None] + (k @ Wk)[:, None]) @ u
    else:
        scores = q @ k.mT
    if mask is not None:
        scores = scores.masked_fill(~torch.tensor(mask), -torch.inf)
    expected = torch.softmax(scores, -1) @ v
    expected.backward(torch.tensor(dr))
    np.testing.assert_allclose(r, expected.detach(), **CLOSE)
    for found, x in zip(gradients, theirs, strict=True):
        np.testing.assert_allclose(found, x.grad, **CLOSE)
    for parameter, w in zip(attention.parameters(), weights, strict=True):
        np.testing.assert_allclose(parameter.gradient, w.grad, **CLOSE)


def test_weights_sum_to_one_over_the_places(rng, attention):
    for mask in None, *masks(rng).values():
        (_, weights), _ = attention(*vectors(rng), mask)
        assert weights.shape == (N, T, S)
        some = np.broadcast_to(True if mask is None else mask, (N, T, S))
        assert (weights >= 0).all()
        assert not weights[~some].any()
        np.testing.assert_allclose(weights.sum(axis=2), some.any(axis=2), **CLOSE)


@given(st.integers(0, 99), st.sampled_from([np.float16, np.float32, np.float64]))
def test_masking_is_leaving_out(seed, dtype):
    """A place gets exactly 0, however large its score is; others share what is left."""
    rng = np.random.default_rng(seed)
    scores = (rng.standard_normal((T, S)) * 100).astype(dtype)
    mask = rng.random((T, S)) < 0.5
    weights, _ = masked_softmax(scores, mask)
    assert weights.dtype == dtype
    for row, sees, found in zip(scores, mask, weights, strict=True):
        if sees.any():
            alone, _ = masked_softmax(row[sees])
            np.testing.assert_array_equal(found[sees], alone)
        assert not found[~sees].any()


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_nothing_to_attend_to_gives_zeros_and_finite_gradients(rng, attention, dtype):
    for parameter in attention.parameters():
        parameter.value = parameter.value.astype(dtype)
    mask = np.ones((N, 1, S), bool)
    mask[1] = False
    queries, keys, values = vectors(rng, dtype)
    (r, weights), backward = attention(queries, keys, values, mask)
    assert not weights[1].any()
    assert not r[1].any()
    gradients = backward(np.ones_like(r), np.ones_like(weights))
    for gradient in [*gradients, *(p.gradient for p in attention.parameters())]:
        assert np.isfinite(gradient).all()
    for gradient in gradients:
        assert not gradient[1].any()
        assert gradient[[0, 2]].any()


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf, 1e300])
def test_what_nobody_may_attend_to_has_no_effect(rng, attention, bad):
    mask = masks(rng)["places"]
    hidden = ~mask[:, 0]
    queries, keys, values = vectors(rng)
    dr, found = rng.standard_normal((N, T, H)), []
    for filling in 0.0, bad:
        keys[hidden] = values[hidden] = filling
        for parameter in attention.parameters():
            parameter.zero_grad()
        (r, weights), backward = attention(queries, keys, values, mask)
        gradients = [p.gradient for p in attention.parameters()]
        found.append([r, weights, *backward(dr), *gradients])
    for one, other in zip(*found, strict=True):
        np.testing.assert_array_equal(one, other)


def test_a_query_sees_what_its_own_mask_leaves(rng, attention):
    """Changing places after t leaves the causal outputs up to t as they are."""
    queries, keys, values = vectors(rng)
    mask = masks(rng)["causal"]
    (before, _), _ = attention(queries, keys, values, mask)
    keys[:, 2:], values[:, 2:] = 9.0, -9.0
    (after, _), _ = attention(queries, keys, values, mask)
    np.testing.assert_array_equal(after[:, :2], before[:, :2])
    assert (after[:, 2:] != before[:, 2:]).all()


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_scores_of_any_size(dtype):
    largest = np.finfo(dtype).max
    scores = np.array([[largest, 0, -largest], [-largest] * 3], dtype)
    with np.errstate(over="ignore"):  # the smallest less the largest
        weights, backward = masked_softmax(scores)
    np.testing.assert_allclose(weights, [[1, 0, 0], [1 / 3] * 3], rtol=1e-3)
    assert np.isfinite(backward(np.ones_like(weights))).all()
    flat, _ = masked_softmax(np.zeros((1, 70_000), np.float16))
    assert flat.sum(dtype=np.float64) == pytest.approx(1, rel=1e-2)


def test_more_axes_such_as_those_of_heads(rng, attention):
    queries, keys, values = (
        x.reshape(N, 1, *x.shape[1:]).repeat(2, 1) for x in vectors(rng)
    )
    mask = np.tri(T, S, dtype=bool)
    (r, _), _ = attention(queries, keys, values, mask[None, None])
    (expected, _), _ = attention(queries[:, 0], keys[:, 0], values[:, 0], mask[None])
    np.testing.assert_allclose(r[:, 1], expected, **CLOSE)


def test_keys_and_queries_of_unequal_width(rng):
    queries, keys = rng.standard_normal((N, T, 2)), rng.standard_normal((N, S, 3))
    for score in Bilinear(2, 3, rng=rng), Additive(2, 3, 4, rng=rng):
        check_layer(score, queries, keys)
    with pytest.raises(ValueError, match=r"\(3, 4, 2\) and keys \(3, 5, 3\)"):
        Dot()(queries, keys)


@pytest.mark.parametrize(
    ("mask", "found"),
    [
        (np.ones((N, T, S)), r"float64 \(3, 4, 5\)"),
        (np.ones((N, T, S), int), r"int64 \(3, 4, 5\)"),
        (np.ones((N, S), bool), r"bool \(3, 5\)"),
        (np.ones((T, S), bool), r"bool \(4, 5\)"),
        (np.ones((N, T, S + 1), bool), r"bool \(3, 4, 6\)"),
        (np.ones((N, 2, S), bool), r"bool \(3, 2, 5\)"),
        (np.ones((N, T, 1), bool), r"bool \(3, 4, 1\)"),
        ([["yes"]], r"\(1, 1\)"),
    ],
)
def test_masks_of_another_shape_or_type_are_refused(rng, mask, found):
    message = rf"the mask is .*{found}; for scores \(3, 4, 5\) it must be bool, True ="
    with pytest.raises(ValueError, match=message):
        Attention(Dot())(*vectors(rng), mask)
    with pytest.raises(ValueError, match=message):
        masked_softmax(np.zeros((N, T, S)), mask)


def test_no_place_at_all(rng):
    with pytest.raises(ValueError, match="hold no place"):
        masked_softmax(np.zeros((N, T, 0)))


@pytest.mark.parametrize("size", [0, -1, 2.5])
def test_sizes_that_make_no_sense(rng, size):
    with pytest.raises(ValueError, match="n_query is"):
        Bilinear(size, 2, rng=rng)
    with pytest.raises(ValueError, match="n_key is"):
        Bilinear(2, size, rng=rng)
    with pytest.raises(ValueError, match="n_hidden is"):
        Additive(2, 2, size, rng=rng)


def test_a_weighted_sum_of_one_hot_weights_picks(rng):
    values = rng.standard_normal((N, S, D))
    r, _ = weighted_sum(np.eye(S)[None, [3, 0]].repeat(N, 0), values)
    np.testing.assert_array_equal(r, values[:, [3, 0]])
