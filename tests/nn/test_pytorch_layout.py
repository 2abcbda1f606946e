"""Weights of recurrent layers: from PyTorch and back, and those of another layer."""

import numpy as np
import pytest

from dlnlp.nn.gradcheck import as_float64
from dlnlp.nn.gru import GRU
from dlnlp.nn.lstm import LSTM
from dlnlp.nn.pytorch_layout import from_pytorch, to_pytorch
from dlnlp.nn.recurrent import RNN

CLOSE = {"rtol": 1e-10, "atol": 1e-10}
CELLS = [RNN, GRU, LSTM]
N, T, D, H = 4, 6, 5, 3


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.mark.parametrize("cell", CELLS)
def test_weights_come_from_pytorch_and_go_back(torch, rng, cell):
    Theirs = getattr(torch.nn, cell.__name__)
    theirs = Theirs(D, H, batch_first=True, dtype=torch.float64)
    layer = as_float64(cell(D, H, rng=rng))
    from_pytorch(layer, theirs.state_dict())
    xs = rng.standard_normal((N, T, D))
    expected, _ = theirs(torch.tensor(xs))
    np.testing.assert_allclose(layer(xs)[0][0], expected.detach(), **CLOSE)
    again = as_float64(cell(D, H, rng=rng))
    from_pytorch(again, to_pytorch(layer))
    for one, other in zip(layer.parameters(), again.parameters(), strict=True):
        np.testing.assert_array_equal(one.value, other.value)


def test_weights_of_another_layer_are_refused(rng):
    layer, other = LSTM(D, H, rng=rng), LSTM(D, H + 1, rng=rng)
    before = layer.state_dict()
    with pytest.raises(ValueError, match=r"weight_hh_l0: expected \(12, 3\), found"):
        from_pytorch(layer, to_pytorch(other))
    with pytest.raises(ValueError, match="weight_ih_l0 is missing"):
        from_pytorch(layer, to_pytorch(layer, "_l1"))
    assert all((before[n] == a).all() for n, a in layer.state_dict().items())
