"""Chapter 6, exercise 5: how far a gradient walks from an answer to a question."""

from collections.abc import Callable
from typing import Any

from dlnlp.chapters.answers import Asked, whole_number
from dlnlp.chapters.grading import Step, Verdict, grade


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
        Step("the last token, as the first is written", lambda: asked(6, 0, S, False),
             1, "from the state that has read it to the state that writes: how many "
             "steps?",
             mistakes=[(0, "the state is handed to the decoder, whose first step makes "
                        "a state of its own"),
                       (S, "in this order the last token is read last")]),
        Step("the first token, as the first is written", lambda: asked(0, 0, S, False),
             7, "six more steps through the encoder",
             mistakes=[(6, "and one into the decoder"),
                       (8, "the step that reads the token is not walked: count from "
                        "state to state"),
                       (1, "in this order the first token is read first")]),
        Step("as the third is written", lambda: asked(4, 2, S, False), 5,
             "each token that is written is one step further",
             mistakes=[(3, "and t steps through the decoder"),
                       (1, "the decoder's steps come on top, they aren't taken off")]),
        Step("reversed, the first token", lambda: asked(0, 0, S, True), 1,
             "what is first in the question is read last",
             mistakes=[(S, "reverse is True here")]),
        Step("reversed, the last token", lambda: asked(6, 1, S, True), 8,
             "what is last in the question is read first",
             mistakes=[(2, "reverse is True here"),
                       (7, "is it one step short, or is t missing?")]),
        Step("an only token: the order changes nothing", lambda: asked(0, 3, 1, True),
             4, "one token, read last and first at once"),
        Step("all tokens, each with its partner (i = t), forwards", total(False), 49,
             "what does walk give for i = t?"),
        Step("and reversed: as long together", total(True), 49,
             "what does walk give for i = t?"),
    )  # fmt: skip
