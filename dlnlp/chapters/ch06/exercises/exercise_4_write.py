"""Chapter 6, exercise 4: a decoder that runs freely, the likeliest word each time."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from dlnlp.arrays import Array
from dlnlp.chapters.answers import Asked
from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.language import _

BEGIN, END, V = 10, 11, 12
NEXT = np.random.default_rng(2).random((8, V, V))  # by words read so far, by the last
NEXT[..., BEGIN], NEXT[..., END] = -1.0, -0.5
NEXT[4, :, END] = 2.0  # the fifth that is written is the end mark


def step(word: Any, state: int) -> tuple[Array, int]:
    """A decoder's step: read a word; logits (V,) of the next, and the new state.

    state  how many words were read before
    """
    if int(word) == END:
        raise ValueError("the end mark was read")
    return NEXT[state % len(NEXT), int(word)], state + 1


def write(
    step: Callable[..., Any],
    state: Any,
    begin: int,
    end: int,
    limit: int,
    *,
    slip: str = "",
) -> list[int]:
    """What the decoder writes, without marks, at most `limit`; or with a slip."""
    words: list[int] = []
    word = begin
    while len(words) < limit:
        logits, after = step(begin if slip == "reads begin" else word, state)
        state = state if slip == "state forgotten" else after
        word = int(np.argmax(logits))
        if word == end:
            return [*words, end] if slip == "with end" else words
        words.append(word)
    return words


HINTS = {
    "reads begin": _("after its first word the decoder reads what it wrote last"),
    "state forgotten": _("the state that a step gives is the one for the next step"),
    "with end": _("the end mark says that the answer is over; it is no part of it"),
}


def check_write(answer: Callable[..., Any]) -> Verdict:
    """Exercise 4. `answer(step, state, begin, end, limit)`: a list of ids."""
    asked = Asked(answer)
    cases = {
        _("an answer that ends"): (step, 0, BEGIN, END, 8),
        _("one that begins later, and ends sooner"): (step, 2, BEGIN, END, 8),
        _("one that is cut off at the limit"): (step, 0, BEGIN, END, 3),
        _("limit 1"): (step, 1, BEGIN, END, 1),
    }
    hints = (
        _(
            "read begin first; of the logits take the place of the "
            "largest; read that next"
        ),
        _("the state that is given is the one to start with"),
        _("at most `limit` words are written, ended or not"),
        _("one word is written, and nothing more"),
    )

    def steps() -> list[Step]:
        return [
            Step(
                claim,
                partial(asked, *case),
                write(*case),
                hint,
                mistakes=[
                    *((write(*case, slip=slip), why) for slip, why in HINTS.items()),
                    ([BEGIN, *write(*case)], _("the begin mark is read, not written")),
                    (
                        write(*case[:4], case[4] + 1),
                        _("one word too many: the limit counts what is written"),
                    ),
                ],
            )
            for (claim, case), hint in zip(cases.items(), hints, strict=True)
        ]

    return grade(*steps())
