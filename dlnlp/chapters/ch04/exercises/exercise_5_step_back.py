"""Chapter 4, exercise 5: the backward pass of one step, of a state that leaks."""

from collections.abc import Callable
from typing import Any

import numpy as np

from dlnlp.arrays import Array
from dlnlp.chapters.answers import Asked, parts, shapes_of
from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.language import _


def one_step_back(
    dh: Array, g: Array, h_before: Array, x: Array, Wx: Array, Wh: Array, z: float = 0.0
) -> tuple[Array, ...]:
    """Back through h = z h_before + (1 - z) g with g = tanh(x Wx + h_before Wh + b).

    Without z it is that of a plain recurrent network, h = g.
    """
    da = (1 - z) * dh * (1 - g * g)  # (N, H)
    dh_before = da @ Wh.T + z * dh
    return da @ Wx.T, dh_before, x.T @ da, h_before.T @ da, da.sum(axis=0)


def check_step_back(step_back: Callable[..., Any]) -> Verdict:
    """Exercise 5. `step_back(dh, g, h_before, x, Wx, Wh, z)`: five gradients."""
    N, D, H, z = 2, 4, 3, 0.25
    rng = np.random.default_rng(3)
    x, h_before, dh = (rng.normal(size=(N, size)) for size in (D, H, H))
    Wx, Wh = rng.normal(size=(D, H)), rng.normal(size=(H, H))
    g = np.tanh(x @ Wx + h_before @ Wh)
    arguments = (dh, g, h_before, x, Wx, Wh)
    names = ("dx", "dh_before", "dWx", "dWh", "db")
    right = one_step_back(*arguments, z)

    asked = Asked(step_back)

    def mine() -> list[Any]:
        return parts(asked(*arguments, z), names)

    def shapes() -> str:
        given = mine()
        shapes = shapes_of(given)
        if shapes == shapes_of(right):
            parts(tuple(given), names, right)  # in this order?
        return shapes

    dg, h = (1 - z) * dh, z * h_before + (1 - z) * g
    return grade(
        Step(
            _("five arrays, each of the shape of its partner"),
            shapes,
            shapes_of(right),
            _(
                "dWx has the shape of Wx, and so on; which product of matrices "
                "gives it? b has the shape (H,)"
            ),
        ),
        Step(
            _("db"),
            lambda: mine()[4],
            right[4],
            _(
                "b is added in every row, before the tanh; the slopes of all "
                "rows add up"
            ),
            mistakes=[
                (dg.sum(axis=0), _("the slope of tanh is missing")),
                ((dg * (1 - g)).sum(axis=0), _("the slope of tanh is 1 - g^2")),
                (
                    (dg * (1 - np.tanh(g) ** 2)).sum(axis=0),
                    _("g is the tanh already: the slope is 1 - g^2"),
                ),
                (
                    (dg * (1 - h * h)).sum(axis=0),
                    _("that is the tanh's slope at h; but the tanh gave g"),
                ),
                (
                    one_step_back(*arguments)[4],
                    _("only the share 1 - z of g goes into h"),
                ),
                (right[4] / N, _("a sum over the rows, not their mean")),
            ],
        ),
        Step(
            _("dx"),
            lambda: mine()[0],
            right[0],
            _(
                "with da for the slope of what goes into the tanh: da goes "
                "back through Wx"
            ),
        ),
        Step(
            _("dh_before"),
            lambda: mine()[1],
            right[1],
            _("h_before goes into h along two ways: kept, and through the tanh"),
            mistakes=[
                (
                    right[1] - z * dh,
                    _(
                        "that is the way through the tanh; h_before is also kept, "
                        "without a tanh"
                    ),
                ),
                (right[1] - z * dh + dh, _("only the share z is kept")),
                (
                    one_step_back(*arguments[:5], Wh.T, z)[1],
                    _("h_before @ Wh forwards wants da @ Wh.T back"),
                ),
            ],
        ),
        Step(
            _("dWx"),
            lambda: mine()[2],
            right[2],
            _("each row adds x times da: x.T @ da"),
        ),
        Step(
            _("dWh"),
            lambda: mine()[3],
            right[3],
            _("as dWx, with what Wh was multiplied by on the way there"),
            mistakes=[
                (
                    g.T @ (dg * (1 - g * g)),
                    _("Wh was multiplied by the state before, not by the new one"),
                )
            ],
        ),
        Step(_("the arguments are left as they were"), asked.left_alone),
    )
