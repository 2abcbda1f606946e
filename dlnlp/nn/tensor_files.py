"""Named arrays in files that appear whole or not at all, and run no code when read."""

import os
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from dlnlp.arrays import Array


def save_tensors(
    tensors: Mapping[str, Array],
    path: str | os.PathLike[str],
    metadata: Mapping[str, str] | None = None,
) -> None:
    """Write named arrays, and notes about them, as one safetensors file, or nothing.

    They are written to a draft beside it, `path.draft`, which then takes its place. If
    the machine stops before that, the draft stays, and the next save writes over it.
    """
    from safetensors.numpy import save  # a compiled package that browsers lack

    content = save(
        {name: np.array(array, order="C") for name, array in tensors.items()},
        metadata=dict(metadata or {}),
    )
    draft = Path(f"{os.fspath(path)}.draft")
    try:
        with open(draft, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())  # on the disk before the old file goes
        os.replace(draft, path)
    except BaseException:
        draft.unlink(missing_ok=True)
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
    except (SafetensorError, TypeError) as error:  # TypeError: numbers unknown to NumPy
        raise ValueError(
            f"{path} is not a whole safetensors file for NumPy ({error}): cut short, "
            "or a file of another kind?"
        ) from None
