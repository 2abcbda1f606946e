"""What chapter 1's package is measured against: loops, a C program, a dense matrix."""

import math
import os
import shutil
import subprocess
from pathlib import Path

import numpy as np
from scipy import sparse

from dlnlp.arrays import Array

SOURCE = Path(__file__).with_name("cooccur.c")


def count_in_loops(ids: list[int], window: int) -> dict[tuple[int, int], int]:
    """The definition: each word looks at its neighbours, and every look is counted."""
    counts: dict[tuple[int, int], int] = {}
    for t, word in enumerate(ids):
        for s in range(max(0, t - window), min(len(ids), t + window + 1)):
            if s != t:
                pair = word, ids[s]
                counts[pair] = counts.get(pair, 0) + 1
    return counts


def count_in_tight_loops(
    ids: list[int], window: int, vocab_size: int
) -> list[dict[int, int]]:
    """The same in the fastest plain Python found: a dict a word, slices for windows."""
    counts: list[dict[int, int]] = [{} for _ in range(vocab_size)]
    for t, word in enumerate(ids):
        row = counts[word]
        for neighbour in ids[max(0, t - window) : t]:
            row[neighbour] = row.get(neighbour, 0) + 1
        for neighbour in ids[t + 1 : t + 1 + window]:
            row[neighbour] = row.get(neighbour, 0) + 1
    return counts


class Cooccur:
    """A program that counts as GloVe's cooccur does: our stand-in, or the original.

    It finds text and vocabulary in the files corpus.txt and vocab.txt of a folder.
    """

    def __init__(self, folder: Path, program: Path | None = None):
        """Compile the stand-in unless a program is given.

        FileNotFoundError: there is no C compiler.
        """
        self.folder = folder
        self.name = "GloVe's cooccur" if program else "cooccur stand-in"
        self.note = (
            ""
            if program
            else "the stand-in is benchmarks/cooccur.c, not Stanford's program"
        )
        self.program = program or folder / "cooccur"
        if program is None:
            compiler = shutil.which("gcc") or shutil.which("cc")
            if compiler is None:
                raise FileNotFoundError("gcc (or cc) is not installed")
            subprocess.run([compiler, "-O3", "-o", self.program, SOURCE], check=True)

    def run(self, window: int, max_product: int, output: str = os.devnull) -> None:
        """Count; the output is a file, or nowhere."""
        options = f"-verbose 0 -window-size {window} -max-product {max_product}".split()
        with (
            open(self.folder / "corpus.txt", "rb") as corpus,
            open(output, "wb") as counts,
        ):
            subprocess.run(
                [self.program, "-vocab-file", "vocab.txt", *options],
                cwd=self.folder,
                stdin=corpus,
                stdout=counts,
                stderr=subprocess.DEVNULL,
                check=True,
            )

    def counts(
        self, window: int, max_product: int, vocab_size: int
    ) -> sparse.csr_array:
        """What it counts, as a matrix."""
        output = self.folder / "counts.bin"
        self.run(window, max_product, str(output))
        cells = np.fromfile(
            output, dtype=[("row", "i4"), ("column", "i4"), ("count", "f8")]
        )
        output.unlink()
        places = cells["row"] - 1, cells["column"] - 1  # ranks begin at 1, ids at 0
        return sparse.csr_array(
            (cells["count"], places), shape=(vocab_size, vocab_size)
        )


def ppmi_dense(C: Array) -> Array:
    """Positive PMI of a dense matrix of counts, cell by cell at once."""
    C = C.astype(np.float32)
    with np.errstate(divide="ignore"):
        M = np.log2(C * C.sum() / np.outer(C.sum(axis=1), C.sum(axis=0)))
    positive: Array = np.maximum(M, 0)
    return positive


def ppmi_in_loops(
    rows: list[list[int]], row_sums: list[int], sums: list[int]
) -> list[list[float]]:
    """Positive PMI of some rows of a dense matrix, in plain loops.

    row_sums of these rows; sums of all V columns, which are those of all rows as well
    """
    total = sum(sums)
    result = []
    for row, row_sum in zip(rows, row_sums, strict=True):
        values = []
        for count, column_sum in zip(row, sums, strict=True):
            pmi = math.log2(count * total / (row_sum * column_sum)) if count else 0.0
            values.append(max(0.0, pmi))
        result.append(values)
    return result
