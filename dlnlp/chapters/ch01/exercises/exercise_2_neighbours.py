"""Chapter 1, exercise 2: the words in a window."""

from collections.abc import Callable
from typing import Any

from dlnlp.chapters.answers import Asked
from dlnlp.chapters.ch01.exercises.sentence import SENTENCE
from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.language import _
from dlnlp.text import windows


def check_neighbours(neighbours: Callable[..., Any]) -> Verdict:
    """Exercise 2. `neighbours(tokens, t, window)`: the list of words around token t."""
    looks = list(windows(SENTENCE, 2))
    asked = Asked(neighbours)

    def at(t: int, window: int = 2) -> Any:
        return asked(SENTENCE, t, window)

    return grade(
        Step(
            _("in the middle of the text"),
            lambda: at(3),
            looks[3][1],
            _(
                "two words before token t and two after it, but not token t "
                "itself: one flat list, in order, with repetitions"
            ),
        ),
        Step(
            _("near the end"),
            lambda: at(7),
            looks[7][1],
            _("a slice may end after the end of the list: Python stops where it does"),
        ),
        Step(
            _("near the start"),
            lambda: at(1),
            looks[1][1],
            _("t - window is negative here, and a negative start counts from the end"),
        ),
        Step(
            _("a window of one"),
            lambda: at(4, 1),
            ["milk", "dog"],
            _("does your slice use window everywhere, or a 2 somewhere?"),
        ),
        Step(
            _("a window wider than the text"),
            lambda: at(2, 50),
            SENTENCE[:2] + SENTENCE[3:],
            _("all words but token t, each at its place"),
        ),
        Step(_("the tokens are left as they were"), asked.left_alone),
    )
