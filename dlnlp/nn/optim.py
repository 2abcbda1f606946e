"""How parameters follow their gradients downhill. After a step, gradients are gone."""

import math
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlnlp.nn.core import Parameter, RowGradient

Array = NDArray[Any]


class Optimizer:
    """What all of them share: the parameters, the learning rate, their memory.

    A gradient of rows updates these rows alone, and what the optimiser remembers about
    them; all other rows stay as they are. For SGD and AdaGrad that is the same as with
    zeros in the other rows. For Momentum and Adam it isn't: rows without a gradient
    neither coast on nor forget ("lazy" updates), which is what sparse data want.
    """

    slots: tuple[str, ...] = ()  # names of the arrays remembered for each parameter

    def __init__(self, parameters: Iterable[Parameter], lr: float):
        self.parameters = list(dict.fromkeys(parameters))
        check_learning_rate(lr)
        self.lr = lr
        self.steps = 0
        self.memory = {  # one array a slot and parameter, of the parameter's shape
            slot: [np.zeros_like(p.value) for p in self.parameters]
            for slot in self.slots
        }

    def step(self) -> None:
        """Move every parameter against its gradient, and forget the gradients."""
        self.steps += 1
        for i, parameter in enumerate(self.parameters):
            where, grad = _where(parameter.grad)
            if where is not None:
                slots = [self.memory[slot][i] for slot in self.slots]
                self.update(parameter.value, where, grad, *slots)
            parameter.grad = 0.0

    def update(self, value: Array, where: Any, grad: Array, *slots: Array) -> None:
        """Change value[where], given its gradient of the same shape."""
        raise NotImplementedError

    def state_dict(self) -> dict[str, Array]:
        """Everything that the next step depends on, except the parameters."""
        arrays = {
            f"{slot}.{i}": array.copy()
            for slot, arrays in self.memory.items()
            for i, array in enumerate(arrays)
        }
        return arrays | {"steps": np.array(self.steps), "lr": np.array(self.lr)}

    def load_state_dict(self, state: dict[str, Array]) -> None:
        """Take over what `state_dict` gave. ValueError if it doesn't fit."""
        own = self.state_dict()
        shapes = {name: array.shape for name, array in own.items()}
        found = {name: np.shape(array) for name, array in state.items()}
        if shapes != found:
            wrong = sorted(
                name for name in shapes | found if shapes.get(name) != found.get(name)
            )
            raise ValueError(
                f"this state is not that of {type(self).__name__} for these "
                f"parameters; it differs in {', '.join(wrong)}"
            )
        for slot, arrays in self.memory.items():
            for i, array in enumerate(arrays):
                array[...] = state[f"{slot}.{i}"]
        self.steps, self.lr = int(state["steps"]), float(state["lr"])


class SGD(Optimizer):
    """Stochastic gradient descent: value -= lr * gradient."""

    def update(self, value: Array, where: Any, grad: Array, *slots: Array) -> None:
        value[where] -= self.lr * grad


class Momentum(Optimizer):
    """Steps with inertia: a velocity that each gradient bends (Polyak 1964)."""

    slots = ("velocity",)

    def __init__(
        self, parameters: Iterable[Parameter], lr: float, *, momentum: float = 0.9
    ):
        super().__init__(parameters, lr)
        _check_share("momentum", momentum)
        self.momentum = momentum

    def update(self, value: Array, where: Any, grad: Array, *slots: Array) -> None:
        (velocity,) = slots
        velocity[where] = self.momentum * velocity[where] - self.lr * grad
        value[where] += velocity[where]


class AdaGrad(Optimizer):
    """Each number has a rate of its own, lr / sqrt(sum of its squared gradients).

    What has moved much moves less: rare words learn fast, frequent ones settle
    (Duchi, Hazan & Singer 2011).
    """

    slots = ("squares",)

    def __init__(
        self, parameters: Iterable[Parameter], lr: float, *, epsilon: float = 1e-8
    ):
        super().__init__(parameters, lr)
        self.epsilon = epsilon

    def update(self, value: Array, where: Any, grad: Array, *slots: Array) -> None:
        (squares,) = slots
        squares[where] += grad * grad
        value[where] -= self.lr * grad / (np.sqrt(squares[where]) + self.epsilon)


class Adam(Optimizer):
    """Momentum, and a rate of its own for each number, both forgetting slowly.

    mean and square start at zero, so early on they are too small by 1 - beta^steps;
    dividing by that corrects them (Kingma & Ba 2015, algorithm 1).
    """

    slots = ("mean", "square")

    def __init__(
        self,
        parameters: Iterable[Parameter],
        lr: float = 1e-3,
        *,
        beta1: float = 0.9,
        beta2: float = 0.999,
        epsilon: float = 1e-8,
    ):
        super().__init__(parameters, lr)
        _check_share("beta1", beta1)
        _check_share("beta2", beta2)
        self.beta1, self.beta2, self.epsilon = beta1, beta2, epsilon

    def update(self, value: Array, where: Any, grad: Array, *slots: Array) -> None:
        mean, square = slots
        mean[where] = self.beta1 * mean[where] + (1 - self.beta1) * grad
        square[where] = self.beta2 * square[where] + (1 - self.beta2) * grad * grad
        m = mean[where] / (1 - self.beta1**self.steps)
        v = square[where] / (1 - self.beta2**self.steps)
        value[where] -= self.lr * m / (np.sqrt(v) + self.epsilon)


def clip_grad_norm(parameters: Iterable[Parameter], limit: float) -> float:
    """Shorten all gradients together to length `limit` if they are longer.

    Returns the length before (NaN if a gradient is NaN, and then nothing is changed).
    Taken as one long vector, the gradient keeps its direction
    (Pascanu, Mikolov & Bengio 2013, algorithm 1).
    """
    if not limit > 0:
        raise ValueError(f"the limit is {limit}; it must be above 0")
    parameters = list(dict.fromkeys(parameters))
    squares = [float(np.sum(np.square(grad))) for _, grad in _summed(parameters)]
    norm = math.sqrt(sum(squares))
    if norm > limit and math.isfinite(norm):
        for parameter in parameters:
            parameter.grad = parameter.grad * (limit / norm)
    return norm


def linear_decay(lr: float, steps: int, final: float = 0.0) -> Callable[[int], float]:
    """A schedule: from `lr` straight down to `final` in `steps` steps."""
    return lambda step: final + (lr - final) * max(0.0, 1 - step / steps)


def warmup_cosine(
    lr: float, steps: int, warmup: int, final: float = 0.0
) -> Callable[[int], float]:
    """A schedule: straight up to `lr` in `warmup` steps, then half a cosine down."""

    def at(step: int) -> float:
        if step < warmup:
            return lr * (step + 1) / warmup
        done = min(1.0, (step - warmup) / max(1, steps - warmup))
        return final + (lr - final) * 0.5 * (1 + math.cos(math.pi * done))

    return at


def check_learning_rate(lr: float) -> None:
    """ValueError unless lr is a finite number above 0."""
    if not (isinstance(lr, int | float | np.number) and 0 < lr < math.inf):
        raise ValueError(
            f"the learning rate is {lr!r}; it must be a finite number above 0"
        )


def _check_share(name: str, value: float) -> None:
    if not 0 <= value < 1:
        raise ValueError(f"{name} is {value}; it must be at least 0 and below 1")


def _where(grad: Any) -> tuple[Any, Any]:
    """Where a gradient applies and what it is there; None where there is none."""
    if isinstance(grad, RowGradient):
        return grad.summed()
    return (None, None) if type(grad) is float else (..., grad)  # 0.0: none came


def _summed(parameters: Iterable[Parameter]) -> Iterator[tuple[Any, Array]]:
    for parameter in parameters:
        where, grad = _where(parameter.grad)
        if where is not None:
            yield where, grad
