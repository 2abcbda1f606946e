"""Chapter 5's checkers of one step of a cell: the LSTM, its way back, the GRU."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlnlp.exercises.grading import Step, Verdict, grade
from dlnlp.nn.functional import sigmoid

Array = NDArray[Any]

A = np.array([[0.5, -1.0, 2.0], [1.0, 0.0, -1.5], [-0.5, 1.5, 0.3], [0.8, -0.6, 1.1]])
BEFORE = np.array([1.0, -2.0, 0.5])
DH, DC = np.array([0.7, -0.4, 1.0]), np.array([0.2, 0.5, -0.3])


def lstm_step(a: Array, c_before: Array) -> Array:
    """h and c as rows, from the four sums a (4, H): i, f, o, g."""
    i, f, o = sigmoid(a[:3])
    c = f * c_before + i * np.tanh(a[3])
    return np.array([o * np.tanh(c), c])


def check_lstm_step(step: Callable[..., Any]) -> Verdict:
    """Exercise 4. `step(a, c_before)`: h, c, each (H,), from the sums a (4, H)."""

    def mine(a: Array = A, c_before: Array = BEFORE) -> Any:
        given = step(a.copy(), c_before.copy())
        if given is ... or given is None:
            return None
        return [np.asarray(x, dtype=float) for x in given]

    def part(which: int) -> Any:
        given = mine()
        return None if given is None else given[which]

    def one(gates: list[float], g: float, c_before: float) -> Any:
        """c of one unit; a gate of 1 is the sigmoid of 50, of 0 that of -50."""
        a = np.array([[100 * gate - 50] for gate in gates] + [[np.arctanh(g)]])
        given = mine(a, np.array([c_before]))
        return None if given is None else given[1]

    def afterwards() -> Any:
        a, c = A.copy(), BEFORE.copy()
        step(a, c)
        return np.concatenate([a.ravel(), c])

    h, c = lstm_step(A, BEFORE)
    i, f, o = sigmoid(A[:3])
    g = np.tanh(A[3])
    return grade(
        Step("f and i closed: an empty cell",
             lambda: one([0, 0, 1], 0.5, 2.0), np.array([0.0]),
             "with f and i at 0 nothing is kept and nothing comes in",
             mistakes=[(np.array([2.0]), "f = 0 should forget"),
                       (np.array([0.5]), "i = 0 should let nothing in")]),
        Step("f open, i closed: the cell as it was",
             lambda: one([0, 1, 1], 0.5, 2.0), np.array([2.0]),
             "with f at 1 and i at 0, c is c_before",
             mistakes=[(np.array([0.5]), "the order of the rows is i, f, o, g"),
                       (np.array([0.0]), "the order of the rows is i, f, o, g"),
                       (np.tanh([2.0]), "is that h? return h first, then c; the "
                        "cell itself gets no tanh")]),
        Step("i open, f closed: the candidate", lambda: one([1, 0, 1], 0.5, 2.0),
             np.array([0.5]), "with i at 1 and f at 0, c is g"),
        Step("c, three units", lambda: part(1), c, "keep a share and add a share",
             mistakes=[(h, "return h first, then c"),
                       (f * BEFORE + (1 - f) * g, "the LSTM's i is a gate of its own"),
                       (f * BEFORE + i * A[3], "g is a tanh of its sum"),
                       (f * BEFORE + i * sigmoid(A[3]), "g is a tanh, not a sigmoid"),
                       (A[1] * BEFORE + A[0] * g, "the gates are sigmoids of the "
                        "sums")]),
        Step("h, three units", lambda: part(0), h, "what o lets out, of what?",
             mistakes=[(c, "return h first, then c"),
                       (o * c, "o lets out tanh(c), not c"),
                       (o * np.tanh(BEFORE), "of the new c, not the old one")]),
        Step("the arguments are left as they were", afterwards,
             np.concatenate([A.ravel(), BEFORE]), "your function writes into its "
             "arguments"),
    )  # fmt: skip


def lstm_back(
    i: Array, f: Array, o: Array, g: Array, c_before: Array, dh: Array, dc: Array
) -> Array:
    """Slopes (5, H): of the sums of i, f, o, g, and of c_before."""
    tanh_c = np.tanh(f * c_before + i * g)
    dc = dc + dh * o * (1 - tanh_c**2)
    return np.array([
        dc * g * i * (1 - i), dc * c_before * f * (1 - f),
        dh * tanh_c * o * (1 - o), dc * i * (1 - g**2), dc * f,
    ])  # fmt: skip


def check_lstm_back(back: Callable[..., Any]) -> Verdict:
    """Exercise 5. `back(i, f, o, g, c_before, dh, dc)`: five slopes, each (H,)."""
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
        Step("dc_before, where h has no slope (dh = 0)",
             lambda: part(4, dh=nothing), only_c[4],
             "c = f * c_before + i * g: by how much does c move with c_before?",
             mistakes=[(only_c[0], "the slope of c_before comes last of the five")]),
        Step("dc_before", lambda: part(4), right[4], "what is the whole slope in c?",
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


def gru_step(x_part: Array, h_part: Array, bh: Array, h_before: Array) -> Array:
    """The new h (H,) from the sums x_part and h_part (3, H): r, z, n."""
    r, z = sigmoid(x_part[:2] + h_part[:2])
    n = np.tanh(x_part[2] + r * (h_part[2] + bh))
    return np.asarray(z * h_before + (1 - z) * n)


def check_gru_step(step: Callable[..., Any]) -> Verdict:
    """Exercise 6. `step(x_part, h_part, bh, h_before)`: the new h (H,)."""
    x, h = A[:3], np.array([[0.4, -0.2, 1.0], [-1.0, 0.7, 0.2], [0.9, -1.1, 0.6]])
    bh, before = np.array([0.3, -0.3, 0.2]), np.array([0.5, -0.8, 0.1])

    def mine(x: Array, h: Array, before: Array = before) -> Any:
        return step(x.copy(), h.copy(), bh.copy(), before.copy())

    def with_gates(r: float, z: float) -> tuple[Array, Array]:
        sums = np.array([[100 * r - 50] * 3, [100 * z - 50] * 3, x[2]])
        return sums, np.array([np.zeros(3), np.zeros(3), h[2]])

    r, z = sigmoid(x[:2] + h[:2])
    n = np.tanh(x[2] + r * (h[2] + bh))
    whole = np.tanh(x[2] + h[2] + bh)
    return grade(
        Step("z = 1: the state stays", lambda: mine(*with_gates(1, 1)), before,
             "z is the share of the old state that is kept",
             mistakes=[(whole, "z keeps the old state, 1 - z takes the new one"),
                       (np.tanh(x[2]), "the order of the rows is r, z, n")]),
        Step("z = 0, r = 0: the input alone", lambda: mine(*with_gates(0, 0)),
             np.tanh(x[2]), "with r at 0, n sees nothing of the old state",
             mistakes=[(np.tanh(x[2] + bh), "r multiplies bh, too"),
                       (before, "the order of the rows is r, z, n")]),
        Step("z = 0, r = 1: a plain RNN", lambda: mine(*with_gates(1, 0)), whole,
             "n is the tanh of the input's sum and r times (the state's sum + bh)",
             mistakes=[(np.tanh(x[2] + h[2]), "where is bh?")]),
        Step("gates half open", lambda: mine(x, h), gru_step(x, h, bh, before),
             "a mixture of the old state and n, in the shares z and 1 - z",
             mistakes=[((1 - z) * before + z * n, "z and 1 - z are the other way"),
                       (z * before + n, "the shares must sum to 1"),
                       (z * before + (1 - z) * np.tanh(r * (x[2] + h[2] + bh)),
                        "r acts on what comes from the state only")]),
    )  # fmt: skip
