"""Losses of word2vec's groups, and their gradients, against plain loops."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlnlp.nn.gradcheck import gradcheck
from dlnlp.vectors.shared_negatives import FastCBOW, FastSkipGram, batches

V, D, G, S, K = 9, 4, 3, 5, 2


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def a_batch(seed, window, n_groups=2, length=None):
    """Groups over a text that ends inside the last one, and the text with its ends."""
    rng = np.random.default_rng(seed)
    size = n_groups * G
    text = rng.integers(0, V, length or int(rng.integers(size - G + 1, size + 1)))
    sizes = rng.integers(1, window + 1, len(text))
    noise = rng.integers(0, V, (n_groups, S))
    W = rng.standard_normal((2, V + 1, D))
    W[:, V] = 0
    (batch,) = batches(text, sizes, noise, [0], G, window, end=V)
    return text, sizes, noise, batch, W


def neighbours_of(t, text, sizes):
    places = range(max(0, t - sizes[t]), min(len(text), t + sizes[t] + 1))
    return [int(text[s]) for s in places if s != t]


def skip_gram_in_loops(W_in, W_out, text, sizes, noise):
    """The loss of each pair by itself, and its gradients."""
    loss, n, d_in, d_out = 0.0, 0, np.zeros_like(W_in), np.zeros_like(W_out)
    weights = np.zeros((2, len(W_in)))
    for t, centre in enumerate(text):
        x = W_in[centre]
        for neighbour in neighbours_of(t, text, sizes):
            n += 1
            answers = [(neighbour, 1, 1.0)]
            answers += [(w, 0, K / S) for w in noise[t // G] if w != neighbour]
            for word, label, weight in answers:
                p = sigmoid(x @ W_out[word])
                loss -= weight * np.log(p if label else 1 - p)
                d_in[centre] += weight * (p - label) * W_out[word]
                d_out[word] += weight * (p - label) * x
                weights[0, centre] += weight
                weights[1, word] += weight
    return loss, n, d_in, d_out, weights


def cbow_in_loops(W_in, W_out, text, sizes, noise):
    """The loss of each guess, from the mean of its neighbours; each has its share.

    Every len(noise)-th centre has the same negatives.
    """
    loss, n, d_in, d_out = 0.0, 0, np.zeros_like(W_in), np.zeros_like(W_out)
    for t, centre in enumerate(text):
        neighbours = neighbours_of(t, text, sizes)
        if not neighbours:
            continue
        n += 1
        h = np.mean([W_in[word] for word in neighbours], axis=0)
        answers = [(centre, 1, 1.0)]
        answers += [(w, 0, K / S) for w in noise[t % len(noise)] if w != centre]
        dh = np.zeros(D)
        for word, label, weight in answers:
            p = sigmoid(h @ W_out[word])
            loss -= weight * np.log(p if label else 1 - p)
            dh += weight * (p - label) * W_out[word]
            d_out[word] += weight * (p - label) * h
        for word in neighbours:
            d_in[word] += dh / len(neighbours)
    return loss, n, d_in, d_out, None


MODELS = [(FastSkipGram, skip_gram_in_loops), (FastCBOW, cbow_in_loops)]


def model_of(Model, W):
    """A model whose W_in and W_out are those given, (2, V + 1, D), in their type."""
    model = Model(V, D, negatives=K, rng=np.random.default_rng(0))
    model.W.value = W.reshape(-1, D).copy()
    return model


@pytest.mark.parametrize(("Model", "plain"), MODELS)
@settings(max_examples=50)
@given(st.integers(0, 10**6), st.integers(1, 5))
def test_loss_and_gradient_are_the_plain_ones(Model, plain, seed, window):
    text, sizes, noise, batch, W = a_batch(seed, window)
    total, n, d_in, d_out, weights = plain(W[0], W[1], text, sizes, noise)
    model = model_of(Model, W)
    loss, backward = model.loss(*batch)
    assert loss == pytest.approx(total / n, rel=1e-9)
    backward()
    grad = model.W.grad
    found = grad.dense().reshape(2, V + 1, D)
    np.testing.assert_allclose(found[0], d_in / n, atol=1e-12)
    np.testing.assert_allclose(found[1], d_out / n, atol=1e-12)
    assert not found[:, V].any()  # what is beyond the ends does not move
    if weights is not None:
        assert grad.guesses == n
        found = np.bincount(grad.ids, grad.weights, 2 * V + 2).reshape(2, V + 1)
        np.testing.assert_allclose(found[:, :V], weights[:, :V] / n)


@pytest.mark.parametrize(("Model", "plain"), MODELS)
def test_float32_stays_float32_and_close(Model, plain):
    text, sizes, noise, batch, W = a_batch(0, 2)
    _, n, d_in, d_out, _ = plain(W[0], W[1], text, sizes, noise)
    model = model_of(Model, W.astype(np.float32))
    loss, backward = model.loss(*batch)
    backward()
    assert isinstance(loss, float)
    assert model.W.grad.rows.dtype == np.float32
    found = model.W.gradient.reshape(2, V + 1, D)
    np.testing.assert_allclose(found, np.array([d_in, d_out]) / n, atol=1e-6)


@pytest.mark.parametrize("Model", [FastSkipGram, FastCBOW])
def test_the_gradient_is_that_of_the_loss(Model):
    *_, batch, W = a_batch(3, 2)
    model = model_of(Model, W)
    assert gradcheck(lambda: model.loss(*batch), model)


@pytest.mark.parametrize("Model", [FastSkipGram, FastCBOW])
def test_it_starts_as_word2vec_does(Model):
    model = Model(20, 50, negatives=5, rng=np.random.default_rng(0))
    assert model.W_in.shape == model.W_out.shape == (20, 50)
    assert 0.0095 < abs(model.W_in).max() <= 0.01  # 0.5 / 50
    assert abs(model.W_in.mean()) < 0.001
    assert not model.W_out.any()
    assert not model.W.value[[20, 41]].any()  # beyond the ends
    model.W_out[3] = 1
    assert model.W.value[24].all()


def test_groups_see_their_windows():
    text = np.array([5, 6, 7, 8, 5])
    noise = np.arange(2 * S).reshape(2, S) % V
    sizes = np.array([1, 2, 1, 2, 2])
    (batch,) = batches(text, sizes, noise, [0], group=3, window=2, end=V)
    assert batch.centres.tolist() == [[5, 6, 7], [8, 5, V]]
    assert batch.text.tolist() == [[V, V, 5, 6, 7, 8, 5], [6, 7, 8, 5, V, V, V]]
    seen = [
        [batch.text[g][batch.window_mask[g, i]].tolist() for i in range(3)]
        for g in range(2)
    ]
    assert seen == [[[6], [5, 7, 8], [6, 8]], [[6, 7, 5], [7, 8], []]]


@given(st.integers(1, 40), st.integers(1, 12), st.integers(1, 20))
def test_batches_are_pieces_of_the_whole(length, window, updates):
    rng = np.random.default_rng(length)
    text, sizes = rng.integers(0, V, length), rng.integers(1, window + 1, length)
    noise = rng.integers(0, V, (-(-length // G), S))
    (whole,) = batches(text, sizes, noise, [0], G, window, end=V)
    starts = np.unique(np.arange(updates) * len(noise) // updates)
    pieces = list(batches(text, sizes, noise, starts, G, window, end=V))
    groups = [len(piece.noise) for piece in pieces]
    assert groups == np.diff([*starts, len(noise)]).tolist()
    for parts, all_of_it in zip(zip(*pieces, strict=True), whole, strict=True):
        assert np.array_equal(np.concatenate(parts), all_of_it)
    seen = [
        sorted(whole.text[t // G][whole.window_mask[t // G, t % G]].tolist())
        for t in range(len(noise) * G)
    ]
    expected = [sorted(neighbours_of(t, text, sizes)) for t in range(length)]
    assert seen == expected + [[]] * (len(noise) * G - length)


@pytest.mark.parametrize("Model", [FastSkipGram, FastCBOW])
def test_huge_logits_make_no_nan(Model):
    *_, batch, W = a_batch(1, 2)
    model = model_of(Model, (W * 1e4).astype(np.float32))
    with np.errstate(over="ignore"):
        loss, backward = model.loss(*batch)
        backward()
    assert np.isfinite(model.W.grad.rows).all()
    assert np.isfinite(loss)
