"""Chapter 3, exercise 6: the best score if all words are drawn alike."""

from collections.abc import Callable
from typing import Any

import numpy as np

from dlnlp.chapters.answers import Asked, NotYet, numbers, same
from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.language import _


def check_best_score(best_score: Callable[..., Any]) -> Verdict:
    """Exercise 6. `best_score(X_ij, X_i, V, K)`: where the pair's loss is least."""

    asked = Asked(best_score)

    def doubled() -> float:
        before, after = (numbers(asked(24, 60, 10, K)) for K in (5, 10))
        if before is None or after is None:
            raise NotYet(_("a score is a number"))
        return float(np.squeeze(after - before))

    def why_zero() -> str:
        """How the score of 6 times yes and 30 times no became 0."""
        if same(asked(24, 60, 10, 1), asked(24, 60, 10, 5)):
            return _("each guess draws K negatives: does your function use K?")
        return _("a score may be negative: is there a max(0, …) too many?")

    return grade(
        Step(
            _("met as often as chance would have it, K = 1"),
            lambda: asked(6, 60, 10, 1),
            0.0,
            _("six draws of 60 hit j, too: as many yes as no. Which score says ½?"),
            mistakes=[
                (0.5, _("that is σ(s), the best probability; which s gives it?")),
                (1.0, _("that is e^s; which s gives it?")),
                (
                    np.log(0.1),
                    _(
                        "how often is j drawn? i makes X_i guesses, and each draw is j "
                        "once in V times"
                    ),
                ),
                (np.log(10), _("1/V is the chance of one draw; how many draws?")),
            ],
        ),
        Step(
            _("the same with K = 5"),
            lambda: asked(6, 60, 10, 5),
            -np.log(5),
            _("6 times yes, and five times as often no: where is the slope zero?"),
            mistakes=[
                (0.0, why_zero),
                (np.log(5), _("more negatives mean more no: up or down?")),
                (1 / 6, _("that is σ(s), the best probability; which s gives it?")),
                (1 / 5, _("that is e^s; which s gives it?")),
                (-np.log2(5), _("the natural logarithm: np.log")),
                (-np.log(6), _("σ(s) / (1 - σ(s)) is e^s: yes to no, not yes to all")),
            ],
        ),
        Step(
            _("met four times as often, K = 5"),
            lambda: asked(24, 60, 10, 5),
            np.log(4 / 5),
            _("24 times yes, 30 times no"),
        ),
        Step(
            _("by how much it moves when K doubles"),
            doubled,
            -np.log(2),
            _("twice as many no and as many yes as before"),
        ),
    )
