"""Chapter 3, drawing in one step, exercise 1: Walker's boxes, filled by hand."""

from typing import Any

import numpy as np

from dlnlp.arrays import Array
from dlnlp.chapters.answers import NotYet, Unanswered, numbers, same, settled, show
from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.language import _

BOXES = {"the": 20, "cat": 12, "drinks": 5, "milk": 3}
WORDS, V = list(BOXES), len(BOXES)
TEN = _("a box has room for ten tokens: which part of it do 5 fill?")
FULL = _("a box is full at 1; what is left over goes into other boxes")


def check_boxes(share: Any, alias: Any) -> Verdict:
    """Exercise 1. Four boxes for the, cat, drinks, milk: own part, and who fills up."""

    def own() -> Array:
        """(V,) which part of each box belongs to its own word."""
        given = settled(_answered(share))
        own = numbers(given)
        if own is None or own.shape != (V,) or not ((own >= 0) & (own <= 1)).all():
            slips = [
                ([20, 12, 5, 3], TEN),
                ([10, 10, 5, 3], TEN),
                ([2, 1.2, 0.5, 0.3], FULL),
            ]
            hint = next((hint for slip, hint in slips if same(given, slip)), "")
            raise NotYet(_("yours is {}").format(show(given)), hint)
        return own

    def partners() -> list[int]:
        """(V,) the ids of the words that fill up; words and ids will do, too."""
        given = settled(_answered(alias))
        if not isinstance(given, list | tuple | np.ndarray) or len(given) != V:
            raise NotYet(_("yours is {}").format(show(given)))
        return [_id(word) for word in given]

    def chances() -> Array:
        """(V,) how often each word is drawn from these boxes."""
        chance: Array = own() / V
        for part, other in zip(own(), partners(), strict=True):
            chance[other] += (1 - part) / V
        return chance

    return grade(
        Step(
            _("share: four numbers from 0 to 1"),
            lambda: own().shape == (V,),
            hint=_(
                "share says which part of a box belongs to its own word: 1 for "
                "a box that holds nothing else"
            ),
        ),
        Step(
            _("alias: four words"),
            lambda: len(partners()) == V,
            hint=_(
                "alias names, for each of the four boxes, the word that fills "
                "it up; for a box with one word only, any word will do"
            ),
        ),
        Step(
            _("the chances of drinks and milk"),
            lambda: chances()[2:],
            np.array([5, 3]) / 40,
            _(
                "a box is chosen one time in four; in it, its own word comes "
                "with its share. And neither of these two has anything to give "
                "away"
            ),
            mistakes=[
                (
                    np.array([5, 3]) / 160,
                    _(
                        "share is a part of a box, not of the text: a box holds ten "
                        "tokens"
                    ),
                )
            ],
        ),
        Step(
            _("the chances of the and cat"),
            lambda: chances()[:2],
            np.array([20, 12]) / 40,
            _(
                "count tokens: all that 'the' has, in its own box and in "
                "others', must be 20, and all that 'cat' has must be 12"
            ),
            mistakes=[
                (
                    np.array([22, 10]) / 40,
                    _(
                        "cat has two tokens more than its box holds: in which other "
                        "box are they?"
                    ),
                ),
                (
                    np.array([15, 17]) / 40,
                    _(
                        "cat has given seven tokens to milk: are there still ten left "
                        "for its own box?"
                    ),
                ),
                (
                    np.array([17, 15]) / 40,
                    _(
                        "cat has given five tokens to drinks: are there still ten left "
                        "for its own box?"
                    ),
                ),
                (
                    np.array([10, 22]) / 40,
                    _(
                        "'the' has twenty tokens; where are the ten that its box can't "
                        "hold?"
                    ),
                ),
            ],
        ),
    )


def _answered(given: Any) -> Any:
    inside = given if isinstance(given, list | tuple) else []
    if given is None or given is ... or any(part is ... for part in inside):
        raise Unanswered
    return given


def _id(word: Any) -> int:
    if isinstance(word, str) and word in BOXES:
        return WORDS.index(word)
    number = numbers(word)
    if number is not None and number.ndim == 0 and number in range(V):
        return int(number)
    raise NotYet(_("{} is not one of the four words").format(show(word)))
