"""Networks that read one word after the other and remember: a cell, unrolled in time.

A cell has a state, and a step: from the next input and the old state to the new state.
Everything that cells have in common is in `Recurrent`: the weights, the walk forwards
through time, and the walk back. What makes a cell an RNN, an LSTM or a GRU is its step.
"""

from typing import Any

import numpy as np

from dlnlp.arrays import Array
from dlnlp.nn.dropout import kept
from dlnlp.nn.functional import check_share, rows
from dlnlp.nn.init import uniform, zeros
from dlnlp.nn.module import Backward, Module, Parameter

Parts = tuple[Array, ...]  # a state: (h,), or (h, c) where there is a memory cell


class Recurrent(Module):
    """A cell unrolled in time.   xs: (N, T, D) -> hs: (N, T, H), and the last state

    A step sees what comes from the input and what comes from the state as sums already:
    x Wx + b and h Wh, each (N, G) with G = `blocks` times H. So one large product
    serves the inputs of all steps, and only h Wh has to wait for the step before.
    """

    blocks: int  # how many vectors of H numbers a step computes
    states: int = 1  # how many arrays make a state

    def __init__(
        self,
        n_in: int,
        n_hidden: int,
        *,
        rng: np.random.Generator,
        dropout: float = 0.0,
    ):
        """Weights start in ±1/sqrt(H).

        dropout  the share of h that the steps of a sequence do not see, the same
                 numbers at each (Gal & Ghahramani 2016); only in calls with rng
        """
        if n_in < 1 or n_hidden < 1:
            raise ValueError(
                f"{n_in} inputs and {n_hidden} hidden units: each must be 1 or more"
            )
        limit, G = 1 / np.sqrt(n_hidden), self.blocks * n_hidden
        self.Wx = Parameter(uniform(rng, n_in, G, limit=limit))  # (D, G)
        self.Wh = Parameter(uniform(rng, n_hidden, G, limit=limit))  # (H, G)
        self.b = Parameter(zeros(G))  # (G,)
        self.dropout = check_share("the dropout rate", dropout)

    def step(self, x_part: Array, h_part: Array, state: Parts) -> tuple[Parts, Any]:
        """One step: the new state, and its way back.

        x_part, h_part  (N, G): x Wx + b and h Wh
        backward(dstate) -> dx_part, dh_part, and what goes to the old state directly
        """
        raise NotImplementedError

    def __call__(
        self,
        xs: Array,
        state: Any = None,
        mask: Array | None = None,
        *,
        rng: np.random.Generator | None = None,
    ) -> tuple[tuple[Array, Any], Backward]:
        """Read T steps of N sequences.

        xs     (N, T, D)
        state  what an earlier call returned; None starts from zeros
        mask   (N, T), false where a sequence is over or has not begun: there the state
               stays as it is, and the output is zero

        Returns (hs, state), backward; and backward(dhs, dstate=None) -> dxs, dstate.
        """
        Wx, Wh, b = self.Wx.value, self.Wh.value, self.b.value
        N, T, _ = self._check(xs, mask)
        xs = xs.swapaxes(0, 1)  # (T, N, D): time comes first in here
        x_parts = (rows(xs) @ Wx + b).reshape(T, N, -1)
        parts = self._parts(state, N, x_parts.dtype)
        keep = kept((N, len(Wh)), self.dropout, rng, x_parts.dtype)
        seen, hs = (np.empty((T, N, len(Wh)), x_parts.dtype) for _ in range(2))
        ways_back = []
        for t in range(T):
            seen[t] = parts[0] if keep is None else parts[0] * keep
            new, way_back = self.step(x_parts[t], seen[t] @ Wh, parts)
            if mask is not None:
                new, way_back = _skip(~mask[:, t, None], parts, new, way_back)
            parts = new
            hs[t] = parts[0]
            ways_back.append(way_back)
        real = None if mask is None else mask.T[:, :, None]  # (T, N, 1)
        if real is not None:
            hs *= real

        def backward(dhs: Array, dstate: Any = None) -> tuple[Array, Any]:
            dhs = dhs.swapaxes(0, 1) if real is None else dhs.swapaxes(0, 1) * real
            dparts = self._parts(dstate, N, x_parts.dtype)
            dx_parts, dh_parts = (np.empty_like(x_parts) for _ in range(2))
            to_h = np.ascontiguousarray(Wh.T)
            for t in reversed(range(T)):
                dparts = dparts[0] + dhs[t], *dparts[1:]
                dx_parts[t], dh_parts[t], direct = ways_back[t](dparts)
                dh = dh_parts[t] @ to_h
                if keep is not None:
                    dh *= keep
                dparts = dh + direct[0], *direct[1:]
            self.Wx.add_grad(rows(xs).T @ rows(dx_parts))
            self.Wh.add_grad(rows(seen).T @ rows(dh_parts))
            self.b.add_grad(rows(dx_parts).sum(axis=0))
            dxs = (rows(dx_parts) @ Wx.T).reshape(xs.shape).swapaxes(0, 1)
            return dxs, _packed(dparts)

        return (hs.swapaxes(0, 1), _packed(parts)), backward

    def _check(self, xs: Array, mask: Array | None) -> tuple[int, ...]:
        D = len(self.Wx.value)
        if xs.ndim != 3 or xs.shape[1] < 1 or xs.shape[2] != D:
            raise ValueError(
                f"the input is {xs.shape}; it must be (N, T, {D}), with T 1 or more"
            )
        if mask is not None and (mask.shape != xs.shape[:2] or mask.dtype != bool):
            raise ValueError(
                f"the mask is {mask.dtype} {mask.shape}; it must be bool {xs.shape[:2]}"
            )
        return xs.shape

    def _parts(self, state: Any, N: int, dtype: Any) -> Parts:
        """A state, or its gradient, as a tuple of (N, H); zeros for None."""
        shape = (N, len(self.Wh.value))
        if state is None:
            return tuple(np.zeros(shape, dtype) for _ in range(self.states))
        parts = state if isinstance(state, tuple) else (state,)
        if [np.shape(part) for part in parts] != [shape] * self.states:
            raise ValueError(
                f"the state has the shapes {[np.shape(part) for part in parts]}; "
                f"{N} sequences want {self.states} of {shape}"
            )
        return parts


class RNN(Recurrent):
    """h = tanh(x Wx + b + h_before Wh): the simplest cell (Elman 1990)."""

    blocks = 1

    def step(self, x_part: Array, h_part: Array, state: Parts) -> tuple[Parts, Any]:
        h = np.tanh(x_part + h_part)

        def backward(dstate: Parts) -> tuple[Array, Array, tuple[float]]:
            (dh,) = dstate
            da = dh * (1 - h * h)
            return da, da, (0.0,)

        return (h,), backward


def _skip(over: Array, old: Parts, new: Parts, way_back: Any) -> tuple[Parts, Any]:
    """A step that some sequences don't take: they keep their state. over: (N, 1)"""

    def backward(dstate: Parts) -> tuple[Array, Array, Parts]:
        dx_part, dh_part, direct = way_back(tuple(d * ~over for d in dstate))
        ways = zip(direct, dstate, strict=True)
        return dx_part, dh_part, tuple(d + dnew * over for d, dnew in ways)

    parts = zip(old, new, strict=True)
    return tuple(np.where(over, before, after) for before, after in parts), backward


def _packed(parts: Parts) -> Any:
    """A state as a caller sees it: h alone, or (h, c)."""
    return parts if len(parts) > 1 else parts[0]
