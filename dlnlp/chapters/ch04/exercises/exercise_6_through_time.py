"""Chapter 4, exercise 6: backpropagation through time, cut into pieces."""

from collections.abc import Callable
from typing import Any

import numpy as np

from dlnlp.arrays import Array
from dlnlp.chapters.answers import Asked
from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.language import _


def through_time(dhs: Array, hs: Array, Wh: Array, steps: int) -> Array:
    """dWh (H, H) of one sequence, the backward pass cut after each piece of `steps`."""
    dWh, dh_next = np.zeros_like(Wh), np.zeros(len(Wh))
    for t in reversed(range(len(hs))):
        if (t + 1) % steps == 0:  # the last step of a piece
            dh_next = np.zeros(len(Wh))
        da = (dhs[t] + dh_next) * (1 - hs[t] ** 2)
        if t:
            dWh += np.outer(hs[t - 1], da)
        dh_next = da @ Wh.T
    return dWh


def check_through_time(backward: Callable[..., Any]) -> Verdict:
    """Exercise 6. `backward(dhs, hs, Wh, steps)`: dWh (H, H), cut every `steps`."""
    T, H = 6, 3
    rng = np.random.default_rng(4)
    Wh, dhs = rng.normal(size=(H, H)), rng.normal(size=(T, H))
    hs = np.tanh(rng.normal(size=(T, H)))

    asked = Asked(backward)

    def mine(steps: int, length: int = T) -> Any:
        return asked(dhs[:length], hs[:length], Wh, steps)

    only_last = np.zeros_like(dhs)
    only_last[-1] = dhs[-1]
    forgetful = sum(
        through_time(dhs[at : at + 2], hs[at : at + 2], Wh, 2) for at in range(0, T, 2)
    )
    inner = float(hs[0] @ (dhs[1] * (1 - hs[1] ** 2)))
    return grade(
        Step(
            _("two steps, no cut"),
            lambda: mine(2, length=2),
            through_time(dhs[:2], hs[:2], Wh, 2),
            _(
                "before the first step the state is zero, so only the second "
                "step uses Wh on something: np.outer(hs[0], da) with the da of "
                "hs[1], shape (H, H)"
            ),
            mistakes=[
                (
                    through_time(dhs[:2], hs[:2], Wh, 2).T,
                    _("rows belong to the state before, columns to the new one"),
                ),
                (
                    inner,
                    _(
                        "a row times a row is one number: the slope of Wh is (H, H), "
                        "an np.outer of the two"
                    ),
                ),
            ],
        ),
        Step(
            _("six steps, no cut"),
            lambda: mine(T),
            through_time(dhs, hs, Wh, T),
            _("dh at step t is dhs[t] plus what comes back from step t + 1"),
            mistakes=[
                (
                    through_time(dhs, hs, Wh, 1),
                    _(
                        "every step counts alone here: what comes back from the next "
                        "step?"
                    ),
                ),
                (through_time(dhs, hs, Wh.T, T), _("back through Wh means da @ Wh.T")),
                (
                    through_time(only_last, hs, Wh, T),
                    _("every step has a loss of its own, not only the last"),
                ),
            ],
        ),
        Step(
            _("six steps, cut every step"),
            lambda: mine(1),
            through_time(dhs, hs, Wh, 1),
            _("no step hears from the next; but the state before it is still there"),
            mistakes=[
                (
                    through_time(dhs, hs, Wh, T),
                    _("that is the sum without a cut: does it use steps?"),
                ),
                (
                    np.zeros((H, H)),
                    _(
                        "the state crosses the cut, only the way back ends: h_before "
                        "is a number like any other"
                    ),
                ),
            ],
        ),
        Step(
            _("six steps, cut every 2"),
            lambda: mine(2),
            through_time(dhs, hs, Wh, 2),
            _("hs[1] hears nothing from hs[2], hs[0] hears from hs[1]"),
            mistakes=[
                (forgetful, _("the state crosses the cut, only the way back ends"))
            ],
        ),
        Step(
            _("six steps, cut every 4"),
            lambda: mine(4),
            through_time(dhs, hs, Wh, 4),
            _("pieces are counted from the beginning: hs[0] to hs[3], then two"),
        ),
        Step(_("the arguments are left as they were"), asked.left_alone),
    )
