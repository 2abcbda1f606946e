"""Recurrent layers against PyTorch's, masks against sequences alone, bad input."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlnlp.nn.gradcheck import as_float64
from dlnlp.nn.gru import GRU
from dlnlp.nn.lstm import LSTM
from dlnlp.nn.pytorch_layout import to_pytorch
from dlnlp.nn.recurrent import RNN
from dlnlp.nn.stacked import Bidirectional, Stacked

CLOSE = {"rtol": 1e-10, "atol": 1e-10}
CELLS = [RNN, GRU, LSTM]
N, T, D, H = 4, 6, 5, 3


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def ours(cell, rng, n_in=D):
    """A layer of which no bias is zero, in float64."""
    layer = as_float64(cell(n_in, H, rng=rng))
    for parameter in layer.parameters():
        parameter.value += rng.uniform(0.1, 0.5, parameter.value.shape)
    return layer


def pytorchs(torch, cell, layers=(), n_in=D, **options):
    theirs = getattr(torch.nn, cell.__name__)(
        n_in, H, batch_first=True, dtype=torch.float64, **options
    )
    state = {}
    for layer, suffix in layers:
        state |= to_pytorch(layer, suffix)
    theirs.load_state_dict({name: torch.tensor(a) for name, a in state.items()})
    return theirs


def parts(state):
    return state if isinstance(state, tuple) else (state,)


def a_state(cell, rng):
    arrays = tuple(rng.standard_normal((N, H)) for _ in range(cell.n_states))
    return arrays if cell.n_states > 1 else arrays[0]


@pytest.mark.parametrize("cell", CELLS)
def test_outputs_and_gradients_are_pytorchs(torch, rng, cell):
    layer = ours(cell, rng)
    theirs = pytorchs(torch, cell, [(layer, "_l0")])
    xs, state = rng.standard_normal((N, T, D)), a_state(cell, rng)
    dhs, dstate = rng.standard_normal((N, T, H)), a_state(cell, rng)
    (hs, last), backward = layer(xs, state)
    dxs, dfirst = backward(dhs, dstate)

    their_xs = torch.tensor(xs, requires_grad=True)
    firsts = [torch.tensor(a[None], requires_grad=True) for a in parts(state)]
    their_hs, their_last = theirs(
        their_xs, tuple(firsts) if cell.n_states > 1 else firsts[0]
    )
    outputs = [their_hs, *parts(their_last)]
    gradients = [dhs, *(a[None] for a in parts(dstate))]
    torch.autograd.backward(outputs, [torch.tensor(g) for g in gradients])
    np.testing.assert_allclose(hs, their_hs.detach(), **CLOSE)
    np.testing.assert_allclose(dxs, their_xs.grad, **CLOSE)
    for one, other in zip(parts(last), parts(their_last), strict=True):
        np.testing.assert_allclose(one, other[0].detach(), **CLOSE)
    for one, other in zip(parts(dfirst), firsts, strict=True):
        np.testing.assert_allclose(one, other.grad[0], **CLOSE)
    # a layer whose weights are these gradients: the same change of layout compares them
    of_gradients = cell(D, H, rng=rng)
    as_float64(of_gradients)
    from_layer = dict(layer.named_parameters())
    for name, parameter in of_gradients.named_parameters():
        parameter.value = from_layer[name].gradient
    found = to_pytorch(of_gradients)
    for name, parameter in theirs.named_parameters():
        if name == "bias_hh_l0" and cell is not GRU:
            continue  # one of PyTorch's two equal biases
        expected = parameter.grad.numpy()
        rows = slice(2 * H, None) if name == "bias_hh_l0" else slice(None)
        np.testing.assert_allclose(found[name][rows], expected[rows], **CLOSE)


@pytest.mark.parametrize("cell", CELLS)
def test_masked_outputs_are_those_of_pytorchs_packed_sequences(torch, rng, cell):
    layer, lengths = ours(cell, rng), np.array([6, 3, 1, 4])
    theirs = pytorchs(torch, cell, [(layer, "_l0")])
    xs = rng.standard_normal((N, T, D))
    mask = np.arange(T) < lengths[:, None]
    packed = torch.nn.utils.rnn.pack_padded_sequence(
        torch.tensor(xs), lengths, batch_first=True, enforce_sorted=False
    )
    their_hs, their_last = theirs(packed)
    expected, _ = torch.nn.utils.rnn.pad_packed_sequence(their_hs, batch_first=True)
    (hs, last), _ = layer(xs, mask=mask)
    np.testing.assert_allclose(hs, expected.detach(), **CLOSE)
    for one, other in zip(parts(last), parts(their_last), strict=True):
        np.testing.assert_allclose(one, other[0].detach(), **CLOSE)


@pytest.mark.parametrize("cell", CELLS)
def test_two_layers_are_pytorchs(torch, rng, cell):
    lower, upper = ours(cell, rng), ours(cell, rng, n_in=H)
    theirs = pytorchs(torch, cell, [(lower, "_l0"), (upper, "_l1")], num_layers=2)
    xs = rng.standard_normal((N, T, D))
    (hs, last), _ = Stacked([lower, upper])(xs)
    their_hs, their_last = theirs(torch.tensor(xs))
    np.testing.assert_allclose(hs, their_hs.detach(), **CLOSE)
    for i in range(2):
        for one, other in zip(parts(last[i]), parts(their_last), strict=True):
            np.testing.assert_allclose(one, other[i].detach(), **CLOSE)


@pytest.mark.parametrize("cell", CELLS)
def test_both_directions_are_pytorchs(torch, rng, cell):
    there, back = ours(cell, rng), ours(cell, rng)
    layers = [(there, "_l0"), (back, "_l0_reverse")]
    theirs = pytorchs(torch, cell, layers, bidirectional=True)
    xs = rng.standard_normal((N, T, D))
    (hs, _), _ = Bidirectional(there, back)(xs)
    their_hs, _ = theirs(torch.tensor(xs))
    np.testing.assert_allclose(hs, their_hs.detach(), **CLOSE)


@pytest.mark.parametrize("cell", CELLS)
@given(lengths=st.lists(st.integers(0, T), min_size=1, max_size=5), right=st.booleans())
def test_padding_changes_nothing(cell, lengths, right):
    """Each sequence of a masked batch comes out as it does alone."""
    rng = np.random.default_rng(len(lengths))
    layer = ours(cell, rng)
    xs = rng.standard_normal((len(lengths), T, D))
    steps = np.arange(T)
    mask = np.array([steps < n if right else steps >= T - n for n in lengths])
    (hs, last), backward = layer(xs, mask=mask)
    dhs = rng.standard_normal(hs.shape)
    dxs, _ = backward(dhs)
    for n, length in enumerate(lengths):
        real = mask[n]
        assert not hs[n, ~real].any()
        assert not dxs[n, ~real].any()
        if length == 0:
            assert not any(part[n].any() for part in parts(last))
            continue
        (alone, end), back = layer(xs[n : n + 1, real])
        np.testing.assert_allclose(hs[n, real], alone[0], **CLOSE)
        for part, its in zip(parts(last), parts(end), strict=True):
            np.testing.assert_allclose(part[n], its[0], **CLOSE)
        np.testing.assert_allclose(
            dxs[n, real], back(dhs[n : n + 1, real])[0][0], **CLOSE
        )


@pytest.mark.parametrize("cell", CELLS)
@given(cut=st.integers(1, T - 1))
def test_a_sequence_can_be_read_in_two_parts(cell, cut):
    rng = np.random.default_rng(cut)
    layer, xs = ours(cell, rng), rng.standard_normal((N, T, D))
    (whole, end), backward = layer(xs)
    (first, state), back_1 = layer(xs[:, :cut])
    (second, last), back_2 = layer(xs[:, cut:], state)
    np.testing.assert_allclose(np.concatenate([first, second], 1), whole, **CLOSE)
    for one, other in zip(parts(last), parts(end), strict=True):
        np.testing.assert_allclose(one, other, **CLOSE)
    dhs = rng.standard_normal(whole.shape)
    dxs, _ = backward(dhs)
    dsecond, dstate = back_2(dhs[:, cut:])
    dfirst, _ = back_1(dhs[:, :cut], dstate)
    np.testing.assert_allclose(np.concatenate([dfirst, dsecond], 1), dxs, **CLOSE)


@pytest.mark.parametrize(("setting", "bias"), [({}, 1), ({"forget_bias": 2.0}, 2)])
def test_the_forget_gate_starts_open(rng, setting, bias):
    b = LSTM(D, H, rng=rng, **setting).b.value
    np.testing.assert_array_equal(b.reshape(4, H)[1], bias)
    assert not b.reshape(4, H)[[0, 2, 3]].any()


@pytest.mark.parametrize("cell", CELLS)
def test_dropout_in_time_leaves_the_same_units_out_at_every_step(rng, cell):
    """Only unit 0 is seen: for half of the sequences never, for half always, doubled"""
    layer = as_float64(cell(D, H, rng=rng, dropout=0.5))
    layer.Wh.value[1:] = 0
    xs = rng.standard_normal((32, T, D))
    (noisy, _), _ = layer(xs, rng=np.random.default_rng(0))
    found = []
    row = layer.Wh.value[0].copy()
    for factor in 0, 2:
        layer.Wh.value[0] = factor * row
        (hs, _), _ = layer(xs)
        found.append(np.isclose(hs, noisy).all(axis=(1, 2)))
    never, always = found
    assert np.array_equal(never, ~always)
    assert 8 < never.sum() < 24


@pytest.mark.parametrize("cell", CELLS)
def test_bad_input(rng, cell):
    layer, xs = cell(D, H, rng=rng), np.zeros((N, T, D), np.float32)
    state = layer(xs)[0][1]
    with pytest.raises(ValueError, match=r"must be \(N, T, 5\), with T 1 or more"):
        layer(xs[:, :0])
    with pytest.raises(ValueError, match=r"the input is \(4, 6, 4\)"):
        layer(xs[..., 1:])
    with pytest.raises(ValueError, match=r"2 sequences want \d of \(2, 3\)"):
        layer(xs[:2], state)
    with pytest.raises(ValueError, match=r"the mask is float32 \(4, 6\); it must be"):
        layer(xs, mask=xs[..., 0])
    with pytest.raises(ValueError, match="rate is 1; it must be at least 0 and below"):
        cell(D, H, rng=rng, dropout=1)


def test_a_state_of_another_kind_of_cell_is_refused(rng):
    lstm, rnn, xs = LSTM(D, H, rng=rng), RNN(D, H, rng=rng), np.zeros((N, T, D))
    with pytest.raises(ValueError, match="want 2 of"):
        lstm(xs, rnn(xs)[0][1])


@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize("dropout", [0.0, 0.5])
@pytest.mark.parametrize("cell", CELLS)
def test_no_sequences_at_all(rng, cell, dropout, masked):
    layer = cell(D, H, rng=rng, dropout=dropout)
    xs, mask = np.zeros((0, T, D), np.float32), np.zeros((0, T), bool)
    (hs, state), backward = layer(xs, mask=mask if masked else None, rng=rng)
    assert hs.shape == (0, T, H)
    dxs, dstate = backward(hs)
    assert dxs.shape == xs.shape
    for part in parts(state) + parts(dstate):
        assert part.shape == (0, H)
    assert not any(parameter.gradient.any() for parameter in layer.parameters())
    (_, again), _ = layer(xs, state)
    assert [part.shape for part in parts(again)] == [(0, H)] * cell.n_states
