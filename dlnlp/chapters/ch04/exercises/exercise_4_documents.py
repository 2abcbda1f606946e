"""Chapter 4, exercise 4: a forward pass that begins anew with each document."""

from collections.abc import Callable
from typing import Any

import numpy as np

from dlnlp.arrays import Array
from dlnlp.chapters.answers import Asked, NotYet, numbers
from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.language import _


def states(xs: Array, h: Array, first: Array, Wx: Array, Wh: Array, b: Array) -> Array:
    """hs (T + 1, N, H); where first (T, N) is true, the state before is zero."""
    hs = [h]
    for x, new in zip(xs, first, strict=True):
        before = np.where(new[:, None], 0, hs[-1])  # (N, H)
        hs.append(np.tanh(x @ Wx + before @ Wh + b))
    return np.array(hs)


def check_documents(forwards: Callable[..., Any]) -> Verdict:
    """Exercise 4. `forwards(xs, h, first, Wx, Wh, b)`: hs (T + 1, N, H)."""
    T, N, D, H = 4, 2, 5, 3
    rng = np.random.default_rng(4)
    xs, h = rng.normal(size=(T, N, D)), rng.normal(size=(N, H))
    weights = rng.normal(size=(D, H)), rng.normal(size=(H, H)), rng.normal(size=H)
    nowhere = np.zeros((T, N), dtype=bool)
    both, one, start = (nowhere.copy() for _copy in range(3))
    both[2], one[1, 0], one[3, 1], start[0] = True, True, True, True

    asked = Asked(forwards)

    def mine(first: Array) -> Any:
        given = numbers(asked(xs, h, first, *weights))
        if given is not None and given.shape == (T, N, H):
            raise NotYet(
                _("yours has {} states, of {} steps").format(T, T),
                _("the given h comes first: T + 1 states"),
            )
        return given

    def right(first: Array) -> Array:
        return states(xs, h, first, *weights)

    def overwritten(first: Array, shift: int) -> Array:
        """Zeros in hs itself: before the step (0) or after it (1)."""
        hs = [h.copy()]
        for x, new in zip(xs, first, strict=True):
            if not shift:
                hs[-1][new] = 0
            hs.append(np.tanh(x @ weights[0] + hs[-1] @ weights[1] + weights[2]))
            if shift:
                hs[-1][new] = 0
        return np.array(hs)

    def slips(first: Array) -> list[tuple[Any, str]]:
        later = np.roll(first, 1, axis=0)
        return [
            (right(nowhere), _("does it use first?")),
            (
                overwritten(first, 0),
                _(
                    "hs[t] is what the old document has left, and its "
                    "scores were made from it: leave it, and begin the step from zeros"
                ),
            ),
            (
                overwritten(first, 1),
                _(
                    "the new document's first word is read: it is the "
                    "state before it that is zero"
                ),
            ),
            (
                right(later),
                _("one step too late: the first word itself finds no state"),
            ),
        ]

    every = np.broadcast_to(one.any(axis=1, keepdims=True), one.shape)
    return grade(
        Step(
            _("no document begins"),
            lambda: mine(nowhere),
            right(nowhere),
            _("where first is false all is as on the page"),
            mistakes=[
                (
                    right(~nowhere),
                    _(
                        "the other way round: the state before is zero where first is "
                        "true"
                    ),
                )
            ],
        ),
        Step(
            _("a document begins at hs[3], in both columns"),
            lambda: mine(both),
            right(both),
            _("x @ Wx + before @ Wh + b, where before is hs[-1] or zeros"),
            mistakes=slips(both),
        ),
        Step(
            _("each column has its own beginning"),
            lambda: mine(one),
            right(one),
            _("first[t] has one truth a column, (N,); first[t][:, None] fits (N, H)"),
            mistakes=[
                (right(every), _("only the column in which first is true begins anew")),
                *slips(one),
            ],
        ),
        Step(
            _("a document begins at once"),
            lambda: mine(start),
            right(start),
            _("then the given h isn't used, but hs[0] is still h"),
        ),
        Step(_("the arguments are left as they were"), asked.left_alone),
    )
