"""word2vec's text format: a line `V D`, then V lines, each a word and its D numbers.

gensim and most other programs read and write it, too.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from typing import TextIO

import numpy as np

from dlnlp.arrays import Array
from dlnlp.atomic_write import atomic_write


def write_vectors(
    path: str | os.PathLike[str], words: Sequence[str], vectors: Iterable[Array]
) -> None:
    """Write words and their vectors, (D,) each, by an atomic write; every bit is kept.

    ValueError: a word that is empty or holds white space. OSError: see `atomic_write`.
    """
    for word in words:
        if word.split() != [word]:
            raise ValueError(
                f"the word2vec format cannot hold {word!r}: no white space"
            )
    with atomic_write(path) as file:
        for i, (word, vector) in enumerate(zip(words, vectors, strict=True)):
            if i == 0:
                number = "%.9g" if vector.dtype == np.float32 else "%.17g"
                line = "%s" + f" {number}" * len(vector) + "\n"
                file.write(f"{len(words)} {len(vector)}\n".encode())
            file.write((line % (word, *vector.tolist())).encode())


def read_vectors(path: str | os.PathLike[str]) -> tuple[list[str], Array]:
    """The words and their vectors, (V, D) float32. ValueError names the bad line."""
    try:
        with open(path, encoding="utf-8-sig") as file:
            header = file.readline().split()
            if len(header) != 2 or not all(number.isdecimal() for number in header):
                raise ValueError(
                    f"{path}, line 1: expected `V D`, found {' '.join(header)!r}"
                )
            size, dim = map(int, header)
            lines = list(_lines(file, dim, str(path)))
    except UnicodeDecodeError as error:
        raise ValueError(f"{path} is not UTF-8 text: {error}") from None
    if len(lines) != size:
        raise ValueError(
            f"{path} announces {size} words and holds {len(lines)}: cut short?"
        )
    vectors = np.array([vector for _, vector in lines], dtype=np.float32)
    return [word for word, _ in lines], vectors.reshape(size, dim)


def _lines(file: TextIO, dim: int, path: str) -> Iterator[tuple[str, Array]]:
    for number, line in enumerate(file, start=2):
        word, *values = line.rstrip().split(" ")
        if len(values) != dim:
            raise ValueError(
                f"{path}, line {number}: expected {dim} numbers, found {len(values)}"
            )
        try:
            yield word, np.array(values, dtype=np.float32)
        except ValueError as error:
            raise ValueError(f"{path}, line {number}: {error}") from None
