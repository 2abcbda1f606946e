"""A sparse matrix that lies on a cluster, in blocks of rows."""

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from operator import add, matmul
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

from dlnlp.arrays import Array
from dlnlp.cluster.tasks import merge_tree, put, submit

if TYPE_CHECKING:
    from distributed import Client, Future


class RowBlocks:
    """A sparse matrix (m, n) on a cluster, in blocks of rows, each small enough.

    It has what `truncated_svd` and `svd_vectors` ask for: shape, dtype, and products
    with a dense matrix. M @ X works on each block alone; M.T @ X adds up what the
    blocks give, in a fixed order.

    blocks  futures of CSR matrices
    cuts    (blocks + 1,) where each begins, and where the last ends
    """

    def __init__(
        self,
        client: "Client",
        blocks: "Sequence[Future]",
        cuts: Sequence[int],
        n_columns: int,
        dtype: Any,
    ):
        self.client, self.blocks, self.cuts = client, list(blocks), list(cuts)
        self.shape, self.dtype = (self.cuts[-1], n_columns), np.dtype(dtype)

    def map(
        self, name: str, function: Callable[..., Any], *arguments: Any
    ) -> "list[Future]":
        """function(block, …) of each block, on the cluster."""
        return [submit(self.client, name, function, b, *arguments) for b in self.blocks]

    def __matmul__(self, X: Array) -> Array:
        """X: (n, k) -> (m, k), dense, here."""
        products = self.map("M @ X", matmul, put(self.client, "X", X))
        found: Array = np.concatenate(self.client.gather(products))
        return found

    @property
    def T(self) -> "Transposed":
        return Transposed(self)

    def column_sums(self) -> Array:
        """(n,) the sum of each column."""
        sums = self.map("column sums", _column_sums)
        total: Array = merge_tree(self.client, "add", add, sums).result()
        return total

    def gather(self) -> sparse.csr_array:
        """The whole matrix, here, where memory allows it."""
        return sparse.vstack(self.client.gather(self.blocks), format="csr")


class Transposed:
    """The transpose of a matrix in blocks of rows."""

    def __init__(self, matrix: RowBlocks):
        self.matrix = matrix

    def __matmul__(self, X: Array) -> Array:
        """X: (m, k) -> (n, k), dense, here."""
        M = self.matrix
        parts = [
            submit(M.client, "M.T @ X", _transposed_product, block, X[start:stop])
            for block, (start, stop) in zip(M.blocks, pairwise(M.cuts), strict=True)
        ]
        total: Array = merge_tree(M.client, "add", add, parts).result()
        return total


def cut_rows(sizes: Iterable[float], blocks: int) -> list[int]:
    """Where to cut rows of these sizes into blocks that are about equally large.

    Returns 0, …, m: at most `blocks` stretches, none of them empty.
    """
    ends = np.cumsum(np.fromiter(sizes, dtype=float))
    goals = np.arange(1, blocks) * ends[-1] / blocks
    inner = np.searchsorted(ends, goals) + 1
    cuts: list[int] = np.unique([0, *inner, len(ends)]).tolist()
    return cuts


def _column_sums(block: sparse.csr_array) -> Array:
    sums: Array = block.sum(axis=0)
    return sums


def _transposed_product(block: sparse.csr_array, X: Array) -> Array:
    product: Array = block.T @ X
    return product
