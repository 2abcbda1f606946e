"""Recurrent layers above each other."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from dlnlp.arrays import Array
from dlnlp.nn.bidirectional import Bidirectional
from dlnlp.nn.dropout import Dropout
from dlnlp.nn.module import Backward, Module
from dlnlp.nn.recurrent import Recurrent, masked


class Stacked(Module):
    """Deep recurrent network: each layer reads what the one below it wrote.

    (N, T, D) -> (N, T, H), and a state: the tuple of the layers' states.

    layers    from the lowest up
    dropouts  with L layers L + 1 of them: below each layer, and above the last
    residual  each layer but the lowest adds what it read to what it writes, so that the
              gradient also goes past it (Wu et al. 2016, section 3.1)

    ValueError: no layers; another number of dropouts or of states; a layer that is not
    as wide as what it should be added to.
    """

    def __init__(
        self,
        layers: Sequence[Recurrent | Bidirectional],
        dropouts: Sequence[Dropout] | None = None,
        *,
        residual: bool = False,
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
        self.adds = [residual and i > 0 for i in range(len(self.layers))]

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
        for layer, dropout, old, adds in zip(
            self.layers, self.dropouts[:-1], before, self.adds, strict=True
        ):
            seen, through_dropout = dropout(xs, rng=rng)
            (hs, new), through_layer = layer(seen, old, mask, rng=rng)
            xs = _sum(xs, hs) if adds else hs
            after.append(new)
            backwards.append((through_dropout, through_layer))
        hs, through_last = self.dropouts[-1](xs, rng=rng)

        def backward(
            dhs: Array, dstate: tuple[Any, ...] | None = None
        ) -> tuple[Array, tuple[Any, ...]]:
            dxs = through_last(masked(dhs, mask))
            dbefore = []
            steps = zip(backwards, self._states(dstate), self.adds, strict=True)
            for (through_dropout, through_layer), dnew, adds in reversed(list(steps)):
                dseen, dold = through_layer(dxs, dnew)
                dbelow = through_dropout(dseen)
                dxs = dxs + dbelow if adds else dbelow
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


def _sum(xs: Array, hs: Array) -> Array:
    """What a residual layer hands on: what it read and what it wrote."""
    if hs.shape != xs.shape:
        raise ValueError(f"a residual layer keeps the shape; {xs.shape} -> {hs.shape}")
    return xs + hs
