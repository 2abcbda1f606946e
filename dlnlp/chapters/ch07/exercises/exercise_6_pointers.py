"""Chapter 7, exercise 6: keys and queries of two numbers, set by hand."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from dlnlp.arrays import Array
from dlnlp.chapters.answers import Asked, NotYet, numbers, parts
from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.language import _
from dlnlp.nn import Attention, Dot

ENOUGH = 0.99


def check_pointers(pointers: Callable[..., Any]) -> Verdict:
    """Exercise 6. `pointers(S)`: queries (S, 2), keys (S, 2) that read in reverse."""
    asked = Asked(pointers)

    def given(S: int) -> tuple[Array, Array]:
        found = []
        answer = parts(asked(S), ["queries", "keys"])
        for name, part in zip((_("queries"), _("keys")), answer, strict=True):
            array = numbers(part)
            if array is None or array.shape != (S, 2):
                what = _("no array of numbers") if array is None else f"{array.shape}"
                raise NotYet(
                    _("your {}: {}").format(name, what),
                    _("for S = {} they are ({}, 2)").format(S, S),
                )
            if not np.isfinite(array).all():
                raise NotYet(_("your {} hold infinity or NaN").format(name))
            found.append(array)
        return found[0], found[1]

    def short_keys(S: int) -> bool:
        longest = float(np.linalg.norm(given(S)[1], axis=1).max())
        if longest > 1 + 1e-9:
            raise NotYet(_("your longest key has the length {:.3g}").format(longest))
        return True

    def reverses(S: int) -> bool:
        if wrong := _wrong(*given(S)):
            raise NotYet(*wrong)
        return short_keys(S)

    return grade(
        Step(
            _("two places: no key is longer than 1"),
            partial(short_keys, 2),
            hint=_("only queries may be as long as you like"),
        ),
        Step(
            _("two places, read in reverse"),
            partial(reverses, 2),
            hint=_(
                "query 0 should have a large dot product with key 1, and a "
                "small one with key 0"
            ),
        ),
        Step(
            _("eight places, read in reverse"),
            partial(reverses, 8),
            hint=_("which directions can eight keys have in a plane?"),
        ),
        Step(
            _("fifty places, read in reverse"),
            partial(reverses, 50),
            hint=_("neighbours lie closer together: what makes the softmax sharper?"),
        ),
    )


def _wrong(queries: Array, keys: Array) -> tuple[str, str] | None:
    """What is wrong with queries (S, 2) and keys (S, 2), and a hint; or None."""
    S = len(keys)
    (_r, found), _back = Attention(Dot())(queries[None], keys[None], keys[None])
    weights = found[0]  # (S, S)
    goal = S - 1 - np.arange(S)
    right = weights[np.arange(S), goal]
    if (right >= ENOUGH).all():
        return None
    t = int(right.argmin())
    read, most = int(weights[t].argmax()), float(weights[t].max())
    words = _("query {} gives place {} the weight {:.2f}").format(t, goal[t], right[t])
    if read == goal[t]:
        return words, (
            _(
                "the right place has the largest weight, but not enough of it: "
                "longer queries make larger differences between scores"
            )
        )
    if (weights.argmax(axis=1) == np.arange(S)).all():
        return words, _("they read forwards: query 0 should find the last place")
    ends = {int(place) for place in weights.argmax(axis=1)}
    if ends <= {0, S - 1}:
        return _("{}, and place {} {:.2f}").format(words, read, most), (
            _(
                "where keys grow along a line, the dot product is always "
                "largest at one of its ends; what if all keys are equally long?"
            )
        )
    return _("{}, and place {} {:.2f}").format(words, read, most), ""
