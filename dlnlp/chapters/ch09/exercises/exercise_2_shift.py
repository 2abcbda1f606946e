"""Chapter 9, exercise 2: a circular shift by any odd number of steps."""

from collections.abc import Callable
from typing import Any

import numpy as np

from dlnlp.arrays import Array
from dlnlp.chapters.answers import Asked
from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.language import _


def shift(w: Array, s: Array, *, slip: str = "") -> Array:
    """Weights (R,) moved by -n … n rows, s (2n + 1,); or with a well-known slip."""
    reach = 0 if slip == "from 0" else len(s) // 2
    moved = np.zeros(len(w))
    for at, part in enumerate(s):
        step = at - reach
        if slip == "turned":
            step = -step
        shifted = np.roll(w, step)
        if slip == "falls off" and step > 0:
            shifted[:step] = 0
        elif slip == "falls off" and step < 0:
            shifted[step:] = 0
        moved += part * shifted
    return moved


HINTS = {
    "turned": _(
        "s runs from the shift up, by -n, to the shift down, by +n; a "
        "weight that moves by +1 goes from row i to row i + 1"
    ),
    "from 0": _("the middle of s is the shift by 0"),
    "falls off": _("what leaves the memory on one side comes in on the other"),
}


def check_shift(function: Callable[..., Any]) -> Verdict:
    """Exercise 2. `function(w, s)`: the weights (R,) after a circular shift."""
    asked = Asked(function)
    rng = np.random.default_rng(0)
    w = rng.dirichlet(np.ones(6))
    cases = {
        _("all of it stays"): (w, np.array([0.0, 1.0, 0.0])),
        _("all of it moves on by one row"): (w, np.array([0.0, 0.0, 1.0])),
        _("three shifts, mixed"): (w, np.array([0.2, 0.5, 0.3])),
        _("five shifts"): (w, rng.dirichlet(np.ones(5))),
        _("one shift, that by 0"): (w, np.array([1.0])),
        _("as many shifts as rows"): (w[:5] / w[:5].sum(), rng.dirichlet(np.ones(5))),
    }
    hint = _("row i gets s[n] times the weight of the row n before it, for each n")

    def slips(arrays: tuple[Array, Array]) -> list[tuple[Array, str]]:
        right = shift(*arrays)
        found = [(shift(*arrays, slip=slip), words) for slip, words in HINTS.items()]
        return [(wrong, words) for wrong, words in found if abs(wrong - right).max()]

    return grade(
        *(
            Step(
                claim,
                lambda arrays=arrays: asked(*arrays),  # type: ignore[misc]
                shift(*arrays),
                hint,
                mistakes=slips(arrays),
            )
            for claim, arrays in cases.items()
        )
    )
