"""A layer on trial: a copy of it, what it is called with, and its gradients by name.

Inputs, outputs and their gradients may be nested tuples, as the state (h, c) is.
"""

import copy
import inspect
from collections.abc import Callable
from typing import Any

import numpy as np

from dlnlp.arrays import Array
from dlnlp.nn.module import Backward, Module
from dlnlp.nn.sequential import takes_rng

Gradients = dict[str, Array]  # of a parameter "W", of an input "input x"


class Trial:
    """A copy of a layer, none of whose parameters is 0, and the inputs of a call."""

    def __init__(
        self,
        layer: Callable[..., Any],
        inputs: tuple[Any, ...],
        options: dict[str, Any],
        dtype: Any,
    ):
        self.layer, self.options = copy.deepcopy(layer), options
        owner = getattr(self.layer, "__self__", self.layer)  # a method's object
        self.module = owner if isinstance(owner, Module) else Module()
        parameters = self.module.parameters()
        self.parameters = dict(zip(self.module.state_dict(), parameters, strict=True))
        rng = np.random.default_rng(0)
        for p in parameters:
            p.value = nonzero(rng, p.value.shape).astype(dtype)
        self.inputs = alike(
            alike(inputs, np.array), lambda x: x.astype(dtype) if is_float(x) else x
        )
        self.draws = takes_rng(layer)
        names = list(inspect.signature(layer).parameters)
        names += map(str, range(len(names), len(inputs)))  # of a call with *inputs
        self.names = [f"input {name}" for name in names[: len(inputs)]]

    def call(self, inputs: tuple[Any, ...] | None = None) -> tuple[Any, Backward]:
        """The output and its backward pass. An rng is fresh, of the same seed."""
        rng = {"rng": np.random.default_rng(99)} if self.draws else {}
        given = self.inputs if inputs is None else inputs
        result = self.layer(*given, **(self.options | rng))
        if not (isinstance(result, tuple) and len(result) == 2 and callable(result[1])):
            raise AssertionError(
                "a call must return two things, the output and its backward pass; this "
                f"one returned {type(result).__name__}"
            )
        return result

    def back(self, backward: Backward, doutput: Any) -> Gradients:
        """The gradients of the inputs that get one."""
        result = backward(*(doutput if isinstance(doutput, tuple) else (doutput,)))
        pairs = zip(self.names, self.inputs, strict=True)
        wanted = [(n, x) for n, x in pairs if x is None or any(map(is_float, flat(x)))]
        returned = result if len(wanted) > 1 else (result,) * len(wanted)
        if not (isinstance(returned, tuple) and len(returned) == len(wanted)):
            raise AssertionError(
                f"backward must return {len(wanted)} gradients, of "
                f"{' and '.join(name for name, _ in wanted)}; it returned "
                f"{len(result) if isinstance(result, tuple) else type(result).__name__}"
            )
        gradients = {}
        for (name, x), dx in zip(wanted, returned, strict=True):
            found = by_name(name, dx)
            for part, array in by_name(name, x).items():
                if part not in found or np.shape(found[part]) != array.shape:
                    raise AssertionError(
                        f"backward must return a gradient of shape {array.shape} for "
                        f"{part}; it returned {getattr(dx, 'shape', type(dx).__name__)}"
                    )
                gradients[part] = found[part]
        return gradients

    def gradients(self) -> Gradients:
        """Those that came to the parameters."""
        for name, parameter in self.parameters.items():
            if parameter.grad is None:
                raise AssertionError(
                    f"no gradient came to {name}: backward must add one, by add_grad"
                )
        return {name: p.gradient for name, p in self.parameters.items()}

    def run(self, inputs: tuple[Any, ...] | None = None) -> Gradients:
        """One call and one backward pass: the gradients of inputs and parameters."""
        self.module.zero_grad()
        output, backward = self.call(inputs)
        return self.back(backward, gradient_of(output)) | self.gradients()


def by_name(name: str, nested: Any) -> dict[str, Any]:
    """The parts of a nested tuple, such as state[0] and state[1]; None has none."""
    if isinstance(nested, tuple):
        parts = [by_name(f"{name}[{i}]", part) for i, part in enumerate(nested)]
        return {key: value for part in parts for key, value in part.items()}
    return {} if nested is None else {name: nested}


def flat(nested: Any) -> list[Any]:
    """The parts of a nested tuple, from left to right."""
    return list(by_name("", nested).values())


def alike(nested: Any, change: Callable[[Any], Any]) -> Any:
    """The same nesting, each part changed."""
    if isinstance(nested, tuple):
        return tuple(alike(part, change) for part in nested)
    return None if nested is None else change(nested)


def is_float(x: Any) -> bool:
    """Is it an array of floats? Ids and masks have no gradient."""
    return isinstance(x, np.ndarray) and x.dtype.kind == "f"


def nonzero(rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
    """Random numbers of either sign, between 0.1 and 1 without it."""
    return np.asarray(rng.uniform(0.1, 1, shape) * rng.choice([-1, 1], shape))


def gradient_of(output: Any) -> Any:
    """A random gradient for each part of an output, of its type; the same each time."""
    rng = np.random.default_rng(1)
    return alike(
        output, lambda y: nonzero(rng, y.shape).astype(y.dtype) if is_float(y) else 0.7
    )
