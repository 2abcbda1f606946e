"""Weights of recurrent layers as PyTorch keeps them, and back. Without PyTorch.

PyTorch's matrices are ours transposed. Its LSTM has the gates in the order i, f, g, o,
and where we have one bias it has two that are added, one with each matrix.
"""

from collections.abc import Mapping

import numpy as np

from dlnlp.arrays import Array
from dlnlp.nn.gru import GRU
from dlnlp.nn.lstm import LSTM
from dlnlp.nn.module import check_state
from dlnlp.nn.recurrent import Recurrent

IFGO = [0, 1, 3, 2]  # from i, f, o, g, and back: it is its own inverse


def to_pytorch(layer: Recurrent, suffix: str = "_l0") -> dict[str, Array]:
    """The state_dict of `torch.nn.RNN`, `LSTM` or `GRU`, as arrays.

    suffix  "_l0" is the lowest layer, "_l1" the next, "_l0_reverse" the one that reads
            backwards
    """
    b = layer.b.value.copy()
    b_hh = np.zeros_like(b)
    if isinstance(layer, GRU):
        b_hh[-len(layer.bh.value) :] = layer.bh.value
    return {
        f"weight_ih{suffix}": _reordered(layer, layer.Wx.value.T),
        f"weight_hh{suffix}": _reordered(layer, layer.Wh.value.T),
        f"bias_ih{suffix}": _reordered(layer, b),
        f"bias_hh{suffix}": b_hh,
    }


def from_pytorch(
    layer: Recurrent, state: Mapping[str, Array], suffix: str = "_l0"
) -> None:
    """Take over the weights of one layer of a PyTorch state_dict.

    ValueError says what is missing or has another shape; then nothing is changed.
    """
    expected = to_pytorch(layer, suffix)
    found = {k: np.asarray(v) for k, v in state.items() if k.endswith(suffix)}
    check_state(expected, found, "these are not the weights of such a layer")
    layer.Wx.value[...] = _reordered(layer, found[f"weight_ih{suffix}"]).T
    layer.Wh.value[...] = _reordered(layer, found[f"weight_hh{suffix}"]).T
    b, b_hh = found[f"bias_ih{suffix}"].copy(), found[f"bias_hh{suffix}"].copy()
    if isinstance(layer, GRU):  # the candidate's two biases are two numbers here, too
        H = len(layer.bh.value)
        layer.bh.value[...] = b_hh[-H:]
        b_hh[-H:] = 0
    layer.b.value[...] = _reordered(layer, b + b_hh)


def _reordered(layer: Recurrent, rows: Array) -> Array:
    """The gates of an LSTM in the other order; others as they are. A copy."""
    if not isinstance(layer, LSTM):
        return rows.copy()
    gates = rows.reshape(4, -1, *rows.shape[1:])
    return gates[IFGO].reshape(rows.shape)
