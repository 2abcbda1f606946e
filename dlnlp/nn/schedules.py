"""Learning rate schedules: a function from the number of a step to its rate.

The first step has number 0. A rate of 0 is a rate: the step changes nothing.
"""

import math
from collections.abc import Callable

import numpy as np

from dlnlp.arrays import check_size


def linear_decay(lr: float, steps: int, final: float = 0.0) -> Callable[[int], float]:
    """Linear decay: from `lr` straight down to `final` in `steps` steps, then constant.

    ValueError: fewer than 1 step; rates that aren't finite numbers, 0 or more.

    >>> rate = linear_decay(1.0, 4)
    >>> [rate(step) for step in range(6)]
    [1.0, 0.75, 0.5, 0.25, 0.0, 0.0]
    """
    _check(lr, steps, final)
    return lambda step: final + (lr - final) * max(0.0, 1 - step / steps)


def warmup_cosine(
    lr: float, steps: int, warmup: int, final: float = 0.0
) -> Callable[[int], float]:
    """Warm-up and cosine decay: straight up to `lr`, then half a cosine to `final`.

    steps   all of them, those of the warm-up included; afterwards it is constant
    warmup  the steps of the way up (Loshchilov & Hutter 2017, eq. 5, for the way down)

    ValueError: as for `linear_decay`; a warm-up of more steps than there are.

    >>> rate = warmup_cosine(1.0, 6, 2)
    >>> [round(rate(step), 2) for step in range(7)]
    [0.5, 1.0, 1.0, 0.85, 0.5, 0.15, 0.0]
    """
    _check(lr, steps, final)
    if not 0 <= warmup <= steps:
        raise ValueError(f"warmup is {warmup}; {steps} steps allow 0 to {steps}")

    def at(step: int) -> float:
        if step < warmup:
            return lr * (step + 1) / warmup
        done = min(1.0, (step - warmup) / max(1, steps - warmup))
        return final + (lr - final) * 0.5 * (1 + math.cos(math.pi * done))

    return at


def warmup_inverse_sqrt(
    dim: int, warmup: int, factor: float = 1.0
) -> Callable[[int], float]:
    """Warm-up and inverse square root: straight up, then down with 1 / sqrt(step).

    factor dim^-0.5 min(n^-0.5, n warmup^-1.5) for the n-th step, n = 1, 2, …; it is
    highest at n = warmup (Vaswani et al. 2017, eq. 3).

    dim     D, the width of the model; warmup, the steps of the way up

    ValueError: dim or warmup below 1; a factor that isn't a finite number, 0 or more.

    >>> rate = warmup_inverse_sqrt(1, 4, factor=2.0)
    >>> [round(rate(step), 2) for step in (0, 3, 15)]
    [0.25, 1.0, 0.5]
    """
    dim, warmup = check_size(dim, "dim"), check_size(warmup, "warmup")
    scale = check_learning_rate(factor, "'s factor") * dim**-0.5
    return lambda step: scale * min((step + 1) ** -0.5, (step + 1) * warmup**-1.5)


def check_learning_rate(lr: float, of: str = "") -> float:
    """The learning rate as a float; ValueError unless it is finite, and 0 or more."""
    if not (isinstance(lr, int | float | np.number) and 0 <= lr < math.inf):
        raise ValueError(
            f"the learning rate{of} is {lr!r}; it must be a finite number, 0 or more"
        )
    return float(lr)


def _check(lr: float, steps: int, final: float) -> None:
    check_learning_rate(lr)
    check_learning_rate(final, " at the end")
    if not steps >= 1:
        raise ValueError(f"the schedule has {steps} steps; it takes at least 1")
