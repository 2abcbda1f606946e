"""Stacked against the same layers called one by one; masks in what joins layers."""

import numpy as np
import pytest

from dlnlp.nn.bidirectional import Bidirectional
from dlnlp.nn.dropout import Dropout, LockedDropout
from dlnlp.nn.gradcheck import as_float64
from dlnlp.nn.gru import GRU
from dlnlp.nn.lstm import LSTM
from dlnlp.nn.recurrent import RNN
from dlnlp.nn.stacked import Stacked

N, T, D, H = 4, 6, 5, 3
MASK = np.arange(T) < np.array([6, 3, 0, 4])[:, None]


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def fresh():
    return np.random.default_rng(7)


@pytest.mark.parametrize("Drop", [Dropout, LockedDropout])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_dropout_acts_at_its_place_and_nowhere_else(rng, place, Drop):
    """Below each layer, and above the last: one place at a time."""
    lower, upper = LSTM(D, H, rng=rng), GRU(H, H, rng=rng)
    drop, xs = Drop(0.5), rng.standard_normal((N, T, D)).astype(np.float32)
    places = [drop if i == place else Drop(0) for i in range(3)]
    (found, _), backward = Stacked([lower, upper], places)(xs, rng=fresh())

    def at(i, values):
        return drop(values, rng=fresh()) if i == place else (values, lambda d: d)

    seen, back_0 = at(0, xs)
    (hidden, _), back_lower = lower(seen)
    hidden, back_1 = at(1, hidden)
    (hs, _), back_upper = upper(hidden)
    hs, back_2 = at(2, hs)
    np.testing.assert_array_equal(found, hs)
    dxs = back_0(back_lower(back_1(back_upper(back_2(np.ones_like(hs)))[0]))[0])
    np.testing.assert_array_equal(backward(np.ones_like(hs))[0], dxs)
    without, _ = Stacked([lower, upper])(xs)
    assert not np.array_equal(found, without[0])


@pytest.mark.parametrize("noisy", [0, 1])
def test_each_layer_gets_the_rng(rng, noisy):
    """For its dropout from step to step."""
    layers = [GRU(D, D, rng=rng, dropout=0.5 * (i == noisy)) for i in range(2)]
    xs = rng.standard_normal((N, T, D)).astype(np.float32)
    (found, _), _ = Stacked(layers)(xs, rng=fresh())
    hidden = xs
    for i, layer in enumerate(layers):
        (hidden, _), _ = layer(hidden, rng=fresh() if i == noisy else None)
    np.testing.assert_array_equal(found, hidden)
    assert not np.array_equal(found, Stacked(layers)(xs)[0][0])


@pytest.mark.parametrize("place", [0, 1, 2, 3])
def test_residual_layers_add_what_they_read(rng, place):
    """All but the lowest; and what they add is what was there before dropout."""
    layers = [LSTM(D, H, rng=rng), GRU(H, H, rng=rng), LSTM(H, H, rng=rng)]
    drop = [Dropout(0.5 * (i == place)) for i in range(4)]
    xs = rng.standard_normal((N, T, D)).astype(np.float32)
    (found, _), _ = Stacked(layers, drop, residual=True)(xs, rng=fresh())

    def at(i, values):
        return drop[i](values, rng=fresh())[0]

    (one, _), _ = layers[0](at(0, xs))
    (change, _), _ = layers[1](at(1, one))
    two = one + change
    (change, _), _ = layers[2](at(2, two))
    np.testing.assert_array_equal(found, at(3, two + change))


JOINED = {
    "RNN": lambda rng: RNN(D, H, rng=rng),
    "GRU": lambda rng: GRU(D, H, rng=rng),
    "LSTM": lambda rng: LSTM(D, H, rng=rng),
    "LSTM, dropout in time": lambda rng: LSTM(D, H, rng=rng, dropout=0.3),
    "Stacked": lambda rng: Stacked(
        [LSTM(D, H, rng=rng), GRU(H, H, rng=rng)], [Dropout(0.2)] * 3
    ),
    "Stacked, residual": lambda rng: Stacked(
        [LSTM(D, H, rng=rng), GRU(H, H, rng=rng)], [Dropout(0.2)] * 3, residual=True
    ),
    "Bidirectional": lambda rng: Bidirectional(
        LSTM(D, H, rng=rng), LSTM(D, H, rng=rng)
    ),
    "Stacked on Bidirectional": lambda rng: Stacked(
        [Bidirectional(GRU(D, H, rng=rng), GRU(D, H, rng=rng)), RNN(2 * H, 2, rng=rng)]
    ),
}


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("bad", [np.nan, np.inf, 1e300])
@pytest.mark.parametrize("make", JOINED.values(), ids=JOINED)
def test_what_is_masked_has_no_effect(rng, make, bad):
    """Neither what xs holds there, nor what comes back to the outputs there."""
    layer = as_float64(make(rng))
    xs = rng.standard_normal((N, T, D))
    found = []
    for filling in 0.0, bad:
        xs[~MASK] = filling
        layer.zero_grad()
        (hs, state), backward = layer(xs, mask=MASK, rng=fresh())
        dhs = np.ones_like(hs)
        dhs[~MASK] = filling
        dxs, dstate = backward(dhs)
        assert not hs[~MASK].any()
        assert not dxs[~MASK].any()
        gradients = [parameter.gradient for parameter in layer.parameters()]
        found.append([hs, dxs, *flat(state), *flat(dstate), *gradients])
    for one, other in zip(*found, strict=True):
        np.testing.assert_array_equal(one, other)


def flat(state):
    if isinstance(state, tuple):
        return [array for part in state for array in flat(part)]
    return [state]


@pytest.mark.parametrize("make", JOINED.values(), ids=JOINED)
def test_no_sequences_at_all(rng, make):
    layer, xs = make(rng), np.zeros((0, T, D), np.float32)
    for mask in None, np.zeros((0, T), bool):
        (hs, state), backward = layer(xs, mask=mask, rng=rng)
        assert hs.shape[:2] == (0, T)
        assert backward(hs)[0].shape == xs.shape
        layer(xs, state)


def test_what_does_not_fit_together_is_refused(rng):
    rnn, xs = RNN(D, H, rng=rng), np.zeros((N, T, D))
    with pytest.raises(ValueError, match="at least one layer"):
        Stacked([])
    with pytest.raises(ValueError, match="2 layers want as many states; given 1"):
        Stacked([rnn, RNN(H, H, rng=rng)])(xs, (None,))
    with pytest.raises(ValueError, match="1 layers have 2 places for dropout; given 1"):
        Stacked([rnn], [Dropout(0.1)])
    too_wide = Stacked([rnn, RNN(H, H + 1, rng=rng)], residual=True)
    with pytest.raises(ValueError, match=r"keeps the shape; \(4, 6, 3\) -> \(4, 6, 4"):
        too_wide(xs)
