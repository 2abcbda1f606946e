"""Chapter 5's checkers of the way back through one step: the LSTM, the GRU."""

from collections.abc import Callable
from typing import Any

import numpy as np

from dlnlp.arrays import Array
from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.nn.functional import sigmoid

A = np.array([[0.5, -1.0, 2.0], [1.0, 0.0, -1.5], [-0.5, 1.5, 0.3], [0.8, -0.6, 1.1]])
BEFORE = np.array([1.0, -2.0, 0.5])
DH, DC = np.array([0.7, -0.4, 1.0]), np.array([0.2, 0.5, -0.3])


def lstm_back(
    i: Array, f: Array, o: Array, g: Array, c_before: Array, dh: Array, dc_next: Array
) -> Array:
    """Slopes (5, H): of the sums of i, f, o, g, and what goes to the cell before."""
    tanh_c = np.tanh(f * c_before + i * g)
    dc = dc_next + dh * o * (1 - tanh_c**2)
    return np.array([
        dc * g * i * (1 - i), dc * c_before * f * (1 - f),
        dh * tanh_c * o * (1 - o), dc * i * (1 - g**2), dc * f,
    ])  # fmt: skip


def check_lstm_back(back: Callable[..., Any]) -> Verdict:
    """Exercise 4. `back(i, f, o, g, c_before, dh, dc_next)`: five slopes, each (H,)."""
    i, f, o = sigmoid(A[:3])
    g = np.tanh(A[3])
    gates = (i, f, o, g, BEFORE)

    def mine(dh: Array = DH, dc: Array = DC) -> Any:
        given = back(*[x.copy() for x in gates], dh.copy(), dc.copy())
        if given is ... or given is None:
            return None
        given = [np.asarray(x, dtype=float) for x in given]
        shapes = [x.shape for x in given]
        return given if shapes == [(3,)] * 5 else f"arrays of the shapes {shapes}"

    def part(which: int, **slopes: Array) -> Any:
        given = mine(**slopes)
        return given[which] if isinstance(given, list) else given

    nothing = np.zeros(3)
    only_c, right = lstm_back(*gates, nothing, DC), lstm_back(*gates, DH, DC)
    through_h = "c reaches the loss by two ways: by the next step's c, and by h"
    unsquashed = "and from the gate to its sum: the slope of the sigmoid"
    return grade(
        Step("to the cell before, where h has no slope (dh = 0)",
             lambda: part(4, dh=nothing), only_c[4],
             "c = f * c_before + i * g: by how much does c move with c_before?",
             mistakes=[(only_c[0], "what goes to the cell before comes last")]),
        Step("to the cell before", lambda: part(4), right[4],
             "what is the whole slope in c?",
             mistakes=[(only_c[4], through_h),
                       ((DC + DH * o) * f, "h is o * tanh(c): the tanh has a slope")]),
        Step("the sum of o", lambda: part(2), right[2],
             "h = o * tanh(c), and o = σ(sum)",
             mistakes=[(right[2] / (o * (1 - o)), unsquashed),
                       (DH * np.tanh(BEFORE) * o * (1 - o), "of the new c")]),
        Step("the sum of f", lambda: part(1), right[1],
             "by how much does c move with f?",
             mistakes=[(right[1] / (f * (1 - f)), unsquashed),
                       (only_c[1], through_h)]),
        Step("the sum of i", lambda: part(0), right[0],
             "by how much does c move with i?",
             mistakes=[(right[0] / (i * (1 - i)), unsquashed),
                       (only_c[0], through_h)]),
        Step("the sum of g", lambda: part(3), right[3],
             "by how much does c move with g, and g with its sum?",
             mistakes=[(right[3] / (1 - g**2), "and through the tanh of g"),
                       (right[3] / (1 - g**2) * g * (1 - g), "g is a tanh: its slope "
                        "is 1 - g²"),
                       (only_c[3], through_h)]),
    )  # fmt: skip


def gru_back(r: Array, z: Array, n: Array, s: Array, before: Array, dh: Array) -> Array:
    """Slopes (5, H): of the sums of r, z, n, of s, and of h_before along the lane."""
    da_n = dh * (1 - z) * (1 - n**2)
    da_z = dh * (before - n) * z * (1 - z)
    return np.array([da_n * s * r * (1 - r), da_z, da_n, da_n * r, dh * z])


def check_gru_back(back: Callable[..., Any]) -> Verdict:
    """Exercise 5. `back(r, z, n, s, h_before, dh)`: five slopes, each (H,)."""
    r, z = sigmoid(A[:2])
    s = np.array([0.4, -1.3, 0.8])
    n = np.tanh(A[2] + r * s)
    values = (r, z, n, s, BEFORE, DH)

    def part(which: int) -> Any:
        given = back(*[x.copy() for x in values])
        if given is ... or given is None:
            return None
        given = [np.asarray(x, dtype=float) for x in given]
        shapes = [x.shape for x in given]
        if shapes != [(3,)] * 5:
            return f"arrays of the shapes {shapes}"
        return given[which]

    right = gru_back(*values)
    to_sum = "and from the gate to its sum: the slope of the sigmoid"
    tanh_missing = "and from n to its sum: the slope of the tanh"
    slope_n = 1 - n**2
    return grade(
        Step("h_before, along the lane", lambda: part(4), right[4],
             "h = z * h_before + (1 - z) * n: by how much does h move with h_before?",
             mistakes=[(DH * (1 - z), "z keeps, 1 - z takes n"),
                       (right[0], "what goes to h_before comes last of the five")]),
        Step("the sum of n", lambda: part(2), right[2],
             "by how much does h move with n, and n with its sum?",
             mistakes=[(DH * (1 - z), tanh_missing),
                       (DH * z * slope_n, "n comes in with the share 1 - z"),
                       (DH * (1 - z) * n * (1 - n), "n is a tanh: its slope is "
                        "1 - n²")]),
        Step("the sum of z", lambda: part(1), right[1],
             "z stands in h twice: with h_before, and with n",
             mistakes=[(DH * (BEFORE - n), to_sum),
                       (DH * BEFORE * z * (1 - z), "z stands in 1 - z, too"),
                       (-right[1], "the sign: a larger z, more of h_before, less of "
                        "n")]),
        Step("s", lambda: part(3), right[3],
             "s reaches h by n only: into the tanh goes (what comes from x) + r * s",
             mistakes=[(right[2], "s is multiplied by r before it goes in"),
                       (DH * (1 - z) * r, tanh_missing)]),
        Step("the sum of r", lambda: part(0), right[0],
             "r reaches h by n only, and stands beside s",
             mistakes=[(right[2] * s, to_sum),
                       (DH * (1 - z) * s * r * (1 - r), tanh_missing),
                       (right[2] * BEFORE * r * (1 - r), "r multiplies s, not "
                        "h_before")]),
    )  # fmt: skip
