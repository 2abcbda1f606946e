"""Chapter 7, exercise 3: attention's backward pass, with three bugs."""

from collections.abc import Callable
from typing import Any

import numpy as np

from dlnlp.arrays import Array
from dlnlp.chapters.answers import Asked, parts
from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.language import _

Q = np.array([0.5, -1.0, 0.8])
STATES = np.array([[1.0, 0.2, -0.5], [-0.3, 0.9, 0.4], [0.6, -0.7, 1.2], [0.1, 0.4, 0]])
DR = np.array([0.7, -0.4, 1.0])
NAMES = ["dq", "dhs"]


def weights_of(q: Array, hs: Array) -> Array:
    """The weights (S,) of a query (H,) and states (S, H)."""
    powers = np.exp(hs @ q)
    return np.asarray(powers / powers.sum())


def attend_back(
    q: Array, hs: Array, weights: Array, dr: Array, *, slip: str = ""
) -> tuple[Array, Array]:
    """Slopes dq (H,) and dhs (S, H); or with well-known slips, named in one text."""
    dweights = hs @ (q if "compared" in slip else dr)
    dscores = weights * (dweights - weights @ dweights)
    if "sigmoid" in slip:
        dscores = weights * (1 - weights) * dweights
    if "no sum" in slip:
        dscores = weights * dweights
    if "around" in slip:
        dscores = dweights
    dhs = np.zeros_like(hs) if "keys" in slip else np.outer(weights, dr)
    if "values" not in slip:
        dhs = dhs + np.outer(dscores, q)
    return dscores @ hs, dhs


THROUGH = {
    "compared": _(
        "a weight multiplies a state: how much the loss moves with it "
        "is for dr to say, not for the query"
    ),
    "sigmoid": _(
        "that is the slope of a sigmoid; a softmax has one sum for "
        "all: what one place gains, the others lose"
    ),
    "no sum": _("the sum below the line of the softmax has a slope, too"),
    "around": _("from the weights to the scores the way leads through the softmax"),
}


def check_attend_back(back: Callable[..., Any]) -> Verdict:
    """Exercise 3. `back(q, hs, weights, dr)`: dq (H,), dhs (S, H)."""
    asked = Asked(back)

    def part(which: int, q: Array, hs: Array) -> Any:
        weights = weights_of(q, hs)
        return parts(asked(q, hs, weights, DR), NAMES, attend_back(q, hs, weights, DR))[
            which
        ]

    def slips(which: int, kind: str = "") -> list[tuple[Array, str]]:
        weights = weights_of(Q, STATES)
        return [
            (attend_back(Q, STATES, weights, DR, slip=slip + kind)[which], hint)
            for slip, hint in THROUGH.items()
        ]

    alike = np.tile(STATES[:1], (4, 1))
    nothing = np.zeros(3)
    weights = weights_of(Q, STATES)
    only_values = attend_back(Q, STATES, weights, DR, slip="values")[1]
    only_keys = attend_back(Q, STATES, weights, DR, slip="keys")[1]
    return grade(
        Step(
            _("to the states, where the query is 0"),
            lambda: part(1, nothing, STATES),
            np.outer(np.full(4, 0.25), DR),
            _(
                "r is the sum of the states, each times its weight: by how "
                "much does r move with one of them?"
            ),
        ),
        Step(
            _("to the query, where all states are alike"),
            lambda: part(0, Q, alike),
            np.zeros(3),
            _(
                "whatever the query is, the same is read: which way through "
                "the softmax gives 0 here?"
            ),
            mistakes=[
                (attend_back(Q, alike, np.full(4, 0.25), DR, slip=slip)[0], hint)
                for slip, hint in THROUGH.items()
            ],
        ),
        Step(
            _("to the query"),
            lambda: part(0, Q, STATES),
            attend_back(Q, STATES, weights, DR)[0],
            _("a score is q · h: by how much does it move with q?"),
            mistakes=slips(0),
        ),
        Step(
            _("to the states"),
            lambda: part(1, Q, STATES),
            attend_back(Q, STATES, weights, DR)[1],
            _("a state is read, and it is compared: two ways"),
            mistakes=[
                (
                    only_values,
                    _(
                        "a state reaches the loss by two ways: it is read, and it is "
                        "compared with the query"
                    ),
                ),
                (only_keys, _("a state is also read: that way is missing")),
                *slips(1),
            ],
        ),
    )
