"""Chapter 6, exercise 7: probabilities that mislead a greedy decoder."""

from collections.abc import Callable
from typing import Any

import numpy as np

from dlnlp.arrays import Array
from dlnlp.chapters.answers import NotYet, Unanswered, numbers, show
from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.language import _

ENOUGH = 1.9  # times as likely as what greedy writes


def check_misled(first: Any, then: Any) -> Verdict:
    """Exercise 7. Texts of two words, of two that there are; greedy misses the best.

    first (2,)    probabilities of the first word
    then  (2, 2)  of the second: a row for each first word
    """

    def P(given: Any, shape: tuple[int, ...]) -> Callable[[], bool]:
        return lambda: bool(_probabilities(given, shape).size)

    def texts() -> tuple[Array, int]:
        """P of all texts (2, 2), and which first word greedy takes."""
        p = _probabilities(first, (2,))
        return p[:, None] * _probabilities(then, (2, 2)), int(p.argmax())

    def misled() -> bool:
        joint, begin = texts()
        if joint.max() > joint[begin].max() + 1e-9:
            return True
        raise NotYet(
            _("greedy writes a text of {:.3f}, the best").format(joint[begin].max())
        )

    def far() -> bool:
        joint, begin = texts()
        greedy, best = joint[begin].max(), joint.max()
        if best < ENOUGH * greedy - 1e-9:
            raise NotYet(
                _("{:.3f} against {:.3f}: {:.2f} times").format(
                    best, greedy, best / greedy
                )
            )
        return True

    return grade(
        Step(
            _("first: probabilities"),
            P(first, (2,)),
            hint=_("two numbers, not below 0, which sum to 1"),
        ),
        Step(
            _("then: probabilities, a row for each first word"),
            P(then, (2, 2)),
            hint=_("two rows of two numbers; each row sums to 1"),
        ),
        Step(
            _("greedy misses the likeliest text"),
            misled,
            hint=_(
                "let the likelier first word be followed by doubt, and the "
                "other by certainty"
            ),
        ),
        Step(
            _("the best is {} times as likely as what greedy writes").format(ENOUGH),
            far,
            hint=_(
                "greedy's text has two factors: how small can the larger of "
                "two probabilities be?"
            ),
        ),
    )


def _probabilities(given: Any, shape: tuple[int, ...]) -> Array:
    if given is ... or given is None:
        raise Unanswered
    array = numbers(given)
    if array is None or array.shape != shape:
        what = show(given) if array is None else _("of shape {}").format(array.shape)
        raise NotYet(
            _("yours is {}").format(what), _("an array of shape {}").format(shape)
        )
    if not (array >= 0).all():
        raise NotYet(
            _("yours is {}").format(show(array)), _("no probability is below 0")
        )
    if not np.allclose(array.sum(axis=-1), 1):
        sums = show(array.sum(axis=-1))
        raise NotYet(
            _("the sum is {}").format(sums),
            _("probabilities of what may come sum to 1"),
        )
    return array
