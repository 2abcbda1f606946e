"""Chapter 5, exercise 5: the backward pass of a GRU's step."""

from collections.abc import Callable
from typing import Any

import numpy as np

from dlnlp.arrays import Array
from dlnlp.chapters.answers import Asked, parts
from dlnlp.chapters.ch05.exercises.exercise_4_lstm_back import BEFORE, DH, A
from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.language import _
from dlnlp.nn import sigmoid


def gru_back(
    r: Array, z: Array, n: Array, from_h: Array, before: Array, dh: Array
) -> Array:
    """Slopes (5, H): da of r, z and n, of from_h, of h_before along the lane."""
    da_n = dh * (1 - z) * (1 - n**2)
    da_z = dh * (before - n) * z * (1 - z)
    return np.array([da_n * from_h * r * (1 - r), da_z, da_n, da_n * r, dh * z])


def check_gru_back(back: Callable[..., Any]) -> Verdict:
    """Exercise 5. `back(r, z, n, from_h, h_before, dh)`: five slopes, each (H,)."""
    r, z = sigmoid(A[:2])
    from_h = np.array([0.4, -1.3, 0.8])
    n = np.tanh(A[2] + r * from_h)
    values = (r, z, n, from_h, BEFORE, DH)

    names = ["r", "z", "n", "from_h", "h_before"]
    asked = Asked(back)

    def part(which: int) -> Any:
        return parts(asked(*values), names, right)[which]

    right = gru_back(*values)
    to_sum = _("and from the gate to what goes into it: the slope of the sigmoid")
    tanh_missing = _("and from n to what goes into it: the slope of the tanh")
    slope_n = 1 - n**2
    return grade(
        Step(
            _("h_before, along the lane"),
            lambda: part(4),
            right[4],
            _("h = z * h_before + (1 - z) * n: by how much does h move with h_before?"),
            mistakes=[
                (DH * (1 - z), _("z keeps, 1 - z takes n")),
                (right[0], _("what goes to h_before comes last of the five")),
            ],
        ),
        Step(
            _("da of n"),
            lambda: part(2),
            right[2],
            _("by how much does h move with n, and n with what goes into it?"),
            mistakes=[
                (DH * (1 - z), tanh_missing),
                (DH * z * slope_n, _("n comes in with the share 1 - z")),
                (DH * (1 - z) * n * (1 - n), _("n is a tanh: its slope is 1 - n²")),
            ],
        ),
        Step(
            _("da of z"),
            lambda: part(1),
            right[1],
            _("z stands in h twice: with h_before, and with n"),
            mistakes=[
                (DH * (BEFORE - n), to_sum),
                (DH * BEFORE * z * (1 - z), _("z stands in 1 - z, too")),
                (-right[1], _("the sign: a larger z, more of h_before, less of n")),
            ],
        ),
        Step(
            _("from_h"),
            lambda: part(3),
            right[3],
            _("from_h reaches h by n only: into the tanh goes (from x) + r * from_h"),
            mistakes=[
                (right[2], _("from_h is multiplied by r before it goes in")),
                (DH * (1 - z) * r, tanh_missing),
            ],
        ),
        Step(
            _("da of r"),
            lambda: part(0),
            right[0],
            _("r reaches h by n only, and stands beside from_h"),
            mistakes=[
                (right[2] * from_h, to_sum),
                (DH * (1 - z) * from_h * r * (1 - r), tanh_missing),
                (
                    right[2] * BEFORE * r * (1 - r),
                    _("r multiplies from_h, not h_before"),
                ),
            ],
        ),
    )
