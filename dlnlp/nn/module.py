"""Parameters, their gradients, and modules that hold them.

Calling a layer returns its output and its backward pass: `y, backward = layer(x)`, then
`dx = backward(dy)`. What the backward pass needs lives in the function `backward`, not
in the layer, so a layer can be called twice before anybody goes back. Until then leave
the arrays as they are that went in and came out: `backward` may hold them, not copies.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from dlnlp.arrays import Array
from dlnlp.nn.row_gradient import RowGradient
from dlnlp.nn.tensor_files import load_tensors, save_tensors

Backward = Callable[..., Any]


class Parameter:
    """An array that is learned, and the gradient of the loss with respect to it.

    value  a copy of the array given; float32 unless that was of another float type
    grad   None until a backward pass adds to it; then an array of the same shape, or a
           `RowGradient` where only some rows were used
    """

    def __init__(self, value: ArrayLike):
        dtype = getattr(value, "dtype", None)  # a list or a number has none
        floating = dtype is not None and dtype.kind == "f"
        self.value: Array = np.array(value, dtype=dtype if floating else np.float32)
        self.grad: Array | RowGradient | None = None

    def add_grad(self, gradient: ArrayLike | RowGradient) -> None:
        """Add to the gradient, as every use of the parameter contributes a part.

        The first array is taken over uncopied, as copies take time: the parameter owns
        it from then on, and adds to it in place. So hand in one that nobody else uses.

        ValueError: another shape than the value's.
        """
        if not isinstance(gradient, RowGradient):
            gradient = np.asarray(gradient)
            if gradient.dtype.kind != "f" or not gradient.flags.writeable:
                gradient = np.array(gradient, dtype=self.value.dtype)
        if gradient.shape != self.value.shape:
            raise ValueError(
                f"a gradient of shape {gradient.shape} came to a parameter of shape "
                f"{self.value.shape}; they must be the same"
            )
        if self.grad is None:
            self.grad = gradient
        elif isinstance(self.grad, RowGradient):
            self.grad = self.grad.plus(gradient)
        elif isinstance(gradient, RowGradient):
            self.grad = gradient.plus(self.grad)
        else:
            self.grad += gradient

    def zero_grad(self) -> None:
        """Forget the gradient."""
        self.grad = None

    @property
    def gradient(self) -> Array:
        """The gradient as an array of the value's shape, whatever form `grad` has."""
        if self.grad is None:
            return np.zeros_like(self.value)
        if isinstance(self.grad, RowGradient):
            return self.grad.dense()
        return np.array(self.grad, dtype=self.value.dtype)

    def __repr__(self) -> str:
        return f"Parameter{self.value.shape}"


class Module:
    """Something with parameters: a layer, or a whole model.

    Parameters are found in the attributes, in the order in which `__init__` set them,
    and in modules, lists, tuples and dictionaries among these. Sharing one `Parameter`
    ties weights.
    """

    def named_parameters(self) -> Iterator[tuple[str, Parameter]]:
        """Name and parameter, e.g. ("embedding.W", …); a shared one at every place."""
        return _find("", self)

    def parameters(self) -> list[Parameter]:
        """Every parameter once, in order of definition."""
        return list(self._once().values())

    def zero_grad(self) -> None:
        """Forget all gradients."""
        for parameter in self.parameters():
            parameter.zero_grad()

    def state_dict(self) -> dict[str, Array]:
        """Copies of all values by name; a shared parameter under its first name."""
        return {name: p.value.copy() for name, p in self._once().items()}

    def load_state_dict(self, state: Mapping[str, Array]) -> None:
        """Take over values, whole or not at all.

        ValueError names each parameter that is missing, not wanted, of another shape
        (with the shape expected and the shape found), or not finite.
        """
        own = self._once()
        check_state(
            {name: parameter.value for name, parameter in own.items()},
            state,
            f"these are not the parameters of this {type(self).__name__}",
        )
        for name, parameter in own.items():
            parameter.value[...] = state[name]

    def _once(self) -> dict[str, Parameter]:
        """Each parameter once, by the first of its names."""
        first: dict[Parameter, str] = {}
        for name, parameter in self.named_parameters():
            first.setdefault(parameter, name)
        return {name: parameter for parameter, name in first.items()}

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the parameters as a safetensors file, which appears whole or never."""
        save_tensors(self.state_dict(), path)

    def load(self, path: str | os.PathLike[str]) -> None:
        """Read what `save` wrote. ValueError: a damaged file, or another model's."""
        tensors, _ = load_tensors(path)
        self.load_state_dict(tensors)


def _find(name: str, thing: Any) -> Iterator[tuple[str, Parameter]]:
    """The parameters in a thing, by the path that leads to each."""
    parts: Iterable[tuple[Any, Any]] = ()
    if isinstance(thing, Parameter):
        yield name, thing
    elif isinstance(thing, Module):
        parts = vars(thing).items()
    elif isinstance(thing, dict):
        parts = thing.items()
    elif isinstance(thing, list | tuple):
        parts = enumerate(thing)
    for key, part in parts:
        yield from _find(f"{name}.{key}" if name else str(key), part)


def check_state(
    expected: Mapping[str, Array], found: Mapping[str, Array], message: str
) -> None:
    """ValueError, `message` and all that is wrong, unless names and shapes agree."""
    wrong = [f"{name} is missing" for name in expected if name not in found]
    wrong += [f"{name} is not known here" for name in found if name not in expected]
    for name in expected.keys() & found.keys():
        array = np.asarray(found[name])
        if array.shape != expected[name].shape:
            wrong.append(
                f"{name}: expected {expected[name].shape}, found {array.shape}"
            )
        elif array.dtype.kind not in "fiub":
            wrong.append(f"{name} holds {array.dtype}, not numbers")
        elif not np.isfinite(_cast(array, expected[name].dtype)).all():
            wrong.append(f"{name} holds NaN or infinity")
    if wrong:
        raise ValueError(f"{message}: {'; '.join(sorted(wrong))}")


def _cast(array: Array, dtype: np.dtype[Any]) -> Array:
    with np.errstate(over="ignore"):  # what is too large becomes infinite
        return array.astype(dtype)
