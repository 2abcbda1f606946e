"""Chapter 8, exercise 4: causal self-attention of one head."""

from collections.abc import Callable
from typing import Any

import numpy as np

from dlnlp.arrays import Array
from dlnlp.chapters.answers import Asked, parts
from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.language import _

T, D, WIDTH = 4, 6, 3
NAMES = ["weights", "r"]


def self_attention(
    x: Array, Wq: Array, Wk: Array, Wv: Array, *, slip: str = ""
) -> tuple[Array, Array]:
    """Weights (T, T) and r (T, d); or with a well-known slip."""
    q, k, v = x @ Wq, x @ Wk, x @ Wv
    if slip == "q and k":
        q, k = k, q
    wrong = {"no scale": 1, "D": x.shape[1], "d": Wq.shape[1] ** 2}
    scores = q @ k.T / np.sqrt(float(wrong.get(slip) or Wq.shape[1]))
    may = np.tri(len(x), dtype=bool)
    if slip == "turned":
        may = may.T
    if slip == "not itself":
        may = np.tri(len(x), k=-1, dtype=bool)
        may[0, 0] = True
    if slip == "zero":
        scores = np.where(may, scores, 0)
    elif slip not in ("no mask", "after"):
        scores = np.where(may, scores, -np.inf)
    axis = 0 if slip == "axis" else 1
    weights = np.exp(scores - scores.max(axis=axis, keepdims=True))
    weights = weights / weights.sum(axis=axis, keepdims=True)
    if slip == "after":
        weights = weights * may
    return weights, weights @ v


HINTS = {
    "no mask": _("no step may look at later ones"),
    "turned": _("these look at later steps and not at earlier ones"),
    "not itself": _("a step may look at itself"),
    "after": _("masked after the softmax: the rows no longer sum to 1"),
    "zero": _("a score of 0 is a score as any other; which one leaves a weight of 0?"),
    "axis": _("row t holds the weights of step t: rows sum to 1"),
    "no scale": _("and the division?"),
    "D": _("divide by the root of a query's width, not of x's"),
    "d": _("divide by the root of the width"),
    "q and k": _("row t is for the query of step t, column j for the key of place j"),
}


def check_self_attention(attend: Callable[..., Any]) -> Verdict:
    """Exercise 4. `attend(x, Wq, Wk, Wv)`: weights (T, T) and r (T, d)."""
    rng = np.random.default_rng(4)
    x = rng.normal(size=(T, D))
    tables = tuple(rng.normal(size=(D, WIDTH)) for W in range(3))
    asked = Asked(attend)

    def part(which: int, x: Array) -> Any:
        return parts(asked(x, *tables), NAMES, self_attention(x, *tables))[which]

    def slips(x: Array) -> list[tuple[Array, str]]:
        return [
            (self_attention(x, *tables, slip=slip)[0], hint)
            for slip, hint in HINTS.items()
        ]

    return grade(
        Step(
            _("a text of one word looks at itself"),
            lambda: part(0, x[:1]),
            [[1.0]],
            _("the softmax of one score"),
        ),
        Step(
            _("four words: the weights"),
            lambda: part(0, x),
            self_attention(x, *tables)[0],
            _(
                "queries x Wq, keys x Wk; a score is their dot product over "
                "the root of d"
            ),
            mistakes=slips(x),
        ),
        Step(
            _("four words: what is read"),
            lambda: part(1, x),
            self_attention(x, *tables)[1],
            _("the weighted sum of the values, x Wv"),
            mistakes=[
                (self_attention(x, *tables)[0] @ x, _("of the values, not of x"))
            ],
        ),
        Step(
            _("scores in the thousands"),
            lambda: part(0, 100 * x),
            self_attention(100 * x, *tables)[0],
            _(
                "e to the power of 1,000 is too large for a float: subtract "
                "the largest score of each row first, which changes no weight"
            ),
            mistakes=slips(100 * x),
        ),
        Step(_("the arguments are left as they were"), asked.left_alone),
    )
