"""Chapter 9, exercise 3: the backward pass of sharpening."""

from collections.abc import Callable
from typing import Any

import numpy as np

from dlnlp.arrays import Array
from dlnlp.chapters.answers import Asked, parts
from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.language import _

NAMES = ("dw", "dgamma")


def sharpen_back(w: Array, gamma: float, dsharp: Array) -> tuple[Array, float]:
    """Slopes in w (R,) and in γ, from those in w^γ / sum of w^γ."""
    sharp = w**gamma / (w**gamma).sum()
    da = sharp * (dsharp - sharp @ dsharp)
    return gamma * da / w, float(da @ np.log(w))


def check_sharpen_back(back: Callable[..., Any]) -> Verdict:
    """Exercise 3. `back(w, gamma, dsharp)`: dw (R,) and dgamma."""
    asked = Asked(back)
    rng = np.random.default_rng(3)
    w, d = rng.dirichlet(np.ones(5)), rng.normal(size=5)
    sharp = w**2 / (w**2).sum()
    dw, dgamma = sharpen_back(w, 2.0, d)

    def part(which: int, w: Array, gamma: float, d: Array) -> Any:
        return parts(asked(w, gamma, d), NAMES)[which]

    no_sum = 2 * sharp * d / w
    return grade(
        Step(
            _("all slopes alike: dw is 0"),
            lambda: part(0, w, 2.0, np.ones(5)),
            np.zeros(5),
            _("the sharpened weights sum to 1: what one gains, the others lose"),
            mistakes=[(2 * sharp / w, _("the sum below the line moves, too"))],
        ),
        Step(
            "dw, γ = 2",
            lambda: part(0, w, 2.0, d),
            dw,
            _("with a = γ ln w it is a softmax; then from a to w"),
            mistakes=[
                (dw * w / 2, _("that is the slope in a = γ ln w")),
                (dw / 2, _("and γ, the slope of γ ln w in ln w?")),
                (dw * w, _("ln w has the slope 1 / w")),
                (no_sum, _("the sum below the line moves, too")),
            ],
        ),
        Step(
            "dγ",
            lambda: part(1, w, 2.0, d),
            dgamma,
            _("a = γ ln w: by how much does each a move with γ?"),
            mistakes=[
                (float(d @ np.log(w)), _("the slope in a, not in the weight")),
                (float(dw @ np.log(w)), _("the slope in a, not that in w")),
                (
                    float(sharp @ (d * np.log(w))),
                    _("the sum below the line moves with γ, too"),
                ),
            ],
        ),
        Step(
            _("γ = 1 changes no weight, but it has a slope"),
            lambda: part(1, w, 1.0, d),
            sharpen_back(w, 1.0, d)[1],
            _("the same formula"),
        ),
        Step(
            "dw, γ = 5",
            lambda: part(0, w, 5.0, d),
            sharpen_back(w, 5.0, d)[0],
            _("the same formula"),
        ),
    )
