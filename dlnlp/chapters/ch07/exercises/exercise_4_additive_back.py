"""Chapter 7, exercise 4: the backward pass of the additive score."""

from collections.abc import Callable
from typing import Any

import numpy as np

from dlnlp.arrays import Array
from dlnlp.chapters.answers import Asked, parts
from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.language import _

S, Q, K, H = 4, 2, 3, 5
NAMES = ["dq", "dks", "dv"]


def additive_back(
    q: Array,
    ks: Array,
    Wq: Array,
    Wk: Array,
    v: Array,
    dscores: Array,
    *,
    slip: str = "",
) -> tuple[Array, Array, Array]:
    """Slopes dq (Q,), dks (S, K), dv (H,); or with a well-known slip."""
    a = np.tanh(q @ Wq + ks @ Wk)  # (S, H)
    slope = {"": 1 - a * a, "no tanh": np.ones_like(a), "sigmoid": a * (1 - a)}
    da = np.outer(dscores, np.ones(H) if slip == "no v" else v)
    da = da * slope.get(slip, 1 - a * a)
    dsum = da.mean(axis=0) if slip == "mean" else da.sum(axis=0)
    return Wq @ dsum, da @ Wk.T, dscores @ a


def check_additive_back(back: Callable[..., Any]) -> Verdict:
    """Exercise 4. `back(q, ks, Wq, Wk, v, dscores)`: dq (Q,), dks (S, K), dv (H,)."""
    rng = np.random.default_rng(4)
    shapes = (Q,), (S, K), (Q, H), (K, H), (H,), (S,)
    given = [rng.normal(size=shape) for shape in shapes]
    one = [*given[:5], np.eye(S)[1]]  # only one place's score counts
    asked = Asked(back)

    def part(which: int, arrays: list[Array]) -> Any:
        return parts(asked(*arrays), NAMES, additive_back(*arrays))[which]

    def slips(which: int, arrays: list[Array]) -> list[tuple[Array, str]]:
        hints = {
            "no tanh": _("between v and the tables stands a tanh, which has a slope"),
            "sigmoid": _("the slope of a tanh with the value a is 1 - a²"),
            "no v": _("the score is v · a: by how much does it move with a?"),
            "mean": _("q goes into all scores; the ways add up, no mean is taken"),
        }
        return [
            (additive_back(*arrays, slip=slip)[which], hint)
            for slip, hint in hints.items()
        ]

    a = np.tanh(given[0] @ given[2] + given[1] @ given[3])
    return grade(
        Step(
            _("to v"),
            lambda: part(2, given),
            given[5] @ a,
            _(
                "a score is v · a: by how much does it move with v? And there "
                "are S of them"
            ),
            mistakes=[
                (a.sum(axis=0), _("each place's part times dscores of that place")),
                (
                    given[5] @ (1 - a * a),
                    _("v comes after the tanh: its slope isn't needed for v"),
                ),
            ],
        ),
        Step(
            _("to the keys, if only one score counts"),
            lambda: part(1, one),
            additive_back(*one)[1],
            _("each key goes into its own score alone"),
            mistakes=slips(1, one),
        ),
        Step(
            _("to the keys"),
            lambda: part(1, given),
            additive_back(*given)[1],
            _("da is (S, H); and k Wk goes back as da Wkᵀ"),
            mistakes=slips(1, given),
        ),
        Step(
            _("to the query, if only one score counts"),
            lambda: part(0, one),
            additive_back(*one)[0],
            _("as for a key, with the other table"),
            mistakes=slips(0, one),
        ),
        Step(
            _("to the query"),
            lambda: part(0, given),
            additive_back(*given)[0],
            _("how many scores does one query go into?"),
            mistakes=slips(0, given),
        ),
    )
