"""Recurrent networks, which read one word after the other and remember.

A cell has a state, and a step: from the next input and the old state to the new state.
Everything that cells have in common is in `Recurrent`: the weights, the walk through
time, and the backward pass through time. What makes a cell an RNN, an LSTM or a GRU is
its step.
"""

from typing import Any

import numpy as np

from dlnlp.arrays import Array, check_size
from dlnlp.nn.dropout import dropout_mask
from dlnlp.nn.functional import check_probability, rows
from dlnlp.nn.init import uniform, zeros
from dlnlp.nn.module import Backward, Module, Parameter

State = tuple[Array, ...]  # (h,), or (h, c) where there is a memory cell; each (N, H)


class Recurrent(Module):
    """A recurrent layer: a cell unrolled in time.   xs: (N, T, D) -> hs: (N, T, H)

    A step sees what comes from the input and what comes from the state as sums already:
    x Wx + b and h Wh, each (N, G) with G = n_gates H. So one large product serves the
    inputs of all steps, and only h Wh has to wait for the step before.

    Weights start in ±1/sqrt(H).

    dropout  the probability with which the steps of a sequence do not see a number of
             h, the same at each step (Gal & Ghahramani 2016); only in calls with rng

    ValueError: sizes below 1, a dropout rate below 0, or 1 and above.
    """

    n_gates: int  # how many vectors of H numbers a step computes
    n_states: int = 1  # how many arrays make a state

    def __init__(
        self,
        n_in: int,
        n_hidden: int,
        *,
        rng: np.random.Generator,
        dropout: float = 0.0,
    ):
        n_in, n_hidden = check_size(n_in, "n_in"), check_size(n_hidden, "n_hidden")
        limit, G = 1 / np.sqrt(n_hidden), self.n_gates * n_hidden
        self.Wx = Parameter(uniform(rng, n_in, G, limit=limit))  # (D, G)
        self.Wh = Parameter(uniform(rng, n_hidden, G, limit=limit))  # (H, G)
        self.b = Parameter(zeros(G))  # (G,)
        self.dropout = check_probability("the dropout rate", dropout)

    def step(self, x_proj: Array, h_proj: Array, state: State) -> tuple[State, Any]:
        """One step of the cell: the new state, and the step's backward pass.

        x_proj, h_proj  (N, G): x Wx + b, which the step may keep and write into, and
                        h Wh, whose place the next step gets
        backward(dstate) -> dx_proj, dh_proj, and the carried gradient: the part of the
        old state's that does not come by h Wh. Where only the sum of the two was used,
        dx_proj and dh_proj are one array, at every step
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
        """Read T steps of N sequences: (hs, state), backward.

        xs     (N, T, D)
        state  what an earlier call returned; None starts from zeros
        mask   (N, T), false where a sequence is over or has not begun: there the state
               stays as it is, the output is zero, and what xs holds has no effect

        backward(dhs, dstate=None) -> dxs, dstate: backpropagation through time.

        ValueError: inputs, a state or a mask of another shape; a mask that isn't bool.
        """
        Wx, Wh, b = self.Wx.value, self.Wh.value, self.b.value
        N, T, D = self._check(xs)
        xs = rows(masked(xs, mask).swapaxes(0, 1))  # (T N, D): time comes first in here
        mask = None if mask is None or mask.all() else mask
        x_proj = xs @ Wx  # (T N, G)
        x_proj += b
        x_proj = x_proj.reshape(T, N, len(b))
        arrays = self._arrays(state, N, x_proj.dtype)
        h_mask = dropout_mask((N, len(Wh)), self.dropout, rng, x_proj.dtype)
        hs = np.empty((T + 1, N, len(Wh)), x_proj.dtype)  # before and after each step
        hs[0], h_proj, backwards = arrays[0], np.empty((N, len(b)), x_proj.dtype), []
        for t in range(T):
            seen = hs[t] if h_mask is None else hs[t] * h_mask
            np.matmul(seen, Wh, out=h_proj)
            new, back = self.step(x_proj[t], h_proj, arrays)
            if mask is not None:
                new, back = _skip(~mask[:, t, None], arrays, new, back)
            arrays = new
            hs[t + 1] = arrays[0]
            backwards.append(back)
        output = masked(hs[1:].swapaxes(0, 1), mask)  # (N, T, H)

        def backward(dhs: Array, dstate: Any = None) -> tuple[Array, Any]:
            dhs = masked(dhs, mask).swapaxes(0, 1)
            darrays = self._arrays(dstate, N, x_proj.dtype)
            dx_proj, dh_proj = (np.empty_like(x_proj) for _ in range(2))
            to_h = np.ascontiguousarray(Wh.T)
            for t in reversed(range(T)):
                darrays = darrays[0] + dhs[t], *darrays[1:]
                dx, dh, carried = backwards[t](darrays)
                dx_proj[t], one = dx, dh is dx
                if not one:
                    dh_proj[t] = dh
                dh = dh @ to_h
                if h_mask is not None:
                    dh *= h_mask
                darrays = dh + carried[0], *carried[1:]
            if one:  # what is not kept twice takes no time
                dh_proj = dx_proj
            self.Wx.add_grad(xs.T @ rows(dx_proj))
            seen = hs[:-1] if h_mask is None else hs[:-1] * h_mask
            self.Wh.add_grad(rows(seen).T @ rows(dh_proj))
            self.b.add_grad(rows(dx_proj).sum(axis=0))
            dxs = (rows(dx_proj) @ Wx.T).reshape(T, N, D).swapaxes(0, 1)
            return dxs, _unpacked(darrays)

        return (output, _unpacked(arrays)), backward

    def _check(self, xs: Array) -> tuple[int, ...]:
        D = len(self.Wx.value)
        if xs.ndim != 3 or xs.shape[1] < 1 or xs.shape[2] != D:
            raise ValueError(
                f"the input is {xs.shape}; it must be (N, T, {D}), with T 1 or more"
            )
        return xs.shape

    def _arrays(self, state: Any, N: int, dtype: Any) -> State:
        """A state, or its gradient, as a tuple of (N, H); zeros for None."""
        shape = (N, len(self.Wh.value))
        if state is None:
            return tuple(np.zeros(shape, dtype) for _ in range(self.n_states))
        arrays = state if isinstance(state, tuple) else (state,)
        if [np.shape(array) for array in arrays] != [shape] * self.n_states:
            raise ValueError(
                f"the state has the shapes {[np.shape(array) for array in arrays]}; "
                f"{N} sequences want {self.n_states} of {shape}"
            )
        return arrays


class RNN(Recurrent):
    """Simple recurrent network: h = tanh(x Wx + b + h_before Wh) (Elman 1990)."""

    n_gates = 1

    def step(self, x_proj: Array, h_proj: Array, state: State) -> tuple[State, Any]:
        h = np.tanh(x_proj + h_proj)

        def backward(dstate: State) -> tuple[Array, Array, tuple[float]]:
            (dh,) = dstate
            da = dh * (1 - h * h)
            return da, da, (0.0,)  # nothing is carried

        return (h,), backward


def masked(xs: Array, mask: Array | None) -> Array:
    """xs (N, T, D), and 0 where the mask (N, T) is false; there even NaN has no effect.

    ValueError: a mask of another shape, or one that isn't bool.
    """
    if mask is None:
        return xs
    if mask.shape != xs.shape[:2] or mask.dtype != bool:
        raise ValueError(
            f"the mask is {mask.dtype} {mask.shape}; it must be bool {xs.shape[:2]}"
        )
    return np.where(mask[:, :, None], xs, 0)


def _skip(over: Array, old: State, new: State, back: Any) -> tuple[State, Any]:
    """A step that some sequences don't take: they keep their state. over: (N, 1)"""

    def backward(dstate: State) -> tuple[Array, Array, State]:
        dx_proj, dh_proj, carried = back(tuple(d * ~over for d in dstate))
        both = zip(carried, dstate, strict=True)
        return dx_proj, dh_proj, tuple(d + dnew * over for d, dnew in both)

    pairs = zip(old, new, strict=True)
    return tuple(np.where(over, before, after) for before, after in pairs), backward


def _unpacked(state: State) -> Any:
    """A state as a caller sees it: h alone, or (h, c)."""
    return state if len(state) > 1 else state[0]
