"""Chapter 8, exercise 6: k steps further is a rotation, whatever the position."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from dlnlp.arrays import Array
from dlnlp.chapters.answers import Asked, NotYet, numbers
from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.language import _
from dlnlp.nn import sinusoids

FAR = 200  # positions that it must hold for


def shift(k: int, D: int, *, slip: str = "") -> Array:
    """(D, D): a position times it is k positions further; or with a slip."""
    M = np.zeros((D, D))
    for i in range(0, D, 2):
        power = {"i for 2i": i / 2 / D, "twice": 2 * i / D}.get(slip, i / D)
        angle = k / 10_000**power
        if slip == "one frequency":
            angle = k
        sin, cos = np.sin(angle), np.cos(angle)
        M[i : i + 2, i : i + 2] = [[cos, -sin], [sin, cos]]
    return M.T if slip == "back" else M


SPEED = _("the numbers 2i and 2i + 1 turn by k / 10000^(2i/D); mind which i is yours")
HINTS = {
    "back": _(
        "that goes k positions back: where should the minus stand, if "
        "positions are rows?"
    ),
    "one frequency": _("each pair turns at a speed of its own"),
    "i for 2i": SPEED,
    "twice": SPEED,
}


def check_shift(matrix: Callable[..., Any]) -> Verdict:
    """Exercise 6. `matrix(k, D)`: M (D, D), so that P[t] @ M is P[t + k], for all t."""
    asked = Asked(matrix)

    def moved(k: int, D: int) -> Any:
        answer = asked(k, D)
        M = numbers(answer)
        if M is None or M.shape != (D, D):
            what = (
                _("no array of numbers")
                if M is None
                else _("of shape {}").format(M.shape)
            )
            raise NotYet(
                _("yours is {}").format(what),
                _("wanted is a matrix ({}, {})").format(D, D),
            )
        return sinusoids(FAR, D) @ M

    def step(claim: str, k: int, D: int, hint: str) -> Step:
        slips = [
            (sinusoids(FAR, D) @ shift(k, D, slip=slip), text)
            for slip, text in HINTS.items()
        ]
        return Step(
            claim, partial(moved, k, D), sinusoids(FAR + k, D)[k:], hint, mistakes=slips
        )

    return grade(
        step(_("no step at all"), 0, 4, _("which matrix changes nothing?")),
        step(
            _("one step, a pair of numbers"),
            1,
            2,
            _(
                "sin(a + b) = sin a cos b + cos a sin b, and cos(a + b) = cos "
                "a cos b - sin a sin b"
            ),
        ),
        step(
            _("one step, three pairs"),
            1,
            6,
            _("each pair is turned by itself; between pairs stand zeros"),
        ),
        step(
            _("seven steps, sixteen pairs"), 7, 32, _("k times the speed of each pair")
        ),
        step(_("a hundred steps"), 100, 8, _("the same formula")),
    )
