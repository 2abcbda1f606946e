"""Chapter 3, exercise 4: how often a dynamic window reaches a neighbour."""

from collections.abc import Callable
from typing import Any

import numpy as np

from dlnlp.chapters.answers import Asked
from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.language import _


def check_window(seen: Callable[..., Any]) -> Verdict:
    """Exercise 4. `seen(d, w)`: how probably a neighbour at distance d is inside."""
    asked = Asked(seen)
    between = np.arange(2, 5)

    def some() -> list[Any]:
        return [asked(int(d), 5) for d in between]

    return grade(
        Step(
            _("the nearest neighbour"),
            lambda: asked(1, 5),
            1.0,
            _("which of the windows 1, 2, … 5 reach a neighbour at distance 1?"),
            mistakes=[
                (
                    0.2,
                    _(
                        "that is the chance of one window size, or of a neighbour at "
                        "distance 5; a window of 3 reaches distance 1, too"
                    ),
                ),
                (0.8, _("does a window of 1 reach a neighbour at distance 1?")),
                (5.0, _("that many window sizes reach it; of how many?")),
            ],
        ),
        Step(
            _("the farthest, w = 5"),
            lambda: asked(5, 5),
            0.2,
            _("only a window of 5 reaches it; how often is 5 drawn?"),
            mistakes=[
                (0.0, _("does a window of 5 reach a neighbour at distance 5?")),
                (1.0, _("the nearest is always inside, the farthest is not")),
                (1 / 6, _("the sizes are 1, 2, … w: how many are there?")),
            ],
        ),
        Step(
            _("distances 2, 3 and 4, w = 5"),
            some,
            (6 - between) / 5,
            _("count the sizes from d to w"),
            mistakes=[
                (
                    1 / between,
                    _(
                        "the farther the less, but not as 1/d: count the window sizes "
                        "that reach d"
                    ),
                ),
                (np.full(3, 0.2), _("how many sizes reach distance 2?")),
            ],
        ),
        Step("w = 10", lambda: asked(4, 10), 0.7, _("is there a 5 in your function?")),
    )
