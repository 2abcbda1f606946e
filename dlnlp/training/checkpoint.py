"""Checkpoints: all that a training goes on from, in one safetensors file.

A training has parts, each with a `state_dict`: model, optimizer, callbacks. What it has
besides are its random numbers and its history.
"""

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np

from dlnlp.arrays import Array
from dlnlp.atomic_write import atomic_write
from dlnlp.nn.module import check_state
from dlnlp.nn.tensor_files import load_tensors, save_tensors

FORMAT = "dlnlp checkpoint 2"


def get_state(parts: Mapping[str, Any]) -> dict[str, Array]:
    """Copies of all that the parts remember, each name after that of its part."""
    return {
        f"{name}.{key}": array
        for name, part in parts.items()
        for key, array in part.state_dict().items()
    }


def save_checkpoint(
    path: str | os.PathLike[str],
    parts: Mapping[str, Any],
    rng: np.random.Generator,
    history: Mapping[str, Array],
) -> None:
    """Write all of it as one safetensors file, which appears whole or not at all."""
    rng_state = rng.bit_generator.state  # numbers, text, and in some kinds arrays
    metadata = {
        "format": FORMAT,
        "kinds": _kinds(parts, rng),
        "rng": json.dumps(rng_state, default=lambda array: array.tolist()),
    }
    recorded = {f"history.{name}": array for name, array in history.items()}
    save_tensors(get_state(parts) | recorded, path, metadata)


def load_checkpoint(
    path: str | os.PathLike[str], parts: Mapping[str, Any], rng: np.random.Generator
) -> dict[str, Array]:
    """Set parts and random numbers back to what was saved; returns the history.

    ValueError, and nothing is changed: a damaged file, one that is no checkpoint, one
    of other parts (it says what differs: their kinds, or names and shapes of arrays).
    """
    tensors, metadata = load_tensors(path)
    if metadata.get("format") != FORMAT:
        raise ValueError(f"{path} is not a checkpoint of a training")
    theirs, ours = metadata["kinds"], _kinds(parts, rng)
    if theirs != ours:
        raise ValueError(f"{path} was saved with {theirs}; given here is {ours}")
    history = _part("history", tensors)
    state = {k: a for k, a in tensors.items() if not k.startswith("history.")}
    check_state(get_state(parts), state, f"{path} does not fit")
    for name, part in parts.items():
        part.load_state_dict(_part(name, state))
    rng.bit_generator.state = json.loads(metadata["rng"])
    return history


class _Rehearsal(Exception):
    """Ends a write before anything has changed."""


def check_writable(path: str | os.PathLike[str]) -> None:
    """OSError if no checkpoint can be written there: better now than after an epoch."""
    with suppress(FileNotFoundError):  # it may be new
        os.stat(path)  # but not have an impossible name
    if not Path(path).absolute().parent.is_dir():
        raise FileNotFoundError(f"there is no folder for the file {path}")
    with suppress(_Rehearsal), atomic_write(path):
        raise _Rehearsal


def _kinds(parts: Mapping[str, Any], rng: np.random.Generator) -> str:
    """Such as "model RecurrentLM, optimizer Adam, rng PCG64"."""
    kinds = {**parts, "rng": rng.bit_generator}
    return ", ".join(f"{name} {type(kind).__name__}" for name, kind in kinds.items())


def _part(name: str, arrays: Mapping[str, Array]) -> dict[str, Array]:
    """What belongs to one part, without the part's name."""
    start = f"{name}."
    return {k.removeprefix(start): a for k, a in arrays.items() if k.startswith(start)}
