"""Chapter 5, on exploding gradients: three matrices by what they do to gradients."""

from collections.abc import Callable
from typing import Any

import numpy as np

from dlnlp.arrays import Array
from dlnlp.chapters.answers import NotYet, Unanswered, numbers, show
from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.language import _


def check_matrices(gone: Any, kept: Any, back: Any) -> Verdict:
    """Three matrices by what they do to gradients, u -> u W^T.

    gone (3, 3)  largest singular value 2; its third power is zero, its second is not
    kept (2, 2)  keeps every length, and has no zero in it
    back (2, 2)  largest singular value 2; its second power changes nothing
    """

    def of(given: Any, size: int, claim: Callable[[Array], Any]) -> Callable[[], Any]:
        """A claim about the matrix, once there is one of this size."""

        def compute() -> Any:
            if given is ... or given is None:
                raise Unanswered
            matrix = numbers(given)
            if matrix is None or matrix.shape != (size, size):
                what = (
                    show(given)
                    if matrix is None
                    else _("of shape {}").format(matrix.shape)
                )
                raise NotYet(_("yours is {}").format(what))
            return claim(matrix)

        return compute

    def largest(matrix: Array) -> float:
        return float(np.linalg.norm(matrix, 2))

    def power(steps: int) -> Callable[[Array], Array]:
        return lambda matrix: np.linalg.matrix_power(matrix, steps)

    two = _(
        "the largest singular value is the longest that a vector of length 1 becomes"
    )
    zeros, one = np.zeros((3, 3)), np.eye(2)
    return grade(
        Step(
            _("gone: the largest singular value"),
            of(gone, 3, largest),
            2.0,
            two,
            mistakes=[(1.0, _("right in kind; now let it stretch by 2"))],
        ),
        Step(
            _("gone: nothing is left after three steps"),
            of(gone, 3, power(3)),
            zeros,
            _(
                "let each step hand on what a unit holds to another unit, and "
                "the last unit to none"
            ),
        ),
        Step(
            _("gone: something is left after two"),
            of(gone, 3, lambda w: bool(power(2)(w).any())),
            hint=_(
                "three units in a row: what starts at the first has two steps to go"
            ),
        ),
        Step(
            _("kept: every length stays"),
            of(kept, 2, lambda w: w @ w.T),
            one,
            _("the rows must have length 1 and stand at right angles to each other"),
            mistakes=[(2 * one, _("right angles; but the rows are too long"))],
        ),
        Step(
            _("kept: no number is 0"),
            of(kept, 2, lambda w: bool((np.abs(w) > 1e-9).all())),
            hint=_("turn by an angle that is not a quarter or half of the circle"),
        ),
        Step(
            _("back: the largest singular value"),
            of(back, 2, largest),
            2.0,
            two,
            mistakes=[(1.0, _("a rotation or a mirror; one that also stretches?"))],
        ),
        Step(
            _("back: two steps change nothing"),
            of(back, 2, power(2)),
            one,
            _(
                "what is stretched in one step must be shrunk in the next: let "
                "it change its place"
            ),
            mistakes=[
                (4 * one, _("that stretches twice; what could shrink it again?")),
                (-one, _("that turns every gradient around")),
                (np.zeros((2, 2)), _("that forgets everything")),
            ],
        ),
    )
