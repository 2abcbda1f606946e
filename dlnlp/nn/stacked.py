"""Recurrent layers above each other, and side by side in both directions."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from dlnlp.arrays import Array
from dlnlp.nn.dropout import Dropout
from dlnlp.nn.module import Backward, Module
from dlnlp.nn.recurrent import Recurrent, masked


class Stacked(Module):
    """Deep recurrent network: each layer reads what the one below it wrote.

    (N, T, D) -> (N, T, H), and a state: the tuple of the layers' states.

    layers    from the lowest up
    dropouts  with L layers L + 1 of them: below each layer, and above the last

    ValueError: no layers, another number of dropouts or of states.
    """

    def __init__(
        self, layers: Sequence[Recurrent], dropouts: Sequence[Dropout] | None = None
    ):
        self.layers = list(layers)
        if not self.layers:
            raise ValueError("a stack needs at least one layer")
        places = len(self.layers) + 1
        self.dropouts = list(dropouts) if dropouts else [Dropout(0)] * places
        if len(self.dropouts) != places:
            raise ValueError(
                f"{len(self.layers)} layers have {places} places for dropout; "
                f"given {len(self.dropouts)}"
            )

    def __call__(
        self,
        xs: Array,
        state: tuple[Any, ...] | None = None,
        mask: Array | None = None,
        *,
        rng: np.random.Generator | None = None,
    ) -> tuple[tuple[Array, tuple[Any, ...]], Backward]:
        before = self._states(state)
        xs = masked(xs, mask)
        after, backwards = [], []
        for layer, dropout, old in zip(
            self.layers, self.dropouts[:-1], before, strict=True
        ):
            xs, through_dropout = dropout(xs, rng=rng)
            (xs, new), through_layer = layer(xs, old, mask, rng=rng)
            after.append(new)
            backwards.append((through_dropout, through_layer))
        hs, through_last = self.dropouts[-1](xs, rng=rng)

        def backward(
            dhs: Array, dstate: tuple[Any, ...] | None = None
        ) -> tuple[Array, tuple[Any, ...]]:
            dxs = through_last(masked(dhs, mask))
            dbefore = []
            pairs = zip(backwards, self._states(dstate), strict=True)
            for (through_dropout, through_layer), dnew in reversed(list(pairs)):
                dxs, dold = through_layer(dxs, dnew)
                dxs = through_dropout(dxs)
                dbefore.append(dold)
            return dxs, tuple(reversed(dbefore))

        return (hs, tuple(after)), backward

    def _states(self, state: tuple[Any, ...] | None) -> tuple[Any, ...]:
        if state is None:
            return (None,) * len(self.layers)
        if len(state) != len(self.layers):
            raise ValueError(
                f"{len(self.layers)} layers want as many states; given {len(state)}"
            )
        return state


class Bidirectional(Module):
    """Bidirectional network: one layer reads forwards, one backwards, side by side.

    (N, T, D) -> (N, T, 2H). The state is a pair; the second layer's begins at the end.
    Where a mask leaves out steps, each layer passes over them (Schuster & Paliwal
    1997).
    """

    def __init__(self, forward_layer: Recurrent, backward_layer: Recurrent):
        self.forward_layer, self.backward_layer = forward_layer, backward_layer

    def __call__(
        self,
        xs: Array,
        state: tuple[Any, Any] | None = None,
        mask: Array | None = None,
        *,
        rng: np.random.Generator | None = None,
    ) -> tuple[tuple[Array, tuple[Any, Any]], Backward]:
        first, second = state or (None, None)
        turned = None if mask is None else mask[:, ::-1]
        (hs, end), there = self.forward_layer(xs, first, mask, rng=rng)
        (sh, start), back = self.backward_layer(xs[:, ::-1], second, turned, rng=rng)
        H = hs.shape[-1]

        def backward(
            dhs: Array, dstate: tuple[Any, Any] | None = None
        ) -> tuple[Array, tuple[Any, Any]]:
            dend, dstart = dstate or (None, None)
            dxs, dfirst = there(dhs[..., :H], dend)
            sxd, dsecond = back(dhs[:, ::-1, H:], dstart)
            return dxs + sxd[:, ::-1], (dfirst, dsecond)

        return (np.concatenate([hs, sh[:, ::-1]], axis=2), (end, start)), backward
