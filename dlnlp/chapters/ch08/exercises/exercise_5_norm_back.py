"""Chapter 8, exercise 5: layer norm's backward pass, with three bugs."""

from collections.abc import Callable
from typing import Any

import numpy as np

from dlnlp.arrays import Array
from dlnlp.chapters.answers import Asked, parts
from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.language import _

NAMES = ["dx", "dg", "db"]


def norm_back(
    z: Array, std: Array, g: Array, dy: Array, *, slip: str = ""
) -> tuple[Array, Array, Array]:
    """Slopes dx (T, D), dg (D,), db (D,); or with well-known slips, in one text."""
    dz = dy if "no g" in slip else dy * g
    axis = 0 if "axis" in slip else 1
    along = 0 if "no z" in slip else z * (dz * z).mean(axis=1, keepdims=True)
    centred = dz if "no mean" in slip else dz - dz.mean(axis=axis, keepdims=True)
    dx = (centred - along) * (std if "times" in slip else 1 / std)
    dg = (dy * z).mean(axis=0) if "means" in slip else (dy * z).sum(axis=0)
    return dx, dg, dy.sum(axis=0)


HINTS = {
    "axis": _(
        "a vector is brought to mean 0 by itself: the mean runs over its D numbers"
    ),
    "axis, no z": _(
        "a vector is brought to mean 0 by itself: the mean runs over its D numbers"
    ),
    "no z": _(
        "the standard deviation depends on x as well: a change along z "
        "only makes the vector longer, and the norm takes that away"
    ),
    "no mean": _(
        "adding the same to all numbers of a vector changes nothing, "
        "so dx has the sum 0"
    ),
    "no g": _("y is g z + b: what is z multiplied by?"),
    "times": _("z is divided by the standard deviation, and so is its slope"),
}


def check_norm_back(back: Callable[..., Any]) -> Verdict:
    """Exercise 5. `back(z, std, g, dy)`: dx (T, D), dg (D,) and db (D,)."""
    rng = np.random.default_rng(5)
    x, g, dy = rng.normal(size=(3, 5)), rng.normal(size=5), rng.normal(size=(3, 5))
    std = np.sqrt(x.var(axis=1, keepdims=True))  # (T, 1)
    z = (x - x.mean(axis=1, keepdims=True)) / std
    asked = Asked(back)

    def part(which: int, z: Array, std: Array, dy: Array) -> Any:
        right = norm_back(z, std, g, dy)
        return parts(asked(z, std, g, dy), NAMES, right)[which]

    def step(claim: str, which: int, hint: str, rows: int, dy: Array) -> Step:
        given = z[:rows], std[:rows], dy[:rows]
        slips = [
            (norm_back(given[0], given[1], g, given[2], slip=s)[0], text)
            for s, text in HINTS.items()
        ]
        if which == 1:
            mean = norm_back(given[0], given[1], g, given[2], slip="means")[1]
            slips = [
                (mean, _("one g for all T steps: their shares add up")),
                (dy[:rows].sum(axis=0), _("that is db; and g multiplies z")),
            ]
        if which == 2:
            slips = [(dy[:rows].mean(axis=0), _("one b for all T steps: add up"))]
        right = norm_back(given[0], given[1], g, given[2])[which]
        return Step(claim, lambda: part(which, *given), right, hint, mistakes=slips)

    return grade(
        step("db", 2, _("b is added to every step"), 3, dy),
        step("dg", 1, _("y = g z + b: by how much does y move with g?"), 3, dy),
        step(
            _("dx, where dy pulls along z alone: nothing is left"),
            0,
            _("y stays as it is when the vector gets longer"),
            3,
            z / g,
        ),
        step(_("dx of one vector"), 0, _("from y to z, from z to x"), 1, dy),
        step(_("dx of three vectors"), 0, _("each vector by itself"), 3, dy),
    )
