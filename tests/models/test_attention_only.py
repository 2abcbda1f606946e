"""The attention-only transformer: gradients, causality, ablation, induction heads."""

import numpy as np
import pytest

from dlnlp.datasets import repeated_blocks
from dlnlp.models.attention_only import AttentionOnly, PlacedAttention
from dlnlp.nn import Adam, as_float64, check_layer, gradcheck

V, D, C, K = 5, 4, 6, 2


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.fixture
def model(rng):
    return AttentionOnly(V, D, C, rng=rng, layers=2, heads=K)


def test_contract(rng):
    layer = PlacedAttention(D, K, rng=rng)
    x, positions = rng.normal(size=(2, 3, D)), rng.normal(size=(3, D))
    check_layer(layer, x, positions)
    check_layer(layer, x, positions, silent=[1])


def test_the_loss_has_the_right_gradient(rng, model):
    ids = rng.integers(0, V, (2, 5))
    as_float64(model)
    assert gradcheck(lambda: model.loss(ids[:, :-1], ids[:, 1:]), model)


def test_a_layer_is_the_formula(rng):
    """Each head by a loop, its scores by the root of its own width."""
    layer = as_float64(PlacedAttention(D, K, rng=rng))
    x, positions = rng.normal(size=(1, 3, D)), rng.normal(size=(3, D))
    (y, weights), _ = layer(x, positions)
    qk = (x[0] + positions) @ layer.qk.W.value
    v, width, read = x[0] @ layer.v.W.value, D // K, np.zeros((3, D))
    for h in range(K):
        part = slice(h * width, (h + 1) * width)
        for t in range(3):
            scores = qk[: t + 1, D:][:, part] @ qk[t, part] / np.sqrt(width)
            e = np.exp(scores) / np.exp(scores).sum()
            np.testing.assert_allclose(weights[0, h, t, : t + 1], e, rtol=1e-10)
            assert not weights[0, h, t, t + 1 :].any()
            read[t, part] = e @ v[: t + 1, part]
    np.testing.assert_allclose(y[0], x[0] + read @ layer.out.W.value, rtol=1e-10)


def test_no_word_sees_those_after_it(rng, model):
    ids = rng.integers(0, V, (3, C))
    (logits, _), _ = model(ids)
    changed = ids.copy()
    changed[:, 4] = (changed[:, 4] + 1) % V
    (other, _), _ = model(changed)
    np.testing.assert_array_equal(other[:, :4], logits[:, :4])
    assert (other[:, 4:] != logits[:, 4:]).any()


def test_a_silent_head_is_one_that_writes_nothing(rng, model):
    ids = rng.integers(0, V, (3, C))
    (silent, weights), _ = model(ids, without=[(1, 0)])
    (whole, _), _ = model(ids)
    model.layers[1].out.W.value[: D // K] = 0
    (expected, _), _ = model(ids)
    np.testing.assert_allclose(silent, expected, rtol=1e-5)
    assert (silent != whole).any()
    assert [w.shape for w in weights] == [(3, K, C, C)] * 2
    np.testing.assert_allclose(np.array(weights).sum(axis=-1), 1, rtol=1e-5)


def test_two_layers_find_induction_heads():
    """On blocks of a small vocabulary, new ones, each next token that can be known."""
    rng = np.random.default_rng(0)
    task = {"length": 24, "vocab_size": 12, "periods": (3, 8)}
    accuracies = []
    for layers in 1, 2:
        model = AttentionOnly(12, 32, 24, rng=rng, layers=layers)
        optimizer = Adam(model.parameters(), 5e-3, beta2=0.98)
        for _ in range(450):
            ids, _ = repeated_blocks(rng, 32, **task)
            _, backward = model.loss(ids[:, :-1], ids[:, 1:])
            backward()
            optimizer.step()
        ids, known = repeated_blocks(rng, 200, **task)
        (logits, _), _ = model(ids[:, :-1])
        right = logits.argmax(axis=2) == ids[:, 1:]
        accuracies.append(right[known[:, 1:]].mean())
    assert accuracies[0] < 0.7
    assert accuracies[1] > 0.9


def test_bad_input(rng, model):
    for wrong in np.zeros((2, C + 1), int), np.zeros((2, 0), int):
        with pytest.raises(ValueError, match=r"T from 1 to 6"):
            model(wrong)
    with pytest.raises(ValueError, match="must have 2 axes"):
        model([1, 2])
    with pytest.raises(ValueError, match="between 0 and 4"):
        model([[V]])
    for head, message in ((2, 0), "a layer must lie"), ((0, 2), "a head must lie"):
        with pytest.raises(ValueError, match=message):
            model([[0]], without=[head])
    with pytest.raises(ValueError, match="3 heads do not share 4"):
        AttentionOnly(V, D, C, rng=rng, heads=3)
    for name in "layers", "context":
        with pytest.raises(ValueError, match=f"{name} is 0"):
            AttentionOnly(**{"vocab_size": V, "dim": D, "context": C, name: 0}, rng=rng)
