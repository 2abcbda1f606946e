"""Parameters, their gradients, and modules that hold them.

Calling a layer returns its output and its way back: `y, backward = layer(x)`, then
`dx = backward(dy)`. What the way back needs lives in the function `backward`, not in
the layer, so a layer can be called twice before anybody goes back.
"""

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

Array = NDArray[Any]
Backward = Callable[..., Any]


class Diverged(ArithmeticError):
    """Training has left the finite numbers.

    step       the number of the update at which it was noticed
    last_good  what there was before: parameters by name, without NaN or infinity
    """

    def __init__(self, message: str, *, step: int, last_good: dict[str, Array]):
        super().__init__(message)
        self.step = step
        self.last_good = last_good


class RowGradient:
    """The gradient of a matrix (V, D) of which a batch used only some rows.

    ids   (M,) which rows; one may be named several times, then its parts add up
    rows  (M, D) their parts of the gradient
    """

    __array_ufunc__ = None  # so that array += RowGradient comes here, to __radd__

    def __init__(self, ids: Array, rows: Array, shape: tuple[int, ...]):
        self.ids, self.rows, self.shape = ids, rows, shape

    def summed(self) -> tuple[Array, Array]:
        """Each row once: sorted ids (U,) and the sums of their parts (U, D).

        The sums are one product with a sparse matrix of ones: its row u has a one for
        each part that belongs to id u. Much faster than adding part after part.
        """
        order = np.argsort(self.ids, kind="stable")
        ids, starts = np.unique(self.ids[order], return_index=True)
        ones = np.ones(len(order), dtype=self.rows.dtype)
        row_starts = np.append(starts, len(order))
        gather = sparse.csr_array(
            (ones, order, row_starts), shape=(len(ids), len(order))
        )
        return ids, gather @ self.rows

    def dense(self) -> Array:
        """The whole matrix (V, D), zeros included."""
        whole = np.zeros(self.shape, dtype=self.rows.dtype)
        ids, rows = self.summed()
        whole[ids] = rows
        return whole

    def __add__(self, other: Any) -> Any:
        if isinstance(other, RowGradient):
            ids = np.concatenate([self.ids, other.ids])
            rows = np.concatenate([self.rows, other.rows])
            return RowGradient(ids, rows, self.shape)
        return self if type(other) is float else self.dense() + other  # 0.0: none yet

    __radd__ = __add__

    def __mul__(self, factor: float) -> "RowGradient":
        return RowGradient(self.ids, self.rows * factor, self.shape)


class Parameter:
    """An array that is learned, and what is known of its gradient.

    value  the array; float32 unless it was made otherwise
    grad   0.0 until a `backward` adds to it; then an array of the same shape, or a
           `RowGradient` where only some rows were used
    """

    def __init__(self, value: ArrayLike):
        self.value: Array = np.asarray(value)
        self.grad: Any = 0.0

    @property
    def gradient(self) -> Array:
        """The gradient as an array of the value's shape, whatever form `grad` has."""
        if isinstance(self.grad, RowGradient):
            return self.grad.dense()
        return np.broadcast_to(self.grad, self.value.shape).astype(self.value.dtype)

    def __repr__(self) -> str:
        return f"Parameter{self.value.shape}"


class Module:
    """Something with parameters: a layer or a whole model.

    Parameters are found in the attributes, in the order in which `__init__` set them;
    so are modules, and lists of modules. Sharing one `Parameter` object ties weights.
    """

    def named_parameters(self, prefix: str = "") -> Iterator[tuple[str, Parameter]]:
        """Name and parameter, e.g. ("embedding.W", …); a shared one at every place."""
        for name, attribute in vars(self).items():
            if isinstance(attribute, Parameter):
                yield prefix + name, attribute
            elif isinstance(attribute, Module):
                yield from attribute.named_parameters(f"{prefix}{name}.")
            elif isinstance(attribute, list):
                for i, part in enumerate(attribute):
                    if isinstance(part, Module):
                        yield from part.named_parameters(f"{prefix}{name}.{i}.")

    def parameters(self) -> list[Parameter]:
        """Every parameter once, in order of definition."""
        return list(dict.fromkeys(p for _, p in self.named_parameters()))

    def zero_grad(self) -> None:
        """Forget all gradients."""
        for parameter in self.parameters():
            parameter.grad = 0.0

    def state_dict(self) -> dict[str, Array]:
        """Copies of all values by name; a shared parameter under its first name."""
        first: dict[int, str] = {}
        for name, parameter in self.named_parameters():
            first.setdefault(id(parameter), name)
        named = dict(self.named_parameters())
        return {name: named[name].value.copy() for name in first.values()}

    def load_state_dict(self, state: Mapping[str, Array]) -> None:
        """Take over values, whole or not at all.

        ValueError names each parameter that is missing, not wanted, of another shape
        (with the shape expected and the shape found), or not finite.
        """
        own = self.state_dict()
        named = dict(self.named_parameters())
        complaints = [f"{name} is missing" for name in own if name not in state]
        complaints += [f"{name} is not in this model" for name in state.keys() - own]
        for name in own.keys() & state.keys():
            expected, found = own[name].shape, np.shape(state[name])
            if expected != found:
                complaints.append(f"{name}: expected {expected}, found {found}")
            elif not np.isfinite(state[name]).all():
                complaints.append(f"{name} holds NaN or infinity")
        if complaints:
            raise ValueError(
                f"these are not the parameters of this {type(self).__name__}: "
                + "; ".join(sorted(complaints))
            )
        for name in own:
            value = named[name].value
            named[name].value = np.array(state[name], dtype=value.dtype)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the parameters as a safetensors file, which appears whole or never."""
        save_tensors(self.state_dict(), path)

    def load(self, path: str | os.PathLike[str]) -> None:
        """Read what `save` wrote. ValueError: a damaged file, or another model's."""
        tensors, _ = load_tensors(path)
        self.load_state_dict(tensors)


def save_tensors(
    tensors: Mapping[str, Array],
    path: str | os.PathLike[str],
    metadata: Mapping[str, str] | None = None,
) -> None:
    """Write named arrays, and notes about them, as one safetensors file, or nothing."""
    from safetensors.numpy import save  # a compiled package that browsers lack

    path = Path(path)
    content = save(
        {name: np.ascontiguousarray(array) for name, array in tensors.items()},
        metadata=dict(metadata or {}),
    )
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())  # on the disk before the old file goes
        os.replace(draft, path)
    except BaseException:
        os.unlink(draft)
        raise


def load_tensors(
    path: str | os.PathLike[str],
) -> tuple[dict[str, Array], dict[str, str]]:
    """The arrays and the notes of a safetensors file. ValueError if it is damaged."""
    from safetensors import SafetensorError, safe_open

    if not Path(path).is_file():
        raise FileNotFoundError(f"there is no file {path}")
    try:
        with safe_open(path, framework="numpy") as file:
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
            return tensors, dict(file.metadata() or {})
    except SafetensorError as error:
        raise ValueError(
            f"{path} is not a whole safetensors file ({error}): cut short?"
        ) from None
