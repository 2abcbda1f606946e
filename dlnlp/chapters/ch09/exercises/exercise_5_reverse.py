"""Chapter 9, exercise 5: heads that give a sequence back in reverse."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from dlnlp.chapters.answers import Asked, NotYet, numbers, parts
from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.language import _

ROWS = 64
LENGTHS = (1, 2, 3, 8, 40)


def rows_read(pen: Any, eye: Any, length: int) -> list[int]:
    """Which vector is read in each of the last steps; -1 is a blank row."""
    at = np.cumsum([pen, eye], axis=1) % ROWS  # both begin on row 0
    holds = np.full(ROWS, -1)
    for step, row in enumerate(at[0, :length]):
        holds[row] = step
    return [int(vector) for vector in holds[at[1, length:]]]


def check_reverse(moves: Callable[..., Any]) -> Verdict:
    """Exercise 5. `moves(L)`: 2L shifts of the writing and of the reading head."""
    asked = Asked(moves)

    def one(name: str, given: Any, steps: int) -> Any:
        array = numbers(given)
        if array is None or array.shape != (steps,):
            raise NotYet(
                _("{} is not a list of {} numbers").format(name, steps),
                _("one shift for each of the 2L steps, for each head"),
            )
        if not np.isin(array, (-1, 0, 1)).all():
            raise NotYet(
                _("{} moves by more than a row, or by half ones").format(name),
                _("a shift is -1, 0 or 1"),
            )
        return array.astype(int)

    def right(length: int) -> bool:
        pen, eye = (
            one(name, given, 2 * length)
            for name, given in zip(
                ("pen", "eye"), parts(asked(length), ("pen", "eye")), strict=True
            )
        )
        wanted = list(range(length))[::-1]
        found = rows_read(pen, eye, length)
        if found == wanted:
            return True
        if found == wanted[::-1]:
            raise NotYet(
                _("yours gives them back in their order"), _("the last one first")
            )
        if len(set((np.cumsum(pen[:length]) % ROWS).tolist())) < length:
            raise NotYet(
                _("a vector is written over another"),
                _("the writing head has to move on by a row a step"),
            )
        names = _(", ").join(_("nothing") if v < 0 else str(v + 1) for v in found[:8])
        raise NotYet(
            _("yours reads vectors {}{}").format(names, " …" if length > 8 else ""),
            _(
                "on which row must the reading head be when the first answer "
                "is due, and who else goes there?"
            ),
        )

    return grade(
        *(
            Step(
                (_("{} vector") if n == 1 else _("{} vectors")).format(n),
                partial(right, n),
                hint=_("both heads begin on row 0, and move before they write or read"),
            )
            for n in LENGTHS
        )
    )
