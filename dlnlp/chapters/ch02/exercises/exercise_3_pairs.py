"""Chapter 2, exercise 3: the pairs of words that skip-gram learns from."""

from collections.abc import Callable
from typing import Any

import numpy as np

from dlnlp.chapters.answers import Asked, NotYet, show
from dlnlp.chapters.ch01.exercises.sentence import SENTENCE
from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.language import _
from dlnlp.text import windows


def check_pairs(pairs: Callable[..., Any]) -> Verdict:
    """Exercise 3. `pairs(tokens, window)`: the list of (middle word, neighbour)."""
    start = SENTENCE[:3]  # the cat drinks
    asked = Asked(pairs)

    def expected(tokens: list[Any], window: int) -> list[str]:
        return [f"{a} → {b}" for a, around in windows(tokens, window) for b in around]

    def answer(tokens: list[Any], window: int) -> list[str]:
        given = asked(tokens, window)
        if not isinstance(given, list | tuple | np.ndarray):
            raise NotYet(_("yours is {}").format(show(given)))
        return [_written(pair) for pair in given]

    return grade(
        Step(
            _("the cat drinks, window 1"),
            lambda: answer(start, 1),
            expected(start, 1),
            _(
                "a list of pairs of two words, as many pairs for each middle "
                "word as it has neighbours"
            ),
            mistakes=[
                (
                    ["cat → the", "the → cat", "drinks → cat", "cat → drinks"],
                    _("the middle word comes first in its pair, its neighbour next"),
                ),
                (
                    [
                        "the → drinks",
                        "the → cat",
                        "cat → the",
                        "cat → drinks",
                        "drinks → cat",
                    ],
                    _(
                        "the first word has nobody on its left; tokens[-1] is the last "
                        "token"
                    ),
                ),
                (["the → cat", "cat → drinks"], _("what about the left side?")),
                (["cat → the", "drinks → cat"], _("what about the right side?")),
                (
                    ["cat → the", "cat → drinks"],
                    _("the first and the last word have a neighbour, too"),
                ),
                (
                    [
                        "the → the",
                        "the → cat",
                        "cat → the",
                        "cat → cat",
                        "cat → drinks",
                        "drinks → cat",
                        "drinks → drinks",
                    ],
                    _("the middle word is not its own neighbour"),
                ),
                (
                    ["the → ['cat']", "cat → ['the', 'drinks']", "drinks → ['cat']"],
                    _("one pair for each neighbour"),
                ),
            ],
        ),
        Step(
            _("how many the sentence has, window 2"),
            lambda: len(answer(SENTENCE, 2)),
            26,
            _(
                "eight words; six of them see a word two steps to their left, "
                "seven one step to their left, and the same on their right"
            ),
            mistakes=[
                (16, _("words near the ends have neighbours, only fewer")),
                (14, _("does your function use window, or a 1 somewhere?")),
                (
                    25,
                    _(
                        "the second word has one on its left: a slice whose start is "
                        "negative counts from the end of the list"
                    ),
                ),
                (29, _("an index below zero counts from the end of the list")),
            ],
        ),
        Step(
            _("all of them, in order"),
            lambda: answer(SENTENCE, 2),
            expected(SENTENCE, 2),
            _(
                "middle words in the order of the text; each one's neighbours "
                "from left to right"
            ),
        ),
        Step(
            _("a word beside itself"),
            lambda: answer(["so", "so", "so"], 1),
            ["so → so"] * 4,
            _(
                "leave out the middle token by its position; the same word may "
                "stand beside it"
            ),
        ),
        Step(
            _("ids in the place of words"),
            lambda: answer([0, 2, 1, 3], 3),
            expected([0, 2, 1, 3], 3),
            _("does your function ask what the tokens are?"),
        ),
        Step(_("the tokens are left as they were"), asked.left_alone),
    )


def _written(pair: Any) -> str:
    two = isinstance(pair, tuple | list | np.ndarray) and len(pair) == 2
    return f"{pair[0]} → {pair[1]}" if two else str(pair)
