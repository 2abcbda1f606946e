"""A corpus as ids in files: more text than memory holds, and read again each epoch."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike

from dlnlp.arrays import Ids, check_ids
from dlnlp.atomic_write import atomic_write


class IdFiles:
    """Texts as ids, each in a file (NumPy's .npy), read when it is its turn.

    Iterating gives one text (T,) after the other, from the first again each time. Only
    one is in memory.
    """

    def __init__(self, paths: Iterable[str | os.PathLike[str]]):
        """ValueError: no file. FileNotFoundError: one that is not there."""
        self.paths = [Path(path) for path in paths]
        if not self.paths:
            raise ValueError("a corpus needs at least one file of ids")
        for path in self.paths:
            if not path.is_file():
                raise FileNotFoundError(f"there is no file of ids {path}")

    def __len__(self) -> int:
        return len(self.paths)

    def __iter__(self) -> Iterator[Ids]:
        for path in self.paths:
            yield np.load(path).astype(np.intp)


def write_ids(path: str | os.PathLike[str], ids: ArrayLike) -> None:
    """Write a text (T,) for `IdFiles`: four bytes a token, whole or not at all."""
    with atomic_write(path) as file:
        np.save(file, check_ids(ids, 2**31, ndim=1).astype(np.int32))
