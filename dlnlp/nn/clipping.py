"""Gradient clipping: one steep place must not throw the parameters far away."""

import math
from collections.abc import Iterable

import numpy as np

from dlnlp.arrays import Array
from dlnlp.nn.module import Parameter
from dlnlp.nn.row_gradient import RowGradient


def clip_grad_norm(parameters: Iterable[Parameter], limit: float) -> float:
    """Gradient norm clipping: shorten all gradients together to length `limit`.

    Returns the length before. If that is no longer than the limit, nothing is changed,
    nor if it is NaN or infinite. Taken as one long vector, the gradient keeps its
    direction (Pascanu, Mikolov & Bengio 2013, algorithm 1).

    ValueError: a limit that is not above 0.

    >>> w = Parameter(np.zeros(2))
    >>> w.add_grad(np.array([3.0, 4.0]))
    >>> clip_grad_norm([w], 1.0), w.grad.round(2).tolist()
    (5.0, [0.6, 0.8])
    """
    if not limit > 0:
        raise ValueError(f"the limit is {limit}; it must be above 0")
    grads = [p.grad for p in dict.fromkeys(parameters) if p.grad is not None]
    norm = math.hypot(*[_length(grad) for grad in grads])
    if norm > limit and math.isfinite(norm):
        for grad in grads:
            numbers = grad.rows if isinstance(grad, RowGradient) else grad
            numbers *= float(limit / norm)
    return norm


def _length(grad: Array | RowGradient) -> float:
    """The length of all numbers as one vector, whose squares may be too large or small.

    Squares overflow float32 from 1e19 on, and vanish in float16 below 1e-4.
    """
    numbers = grad.summed()[1] if isinstance(grad, RowGradient) else grad
    wide = np.result_type(numbers, np.float32)
    length = float(np.linalg.norm(numbers.astype(wide, copy=False)))
    return length if length < math.inf else float(np.linalg.norm(np.float64(numbers)))
