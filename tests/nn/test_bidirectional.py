"""Bidirectional against its two layers called one by one."""

import numpy as np
import pytest

from dlnlp.nn.bidirectional import Bidirectional
from dlnlp.nn.gru import GRU
from dlnlp.nn.lstm import LSTM
from dlnlp.nn.recurrent import RNN

N, T, D, H = 4, 6, 5, 3
MASK = np.arange(T) < np.array([6, 3, 0, 4])[:, None]


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def fresh():
    return np.random.default_rng(7)


@pytest.mark.parametrize("noisy", [0, 1])
def test_each_layer_gets_the_rng(rng, noisy):
    """For its dropout from step to step."""
    layers = [GRU(D, D, rng=rng, dropout=0.5 * (i == noisy)) for i in range(2)]
    joined = Bidirectional(*layers)
    xs = rng.standard_normal((N, T, D)).astype(np.float32)
    (found, _), _ = joined(xs, rng=fresh())
    (there, _), _ = layers[0](xs, rng=fresh() if noisy == 0 else None)
    (back, _), _ = layers[1](xs[:, ::-1], rng=fresh() if noisy == 1 else None)
    expected = np.concatenate([there, back[:, ::-1]], axis=2)
    np.testing.assert_array_equal(found, expected)
    assert not np.array_equal(found, joined(xs)[0][0])


@pytest.mark.parametrize("cell", [RNN, GRU, LSTM])
@pytest.mark.parametrize("mask", [None, MASK])
def test_both_directions_begin_from_their_half_of_the_state(rng, cell, mask):
    there, back = (cell(D, H, rng=rng) for _ in range(2))
    xs = rng.standard_normal((N, T, D)).astype(np.float32)
    arrays = rng.standard_normal((cell.n_states, N, 2 * H)).astype(np.float32)
    state, first, second = (
        tuple(part) if cell.n_states > 1 else part[0]
        for part in (arrays, arrays[..., :H], arrays[..., H:])
    )
    (hs, last), _ = Bidirectional(there, back)(xs, state, mask)
    turned = None if mask is None else mask[:, ::-1]
    (hs_0, end_0), _ = there(xs, first, mask)
    (hs_1, end_1), _ = back(xs[:, ::-1], second, turned)
    np.testing.assert_array_equal(hs, np.concatenate([hs_0, hs_1[:, ::-1]], axis=2))
    np.testing.assert_array_equal(last, np.concatenate([end_0, end_1], axis=-1))


def test_layers_that_do_not_go_together_are_refused(rng):
    for other in GRU(D, H, rng=rng), LSTM(D, H + 1, rng=rng):
        with pytest.raises(ValueError, match="one kind and size; given"):
            Bidirectional(LSTM(D, H, rng=rng), other)
