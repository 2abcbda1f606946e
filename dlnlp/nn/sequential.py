"""Layers joined: one after the other, or beside a path that leaves the input as it is.

Both are layers themselves, so they can be joined again:
Residual(Sequential(Linear(D, H, rng=rng), relu, Linear(H, D, rng=rng))).
"""

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np

from dlnlp.arrays import Array
from dlnlp.nn.module import Backward, Module

Layer = Callable[..., tuple[Array, Backward]]  # a module, or a function such as relu


class Sequential(Module):
    """Function composition: each layer's output is the next one's input.

    layers  from the first to the last; each maps one array to one. Those that take an
            rng get the one of the call, in this order

    ValueError: no layers; a layer that returns a state too, which has no place here.
    """

    def __init__(self, *layers: Layer):
        if not layers:
            raise ValueError("a sequence needs at least one layer")
        self.layers = list(layers)
        self.draws = [takes_rng(layer) for layer in layers]

    def __call__(
        self, x: Any, *, rng: np.random.Generator | None = None
    ) -> tuple[Any, Backward]:
        backwards = []
        for layer, draws in zip(self.layers, self.draws, strict=True):
            x, back = layer(x, rng=rng) if draws else layer(x)
            if isinstance(x, tuple):
                raise ValueError(
                    f"{type(layer).__name__} returns {len(x)} things; a layer in a "
                    "sequence returns one array (see Stacked for recurrent layers)"
                )
            backwards.append(back)

        def backward(dy: Array) -> Any:
            for back in reversed(backwards):
                dy = back(dy)
            return dy

        return x, backward


class Residual(Module):
    """Residual connection: y = x + layer(x) (He et al. 2016, eq. 1).

    The gradient goes back by the layer, and past it unchanged.   x, y: the same shape

    ValueError: an output of another shape than the input.
    """

    def __init__(self, layer: Layer):
        self.layer = layer
        self.draws = takes_rng(layer)

    def __call__(
        self, x: Array, *, rng: np.random.Generator | None = None
    ) -> tuple[Array, Backward]:
        change, back = self.layer(x, rng=rng) if self.draws else self.layer(x)
        if change.shape != x.shape:
            raise ValueError(
                f"x {x.shape} became {change.shape}; a residual layer keeps the shape"
            )
        return x + change, lambda dy: dy + back(dy)


def takes_rng(layer: Layer) -> bool:
    """Does a call of the layer have an argument `rng`?"""
    return "rng" in inspect.signature(layer).parameters
