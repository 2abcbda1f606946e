"""Optimisers: how parameters follow their gradients downhill, step after step."""

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from dlnlp.arrays import Array
from dlnlp.nn.chunks import chunks
from dlnlp.nn.functional import check_probability
from dlnlp.nn.module import Parameter, check_state
from dlnlp.nn.row_gradient import RowGradient
from dlnlp.nn.schedules import check_learning_rate


class Optimizer:
    """What all optimisers share: the parameters, the learning rate `lr`, their state.

    A gradient of rows updates these rows alone, and what the optimiser remembers about
    them; all other rows stay as they are. For SGD and AdaGrad that is the same as with
    zeros in the other rows. For Momentum, Adam and AdamW it isn't: rows without a
    gradient neither coast on nor forget nor decay ("lazy" updates), which is what
    sparse data want.

    state        by name, an array for each parameter, of the parameter's shape
    state_names  these names

    ValueError: no parameters; a learning rate that isn't a finite number, 0 or more.
    """

    state_names: tuple[str, ...] = ()

    def __init__(self, parameters: Iterable[Parameter], lr: float):
        self.parameters = list(dict.fromkeys(parameters))
        if not self.parameters:
            raise ValueError("no parameters were given: there is nothing to learn")
        self.lr = check_learning_rate(lr)
        self.steps = 0
        self.state = {
            name: [np.zeros_like(p.value, _wide(p.value)) for p in self.parameters]
            for name in self.state_names
        }

    def step(self) -> None:
        """Move every parameter against its gradient, and forget the gradients."""
        self.lr = check_learning_rate(self.lr)  # it may have been changed
        self.steps += 1
        for i, parameter in enumerate(self.parameters):
            state = [self.state[name][i] for name in self.state_names]
            for where, grad in _pieces(parameter.grad):
                self.update(parameter.value, where, grad, *state)
            parameter.zero_grad()

    def update(self, value: Array, where: Any, grad: Array, *state: Array) -> None:
        """Change value[where], given its gradient of the same shape."""
        raise NotImplementedError

    def state_dict(self) -> dict[str, Array]:
        """Everything that the next step depends on, except the parameters."""
        arrays = {
            f"{name}.{i}": array.copy()
            for name, arrays in self.state.items()
            for i, array in enumerate(arrays)
        }
        return arrays | {"steps": np.array(self.steps), "lr": np.array(self.lr)}

    def load_state_dict(self, state: Mapping[str, Array]) -> None:
        """Take over what `state_dict` gave, whole or not at all (then ValueError)."""
        self.check_state_dict(state)
        for name, arrays in self.state.items():
            for i, array in enumerate(arrays):
                array[...] = state[f"{name}.{i}"]
        self.steps, self.lr = int(state["steps"]), float(state["lr"])

    def check_state_dict(self, state: Mapping[str, Array]) -> None:
        """ValueError unless `load_state_dict` would take this state."""
        name = type(self).__name__
        message = f"this is not the state of {name} for these parameters"
        check_state(self.state_dict(), state, message)
        check_learning_rate(float(state["lr"]))


class SGD(Optimizer):
    """Stochastic gradient descent: value -= lr * gradient."""

    def update(self, value: Array, where: Any, grad: Array, *state: Array) -> None:
        value[where] -= self.lr * grad


class Momentum(Optimizer):
    """Gradient descent with momentum: a velocity that each gradient bends.

    velocity = momentum * velocity + gradient;  value -= lr * velocity.

    That is the heavy ball of Polyak (1964), in PyTorch's form: the velocity holds no
    learning rate, so a new rate acts at once on all of it.

    ValueError: momentum below 0, or 1 and above; and as for `Optimizer`.
    """

    state_names = ("velocity",)

    def __init__(
        self, parameters: Iterable[Parameter], lr: float, *, momentum: float = 0.9
    ):
        super().__init__(parameters, lr)
        self.momentum = check_probability("momentum", momentum)

    def update(self, value: Array, where: Any, grad: Array, *state: Array) -> None:
        (velocity,) = state
        velocity[where] = self.momentum * velocity[where] + grad
        value[where] -= self.lr * velocity[where]


class AdaGrad(Optimizer):
    """AdaGrad: each number has a rate of its own, lr / sqrt(sum of squared gradients).

    What has moved much moves less: rare words learn fast, frequent ones settle
    (Duchi, Hazan & Singer 2011).

    ValueError: epsilon not above 0; and as for `Optimizer`.
    """

    state_names = ("squares",)

    def __init__(
        self, parameters: Iterable[Parameter], lr: float, *, epsilon: float = 1e-8
    ):
        super().__init__(parameters, lr)
        self.epsilon = _check_epsilon(epsilon)

    def update(self, value: Array, where: Any, grad: Array, *state: Array) -> None:
        (squares,) = state
        squares[where] += grad * grad
        value[where] -= self.lr * grad / (np.sqrt(squares[where]) + self.epsilon)


class Adam(Optimizer):
    """Adam: momentum, and a rate of its own for each number, both forgetting slowly.

    mean and square start at zero, so early on they are too small by 1 - beta^steps;
    dividing by that corrects them (Kingma & Ba 2015, algorithm 1).

    ValueError: a beta below 0, or 1 and above; epsilon not above 0; and as for
    `Optimizer`.

    >>> w = Parameter(np.array([4.0]))
    >>> adam = Adam([w], lr=0.1)
    >>> for step in range(100):
    ...     w.zero_grad()
    ...     w.add_grad(2 * w.value)  # of w^2, which is least at 0
    ...     adam.step()
    >>> abs(float(w.value[0])) < 0.5
    True
    """

    state_names = ("mean", "square")

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
        self.beta1 = check_probability("beta1", beta1)
        self.beta2 = check_probability("beta2", beta2)
        self.epsilon = _check_epsilon(epsilon)

    def update(self, value: Array, where: Any, grad: Array, *state: Array) -> None:
        mean, square = state
        mean[where] = self.beta1 * mean[where] + (1 - self.beta1) * grad
        square[where] = self.beta2 * square[where] + (1 - self.beta2) * grad * grad
        m = mean[where] / (1 - self.beta1**self.steps)
        v = square[where] / (1 - self.beta2**self.steps)
        value[where] -= self.lr * m / (np.sqrt(v) + self.epsilon)


class AdamW(Adam):
    """Adam with decoupled weight decay: each step first takes lr * weight_decay off.

    The decay is not part of the gradient, so it is not divided by the root of the
    square: large gradients do not protect a weight from it (Loshchilov & Hutter 2019,
    algorithm 2). Of a gradient of rows, only the rows that were used decay.

    no_decay  parameters that do not decay, such as biases and gains, which are to be as
              large as they need: [p for p in model.parameters() if p.value.ndim < 2]

    ValueError: weight_decay not a finite number, 0 or more; no_decay with a parameter
    that is not among the others; and as for `Adam`.
    """

    def __init__(
        self,
        parameters: Iterable[Parameter],
        lr: float = 1e-3,
        *,
        beta1: float = 0.9,
        beta2: float = 0.999,
        epsilon: float = 1e-8,
        weight_decay: float = 0.01,
        no_decay: Iterable[Parameter] = (),
    ):
        super().__init__(parameters, lr, beta1=beta1, beta2=beta2, epsilon=epsilon)
        if not 0 <= weight_decay < math.inf:
            raise ValueError(f"weight_decay is {weight_decay}; it must be 0 or more")
        self.weight_decay = float(weight_decay)
        spared = set(no_decay)
        if not spared <= set(self.parameters):
            raise ValueError("no_decay names a parameter that the optimiser has not")
        self.decaying = [p for p in self.parameters if p not in spared]

    def step(self) -> None:
        shrink = 1 - check_learning_rate(self.lr) * self.weight_decay
        for parameter in self.decaying:
            if isinstance(parameter.grad, RowGradient):
                parameter.value[np.unique(parameter.grad.ids)] *= shrink
            elif parameter.grad is not None:
                parameter.value *= shrink
        super().step()


def _check_epsilon(epsilon: float) -> float:
    if not 0 < epsilon < math.inf:
        raise ValueError(f"epsilon is {epsilon}; it must be above 0: it saves from 0/0")
    return float(epsilon)


def _pieces(grad: Array | RowGradient | None) -> Iterator[tuple[Any, Array]]:
    """Where the gradient applies, and what it is there: the rows used, or chunks."""
    if isinstance(grad, RowGradient):
        ids, rows = grad.summed()
        yield ids, rows.astype(_wide(rows), copy=False)
    elif grad is not None:
        wide = _wide(grad)
        for chunk in chunks(grad):
            yield chunk, grad[chunk].astype(wide, copy=False)


def _wide(array: Array) -> Any:
    """The type to compute in: float16 has no number as small as a squared gradient."""
    return np.result_type(array, np.float32)
