"""Chapter 7, exercise 2: attention of one query a text, with a mask."""

from collections.abc import Callable
from typing import Any

import numpy as np

from dlnlp.arrays import Array
from dlnlp.chapters.answers import Asked, parts
from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.language import _

N, S, H = 3, 4, 5
NAMES = ["weights", "r"]


def attend(q: Array, hs: Array, mask: Array, *, slip: str = "") -> tuple[Array, Array]:
    """Weights (N, S) and r (N, H); or with a well-known slip."""
    scores = (hs @ q[:, :, None])[:, :, 0]  # (N, S)
    if slip == "no softmax":
        return scores, q
    if slip == "scaled":
        scores = scores / np.sqrt(q.shape[1])
    if slip == "turned":
        mask = ~mask
    if slip == "zero":
        scores = np.where(mask, scores, 0)
    elif slip not in ("after", "no mask"):
        scores = np.where(mask, scores, -np.inf)
    axis = 0 if slip == "axis" else 1
    highest = scores.max(axis=axis, keepdims=True)
    weights = np.exp(scores - np.where(highest == -np.inf, 0, highest))
    sums = weights.sum(axis=axis, keepdims=True)
    weights = weights / np.where(sums == 0, 1, sums)
    if slip == "after":
        weights = weights * mask
    return weights, (weights[:, None] @ hs)[:, 0]


HINTS = {
    "axis": _("for each text, the weights of its S places sum to 1"),
    "no softmax": _("these are the scores; the softmax makes weights of them"),
    "scaled": _(
        "here the scores are the dot products as they are; the "
        "division by √H belongs to chapter 8"
    ),
    "no mask": _("what about the mask?"),
    "after": _("masked after the softmax: what is left no longer sums to 1"),
    "zero": _("a score of 0 is a score as any other; which one leaves a weight of 0?"),
    "turned": _("True means that a place may be read"),
}


def check_attend(attend_: Callable[..., Any]) -> Verdict:
    """Exercise 2. `attend(q, hs, mask)`: weights (N, S) and r (N, H)."""
    rng = np.random.default_rng(2)
    q, hs = rng.normal(size=(N, H)), rng.normal(size=(N, S, H))
    every = np.ones((N, S), dtype=bool)
    padded = np.arange(S) < np.array([[4], [2], [1]])  # (N, S)
    nothing = padded.copy()
    nothing[1] = False
    asked = Asked(attend_)

    def part(which: int, *arrays: Array) -> Any:
        right = attend(*arrays)
        return parts(asked(*arrays), NAMES, right)[which]

    def slips(*arrays: Array) -> list[tuple[Array, str]]:
        return [(attend(*arrays, slip=slip)[0], hint) for slip, hint in HINTS.items()]

    right = attend(q, hs, every)
    mean = hs.mean(axis=1)
    return grade(
        Step(
            _("everything may be read: the weights"),
            lambda: part(0, q, hs, every),
            right[0],
            _("a score is the dot product of a text's query and one of its states"),
            mistakes=slips(q, hs, every),
        ),
        Step(
            _("everything may be read: r"),
            lambda: part(1, q, hs, every),
            right[1],
            _("the sum of the states, each multiplied by its weight"),
            mistakes=[(mean, _("that is the plain mean of the states"))],
        ),
        Step(
            _("with padding: the weights"),
            lambda: part(0, q, hs, padded),
            attend(q, hs, padded)[0],
            _(
                "a place that may not be read gets the weight 0, and the "
                "others sum to 1"
            ),
            mistakes=slips(q, hs, padded),
        ),
        Step(
            _("with padding: r"),
            lambda: part(1, q, hs, padded),
            attend(q, hs, padded)[1],
            _("made with these weights?"),
        ),
        Step(
            _("scores in the thousands"),
            lambda: part(0, q, 1000 * hs, padded),
            attend(q, 1000 * hs, padded)[0],
            _(
                "e to the power of 1,000 is too large for a float: subtract "
                "the largest score of each text first, which changes no weight"
            ),
        ),
        Step(
            _("a text in which nothing may be read: weights of 0"),
            lambda: part(0, q, hs, nothing),
            attend(q, hs, nothing)[0],
            _(
                "minus infinity less minus infinity is no number, and neither "
                "is 0 / 0: what should stand in the place of such a largest "
                "score, of such a sum?"
            ),
        ),
        Step(
            _("… and r is 0 there"),
            lambda: part(1, q, hs, nothing),
            attend(q, hs, nothing)[1],
            _("a sum of nothing"),
        ),
        Step(_("the arguments are left as they were"), asked.left_alone),
    )
