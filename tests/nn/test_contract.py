"""One contract for all layers and losses; a wrong way back is shown to break it.

To add a layer, add a `Case` to `CASES`. Everything else happens by itself.
"""

from __future__ import annotations

import pickle
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from dlnlp.models.recurrent_lm import LanguageModel
from dlnlp.nn.dropout import Dropout, LockedDropout
from dlnlp.nn.embedding import Embedding
from dlnlp.nn.functional import relu, tanh
from dlnlp.nn.gradcheck import numeric_gradient, relative_error
from dlnlp.nn.gru import GRU
from dlnlp.nn.linear import Linear
from dlnlp.nn.losses import binary_cross_entropy, cross_entropy
from dlnlp.nn.lstm import LSTM
from dlnlp.nn.module import Module, Parameter
from dlnlp.nn.recurrent import RNN
from dlnlp.nn.row_gradient import RowGradient
from dlnlp.nn.softmax_output import SoftmaxOutput
from dlnlp.nn.stacked import Bidirectional, Stacked
from dlnlp.vectors.word2vec import CBOW, FullSoftmax, NegativeSampling, SkipGram

N, C, V, D, H = 4, 3, 7, 5, 6


@dataclass(frozen=True)
class Case:
    """A layer and what it is called with.

    make    makes the layer (or gives the function)
    inputs  draws the arguments of a call. Float arrays get a gradient, the rest (ids,
            masks) none. A state made of several arrays is a tuple of them.
    call    how it is called, if not by layer(*inputs); a layer that draws gets a fresh
            `rng` of the same seed here

    An output may be one array, a number, or a tuple of them, also nested: (hs, (h, c)).
    Then `backward` takes one gradient for each part, nested in the same way, and it
    returns the gradients of the float inputs, in their order (alone if there is one).
    """

    name: str
    make: Callable[[np.random.Generator], Any]
    inputs: Callable[[np.random.Generator], tuple[Any, ...]]
    call: Callable[..., Any] = lambda layer, *inputs: layer(*inputs)

    def __str__(self) -> str:
        return self.name


def floats(rng, *shape):
    """Random numbers between 0.1 and 1, of either sign: never zero, never at a kink."""
    return rng.uniform(0.1, 1, size=shape) * rng.choice([-1, 1], size=shape)


def ids(rng, *shape):
    return rng.integers(0, V, size=shape)


def fresh_rng():
    return np.random.default_rng(99)


def loss_of(model, *batch):
    return model.loss(*batch, rng=fresh_rng())


def counts(rng):
    return rng.integers(1, 9, size=V)


def sequences(rng):
    return (floats(rng, N, C, D),)


def with_a_state(cell):
    """Sequences, and the state that a cell begins with: h, or h and c."""

    def inputs(rng):
        parts = tuple(floats(rng, N, H) for _ in range(cell.states))
        return floats(rng, N, C, D), parts if cell.states > 1 else parts[0]

    return inputs


MASK = np.array([[1, 1, 1], [1, 1, 0], [0, 0, 0], [0, 1, 1]], dtype=bool)  # (N, C)


def with_a_draw(layer, *inputs):
    return layer(*inputs, rng=fresh_rng())


def from_nothing(layer, xs):
    """Without a state, its gradient goes nowhere."""
    output, backward = layer(xs, rng=fresh_rng())
    return output, lambda *doutput: backward(*doutput)[0]


def language_model_loss(model, *batch):
    (loss, _), backward = model.loss(*batch, rng=fresh_rng())
    return loss, backward


CELLS = [RNN, GRU, LSTM]
RECURRENT = [
    Case(
        f"{cell.__name__}, {name}",
        lambda rng, cell=cell, size=size, rate=rate: cell(
            D, size, rng=rng, dropout=rate
        ),
        inputs(cell),
        call,
    )
    for cell in CELLS
    for name, size, rate, inputs, call in [
        ("from nothing", H, 0, lambda cell: sequences, from_nothing),
        ("from a state", H, 0, with_a_state, lambda layer, *x: layer(*x)),
        ("masked", H, 0, with_a_state, lambda layer, *x: layer(*x, MASK)),
        ("dropout in time", H, 0.4, with_a_state, with_a_draw),
    ]
]


def with_negatives(Model):
    return lambda rng: Model(
        V, D, rng=rng, output=NegativeSampling(counts(rng), D, negatives=4)
    )


CASES = [
    Case("Linear", lambda rng: Linear(D, H, rng=rng), lambda rng: (floats(rng, N, D),)),
    Case(
        "Linear, over time",
        lambda rng: Linear(D, H, rng=rng),
        lambda rng: (floats(rng, N, C, D),),
    ),
    Case(
        "Linear, one vector",
        lambda rng: Linear(D, H, rng=rng),
        lambda rng: (floats(rng, D),),
    ),
    Case(
        "Embedding", lambda rng: Embedding(V, D, rng=rng), lambda rng: (ids(rng, N, C),)
    ),
    Case("tanh", lambda rng: tanh, lambda rng: (floats(rng, N, D),)),
    Case("relu", lambda rng: relu, lambda rng: (floats(rng, N, D),)),
    Case(
        "cross_entropy",
        lambda rng: cross_entropy,
        lambda rng: (floats(rng, N, C, V), ids(rng, N, C)),
    ),
    Case(
        "binary_cross_entropy",
        lambda rng: binary_cross_entropy,
        lambda rng: (floats(rng, N, C), rng.integers(0, 2, size=(N, C))),
    ),
    Case(
        "binary_cross_entropy, weighted",
        lambda rng: binary_cross_entropy,
        lambda rng: (floats(rng, N, C), rng.integers(0, 2, size=(N, C))),
        lambda f, x, labels: f(x, labels, np.arange(N * C).reshape(N, C) % 3),
    ),
    Case(
        "FullSoftmax",
        lambda rng: FullSoftmax(V, D, rng=rng),
        lambda rng: (floats(rng, N, D), ids(rng, N, C)),
    ),
    Case(
        "NegativeSampling",
        lambda rng: NegativeSampling(counts(rng), D, negatives=4),
        lambda rng: (floats(rng, N, D), ids(rng, N, C)),
        lambda layer, *inputs: layer(*inputs, rng=fresh_rng()),
    ),
    *RECURRENT,
    Case(
        "Stacked",
        lambda rng: Stacked(
            [LSTM(D, H, rng=rng), GRU(H, D, rng=rng)],
            [Dropout(0.2), LockedDropout(0.3), Dropout(0)],
        ),
        sequences,
        from_nothing,
    ),
    Case(
        "Stacked, from a state, masked",
        lambda rng: Stacked([LSTM(D, H, rng=rng), RNN(H, D, rng=rng)]),
        lambda rng: (
            floats(rng, N, C, D),
            ((floats(rng, N, H), floats(rng, N, H)), floats(rng, N, D)),
        ),
        lambda layer, *inputs: layer(*inputs, MASK),
    ),
    Case(
        "Bidirectional, masked",
        lambda rng: Bidirectional(LSTM(D, H, rng=rng), RNN(D, H, rng=rng)),
        lambda rng: (
            floats(rng, N, C, D),
            ((floats(rng, N, H), floats(rng, N, H)), floats(rng, N, H)),
        ),
        lambda layer, *inputs: layer(*inputs, MASK),
    ),
    *[
        Case(layer.__name__, lambda rng, layer=layer: layer(0.4), sequences, call)
        for layer in (Dropout, LockedDropout)
        for call in [with_a_draw]
    ],
    Case(
        "SoftmaxOutput",
        lambda rng: SoftmaxOutput(Parameter(floats(rng, V, D))),
        lambda rng: (floats(rng, N, C, D), ids(rng, N, C)),
    ),
    *[
        Case(
            f"LanguageModel, {cell.__name__}, {'tied' if tied else 'untied'}",
            lambda rng, cell=cell, tied=tied: LanguageModel(
                V,
                D,
                [H, D],
                cell=cell,
                dropout=0.3,
                locked=tied,
                recurrent_dropout=0.2,
                tied=tied,
                rng=rng,
            ),
            lambda rng: (ids(rng, N, C), ids(rng, N, C)),
            language_model_loss,
        )
        for cell in CELLS
        for tied in (False, True)
    ],
    *[
        Case(
            f"{Model.__name__}, {name}",
            make,
            lambda rng: (ids(rng, N), ids(rng, N, C)),
            loss_of,
        )
        for Model in (CBOW, SkipGram)
        for name, make in [
            ("full softmax", lambda rng, Model=Model: Model(V, D, rng=rng)),
            ("negative sampling", with_negatives(Model)),
        ]
    ],
]


# What follows serves all cases: nested outputs, gradients and inputs as flat lists


def leaves(nested) -> list[Any]:
    """All parts of a nested tuple, left to right; None has none."""
    if isinstance(nested, tuple):
        return [leaf for part in nested for leaf in leaves(part)]
    return [] if nested is None else [nested]


def alike(nested, change):
    """The same nesting, each part changed."""
    if isinstance(nested, tuple):
        return tuple(alike(part, change) for part in nested)
    return change(nested)


def is_float(x) -> bool:
    return isinstance(x, np.ndarray) and x.dtype.kind == "f"


def copied(nested):
    return alike(nested, np.array)


def parameters_of(layer) -> dict[str, Parameter]:
    return dict(layer.named_parameters()) if isinstance(layer, Module) else {}


def set_up(case: Case, dtype: type = np.float64, seed: int = 0):
    """The layer, no number of it zero, and inputs for one call."""
    rng = np.random.default_rng(seed)
    layer = case.make(rng)
    for parameter in parameters_of(layer).values():
        parameter.value = floats(rng, *parameter.value.shape).astype(dtype)
    return layer, draw_inputs(case, rng, dtype)


def draw_inputs(case: Case, rng, dtype: type = np.float64):
    return alike(case.inputs(rng), lambda x: x.astype(dtype) if is_float(x) else x)


def gradients_of(output, seed: int = 1):
    """A random gradient for each part of an output, of its type."""
    rng = np.random.default_rng(seed)

    def one(part):
        return floats(rng, *part.shape).astype(part.dtype) if is_float(part) else 0.7

    return alike(output, one)


def go_back(backward, doutput):
    """Gradients of the float inputs, as a flat list."""
    parts = doutput if isinstance(doutput, tuple) else (doutput,)
    return leaves(backward(*parts))


def run(case, layer, inputs):
    """One call and one way back: gradients of the inputs and of the parameters."""
    for parameter in parameters_of(layer).values():
        parameter.zero_grad()
    output, backward = case.call(layer, *inputs)
    dinputs = go_back(backward, gradients_of(output))
    return dinputs, gradients_in(layer)


def gradients_in(layer) -> dict[str, np.ndarray]:
    return {name: p.gradient for name, p in parameters_of(layer).items()}


def same(found, expected, what: str, tolerance: float = 1e-12) -> None:
    assert np.shape(found) == np.shape(expected), f"shape of {what}"
    error = relative_error(np.asarray(found), np.asarray(expected))
    assert error < tolerance, f"{what} is off by {error:.1e}"


def all_same(found, expected, what: str) -> None:
    """For results of `run`: lists and dictionaries of arrays."""
    (dinputs, grads), (dinputs2, grads2) = found, expected
    assert len(dinputs) == len(dinputs2), what
    for i, (one, other) in enumerate(zip(dinputs, dinputs2, strict=True)):
        same(one, other, f"{what}: gradient of input {i}")
    for name in grads2:
        same(grads[name], grads2[name], f"{what}: gradient of {name}")


# The contract


def gradients_are_those_of_central_differences(case: Case) -> None:
    layer, inputs = set_up(case)

    def weighted_output() -> float:
        output, _ = case.call(layer, *inputs)
        weights = leaves(gradients_of(output))
        parts = zip(leaves(output), weights, strict=True)
        return sum(float(np.sum(part * weight)) for part, weight in parts)

    dinputs, grads = run(case, layer, inputs)
    float_inputs = [x for x in leaves(inputs) if is_float(x)]
    assert len(dinputs) == len(float_inputs), "one gradient for each float input"
    for i, (x, dx) in enumerate(zip(float_inputs, dinputs, strict=True)):
        expected = numeric_gradient(weighted_output, x)
        same(dx, expected, f"gradient of input {i}", tolerance=1e-7)
    for name, parameter in parameters_of(layer).items():
        expected = numeric_gradient(weighted_output, parameter.value)
        same(grads[name], expected, f"gradient of {name}", tolerance=1e-7)


def two_calls_before_going_back_do_not_disturb_each_other(case: Case) -> None:
    layer, first = set_up(case)
    second = draw_inputs(case, np.random.default_rng(5))
    alone = [run(case, layer, first), run(case, layer, second)]
    for order in (0, 1), (1, 0):
        for parameter in parameters_of(layer).values():
            parameter.zero_grad()
        calls = [case.call(layer, *first), case.call(layer, *second)]
        for i in order:
            output, backward = calls[i]
            dinputs = go_back(backward, gradients_of(output))
            all_same((dinputs, {}), (alone[i][0], {}), f"call {i}")
        sums = {name: alone[0][1][name] + alone[1][1][name] for name in alone[0][1]}
        all_same(([], gradients_in(layer)), ([], sums), f"both, back in order {order}")


def dtype_is_kept(case: Case) -> None:
    for dtype in np.float32, np.float64:
        layer, inputs = set_up(case, dtype)
        output, backward = case.call(layer, *inputs)
        for part in leaves(output):  # a loss is Python's float
            assert type(part) is float or part.dtype == dtype, "type of the output"
        for dx in go_back(backward, gradients_of(output)):
            assert dx.dtype == dtype, "type of an input's gradient"
        for name, parameter in parameters_of(layer).items():
            grad = parameter.grad
            numbers = grad.rows if isinstance(grad, RowGradient) else grad
            found = getattr(numbers, "dtype", None)
            assert found == dtype, f"type of the gradient of {name}"
            assert parameter.value.dtype == dtype, f"type of {name}"


def arguments_are_not_changed(case: Case) -> None:
    layer, inputs = set_up(case)
    before = copied(inputs)
    output, backward = case.call(layer, *inputs)
    doutput = gradients_of(output)
    dbefore = copied(doutput)
    go_back(backward, doutput)
    for now, then in zip(leaves(inputs), leaves(before), strict=True):
        assert np.array_equal(now, then), "an input was changed"
    for now, then in zip(leaves(doutput), leaves(dbefore), strict=True):
        assert np.array_equal(now, then), "an output's gradient was changed"


def gradients_of_parameters_share_no_memory(case: Case) -> None:
    layer, inputs = set_up(case)
    _, expected = run(case, layer, inputs)
    for parameter in parameters_of(layer).values():
        parameter.zero_grad()
    output, backward = case.call(layer, *inputs)
    doutput = gradients_of(output)
    dinputs = go_back(backward, doutput)
    for array in leaves(doutput) + leaves(inputs) + dinputs:
        if isinstance(array, np.ndarray):
            array[...] = 0
    all_same(([], gradients_in(layer)), ([], expected), "after clearing the arguments")


def nothing_but_parameters_is_kept(case: Case) -> None:
    layer, inputs = set_up(case)
    before = pickle.dumps(layer)
    output, backward = case.call(layer, *inputs)
    assert pickle.dumps(layer) == before, "the call left something in the layer"
    go_back(backward, gradients_of(output))
    for name, parameter in parameters_of(layer).items():
        assert parameter.grad is not None, f"no gradient came to {name}"
    for parameter in parameters_of(layer).values():
        parameter.zero_grad()
    assert pickle.dumps(layer) == before, "the way back left something in the layer"


def memory_order_does_not_matter(case: Case) -> None:
    def strided(x):
        if not isinstance(x, np.ndarray) or x.ndim == 0:
            return x
        wide = np.zeros((*x.shape[:-1], 2 * x.shape[-1]), dtype=x.dtype, order="F")
        wide[..., ::2] = x
        return wide[..., ::2]

    layer, inputs = set_up(case)
    expected = run(case, layer, inputs)
    for parameter in parameters_of(layer).values():
        parameter.zero_grad()
    output, backward = case.call(layer, *alike(inputs, strided))
    dinputs = go_back(backward, alike(gradients_of(output), strided))
    all_same((dinputs, gradients_in(layer)), expected, "not contiguous")


CONTRACT = [
    gradients_are_those_of_central_differences,
    two_calls_before_going_back_do_not_disturb_each_other,
    dtype_is_kept,
    arguments_are_not_changed,
    gradients_of_parameters_share_no_memory,
    nothing_but_parameters_is_kept,
    memory_order_does_not_matter,
]


@pytest.mark.parametrize("clause", CONTRACT, ids=lambda clause: clause.__name__)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_contract(case, clause):
    clause(case)


# Layers that break it: the contract must notice each


class NoBiasGradient(Linear):
    def __call__(self, x):
        y = x @ self.W.value + self.b.value

        def backward(dy):
            self.W.add_grad(x.T @ dy)
            return dy @ self.W.value.T

        return y, backward


class Altered(Linear):
    """A right layer, one step of whose way back is altered."""

    def __init__(self, n_in, n_out, *, rng, **steps):
        super().__init__(n_in, n_out, rng=rng)
        self.steps = steps

    def __call__(self, x):
        steps = self.steps
        y = x @ self.W.value + self.b.value

        def backward(dy):
            self.W.add_grad(steps.get("dW", right_dW)(x, dy))
            self.b.add_grad(dy.sum(axis=0))
            return steps.get("dx", right_dx)(dy, self.W.value)

        return y, backward


def right_dW(x, dy):
    return x.T @ dy


def right_dx(dy, W):
    return dy @ W.T


def forgotten_factor(x, dy):
    return right_dW(x, dy) / len(x)


def transposed(x, dy):
    return dy.T @ x


def not_transposed(dy, W):
    return dy @ W


def in_float64(x, dy):
    return right_dW(x.astype(np.float64), dy)


def dx_in_float64(dy, W):
    return right_dx(dy.astype(np.float64), W)


def writes_into_dy(dy, W):
    dx = right_dx(dy, W)
    dy *= 2
    return dx


def no_dx(dy, W):
    return None


class Overwrites(Linear):
    def __call__(self, x):
        y, right = super().__call__(x)

        def backward(dy):
            self.zero_grad()
            return right(dy)

        return y, backward


class KeepsItsInput(Linear):
    def __call__(self, x):
        self.x = x
        y = x @ self.W.value + self.b.value

        def backward(dy):
            self.W.add_grad(self.x.T @ dy)
            self.b.add_grad(dy.sum(axis=0))
            return dy @ self.W.value.T

        return y, backward


class KeepsAList(Linear):
    def __init__(self, n_in, n_out, *, rng):
        super().__init__(n_in, n_out, rng=rng)
        self.seen = []

    def __call__(self, x):
        self.seen.append(x.shape)
        return super().__call__(x)


class NormalisesInPlace(Linear):
    def __call__(self, x):
        x -= x.mean()
        return super().__call__(x)


class SharesDy(Module):
    """A bias for each number, whose gradient is what was handed in, not a copy."""

    def __init__(self):
        self.b = Parameter(np.zeros((N, D)))

    def __call__(self, x):
        def backward(dy):
            self.b.add_grad(dy)
            return dy.copy()

        return x + self.b.value, backward


def altered(**steps):
    return lambda rng: Altered(D, D, rng=rng, **steps)


def layer(Layer):
    return lambda rng: Layer(D, D, rng=rng)


def relu_through_its_input(x):
    return np.maximum(x, 0), lambda dy: dy * x


def reads_memory_as_it_lies(x):
    flat = x.ravel(order="K")
    y = np.tanh(flat).reshape(x.shape)
    return y, lambda dy: dy * (1 - y * y)


def numbers(rng):
    return (floats(rng, N, D),)


BROKEN = [
    ("bias without gradient", layer(NoBiasGradient), numbers, "gradient of b"),
    ("forgotten factor", altered(dW=forgotten_factor), numbers, "gradient of W"),
    ("dW transposed", altered(dW=transposed), numbers, "gradient of W"),
    ("W not transposed", altered(dx=not_transposed), numbers, "gradient of input 0"),
    ("no dx", altered(dx=no_dx), numbers, "one gradient for each float input"),
    ("overwrites", layer(Overwrites), numbers, "both, back in order"),
    ("saves its input", layer(KeepsItsInput), numbers, "call 0: gradient|both"),
    ("saves its input", layer(KeepsItsInput), numbers, "left something in the layer"),
    ("keeps a list", layer(KeepsAList), numbers, "left something in the layer"),
    ("dW in float64", altered(dW=in_float64), numbers, "type of the gradient of W"),
    ("dx in float64", altered(dx=dx_in_float64), numbers, "type of an input's grad"),
    ("writes into dy", altered(dx=writes_into_dy), numbers, "gradient was changed"),
    ("writes into x", layer(NormalisesInPlace), numbers, "an input was changed"),
    ("keeps dy", lambda rng: SharesDy(), numbers, "after clearing"),
    ("wrong slope", lambda rng: relu_through_its_input, numbers, "gradient of input 0"),
    ("strides", lambda rng: reads_memory_as_it_lies, numbers, "not contiguous"),
]


@pytest.mark.parametrize(
    ("name", "make", "inputs", "message"), BROKEN, ids=[b[0] for b in BROKEN]
)
def test_contract_notices_a_broken_layer(name, make, inputs, message):
    case = Case(name, make, inputs)
    complaints = []
    for clause in CONTRACT:
        try:
            clause(case)
        except AssertionError as error:
            complaints.append(str(error))
    assert re.search(message, "; ".join(complaints)), complaints


def test_the_layer_that_is_altered_is_right_when_nothing_is():
    for clause in CONTRACT:
        clause(Case("right", altered(), numbers))


class Recurrent(Module):
    """A layer with a state of two arrays, to hold the contract to nested outputs."""

    def __init__(self, forget_to_carry=False):
        self.W = Parameter(np.zeros((D, D)))
        self.forget_to_carry = forget_to_carry

    def __call__(self, x, state):
        h, c = state
        pre = x + h @ self.W.value
        new_h = np.tanh(pre)
        new_c = c * new_h

        def backward(dy, dstate):
            dh, dc = dstate
            dpre = (dy + dh + dc * c) * (1 - new_h * new_h)
            self.W.add_grad(h.T @ dpre)
            dcarried = dc * (1 if self.forget_to_carry else new_h)
            return dpre, (dpre @ self.W.value.T, dcarried)

        return (new_h, (new_h, new_c)), backward


def a_state(rng):
    return floats(rng, N, D), (floats(rng, N, D), floats(rng, N, D))


def test_contract_serves_states():
    for clause in CONTRACT:
        clause(Case("recurrent", lambda rng: Recurrent(), a_state))
    broken = Case("recurrent", lambda rng: Recurrent(forget_to_carry=True), a_state)
    with pytest.raises(AssertionError, match="gradient of input 2"):
        gradients_are_those_of_central_differences(broken)
