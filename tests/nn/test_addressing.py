"""Addressing against loops and by hand; the contract; weights near 0; bad input."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlnlp.nn import check_layer, softplus
from dlnlp.nn.addressing import (
    add,
    content_weights,
    cosine_similarity,
    erase,
    interpolate,
    sharpen,
    shift,
)

N, K, R, M = 2, 3, 5, 4
CLOSE = {"rtol": 1e-10, "atol": 1e-10}


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def places(rng, size=R):
    """Weights of K heads."""
    return rng.dirichlet(np.ones(size), size=(N, K))


def numbers(rng, low, high, width=1):
    return rng.uniform(low, high, size=(N, K, width))


def test_contract(rng):
    memory, keys = rng.normal(size=(N, R, M)), rng.normal(size=(N, K, M))
    check_layer(cosine_similarity, memory, keys)
    check_layer(content_weights, memory, keys, numbers(rng, 0.5, 3))
    check_layer(interpolate, places(rng), places(rng), numbers(rng, 0.1, 0.9))
    for S in 1, 3, 5:
        check_layer(shift, places(rng), places(rng, S))
    check_layer(sharpen, places(rng), numbers(rng, 2.2, 3))  # halved, too
    check_layer(erase, memory, places(rng), numbers(rng, 0.1, 0.6, M))
    check_layer(add, memory, places(rng), rng.normal(size=(N, K, M)))
    check_layer(softplus, rng.normal(size=(N, K)) * 5)


def test_they_work_without_a_batch(rng):
    """One memory and its heads: what a page shows."""
    memory, keys, weights = rng.normal(size=(R, M)), np.ones((K, M)), places(rng)[0]
    beta, e = numbers(rng, 1, 2)[0], numbers(rng, 0, 1, M)[0]
    for layer, arrays in (
        (content_weights, (memory, keys, beta)),
        (interpolate, (weights, weights[::-1], beta - 1)),
        (shift, (weights, places(rng, 3)[0])),
        (sharpen, (weights, beta)),
        (erase, (memory, weights, e)),
        (add, (memory, weights, e)),
    ):
        alone, _ = layer(*arrays)
        batch, _ = layer(*(array[None] for array in arrays))
        np.testing.assert_array_equal(alone, batch[0])


def test_content_is_the_formula(rng):
    memory, keys = rng.normal(size=(N, R, M)), rng.normal(size=(N, K, M))
    beta = numbers(rng, 0, 5)
    weights, _ = content_weights(memory, keys, beta)
    for n in range(N):
        for k in range(K):
            u = keys[n, k]
            cosines = [u @ v / np.linalg.norm(u) / np.linalg.norm(v) for v in memory[n]]
            e = np.exp(beta[n, k] * cosines)
            np.testing.assert_allclose(weights[n, k], e / e.sum(), rtol=1e-7)


def test_content_is_pytorchs(torch, rng):
    memory, keys = rng.normal(size=(N, R, M)), rng.normal(size=(N, K, M))
    cosine, backward = cosine_similarity(memory, keys)
    theirs = [torch.tensor(x, requires_grad=True) for x in (memory, keys)]
    expected = torch.cosine_similarity(
        theirs[0][:, None], theirs[1][:, :, None], dim=-1
    )
    dcosine = rng.normal(size=cosine.shape)
    expected.backward(torch.tensor(dcosine))
    np.testing.assert_allclose(cosine, expected.detach(), rtol=1e-7, atol=1e-7)
    for found, x in zip(backward(dcosine), theirs, strict=True):
        np.testing.assert_allclose(found, x.grad, rtol=1e-6, atol=1e-7)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_case_21_a_length_of_0_has_a_cosine(dtype):
    """Public case 21: cosine with a norm of 0 is finite, and so are its gradients."""
    memory, keys = np.zeros((R, M), dtype), np.ones((K, M), dtype)
    for one, other in (memory, keys), (keys, memory), (memory, memory):
        cosine, backward = cosine_similarity(one, other)
        assert not cosine.any()
        assert all(np.isfinite(d).all() for d in backward(np.ones_like(cosine)))


def test_strength_says_how_sharp(rng):
    memory = rng.normal(size=(R, M))
    keys, same = memory[[2]], np.full(R, 1 / R)
    for beta, expected in (0.0, same), (500.0, np.eye(R)[2]):
        weights, _ = content_weights(memory, keys, np.array([[beta]]))
        np.testing.assert_allclose(weights[0], expected, atol=1e-6)


def test_the_gate_chooses(rng):
    content, before = places(rng), places(rng)
    for gate, expected in (0.0, before), (1.0, content), (0.5, (content + before) / 2):
        found, _ = interpolate(content, before, np.full((N, K, 1), gate))
        np.testing.assert_allclose(found, expected, **CLOSE)


@pytest.mark.parametrize("S", [1, 3, 5])
def test_shift_is_a_circular_convolution(rng, S):
    weights, steps = places(rng), places(rng, S)
    shifted, _ = shift(weights, steps)
    expected = np.zeros_like(weights)
    for i in range(R):
        for o in range(-(S // 2), S // 2 + 1):
            moved = weights[..., i] * steps[..., o + S // 2]
            expected[..., (i + o) % R] += moved
    np.testing.assert_allclose(shifted, expected, **CLOSE)
    np.testing.assert_allclose(shifted.sum(axis=-1), 1, **CLOSE)


def test_shift_by_one_goes_round_the_end():
    last = np.eye(R)[R - 1]
    for step, place in (0, R - 2), (1, R - 1), (2, 0):
        assert shift(last, np.eye(3)[step])[0].tolist() == np.eye(R)[place].tolist()


@given(st.integers(0, 999), st.floats(1, 50), st.sampled_from([np.float32, np.float64]))
def test_sharpening_is_the_formula(seed, gamma, dtype):
    weights = np.random.default_rng(seed).dirichlet(np.ones(R)).astype(dtype)
    sharp, _ = sharpen(weights, np.array([gamma], dtype))
    assert sharp.dtype == dtype
    powers = (weights.astype(float) + 1e-12) ** np.float64(dtype(gamma))
    np.testing.assert_allclose(sharp, powers / powers.sum(), rtol=1e-3, atol=1e-5)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("gamma", [1.0, 2.0, 100.0])
def test_case_21_weights_near_0_sharpen_without_nan(dtype, gamma):
    """Public case 21: no NaN, also where each power underflows, and they sum to 1."""
    rows = [np.eye(R)[2], np.full(R, 1 / R), np.full(R, 1e-30), np.zeros(R)]
    for weights in np.array(rows, dtype):
        sharp, backward = sharpen(weights, np.array([gamma], dtype))
        assert sharp.sum() == pytest.approx(1, abs=1e-6)
        assert all(np.isfinite(d).all() for d in backward(np.ones(R, dtype)))


def test_gamma_of_1_changes_nothing(rng):
    weights = places(rng)
    found, _ = sharpen(weights, np.ones((N, K, 1)))
    np.testing.assert_allclose(found, weights, atol=1e-10)


def test_erasing_and_adding_are_the_formulas(rng):
    memory, weights = rng.normal(size=(N, R, M)), places(rng)
    e, a = numbers(rng, 0, 1, M), rng.normal(size=(N, K, M))
    erased, _ = erase(memory, weights, e)
    found, _ = add(erased, weights, a)
    expected = memory.copy()
    for n in range(N):
        for i in range(R):
            for k in range(K):
                expected[n, i] *= 1 - weights[n, k, i] * e[n, k]
            for k in range(K):
                expected[n, i] += weights[n, k, i] * a[n, k]
    np.testing.assert_allclose(found, expected, **CLOSE)


def test_the_order_of_heads_has_no_effect(rng):
    memory, weights, e = rng.normal(size=(N, R, M)), places(rng), numbers(rng, 0, 1, M)
    one, _ = erase(memory, weights, e)
    other, _ = erase(memory, weights[:, ::-1], e[:, ::-1])
    np.testing.assert_allclose(one, other, **CLOSE)


def test_what_is_written_is_read_again():
    """A head on row 1 wipes it out, writes there, and leaves the others."""
    memory, weights = np.ones((R, M)), np.eye(R)[[1]]
    vector = np.arange(4.0)[None]
    after, _ = add(erase(memory, weights, np.ones((1, M)))[0], weights, vector)
    assert after[1].tolist() == vector[0].tolist()
    assert (np.delete(after, 1, axis=0) == 1).all()


def copied(length, leak, gamma, rng):
    """Vectors that hand-set heads write row by row, and read again from row 0 on."""
    vectors = rng.choice([-1.0, 1.0], size=(length, 6))
    steps, rows = np.array([leak / 2, leak / 2, 1 - leak]), length + 1
    memory = np.zeros((rows, 6))
    for reading in False, True:
        weights, found = np.eye(rows)[[0]], []
        for vector in vectors:
            if reading:
                found.append(weights @ memory)
            else:
                erased, _ = erase(memory, weights, np.ones((1, 6)))
                memory, _ = add(erased, weights, vector[None])
            moved, _ = shift(weights, steps[None])
            weights, _ = sharpen(moved, np.array([[gamma]]))
    return np.mean(np.sign(np.concatenate(found)) != vectors)


def test_heads_set_by_hand_copy(rng):
    """A leaking shift blurs them, and sharpening repairs it."""
    assert copied(80, 0.0, 1.0, rng) == 0
    assert copied(40, 0.1, 1.0, rng) > 0.1
    assert copied(40, 0.1, 2.0, rng) == 0


def test_nan_goes_on_to_whoever_watches_the_loss():
    """A trainer stops there, and names the step."""
    nan = np.full((1, 1), np.nan)
    assert np.isnan(sharpen(np.eye(R)[[0]], nan)[0]).all()
    vectors = np.full((1, M), np.nan)
    assert np.isnan(erase(np.ones((R, M)), np.eye(R)[[0]], vectors)[0][0]).all()


def test_bad_input():
    rows, weights = np.ones((R, M)), np.full((1, R), 1 / R)
    with pytest.raises(ValueError, match=r"R at least 1.* given \(0, 4\) and \(1, 4\)"):
        cosine_similarity(np.ones((0, M)), np.ones((1, M)))
    with pytest.raises(ValueError, match=r"given \(5, 4\) and \(1, 3\)"):
        cosine_similarity(rows, np.ones((1, 3)))
    with pytest.raises(ValueError, match="7 shifts of a memory with 5 rows"):
        shift(weights, np.full((1, 7), 1 / 7))
    with pytest.raises(ValueError, match="an odd number"):
        shift(weights, np.full((1, 2), 1 / 2))
    with pytest.raises(ValueError, match=r"γ is 0\.5; sharpening takes 1 or more"):
        sharpen(weights, np.array([[0.5]]))
    for wrong in -0.1, 1.1:
        with pytest.raises(ValueError, match="erase vectors must lie between 0 and 1"):
            erase(rows, weights, np.full((1, M), wrong))
