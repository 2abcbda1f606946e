"""Chapter 5, exercise 3: gradient clipping."""

from collections.abc import Callable
from typing import Any

import numpy as np

from dlnlp.arrays import Array
from dlnlp.chapters.answers import Asked, NotYet, parts, shapes_of
from dlnlp.chapters.grading import Step, Verdict, grade


def check_clip(clip: Callable[..., Any]) -> Verdict:
    """Exercise 3. `clip(gradients, limit)`: shortened together, as a list."""
    one, two = np.array([3.0, 4.0]), np.array([[0.0], [12.0]])  # lengths 5, 12; 13

    asked = Asked(clip)

    def arrays(gradients: list[Array], limit: float) -> list[Any]:
        names = [f"array {n}" for n, _ in enumerate(gradients)]
        given = parts(asked(gradients, limit), names)
        if (found := shapes_of(given)) != shapes_of(gradients):
            raise NotYet(f"yours are arrays of the shapes {found}")
        return given

    def mine(gradients: list[Array], limit: float) -> Array:
        return flat(arrays(gradients, limit))

    def new_ones() -> bool:
        given = arrays([one, two], 100.0)
        return not any(map(np.shares_memory, given, asked.given[0]))

    both = [one, two]
    alone = flat([one / 5, two / 12])
    return grade(
        Step("one array, (3, 4), limit 1", lambda: mine([one], 1.0), one / 5,
             "its length is 5; what must it be multiplied by?",
             mistakes=[(np.array([1.0, 1.0]), "that cuts each number and turns the "
                        "gradient; its direction should stay"),
                       (one / 25, "the length is the root of the sum of the squares"),
                       (one / 7, "the length is the root of the sum of the squares")]),
        Step("shorter than the limit", lambda: mine([one], 6.0), one,
             "what is short enough stays as it is",
             mistakes=[(one * 6 / 5, "that makes it longer")]),
        Step("two arrays, limit 1", lambda: mine(both, 1.0), flat(both) / 13,
             "all arrays are one long vector, with one length",
             mistakes=[(alone, "each array was cut by itself: that turns the long "
                        "vector that they form together"),
                       (flat(both) / 17, "lengths don't add up; their squares do")]),
        Step("a gradient of zeros", lambda: mine([np.zeros(2)], 1.0), np.zeros(2),
             "0 / 0 is nan: only what is longer than the limit is divided"),
        Step("the arrays are left as they were", asked.left_alone),
        Step("new arrays, even where nothing is too long", new_ones,
             hint="whoever changes what you return must not change what was given"),
    )  # fmt: skip


def flat(arrays: Any) -> Array:
    """All numbers of some arrays as one vector."""
    return np.concatenate([np.ravel(a) for a in arrays]).astype(float)
