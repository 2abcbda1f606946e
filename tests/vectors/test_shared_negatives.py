"""One update of the fast word2vec against losses and gradients written as loops."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlnlp.vectors.shared_negatives import Gradient, batches, cbow, descend, skip_gram

V, D, G, S, K = 9, 4, 3, 5, 2


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def a_batch(seed, window, n_groups=2, length=None):
    """Groups over a text that ends inside the last one, and the text with its ends."""
    rng = np.random.default_rng(seed)
    size = n_groups * G
    text = rng.integers(0, V, length or int(rng.integers(size - G + 1, size + 1)))
    reach = rng.integers(1, window + 1, len(text))
    noise = rng.integers(0, V, (n_groups, S))
    W = rng.standard_normal((2, V + 1, D))
    W[:, V] = 0
    (batch,) = batches(text, reach, noise, n_groups, G, window, end=V)
    return text, reach, noise, batch, W


def neighbours_of(t, text, reach):
    places = range(max(0, t - reach[t]), min(len(text), t + reach[t] + 1))
    return [int(text[s]) for s in places if s != t]


def skip_gram_in_loops(W_in, W_out, text, reach, noise):
    """The loss of each pair by itself, and its gradients."""
    loss, n, d_in, d_out = 0.0, 0, np.zeros_like(W_in), np.zeros_like(W_out)
    weights = np.zeros((2, len(W_in)))
    for t, centre in enumerate(text):
        x = W_in[centre]
        for neighbour in neighbours_of(t, text, reach):
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


def cbow_in_loops(W_in, W_out, text, reach, noise):
    """The loss of each guess, from the mean of its neighbours; each has its share."""
    loss, n, d_in, d_out = 0.0, 0, np.zeros_like(W_in), np.zeros_like(W_out)
    weights = np.zeros((2, len(W_in)))
    for t, centre in enumerate(text):
        neighbours = neighbours_of(t, text, reach)
        if not neighbours:
            continue
        n += 1
        h = np.mean([W_in[word] for word in neighbours], axis=0)
        answers = [(centre, 1, 1.0)]
        answers += [(w, 0, K / S) for w in noise[t // G] if w != centre]
        dh = np.zeros(D)
        for word, label, weight in answers:
            p = sigmoid(h @ W_out[word])
            loss -= weight * np.log(p if label else 1 - p)
            dh += weight * (p - label) * W_out[word]
            d_out[word] += weight * (p - label) * h
            weights[1, word] += weight
        for word in neighbours:
            d_in[word] += dh / len(neighbours)
            weights[0, word] += (1 + K) / len(neighbours)  # were no negative left out
    return loss, n, d_in, d_out, weights


MODELS = [(skip_gram, skip_gram_in_loops), (cbow, cbow_in_loops)]


@pytest.mark.parametrize(("fast", "plain"), MODELS)
@settings(max_examples=50)
@given(st.integers(0, 10**6), st.integers(1, 5))
def test_an_update_is_that_of_the_plain_loss(fast, plain, seed, window):
    text, reach, noise, batch, W = a_batch(seed, window)
    expected_loss, expected_n, d_in, d_out, weights = plain(
        W[0], W[1], text, reach, noise
    )
    before, rows = W.copy(), W.reshape(-1, D)
    gradient, loss, n = fast(rows, batch, K, with_loss=True)
    assert n == expected_n
    assert loss == pytest.approx(expected_loss, rel=1e-6)
    found = np.bincount(gradient.ids.ravel(), gradient.weights.ravel(), 2 * V + 2)
    np.testing.assert_allclose(found.reshape(2, V + 1)[:, :V], weights[:, :V])
    descend(rows, gradient, lr=0.5, limit=np.inf)
    np.testing.assert_allclose(before[0] - W[0], 0.5 * d_in, atol=1e-12)
    np.testing.assert_allclose(before[1] - W[1], 0.5 * d_out, atol=1e-12)
    assert not W[:, V].any()  # what is beyond the ends stays 0


@pytest.mark.parametrize(("fast", "plain"), MODELS)
def test_float32_stays_float32_and_close(fast, plain):
    text, reach, noise, batch, W = a_batch(0, 2)
    _, _, d_in, d_out, _ = plain(W[0], W[1], text, reach, noise)
    small = W.astype(np.float32)
    gradient, loss, _ = fast(small.reshape(-1, D), batch, K)
    assert gradient.rows.dtype == gradient.weights.dtype == np.float32
    assert loss == 0  # nobody asked for it
    descend(small.reshape(-1, D), gradient, lr=0.1, limit=np.inf)
    assert small.dtype == np.float32
    np.testing.assert_allclose(small, W - 0.1 * np.array([d_in, d_out]), atol=1e-5)


def test_the_skip_gram_gradient_is_that_of_its_loss():
    """The loops themselves, against central differences."""
    text, reach, noise, _, W = a_batch(3, 2)
    _, _, d_in, d_out, _ = skip_gram_in_loops(W[0], W[1], text, reach, noise)
    for side, exact in enumerate((d_in, d_out)):
        for place in np.ndindex(V, D):
            losses = []
            for h in (1e-5, -1e-5):
                moved = W.copy()
                moved[side][place] += h
                losses.append(
                    skip_gram_in_loops(moved[0], moved[1], text, reach, noise)[0]
                )
            slope = (losses[0] - losses[1]) / 2e-5
            assert slope == pytest.approx(exact[place], abs=1e-7)


def test_groups_see_their_windows():
    text = np.array([5, 6, 7, 8, 5])
    noise = np.arange(2 * S).reshape(2, S) % V
    reach = np.array([1, 2, 1, 2, 2])
    (batch,) = batches(text, reach, noise, 2, group=3, window=2, end=V)
    assert batch.centres.tolist() == [[5, 6, 7], [8, 5, V]]
    assert batch.text.tolist() == [[V, V, 5, 6, 7, 8, 5], [6, 7, 8, 5, V, V, V]]
    seen = [
        [batch.text[g][batch.near[g, i]].tolist() for i in range(3)] for g in range(2)
    ]
    assert seen == [[[6], [5, 7, 8], [6, 8]], [[6, 7, 5], [7, 8], []]]


@given(st.integers(1, 40), st.integers(1, 12), st.integers(1, 4))
def test_batches_are_pieces_of_the_whole(length, window, size):
    rng = np.random.default_rng(length)
    text, reach = rng.integers(0, V, length), rng.integers(1, window + 1, length)
    noise = rng.integers(0, V, (-(-length // G), S))
    (whole,) = batches(text, reach, noise, len(noise), G, window, end=V)
    pieces = list(batches(text, reach, noise, size, G, window, end=V))
    for name in ("centres", "text", "near", "noise"):
        parts = [getattr(piece, name) for piece in pieces]
        assert np.array_equal(np.concatenate(parts), getattr(whole, name))
    seen = [
        sorted(whole.text[t // G][whole.near[t // G, t % G]].tolist())
        for t in range(len(noise) * G)
    ]
    expected = [sorted(neighbours_of(t, text, reach)) for t in range(length)]
    assert seen == expected + [[]] * (len(noise) * G - length)


def test_huge_scores_make_no_nan():
    _, _, _, batch, W = a_batch(1, 2)
    for fast, _ in MODELS:
        rows = (W.reshape(-1, D) * 1e4).astype(np.float32)
        with np.errstate(over="ignore"):
            gradient, loss, _ = fast(rows, batch, K, with_loss=True)
        assert np.isfinite(gradient.rows).all()
        assert np.isfinite(loss)


@given(
    st.lists(st.integers(0, 5), min_size=1, max_size=60),
    st.sampled_from([0.1, 2.0, np.inf]),
)
def test_the_step_of_a_heavy_row_is_limited(ids, limit):
    rng = np.random.default_rng(len(ids))
    W = rng.standard_normal((6, D))
    rows, weights = rng.standard_normal((len(ids), D)), rng.uniform(0, 9, len(ids))
    weights[0] = 0
    expected = W.copy()
    for row in set(ids):
        here = np.array(ids) == row
        total = weights[here].sum()
        step = 0.1 if 0.1 * total <= limit else limit / total
        expected[row] -= step * rows[here].sum(axis=0)
    descend(W, Gradient(np.array([ids]), rows[None], weights[None]), 0.1, limit)
    np.testing.assert_allclose(W, expected, atol=1e-12)
