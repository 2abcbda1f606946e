"""Chapter 9, exercise 4: the backward pass of writing, with three bugs."""

from collections.abc import Callable
from typing import Any

import numpy as np

from dlnlp.arrays import Array
from dlnlp.chapters.answers import Asked, parts
from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.language import _

NAMES = ("dM", "dw", "de", "da")


def write_back(
    M: Array, w: Array, e: Array, a: Array, dafter: Array
) -> tuple[Array, Array, Array, Array]:
    """Slopes in M (R, D), w (R,), e (D,) and a (D,)."""
    dM = dafter * (1 - np.outer(w, e))
    dw = (dafter * (a - M * e)).sum(axis=1)
    return dM, dw, -w @ (dafter * M), w @ dafter


def check_write_back(back: Callable[..., Any]) -> Verdict:
    """Exercise 4. `back(M, w, e, a, dafter)`: dM (R, D), dw (R,), de and da (D,)."""
    asked = Asked(back)
    rng = np.random.default_rng(4)
    M, d = rng.normal(size=(2, 4, 3))
    w, e, a = rng.dirichlet(np.ones(4)), rng.uniform(0.2, 0.8, 3), rng.normal(size=3)
    right = write_back(M, w, e, a, d)

    def part(which: int) -> Any:
        return parts(asked(M, w, e, a, d), NAMES)[which]

    return grade(
        Step(
            "dM",
            lambda: part(0),
            right[0],
            _("m becomes m (1 - w e) + w a: by how much does it move with m?"),
            mistakes=[
                (d * (1 - e), _("a row on which the head is not keeps everything")),
                (d, _("what is erased moves nothing any more")),
            ],
        ),
        Step(
            "dw",
            lambda: part(1),
            right[1],
            _("w stands twice in the line, at e and at a"),
            mistakes=[
                ((d * a).sum(axis=1), _("and it erases, too")),
                (
                    (d * (a + M * e)).sum(axis=1),
                    _("with which sign does it stand before e?"),
                ),
            ],
        ),
        Step(
            "de",
            lambda: part(2),
            right[2],
            _("the more is erased, the less of m is left"),
            mistakes=[
                (-right[2], _("the sign")),
                (-(d * M).sum(axis=0), _("each row by its weight")),
            ],
        ),
        Step(
            "da",
            lambda: part(3),
            right[3],
            _("each row gets a by its weight"),
            mistakes=[(d.sum(axis=0), _("by its weight"))],
        ),
    )
