"""Chapter 5, exercise 7: an exit with which the LSTM that lost remembers."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from dlnlp.arrays import Array
from dlnlp.chapters.answers import Asked, NotYet, numbers, show
from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.language import _
from dlnlp.nn import LSTM, sigmoid
from dlnlp.nn.recurrent import State

LAG, STEPS, SEEDS, WANTED = 20, 600, (11, 12, 13), 0.95
CELLS = np.array([-30.0, -9.0, -2.3, -0.7, -0.1, 0.2, 0.6, 1.7, 8.0, 25.0])
LARGE = 15.0  # as large as the numbers in the cell of the LSTM that lost
Function = Callable[[Array], Array]


class OtherExit(LSTM):
    """An LSTM that shows o * squash(c), where others show o * tanh(c)."""

    def __init__(self, *sizes: int, squash: Function, slope: Function, **how: Any):
        super().__init__(*sizes, **how)
        self.squash, self.slope = squash, slope

    def step(self, x_proj: Array, h_proj: Array, state: State) -> tuple[State, Any]:
        H = state[1].shape[1]
        block = slice(2 * H, 3 * H)  # of the output gate
        o = sigmoid((x_proj + h_proj)[:, block])  # before the step writes there
        (_h, c), to_cell = super().step(x_proj, h_proj, state)
        shown, slope = self.squash(c), self.slope(c)

        def backward(dstate: State) -> tuple[Array, Array, Any]:
            dh, dc = dstate
            da, _d, carried = to_cell((0 * dh, dc + dh * o * slope))
            da[:, block] = dh * shown * o * (1 - o)
            return da, da, carried

        return (o * shown, c), backward


def check_exit(
    squash: Callable[..., Any], slope: Callable[..., Any], train: Callable[..., Any]
) -> Verdict:
    """Exercise 7. An exit, and its slope, with which the median of three remembers.

    squash(c), slope(c)  c (N, H), the cell -> (N, H)
    train                train(layer, lag, seed=…, steps=…): the proportion of right
                         answers
    """

    def values(function: Callable[..., Any], name: str, c: Array = CELLS) -> Array:
        found = numbers(Asked(function)(c))
        if found is None or found.shape not in (c.shape, ()):
            what = (
                show(found) if found is None else _("of shape {}").format(found.shape)
            )
            raise NotYet(
                _("{}(c) is {}").format(name, what),
                _("a number for each of those in c"),
            )
        return np.broadcast_to(found, c.shape)

    def bounded() -> bool:
        found = values(squash, "squash")
        if (worst := np.abs(found).max()) > 1 + 1e-9:
            c = CELLS[np.abs(found).argmax()]
            raise NotYet(_("squash({:g}) is {}").format(c, show(np.sign(c) * worst)))
        if (np.sign(found) != np.sign(CELLS)).any():
            raise NotYet(
                _("squash(c) hasn't the sign of c"), _("what is shown of 2, of -2?")
            )
        return True

    def differences() -> Array:
        ends = [values(squash, "squash", CELLS + step) for step in (1e-5, -1e-5)]
        return np.asarray((ends[0] - ends[1]) / 2e-5)

    def sloping() -> bool:
        found, right = values(slope, "slope"), differences()
        if np.allclose(found, right, rtol=1e-3, atol=1e-6):
            return True
        at = int(np.abs(found - right).argmax())
        raise NotYet(
            _("slope({:g}) is {:.3g}; nudging squash there gives {:.3g}").format(
                CELLS[at], found[at], right[at]
            )
        )

    def remembers() -> bool:
        layer = partial(OtherExit, squash=squash, slope=slope)
        found: list[float] = []
        with np.errstate(all="ignore"):
            for seed in SEEDS:
                found.append(train(layer, LAG, seed=seed, steps=STEPS))
                right = sum(accuracy > WANTED for accuracy in found)
                if right == 2:
                    return True
                if len(found) - right == 2:
                    break
        told = ", ".join(f"{accuracy:.0%}" for accuracy in found)
        raise NotYet(_("networks are right in {}").format(told), too_flat())

    def too_flat() -> str:
        one = abs(values(squash, "squash", np.array([1.0]))[0])
        left = values(slope, "slope", np.array([LARGE]))[0]
        if one < 0.01:
            return _("squash(1) is {:.1g}: too little is shown of a small c").format(
                one
            )
        if left > 0.003:  # as that of c / (1 + |c|), which does
            return _(
                "at c = {:g} your slope is {:.1g}, which is enough: is train_recall as "
                "it was in the first cells?"
            ).format(LARGE, left)
        return _(
            "at c = {:g} your slope is {:.1g}: let it shrink more slowly. Must squash "
            "come near 1 as early as c = 2?"
        ).format(LARGE, left)

    return grade(
        Step(
            _("squash(c) stays between -1 and 1"),
            bounded,
            hint=_("the exercise asks for values between -1 and 1"),
        ),
        Step(
            _("slope(c) is the slope of squash"),
            sloping,
            hint=_("derive squash by hand: outer slope times inner slope"),
        ),
        Step(_("the median of three remembers over {} steps").format(LAG), remembers),
    )
