"""The contract of layers, as a function that holds a layer of your own to it."""

import copy
import pickle
from collections.abc import Callable
from typing import Any

import numpy as np

from dlnlp.arrays import Array
from dlnlp.nn.gradcheck import numeric_gradient, relative_error
from dlnlp.nn.layer_on_trial import (
    Gradients,
    Trial,
    alike,
    by_name,
    flat,
    gradient_of,
    is_float,
)
from dlnlp.nn.module import Module
from dlnlp.nn.row_gradient import RowGradient

MakeTrial = Callable[..., Trial]  # of a type: np.float64, if none is given


def check_layer(layer: Callable[..., Any], *inputs: Any, **options: Any) -> None:
    """Layer contract: AssertionError says, in words, the first thing that is wrong.

    layer    a `Module`; or a function such as `tanh`; or a method such as `model.loss`
    inputs   what it is called with. Arrays of floats get a gradient; ids, masks and
             other arrays get none. A state of several arrays is a tuple of them; None
             is one that the layer makes itself
    options  arguments by name, such as mask=mask. A layer that takes an `rng` gets a
             fresh one of the same seed at each call

    A call returns its output, which is an array, a number, or a tuple of outputs, and
    `backward`. That takes a gradient for each output, and returns one for each input
    that gets one, in their order (alone if there is one). Checked are:

    - the same inputs (and rng) give the same output; nothing that is handed in is
      changed, and nothing is left in the layer;
    - float32 in, float32 out, in all gradients too; float64 likewise;
    - in float64, the gradients of parameters and inputs are central differences. The
      parameters are set at random for that, so that no bias is 0;
    - two calls before going back don't disturb each other; going back twice gives the
      same, and adds to the gradients of parameters;
    - these share no memory with anything else; and arrays need not be contiguous.

    Copies of the layer are called, a few times for each number in it and its inputs:
    keep both small, and inputs away from kinks, such as a relu's 0: they have no slope.

        check_layer(Linear(3, 2, rng=rng), rng.normal(size=(4, 3)))
    """

    def make_trial(dtype: Any = np.float64) -> Trial:
        return Trial(layer, inputs, options, dtype)

    for clause in (
        _the_same_inputs_give_the_same,
        _nothing_is_changed_or_left_behind,
        _types_are_kept,
        _gradients_are_central_differences,
        _gradients_are_arrays_of_their_own,
        _two_calls_do_not_disturb_each_other,
        _going_back_twice_adds,
        _the_order_in_memory_does_not_matter,
    ):
        clause(make_trial)


def _the_same_inputs_give_the_same(make_trial: MakeTrial) -> None:
    trial = make_trial()
    outputs = [trial.call(copy.deepcopy(trial.inputs))[0] for _ in range(2)]
    for y, again in zip(*map(flat, outputs), strict=True):
        _require(
            np.array_equal(y, again, equal_nan=True),
            "called twice with the same inputs, the layer gave two different outputs: "
            "all randomness must come from rng",
        )


def _nothing_is_changed_or_left_behind(make_trial: MakeTrial) -> None:
    trial = make_trial()
    handed_in = dict(zip(trial.names, trial.inputs, strict=True)) | trial.options
    inputs, attributes = copy.deepcopy(handed_in), _attributes(trial.module)
    output, backward = trial.call()
    after_the_call = _attributes(trial.module)
    doutput = gradient_of(output)
    before = copy.deepcopy(doutput)
    trial.back(backward, doutput)
    trial.module.zero_grad()
    for name, x in handed_in.items():
        for now, then in zip(flat(x), flat(inputs[name]), strict=True):
            _require(np.array_equal(now, then), f"the layer changed its {name}")
    for now, then in zip(flat(doutput), flat(before), strict=True):
        _require(
            np.array_equal(now, then), "backward changed the gradient it was given"
        )
    for found in after_the_call, _attributes(trial.module):
        for name in sorted(found.keys() | attributes.keys()):
            _require(
                found.get(name) == attributes.get(name),
                f"the layer keeps something of a call: its {name} is new, or changed. "
                "What backward needs belongs into variables of the call",
            )


def _types_are_kept(make_trial: MakeTrial) -> None:
    for dtype in np.float32, np.float64:
        trial = make_trial(dtype)
        output, backward = trial.call()
        found = by_name("output", output)
        for name, dx in trial.back(backward, gradient_of(output)).items():
            found[f"gradient of {name}"] = dx
        trial.gradients()  # there is one for each
        for name, parameter in trial.parameters.items():
            found[f"gradient of {name}"] = _numbers(parameter.grad)
        for what, array in found.items():
            _require(
                type(array) is float or array.dtype == dtype,  # a loss is Python's
                f"{np.dtype(dtype)} went in, but the {what} is "
                f"{getattr(array, 'dtype', type(array).__name__)}",
            )


def _gradients_are_central_differences(make_trial: MakeTrial) -> None:
    trial = make_trial()

    def weighted_output() -> float:
        output, _ = trial.call()
        pairs = zip(flat(output), flat(gradient_of(output)), strict=True)
        return sum(float(np.sum(y * dy)) for y, dy in pairs)

    values = {name: p.value for name, p in trial.parameters.items()}
    for name, x in zip(trial.names, trial.inputs, strict=True):
        values |= by_name(name, x)
    for name, found in trial.run().items():
        expected = numeric_gradient(weighted_output, values[name])
        if not relative_error(found, expected) < 1e-7:
            at = np.unravel_index(np.argmax(np.abs(found - expected)), np.shape(found))
            raise AssertionError(
                f"the gradient of {name} is wrong: at {[int(i) for i in at]} it is "
                f"{found[at]:.6g}, and nudging that number says {expected[at]:.6g}"
            )


def _gradients_are_arrays_of_their_own(make_trial: MakeTrial) -> None:
    trial = make_trial()
    output, backward = trial.call()
    doutput = gradient_of(output)
    others = [*trial.back(backward, doutput).values()]
    others += flat((trial.inputs, output, doutput))
    others += [parameter.value for parameter in trial.parameters.values()]
    for name, parameter in trial.parameters.items():
        numbers = _numbers(parameter.grad)
        _require(
            not any(np.shares_memory(numbers, other) for other in others),
            f"the gradient of {name} shares its memory with another array: as the "
            "parameter adds to it in place, hand add_grad a copy",
        )
        others.append(numbers)


def _two_calls_do_not_disturb_each_other(make_trial: MakeTrial) -> None:
    trial = make_trial()
    rng = np.random.default_rng(5)
    second = alike(
        trial.inputs,
        lambda x: x * rng.uniform(0.5, 1.5, x.shape) if is_float(x) else np.roll(x, 1),
    )
    both = trial.inputs, second
    alone = [trial.run(inputs) for inputs in both]
    for order in (0, 1), (1, 0):
        trial.module.zero_grad()
        calls = [trial.call(inputs) for inputs in both]
        for i in order:
            output, backward = calls[i]
            _require_same(
                trial.back(backward, gradient_of(output)),
                alone[i],
                "is another one when the layer is called again before going back: what "
                "backward needs belongs into variables of the call",
            )
        _require_same(
            trial.gradients(),
            {name: one + alone[1][name] for name, one in alone[0].items()},
            "after two calls is not the sum of the two: backward must add to it, by "
            "add_grad, and use nothing that a later call changes",
        )


def _going_back_twice_adds(make_trial: MakeTrial) -> None:
    trial = make_trial()
    once = trial.run()
    trial.module.zero_grad()
    output, backward = trial.call()
    trial.back(backward, gradient_of(output))
    again = trial.back(backward, gradient_of(output))
    _require_same(again, once, "is another one when backward is called again")
    doubled = {name: 2 * gradient for name, gradient in once.items()}
    _require_same(trial.gradients(), doubled, "is not doubled by going back twice")


def _the_order_in_memory_does_not_matter(make_trial: MakeTrial) -> None:
    def strided(x: Any) -> Any:
        if np.ndim(x) == 0:
            return x
        wide = np.zeros((*x.shape[:-1], 2 * x.shape[-1]), dtype=x.dtype, order="F")
        wide[..., ::2] = x
        return wide[..., ::2]

    trial = make_trial()
    expected = trial.run()
    trial.module.zero_grad()
    output, backward = trial.call(alike(trial.inputs, strided))
    found = trial.back(backward, alike(gradient_of(output), strided))
    _require_same(
        found | trial.gradients(),
        expected,
        "is another one for arrays that are not contiguous in memory",
    )


def _numbers(grad: Any) -> Array:
    rows: Array = grad.rows if isinstance(grad, RowGradient) else grad
    return rows


def _attributes(module: Module) -> dict[str, Any]:
    """What stands in a module, in a form that can be compared later."""

    def frozen(thing: Any) -> Any:
        try:
            return pickle.dumps(thing)
        except (pickle.PicklingError, AttributeError, TypeError):
            return id(thing)  # a lambda, say: at least it is the same one

    return {name: frozen(thing) for name, thing in vars(module).items()}


def _require_same(found: Gradients, expected: Gradients, wrong: str) -> None:
    for name, gradient in found.items():
        error = relative_error(np.asarray(gradient), np.asarray(expected[name]))
        _require(error < 1e-12, f"the gradient of {name} {wrong}")


def _require(condition: Any, sentence: str) -> None:
    if not condition:  # not `assert`, which python -O leaves out
        raise AssertionError(sentence)
