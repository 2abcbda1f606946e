"""Two recurrent layers side by side: one reads forwards, one backwards."""

from typing import Any

import numpy as np

from dlnlp.arrays import Array
from dlnlp.nn.module import Backward, Module
from dlnlp.nn.recurrent import Recurrent


class Bidirectional(Module):
    """Bidirectional network: at each step it knows what came before, and what follows.

    (N, T, D) -> (N, T, 2H). The state is that of one layer with 2H units, h or (h, c):
    its first half belongs to the layer that reads forwards, its second half to the one
    that reads backwards, which begins at the end. Where a mask leaves out steps, each
    passes over them (Schuster & Paliwal 1997).

    ValueError: two layers of different kinds or sizes.
    """

    def __init__(self, forward_layer: Recurrent, backward_layer: Recurrent):
        both = forward_layer, backward_layer
        kinds = {(type(layer).__name__, layer.Wh.value.shape) for layer in both}
        if len(kinds) > 1:
            raise ValueError(
                f"the two directions want layers of one kind and size; given {kinds}"
            )
        self.forward_layer, self.backward_layer = both

    def __call__(
        self,
        xs: Array,
        state: Any = None,
        mask: Array | None = None,
        *,
        rng: np.random.Generator | None = None,
    ) -> tuple[tuple[Array, Any], Backward]:
        first, second = _halves(state)
        turned = None if mask is None else mask[:, ::-1]
        (hs, end), there = self.forward_layer(xs, first, mask, rng=rng)
        (sh, start), back = self.backward_layer(xs[:, ::-1], second, turned, rng=rng)
        H = hs.shape[-1]

        def backward(dhs: Array, dstate: Any = None) -> tuple[Array, Any]:
            dend, dstart = _halves(dstate)
            dxs, dfirst = there(dhs[..., :H], dend)
            sxd, dsecond = back(dhs[:, ::-1, H:], dstart)
            return dxs + sxd[:, ::-1], _whole(dfirst, dsecond)

        return (np.concatenate([hs, sh[:, ::-1]], axis=2), _whole(end, start)), backward


def _halves(state: Any) -> tuple[Any, Any]:
    """Of h (N, 2H), or of (h, c): the half of each layer."""
    if state is None:
        return None, None
    if isinstance(state, tuple):
        first, second = zip(*map(_halves, state), strict=True)
        return first, second
    H = state.shape[1] // 2
    return state[:, :H], state[:, H:]


def _whole(first: Any, second: Any) -> Any:
    """Two states of H units as one of 2H."""
    if isinstance(first, tuple):
        return tuple(map(_whole, first, second))
    return np.concatenate([first, second], axis=1)
