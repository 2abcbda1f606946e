"""Named arrays in files that appear whole or not at all, and run no code when read."""

import os
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from dlnlp.arrays import Array
from dlnlp.atomic_write import atomic_write


def save_tensors(
    tensors: Mapping[str, Array],
    path: str | os.PathLike[str],
    metadata: Mapping[str, str] | None = None,
) -> None:
    """Write named arrays and metadata as one safetensors file, by an atomic write.

    tensors   any shapes, any numbers that safetensors knows
    metadata  what else is to be remembered: text by name

    OSError: as `atomic_write` says; the old file, if there was one, stays.
    """
    from safetensors.numpy import save  # a compiled package that browsers lack

    content = save(
        {name: np.array(array, order="C") for name, array in tensors.items()},
        metadata=dict(metadata or {}),
    )
    with atomic_write(path) as file:
        file.write(content)


def load_tensors(
    path: str | os.PathLike[str],
) -> tuple[dict[str, Array], dict[str, str]]:
    """Read the arrays and the metadata of a safetensors file, each by name.

    FileNotFoundError: no such file. ValueError: a damaged file, or of another kind.
    """
    from safetensors import SafetensorError, safe_open

    if not Path(path).is_file():
        raise FileNotFoundError(f"there is no file {path}")
    try:
        with safe_open(path, framework="numpy") as file:
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
            return tensors, dict(file.metadata() or {})
    except (SafetensorError, TypeError) as error:  # TypeError: numbers unknown to NumPy
        raise ValueError(
            f"{path} is not a whole safetensors file for NumPy ({error}): cut short, "
            "or a file of another kind?"
        ) from None
