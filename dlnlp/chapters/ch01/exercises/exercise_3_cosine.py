"""Chapter 1, exercise 3: the cosine of two vectors, and what has none."""

from collections.abc import Callable
from typing import Any

import numpy as np

from dlnlp.chapters.answers import Asked, NotYet, show
from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.language import _


def check_cosine(cosine: Callable[..., Any]) -> Verdict:
    """Exercise 3. `cosine(x, y)` of two vectors; ValueError if one has length zero."""
    x, y = np.array([2.0, 3.0, 6.0]), np.array([0.0, 4.0, 3.0])
    zero, balanced = np.zeros(3), np.array([3.0, -3.0, 0.0])
    asked = Asked(cosine)

    def refuses(a: Any, b: Any) -> bool:
        try:
            answer = asked(a, b)
        except ValueError:
            return True
        if isinstance(answer, Exception):
            raise NotYet(_("yours returns the error, as a value: raise it"))
        raise NotYet(
            _("yours is {}, where a ValueError was expected").format(show(answer))
        )

    return grade(
        Step(
            _("a vector and itself"),
            lambda: asked(x, x),
            1.0,
            _("divide the dot product by both lengths; the length of (2, 3, 6) is 7"),
        ),
        Step(
            _("two different vectors"),
            lambda: asked(x, y),
            30 / 35,
            _("the dot product of the two is 30, their lengths are 7 and 5"),
        ),
        Step(
            _("ten times as long"),
            lambda: asked(x, 10 * y),
            30 / 35,
            _("the lengths of both vectors must go into the division"),
        ),
        Step(
            _("opposite directions"),
            lambda: asked(x, -x),
            -1.0,
            _("a cosine can be negative: is there an abs() too many?"),
        ),
        Step(
            _("entries that add up to zero"),
            lambda: asked(x, balanced),
            -1 / (7 * np.sqrt(2)),
            _("only a vector *all* of whose entries are zero has no direction"),
        ),
        Step(
            _("a zero vector is refused, as the second"),
            lambda: refuses(x, zero),
            hint=_("raise a ValueError before you divide"),
        ),
        Step(
            _("and as the first"),
            lambda: refuses(zero, x),
            hint=_("one of the two is enough"),
        ),
    )
