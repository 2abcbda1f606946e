"""Chapter 6, exercise 5: how far a gradient walks from an answer to a question."""

from collections.abc import Callable
from typing import Any

from dlnlp.chapters.answers import Asked, whole_number
from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.language import _


def check_walk(walk: Callable[..., Any]) -> Verdict:
    """Exercise 5. `walk(i, t, S, reverse)`: steps between states, a whole number."""
    asked = Asked(walk)
    S = 7

    def total(reverse: bool) -> Callable[[], Any]:
        return lambda: sum(
            whole_number(f"walk({i}, {i}, {S}, {reverse})", asked(i, i, S, reverse))
            for i in range(S)
        )

    return grade(
        Step(
            _("the last token, as the first is written"),
            lambda: asked(6, 0, S, False),
            1,
            _(
                "from the state that has read it to the state that writes: how "
                "many steps?"
            ),
            mistakes=[
                (
                    0,
                    _(
                        "the state is handed to the decoder, whose first step makes a "
                        "state of its own"
                    ),
                ),
                (S, _("in this order the last token is read last")),
            ],
        ),
        Step(
            _("the first token, as the first is written"),
            lambda: asked(0, 0, S, False),
            7,
            _("six more steps through the encoder"),
            mistakes=[
                (6, _("and one into the decoder")),
                (
                    8,
                    _(
                        "the step that reads the token is not walked: count from state "
                        "to state"
                    ),
                ),
                (1, _("in this order the first token is read first")),
            ],
        ),
        Step(
            _("as the third is written"),
            lambda: asked(4, 2, S, False),
            5,
            _("each token that is written is one step further"),
            mistakes=[
                (3, _("and t steps through the decoder")),
                (1, _("the decoder's steps come on top, they aren't taken off")),
            ],
        ),
        Step(
            _("reversed, the first token"),
            lambda: asked(0, 0, S, True),
            1,
            _("what is first in the question is read last"),
            mistakes=[(S, _("reverse is True here"))],
        ),
        Step(
            _("reversed, the last token"),
            lambda: asked(6, 1, S, True),
            8,
            _("what is last in the question is read first"),
            mistakes=[
                (2, _("reverse is True here")),
                (7, _("is it one step short, or is t missing?")),
            ],
        ),
        Step(
            _("an only token: the order changes nothing"),
            lambda: asked(0, 3, 1, True),
            4,
            _("one token, read last and first at once"),
        ),
        Step(
            _("all tokens, each with its partner (i = t), forwards"),
            total(False),
            49,
            _("what does walk give for i = t?"),
        ),
        Step(
            _("and reversed: as long together"),
            total(True),
            49,
            _("what does walk give for i = t?"),
        ),
    )
