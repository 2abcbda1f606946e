"""How parameters follow their gradients downhill. After a step, gradients are gone."""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from dlnlp.arrays import Array
from dlnlp.nn.chunks import blocks
from dlnlp.nn.functional import check_share
from dlnlp.nn.module import Parameter, check_state
from dlnlp.nn.row_gradient import RowGradient


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
        if not self.parameters:
            raise ValueError("no parameters were given: there is nothing to learn")
        self.lr = check_learning_rate(lr)
        self.steps = 0
        self.memory = {  # one array a slot and parameter, of the parameter's shape
            slot: [np.zeros_like(p.value) for p in self.parameters]
            for slot in self.slots
        }

    def step(self) -> None:
        """Move every parameter against its gradient, and forget the gradients."""
        self.lr = check_learning_rate(self.lr)  # it may have been changed
        self.steps += 1
        for i, parameter in enumerate(self.parameters):
            if parameter.grad is not None:
                slots = [self.memory[slot][i] for slot in self.slots]
                for where, grad in _pieces(parameter.grad):
                    self.update(parameter.value, where, grad, *slots)
            parameter.zero_grad()

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

    def load_state_dict(self, state: Mapping[str, Array]) -> None:
        """Take over what `state_dict` gave, whole or not at all (then ValueError)."""
        self.check_state_dict(state)
        for slot, arrays in self.memory.items():
            for i, array in enumerate(arrays):
                array[...] = state[f"{slot}.{i}"]
        self.steps, self.lr = int(state["steps"]), float(state["lr"])

    def check_state_dict(self, state: Mapping[str, Array]) -> None:
        """ValueError unless `load_state_dict` would take this state."""
        name = type(self).__name__
        message = f"this is not the state of {name} for these parameters"
        check_state(self.state_dict(), state, message)
        check_learning_rate(float(state["lr"]))


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
        check_share("momentum", momentum)
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
        _check_epsilon(epsilon)
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
        check_share("beta1", beta1)
        check_share("beta2", beta2)
        _check_epsilon(epsilon)
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

    Returns the length before. If that is NaN or infinite, nothing is changed.
    Taken as one long vector, the gradient keeps its direction
    (Pascanu, Mikolov & Bengio 2013, algorithm 1).
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


def linear_decay(lr: float, steps: int, final: float = 0.0) -> Callable[[int], float]:
    """A schedule: from `lr` straight down to `final` in `steps` steps, then constant.

    A schedule gives the learning rate of each step; the first step has number 0.
    """
    _check_schedule(lr, steps, final)
    return lambda step: final + (lr - final) * max(0.0, 1 - step / steps)


def warmup_cosine(
    lr: float, steps: int, warmup: int, final: float = 0.0
) -> Callable[[int], float]:
    """A schedule: straight up to `lr` in `warmup` steps, then half a cosine down.

    steps  all of them, those of the warm-up included
    """
    _check_schedule(lr, steps, final)
    if not 0 <= warmup <= steps:
        raise ValueError(f"warmup is {warmup}; {steps} steps allow 0 to {steps}")

    def at(step: int) -> float:
        if step < warmup:
            return lr * (step + 1) / warmup
        done = min(1.0, (step - warmup) / max(1, steps - warmup))
        return final + (lr - final) * 0.5 * (1 + math.cos(math.pi * done))

    return at


def check_learning_rate(lr: float, of: str = "") -> float:
    """The learning rate as a float; ValueError unless it is finite and above 0."""
    if not (isinstance(lr, int | float | np.number) and 0 < lr < math.inf):
        raise ValueError(
            f"the learning rate{of} is {lr!r}; it must be a finite number above 0"
        )
    return float(lr)


def _check_epsilon(epsilon: float) -> None:
    if not 0 < epsilon < math.inf:
        raise ValueError(f"epsilon is {epsilon}; it must be above 0: it saves from 0/0")


def _check_schedule(lr: float, steps: int, final: float) -> None:
    check_learning_rate(lr)
    if not 0 <= final < math.inf:
        raise ValueError(f"final is {final}; it must be a finite number, 0 or more")
    if not steps >= 1:
        raise ValueError(f"the schedule has {steps} steps; it takes at least 1")


def _pieces(grad: Any) -> Iterator[tuple[Any, Array]]:
    """Where the gradient applies, and what it is there: the rows used, or blocks."""
    if isinstance(grad, RowGradient):
        yield grad.summed()
    else:
        grad = np.asarray(grad)
        yield from ((block, grad[block]) for block in blocks(grad))


def _length(grad: Any) -> float:
    """The length of all numbers as one vector; their squares may overflow float32."""
    numbers = grad.summed()[1] if isinstance(grad, RowGradient) else grad
    length = float(np.linalg.norm(numbers))
    return length if length < math.inf else float(np.linalg.norm(np.float64(numbers)))
