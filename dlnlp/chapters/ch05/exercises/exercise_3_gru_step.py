"""Chapter 5, exercise 3: a step of the GRU."""

from collections.abc import Callable
from typing import Any

import numpy as np

from dlnlp.arrays import Array
from dlnlp.chapters.answers import Asked
from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.language import _
from dlnlp.nn import sigmoid

N, D, H = 2, 3, 4


def gru_step(
    x: Array,
    h_before: Array,
    Wx: Array,
    Wh: Array,
    b: Array,
    bh: Array,
    *,
    slip: str = "",
) -> Array:
    """The new state (N, H), or with a well-known slip."""
    H = h_before.shape[1]
    from_x, from_h = x @ Wx + b, h_before @ Wh
    gates = sigmoid(from_x[:, : 2 * H] + from_h[:, : 2 * H])
    r, z = gates[:, :H], gates[:, H:]
    if slip == "gates swapped":
        r, z = z, r
    state = r * (from_h[:, 2 * H :] + bh)
    if slip == "bh not reset":
        state = r * from_h[:, 2 * H :] + bh
    elif slip == "no bh":
        state = r * from_h[:, 2 * H :]
    elif slip == "no reset":
        state = from_h[:, 2 * H :] + bh
    elif slip == "reset before":
        state = (r * h_before) @ Wh[:, 2 * H :] + bh
    sums = from_x[:, 2 * H :] + state
    n = sigmoid(sums) if slip == "sigmoid" else np.tanh(sums)
    if slip == "z turned":
        z = 1 - z
    return np.asarray(z * h_before + (1 - z) * n)


HINTS = {
    "z turned": _("z keeps the old state; textbooks that turn it round say 1 - z"),
    "gates swapped": _("the blocks come in the order r, z, n"),
    "bh not reset": _(
        "bh belongs to the state's part of the candidate: r multiplies it"
    ),
    "no bh": _("and bh?"),
    "no reset": _("r says how much of the state's part the candidate may see"),
    "reset before": _("so it is in the paper; here r acts after the product with Wh"),
    "sigmoid": _("the candidate lies between -1 and 1"),
}


def check_gru_step(step: Callable[..., Any]) -> Verdict:
    """Exercise 3. `step(x, h_before, Wx, Wh, b, bh)`: the new state (N, H)."""
    rng = np.random.default_rng(0)
    shapes = (N, D), (N, H), (D, 3 * H), (H, 3 * H), (3 * H,), (H,)
    drawn = [rng.normal(size=shape) for shape in shapes]
    x, before, Wx, Wh, b, bh = drawn
    asked = Asked(step)

    keep, replace = b.copy(), b.copy()
    keep[H : 2 * H], replace[H : 2 * H] = 1000, -1000  # z is 1, or 0

    def slips(*arrays: Array) -> list[tuple[Array, str]]:
        return [(gru_step(*arrays, slip=slip), hint) for slip, hint in HINTS.items()]

    cases = {
        _("z = 1: the old state stays"): (x, before, Wx, Wh, keep, bh),
        _("z = 0: the candidate alone"): (x, before, Wx, Wh, replace, bh),
        _("two texts, all weights at random"): (x, before, Wx, Wh, b, bh),
        _("the first step, after a state of zeros"): (x, before * 0, Wx, Wh, b, bh),
    }
    hints = (
        _("h = z * h_before + (1 - z) * n"),
        _("n = tanh(x Wx + b + r * (h_before Wh + bh)), of the third block"),
        _("which columns of Wx, Wh and b belong to r, which to z, which to n?"),
        _("with h_before = 0, bh and b are still there"),
    )
    return grade(
        *(
            Step(
                claim,
                lambda arrays=arrays: asked(*arrays),  # type: ignore[misc]
                gru_step(*arrays),
                hint,
                mistakes=slips(*arrays),
            )
            for (claim, arrays), hint in zip(cases.items(), hints, strict=True)
        )
    )
