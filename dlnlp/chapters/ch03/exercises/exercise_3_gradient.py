"""Chapter 3, exercise 3: the gradients of one guess with negative sampling."""

from collections.abc import Callable
from typing import Any

import numpy as np

from dlnlp.arrays import Array
from dlnlp.chapters.answers import Asked, parts, shapes_of
from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.language import _
from dlnlp.nn import sigmoid


def check_gradient(ns_gradient: Callable[..., Any]) -> Verdict:
    """Exercise 3. `ns_gradient(h, right, wrong)`: one guess's slopes in all three.

    h, right (D,) and wrong (K, D): what was seen, the right word, the K negatives.
    """
    h, right = np.array([1.0, 1.0]), np.array([2.0, -1.0])  # score 1
    wrong = np.array([[1.0, -1.0], [1.0, -3.0], [0.0, -1.0]])  # scores 0, -2, -1
    yes, no = sigmoid(h @ right), sigmoid(wrong @ h)  # a number, (K,)

    asked = Asked(ns_gradient)
    names = [_("the gradient in h"), _("in right"), _("in wrong")]

    def part(number: int) -> Any:
        return parts(asked(h, right, wrong), names)[number]

    def together(*arguments: Array) -> Array:
        return np.concatenate([np.ravel(x) for x in parts(asked(*arguments), names)])

    dh, from_wrong = (yes - 1) * right + no @ wrong, no @ wrong
    d_wrong = np.outer(no, h)
    far = np.array([600.0, 400.0])  # scores of -1000, and of 1000 and -1000
    far_wrong = np.array([[1.0, 1.0], [-1.0, -1.0]])
    draw = np.random.default_rng(3).normal(size=(7, 4)).round(1)
    h2, right2, wrong2 = draw[0], draw[1], draw[2:]
    yes2, no2 = sigmoid(h2 @ right2), sigmoid(wrong2 @ h2)
    return grade(
        Step(
            _("three gradients, of the shapes that went in"),
            lambda: shapes_of(parts(asked(h, right, wrong), names)),
            "(2,), (2,), (3, 2)",
            _(
                "return three: in h, in right and in wrong, in this order. "
                "Where arrays don't go together, write its shape beside each"
            ),
            mistakes=[
                (
                    "(2,), (2,), (2,)",
                    _(
                        "each of the K negatives is a word with a row of its own, "
                        "which gets a gradient of its own: (K, D)"
                    ),
                ),
                (
                    "(2,), (2,), (2, 3)",
                    _("(K, D): a row for each negative; yours has a column for each"),
                ),
                (
                    "(), (), (3,)",
                    _(
                        "those are slopes in the scores; go on from each score to the "
                        "vectors that it was made of"
                    ),
                ),
            ],
        ),
        Step(
            _("in right"),
            lambda: part(1),
            (yes - 1) * h,
            _(
                "first the slope in the score: belief minus truth. Then on to "
                "the vector: if right grows by a little, by how much does h · "
                "right grow?"
            ),
            mistakes=[
                (
                    (1 - yes) * h,
                    _(
                        "the loss falls when the right word's score grows: which sign "
                        "has its slope?"
                    ),
                ),
                (yes * h, _("the answer should be yes here: what is y?")),
                (
                    (yes - 1) * right,
                    _(
                        "that is what h gets from this question; the slope of h · "
                        "right in right is a multiple of h"
                    ),
                ),
                (
                    (yes - 1) * (h @ right) * h,
                    _("the score has gone into the sigmoid already"),
                ),
            ],
        ),
        Step(
            _("in wrong"),
            lambda: part(2),
            d_wrong,
            _("each negative has a score of its own, and the right answer is no"),
            mistakes=[
                (
                    -d_wrong,
                    _(
                        "the loss grows when a wrong word's score grows: which sign "
                        "has its slope?"
                    ),
                ),
                (d_wrong - h, _("the answer should be no here: what is y?")),
                (
                    np.outer(1 - no, h),
                    _(
                        "for a no the loss is -ln σ(-s): its slope in s is the belief "
                        "in yes, minus 0"
                    ),
                ),
                (no[:, None] * wrong, _("the slope of h · u in u is a multiple of h")),
                (d_wrong / 3, _("L is the sum over the questions, not the mean")),
            ],
        ),
        Step(
            _("in h"),
            lambda: part(0),
            dh,
            _(
                "h is part of all K + 1 scores: add up what comes back from "
                "each of them"
            ),
            mistakes=[
                (
                    (yes - 1) * right,
                    _(
                        "that comes from the right word's question alone; h was part "
                        "of the others, too"
                    ),
                ),
                (from_wrong, _("what about the right word's question?")),
                (
                    (yes - 1) * right + from_wrong / 3,
                    _("the sum over the negatives, not the mean"),
                ),
                (dh / 4, _("L is the sum over the questions, not the mean")),
                (
                    (yes - 1) * right - from_wrong,
                    _(
                        "a plus between the two parts: the signs are in the slopes "
                        "already"
                    ),
                ),
                (-dh, _("the signs are turned around")),
                (
                    (yes - 1) * h + no.sum() * h,
                    _("the slope of h · u in h is a multiple of u"),
                ),
            ],
        ),
        Step(
            _("five negatives, four dimensions"),
            lambda: together(h2, right2, wrong2),
            np.concatenate(
                [
                    (yes2 - 1) * right2 + no2 @ wrong2,
                    (yes2 - 1) * h2,
                    np.outer(no2, h2).ravel(),
                ]
            ),
            _(
                "is there a 2 or a 3 in your function that should be the "
                "length of h or of wrong?"
            ),
        ),
        Step(
            _("sure and wrong: scores of -1000 and 1000"),
            lambda: together(far, -np.ones(2), far_wrong),
            np.concatenate([np.ones(2) + far_wrong[0], -far, far, np.zeros(2)]),
            _(
                "e^1000 is too large for a float, and what is divided by it, "
                "or what it is divided by, may be nan: use the chapter's "
                "sigmoid, which survives"
            ),
        ),
        Step(_("the arguments are left as they were"), asked.left_alone),
    )
