"""Chapter 5, exercise 4: the backward pass of an LSTM's step, with three bugs."""

from collections.abc import Callable
from typing import Any

import numpy as np

from dlnlp.arrays import Array
from dlnlp.chapters.answers import Asked, parts
from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.language import _
from dlnlp.nn import sigmoid

A = np.array([[0.5, -1.0, 2.0], [1.0, 0.0, -1.5], [-0.5, 1.5, 0.3], [0.8, -0.6, 1.1]])
BEFORE = np.array([1.0, -2.0, 0.5])
DH, DC = np.array([0.7, -0.4, 1.0]), np.array([0.2, 0.5, -0.3])


def lstm_back(
    i: Array, f: Array, o: Array, g: Array, c_before: Array, dh: Array, dc_next: Array
) -> Array:
    """Slopes (5, H): da of i, f, o and g, and what goes to the cell before."""
    tanh_c = np.tanh(f * c_before + i * g)
    dc = dc_next + dh * o * (1 - tanh_c**2)
    return np.array(
        [
            dc * g * i * (1 - i),
            dc * c_before * f * (1 - f),
            dh * tanh_c * o * (1 - o),
            dc * i * (1 - g**2),
            dc * f,
        ]
    )


def check_lstm_back(back: Callable[..., Any]) -> Verdict:
    """Exercise 4. `back(i, f, o, g, c_before, dh, dc_next)`: five slopes, each (H,)."""
    i, f, o = sigmoid(A[:3])
    g = np.tanh(A[3])
    gates = (i, f, o, g, BEFORE)

    names = ["i", "f", "o", "g", "c_before"]
    asked = Asked(back)

    def part(which: int, dh: Array = DH) -> Any:
        right = lstm_back(*gates, dh, DC) if dh is DH else None
        return parts(asked(*gates, dh, DC), names, right)[which]

    nothing = np.zeros(3)
    only_c, right = lstm_back(*gates, nothing, DC), lstm_back(*gates, DH, DC)
    through_h = _("c reaches the loss by two ways: by the next step's c, and by h")
    unsquashed = _("and from the gate to what goes into it: the slope of the sigmoid")
    return grade(
        Step(
            _("to the cell before, where h has no slope (dh = 0)"),
            lambda: part(4, dh=nothing),
            only_c[4],
            _("c = f * c_before + i * g: by how much does c move with c_before?"),
            mistakes=[(only_c[0], _("what goes to the cell before comes last"))],
        ),
        Step(
            _("to the cell before"),
            lambda: part(4),
            right[4],
            _("what is the whole slope in c?"),
            mistakes=[
                (only_c[4], through_h),
                ((DC + DH * o) * f, _("h is o * tanh(c): the tanh has a slope")),
            ],
        ),
        Step(
            _("da of o"),
            lambda: part(2),
            right[2],
            _("h = o * tanh(c), and o is a sigmoid"),
            mistakes=[
                (right[2] / (o * (1 - o)), unsquashed),
                (DH * np.tanh(BEFORE) * o * (1 - o), _("of the new c")),
            ],
        ),
        Step(
            _("da of f"),
            lambda: part(1),
            right[1],
            _("by how much does c move with f?"),
            mistakes=[(right[1] / (f * (1 - f)), unsquashed), (only_c[1], through_h)],
        ),
        Step(
            _("da of i"),
            lambda: part(0),
            right[0],
            _("by how much does c move with i?"),
            mistakes=[(right[0] / (i * (1 - i)), unsquashed), (only_c[0], through_h)],
        ),
        Step(
            _("da of g"),
            lambda: part(3),
            right[3],
            _("by how much does c move with g, and g with what goes into it?"),
            mistakes=[
                (right[3] / (1 - g**2), _("and through the tanh of g")),
                (
                    right[3] / (1 - g**2) * g * (1 - g),
                    _("g is a tanh: its slope is 1 - g²"),
                ),
                (only_c[3], through_h),
            ],
        ),
    )
