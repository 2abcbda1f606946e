"""Heads of a memory: the contract, what their numbers can be, bad sizes."""

import numpy as np
import pytest

from dlnlp.nn import check_layer
from dlnlp.nn.memory_heads import MemoryHeads, MemoryWriter

N, K, R, M, H = 2, 2, 4, 3, 3


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.fixture
def arrays(rng):
    """h, a memory, and where the heads were."""
    before = rng.dirichlet(np.ones(R), size=(N, K))
    return rng.normal(size=(N, H)), rng.normal(size=(N, R, M)), before


@pytest.mark.parametrize("reach", [0, 1])
def test_contract(rng, arrays, reach):
    check_layer(MemoryHeads(H, M, K, rng=rng, reach=reach), *arrays)
    check_layer(MemoryWriter(H, M, K, rng=rng), *arrays)


def test_weights_are_weights_whatever_the_controller_says(rng, arrays):
    h, memory, before = arrays
    heads = MemoryHeads(H, M, K, rng=rng)
    for size in 0, 1, 100, 1e4:
        weights, _ = heads(size * h, memory, before)
        assert (weights >= 0).all()
        np.testing.assert_allclose(weights.sum(axis=-1), 1, rtol=1e-10)


def test_at_the_start_a_head_stays_near_where_it_was(rng):
    heads = MemoryHeads(H, M, K, rng=rng, reach=0)
    before = np.zeros((1, K, R))
    before[:, :, 1] = 1
    weights, _ = heads(np.zeros((1, H)), np.ones((1, R, M)), before)
    assert (weights[:, :, 1] > 0.9).all()


def test_case_21_what_is_erased_lies_between_0_and_1(rng, arrays):
    """Public case 21: whatever the controller says, a row is not turned round."""
    h, memory, before = arrays
    writer = MemoryWriter(H, M, 1, rng=rng)
    for p in writer.parameters():
        p.value = p.value.astype(np.float64)
        p.value[..., M:] = 0  # nothing is added
    for size in 0, 1, 100, 1e4:
        after, _ = writer(size * h, memory, before[:, :1])
        share = after / memory
        assert (share >= 0).all()
        assert (share <= 1).all()


@pytest.mark.parametrize(
    ("sizes", "message"),
    [
        ((0, M, K), "n_in is 0"),
        ((H, 0, K), "width is 0"),
        ((H, M, 0), "heads is 0"),
    ],
)
def test_bad_sizes(rng, sizes, message):
    for layer in MemoryHeads, MemoryWriter:
        with pytest.raises(ValueError, match=message):
            layer(*sizes, rng=rng)
    with pytest.raises(ValueError, match="reach is -1"):
        MemoryHeads(H, M, K, rng=rng, reach=-1)
