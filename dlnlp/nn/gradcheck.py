"""Gradient checking: nudge each number, and see whether the loss does as derived."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from dlnlp.arrays import Array
from dlnlp.language import Told, Words, _
from dlnlp.nn.module import Backward, Module, Parameter


def numeric_gradient(f: Callable[[], float], x: Array, *, step: float = 1e-5) -> Array:
    """Central differences of f() in each entry of x, which is nudged in place.

    (f(x + step) - f(x - step)) / 2 step. Its error shrinks with step^2, and rounding
    grows as step shrinks; in float64 a step of 1e-5 leaves about ten digits.

    ValueError: x of another type than float64.

    >>> x = np.array([1.0, 2.0])
    >>> numeric_gradient(lambda: float((x**2).sum()), x).round(6).tolist()
    [2.0, 4.0]
    """
    if x.dtype != np.float64:
        raise ValueError(f"differences want float64, given {x.dtype}: see `as_float64`")
    grad = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        before = x[i]
        try:
            x[i] = before + step
            above = f()
            x[i] = before - step
            below = f()
        finally:
            x[i] = before
        grad[i] = (above - below) / (2 * step)
    return grad


def as_float64(module: Module) -> Module:
    """The same module with its parameters turned to float64, in place."""
    for parameter in module.parameters():
        parameter.value = parameter.value.astype(np.float64)
    return module


def relative_error(a: Array, b: Array) -> float:
    """Relative error: |a - b| by the larger of the two, largest entry against largest.

    The unit is at least 1e-4. Where the true gradient is zero, rounding leaves about
    1e-11 in a central difference, and that is no error.
    """
    sizes = [float(np.max(np.abs(x), initial=0)) for x in (a, b, a - b)]
    return sizes[2] / max(1e-4, sizes[0], sizes[1])


@dataclass(frozen=True, repr=False)
class GradientCheck(Told):
    """The relative error of each parameter's gradient, beside the parameter's shape."""

    errors: Mapping[str, tuple[tuple[int, ...], float]]
    tolerance: float

    def __bool__(self) -> bool:
        return all(error < self.tolerance for _, error in self.errors.values())

    def _words(self) -> Words:
        lines = []
        for name, (shape, error) in self.errors.items():
            if error < self.tolerance:
                line = _("✓ {} {}: difference below {:.0e}")
                lines.append(line.format(name, shape, self.tolerance))
            else:
                line = _("✗ {} {}: difference {:.1e}")
                lines.append(line.format(name, shape, error))
        return _("\n").join(lines)


def gradcheck(
    loss: Callable[[], tuple[float, Backward]],
    parameters: Module | Mapping[str, Parameter],
    *,
    tolerance: float = 1e-6,
) -> GradientCheck:
    """Gradient check: what `backward` gives, against central differences.

    loss        returns the loss and its backward pass, the same each time it is called
    parameters  a module, or parameters by name; float64

    Costs two calls of `loss` for each number in the parameters: for small models.
    ValueError: parameters of another type, a loss that isn't the same each time.

    >>> w = Parameter(np.array([3.0, 4.0]))
    >>> def loss():
    ...     return float((w.value**2).sum()), lambda: w.add_grad(2 * w.value)
    >>> gradcheck(loss, {"w": w})
    ✓ w (2,): difference below 1e-06
    """
    if isinstance(parameters, Module):
        parameters = dict(parameters.named_parameters())
    value, backward = loss()
    if not (again := loss()[0]) == value:
        raise ValueError(
            f"the loss was {value} and then {again}; it must be the same number each "
            "time: if it draws at random, give it a fresh rng with the same seed"
        )
    for parameter in parameters.values():
        parameter.zero_grad()
    backward()
    errors = {}
    for name, parameter in parameters.items():
        expected = numeric_gradient(lambda: loss()[0], parameter.value)
        error = relative_error(parameter.gradient, expected)
        errors[name] = (parameter.value.shape, error)
    for parameter in parameters.values():
        parameter.zero_grad()
    return GradientCheck(errors, tolerance)
