"""Chapter 8, exercise 9: an induction head, made by hand of two heads."""

from collections.abc import Callable
from typing import Any

import numpy as np

from dlnlp.arrays import Array, Ids
from dlnlp.chapters.answers import Asked, NotYet, Unanswered, numbers, parts
from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.language import _

ENOUGH = 0.99
SHORT = np.array([0, 1, 2, 3, 1, 2])
LONG = np.array([0, *[5, 3, 8, 1, 7, 2] * 3])


def check_induction(tables: Callable[..., Any]) -> Verdict:
    """Exercise 9. `tables(V, T)`: what two heads look for, A1 and A2, each (M, M).

    M = V + T + V: a token's word, its place, and what head 1 writes.
    """
    asked = Asked(tables)

    def given(V: int, T: int) -> list[Array]:
        M, found = V + T + V, []
        answer = parts(asked(V, T), ["A1", "A2"])
        for name, part in zip(("A1", "A2"), answer, strict=True):
            if part is ...:
                raise Unanswered
            A = numbers(part)
            if A is None or A.shape != (M, M):
                what = _("no array of numbers") if A is None else f"{A.shape}"
                raise NotYet(
                    _("your {}: {}").format(name, what),
                    _("V + T + V is {} here").format(M),
                )
            if not np.isfinite(A).all():
                raise NotYet(_("your {} holds infinity or NaN").format(name))
            found.append(A)
        return found

    def first_head(ids: Ids, V: int) -> bool:
        x = stream(ids, V)
        weights = weights_of(x, given(V, len(ids))[0])
        t = np.arange(1, len(ids))
        _judge_first(weights[t, t - 1], weights)
        return True

    def both(ids: Ids, V: int) -> bool:
        first_head(ids, V)
        A1, A2 = given(V, len(ids))
        x = stream(ids, V)
        x[:, -V:] = weights_of(x, A1) @ x[:, :V]  # head 1 writes the word it read
        _judge_second(weights_of(x, A2), ids)
        return True

    return grade(
        Step(
            _("six words: head 1 looks at the place before"),
            lambda: first_head(SHORT, 4),
            hint=_(
                "A1[V + t, V + j] is the score of a query at place t and a key "
                "at place j"
            ),
        ),
        Step(
            _("six words: head 2 finds what came next then"),
            lambda: both(SHORT, 4),
            hint=_(
                "a token's query is its word; a key that fits holds the same "
                "word in the last V numbers"
            ),
        ),
        Step(
            _("six words, three times over"),
            lambda: both(LONG, 9),
            hint=_("any V, any T"),
        ),
    )


def stream(ids: Ids, V: int) -> Array:
    """(T, V + T + V): one-hot words, one-hot places, and V zeros."""
    T = len(ids)
    return np.hstack([np.eye(V)[ids], np.eye(T), np.zeros((T, V))])


def weights_of(x: Array, A: Array) -> Array:
    """Causal weights (T, T), from scores x A xᵀ."""
    scores = np.where(np.tri(len(x), dtype=bool), x @ A @ x.T, -np.inf)
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def _judge_first(right: Array, weights: Array) -> None:
    """NotYet, with what is wrong, unless each place looks at the one before."""
    if (right >= ENOUGH).all():
        return
    t = int(right.argmin()) + 1
    words = _("place {} gives place {} the weight {:.2f}").format(
        t, t - 1, right[t - 1]
    )
    most = int(weights[t].argmax())
    if most == t:
        raise NotYet(words, _("it looks at itself: one column further to the left"))
    if most == t - 1:
        raise NotYet(
            words,
            _(
                "the right place is ahead, but not by enough: larger scores "
                "make larger differences"
            ),
        )
    if np.allclose(weights[t, : t + 1], 1 / (t + 1)):
        raise NotYet(
            words,
            _(
                "all places that it may see get the same; does A1 point at "
                "later places, which the mask hides, or are its scores all "
                "alike?"
            ),
        )
    raise NotYet(words, "")


def _judge_second(weights: Array, ids: Ids) -> None:
    """NotYet unless each word seen before looks at what came after it."""
    T = len(ids)
    came = np.zeros((T, T), bool)  # place j follows an earlier occurrence of word t
    came[:, 1:] = ids[:, None] == ids[None, :-1]
    came &= np.tri(T, dtype=bool)
    for t in np.flatnonzero(came.any(axis=1)):
        share = float(weights[t, came[t]].sum())
        if share >= ENOUGH:
            continue
        words = _(
            "at place {}, {:.2f} of the weight lies on what came next then"
        ).format(t, share)
        itself = float(weights[t, ids == ids[t]].sum())
        if itself >= 0.5:
            raise NotYet(
                words,
                _(
                    "it finds the word itself, and not what came after it: which "
                    "key remembers the word before?"
                ),
            )
        if weights[t].argmax() in np.flatnonzero(came[t]):
            raise NotYet(
                words,
                _(
                    "the right places are ahead, but not by enough: larger scores "
                    "make larger differences"
                ),
            )
        raise NotYet(words, "")
