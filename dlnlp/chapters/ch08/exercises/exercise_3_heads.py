"""Chapter 8, exercise 3: vectors cut into heads."""

from collections.abc import Callable
from typing import Any

import numpy as np

from dlnlp.arrays import Array
from dlnlp.chapters.answers import Asked
from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.language import _


def heads(x: Array, K: int, *, slip: str = "") -> Array:
    """(N, T, D) -> (N, K, T, D/K); or with a well-known slip."""
    N, T, D = x.shape
    if slip == "reshape":
        return x.reshape(N, K, T, D // K)
    if slip == "every K-th":
        return np.moveaxis(x.reshape(N, T, D // K, K), 3, 1)
    parts = x.reshape(N, T, K, D // K)
    if slip == "not swapped":
        return parts
    return parts.transpose(2, 0, 1, 3) if slip == "K in front" else parts.swapaxes(1, 2)


HINTS = {
    "reshape": _(
        "the shape is right, and the numbers of different steps are "
        "mixed: reshape cuts the row of all numbers anew. Cut each "
        "vector first, then swap axes"
    ),
    "not swapped": _("cut well; and which axis should stand where?"),
    "every K-th": _("a head takes D/K numbers that stand side by side"),
    "K in front": _("the batch stays in front: (N, K, T, D/K)"),
}


def check_heads(split: Callable[..., Any]) -> Verdict:
    """Exercise 3. `split(x, K)`: x (N, T, D) as K heads, (N, K, T, D/K)."""
    asked = Asked(split)
    one = np.arange(4.0).reshape(1, 1, 4)
    two = np.arange(12.0).reshape(1, 2, 6)
    same_sizes = np.arange(32.0).reshape(2, 2, 8)
    many = np.random.default_rng(3).normal(size=(3, 5, 12))

    def step(claim: str, x: Array, K: int, hint: str) -> Step:
        slips = [(heads(x, K, slip=slip), text) for slip, text in HINTS.items()]
        return Step(claim, lambda: asked(x, K), heads(x, K), hint, mistakes=slips)

    return grade(
        step(_("one head: the axis of heads is 1 long"), many, 1, "(N, 1, T, D)"),
        step(
            _("one vector, two heads"),
            one,
            2,
            _("0 1 | 2 3: the first two numbers are the first head's"),
        ),
        step(
            _("two vectors, two heads"),
            two,
            2,
            _("the first head gets 0 1 2 of the first vector, 6 7 8 of the second"),
        ),
        step(
            _("N, T and K are all 2"),
            same_sizes,
            2,
            _("where sizes are equal, no shape says which axis is which"),
        ),
        step(_("three texts, four heads"), many, 4, _("cut, then swap")),
        Step(_("the argument is left as it was"), asked.left_alone),
    )
