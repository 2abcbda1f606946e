"""Chapter 1, exercise 3: the cosine of two vectors, and what has none."""

from collections.abc import Callable
from typing import Any

import numpy as np

from dlnlp.chapters.answers import Asked, NotYet, show
from dlnlp.chapters.grading import Step, Verdict, grade


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
            raise NotYet("yours returns the error, as a value: raise it")
        raise NotYet(f"yours is {show(answer)}, where a ValueError was expected")

    return grade(
        Step("a vector and itself", lambda: asked(x, x), 1.0,
             "divide the dot product by both lengths; the length of (2, 3, 6) is 7"),
        Step("two different vectors", lambda: asked(x, y), 30 / 35,
             "the dot product of the two is 30, their lengths are 7 and 5"),
        Step("ten times as long", lambda: asked(x, 10 * y), 30 / 35,
             "the lengths of both vectors must go into the division"),
        Step("opposite directions", lambda: asked(x, -x), -1.0,
             "a cosine can be negative: is there an abs() too many?"),
        Step("entries that add up to zero", lambda: asked(x, balanced),
             -1 / (7 * np.sqrt(2)),
             "only a vector *all* of whose entries are zero has no direction"),
        Step("a zero vector is refused, as the second", lambda: refuses(x, zero),
             hint="raise a ValueError before you divide"),
        Step("and as the first", lambda: refuses(zero, x),
             hint="one of the two is enough"),
    )  # fmt: skip
