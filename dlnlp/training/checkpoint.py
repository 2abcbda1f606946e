"""Everything that a training goes on from: parameters, optimiser, random numbers."""

import json
import os
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from dlnlp.arrays import Array
from dlnlp.nn.module import Module, check_state
from dlnlp.nn.optim import Optimizer
from dlnlp.nn.tensor_files import load_tensors, save_tensors
from dlnlp.training.callbacks import Callback

FORMAT = "dlnlp checkpoint 1"


def get_state(
    model: Module, optimizer: Optimizer, callbacks: Sequence[Callback] = ()
) -> dict[str, Array]:
    """Copies of all parameters and of what the others remember, in one dict."""
    parts = {"model.": model, "optimizer.": optimizer, **_numbered(callbacks)}
    return {
        prefix + name: array
        for prefix, thing in parts.items()
        for name, array in thing.state_dict().items()
    }


def set_state(
    model: Module,
    optimizer: Optimizer,
    state: Mapping[str, Array],
    callbacks: Sequence[Callback] = (),
) -> None:
    """Take over what `get_state` gave, all or nothing. ValueError says what differs."""
    parameters = part("model.", state)
    check_state(model.state_dict(), parameters, "these are another model's parameters")
    parts = {"optimizer.": optimizer, **_numbered(callbacks)}
    for prefix, thing in parts.items():
        thing.check_state_dict(part(prefix, state))
    for prefix, thing in parts.items():
        thing.load_state_dict(part(prefix, state))
    model.load_state_dict(parameters)


def save_checkpoint(
    path: str | os.PathLike[str],
    model: Module,
    optimizer: Optimizer,
    rng: np.random.Generator,
    history: Mapping[str, Array],
    callbacks: Sequence[Callback] = (),
) -> None:
    """Write all of it as one safetensors file, which appears whole or not at all."""
    recorded = {f"history.{name}": array for name, array in history.items()}
    rng_state = rng.bit_generator.state  # numbers, text, and in some kinds arrays
    notes = {
        "format": FORMAT,
        "optimizer": type(optimizer).__name__,
        "callbacks": _names(callbacks),
        "rng": json.dumps(rng_state, default=lambda array: array.tolist()),
    }
    save_tensors(get_state(model, optimizer, callbacks) | recorded, path, notes)


def load_checkpoint(
    path: str | os.PathLike[str],
    model: Module,
    optimizer: Optimizer,
    rng: np.random.Generator,
    callbacks: Sequence[Callback] = (),
) -> dict[str, Array]:
    """Set all of them back to what was saved; returns the history.

    ValueError, and nothing is changed: a damaged file, one that is no checkpoint, one
    of another model (it says which parameter differs), optimiser, callbacks or rng.
    """
    tensors, notes = load_tensors(path)
    if notes.get("format") != FORMAT:
        raise ValueError(f"{path} is not a checkpoint of a training")
    for theirs, ours in (
        (notes["optimizer"], type(optimizer).__name__),
        (notes.get("callbacks", _names(())), _names(callbacks)),
    ):
        if theirs != ours:
            raise ValueError(f"{path} was saved with {theirs}; here it is {ours}")
    before = rng.bit_generator.state
    try:
        rng.bit_generator.state = json.loads(notes["rng"])
        set_state(model, optimizer, tensors, callbacks)
    except ValueError as error:
        rng.bit_generator.state = before
        raise ValueError(f"{path} does not fit: {error}") from None
    return part("history.", tensors)


def part(prefix: str, arrays: Mapping[str, Array]) -> dict[str, Array]:
    """Those whose names begin so, without that beginning."""
    return {
        name.removeprefix(prefix): array
        for name, array in arrays.items()
        if name.startswith(prefix)
    }


def _numbered(callbacks: Sequence[Callback]) -> dict[str, Any]:
    return {f"callbacks.{i}.": callback for i, callback in enumerate(callbacks)}


def _names(callbacks: Sequence[Callback]) -> str:
    names = [type(callback).__name__ for callback in callbacks]
    return ", ".join(names) or "no callbacks"
