"""The gradient of a table of which a batch used only some rows."""

from typing import Any

import numpy as np
from scipy import sparse

from dlnlp.arrays import Array


class RowGradient:
    """The gradient of a matrix (V, D) of which a batch used only some rows.

    ids   (M,) which rows; one may be named several times, then its parts add up
    rows  (M, D) their parts of the gradient; of both, copies are kept
    """

    def __init__(self, ids: Array, rows: Array, shape: tuple[int, ...]):
        self.ids, self.rows, self.shape = ids.copy(), rows.copy(), shape

    @property
    def dtype(self) -> np.dtype[Any]:
        return self.rows.dtype

    def summed(self) -> tuple[Array, Array]:
        """Each row once: sorted ids (U,) and the sums of their parts (U, D).

        The sums are one product with a sparse matrix of ones: its row u has a one for
        each part that belongs to id u. Much faster than adding part after part.
        """
        order = np.argsort(self.ids, kind="stable")
        ids, starts = np.unique(self.ids[order], return_index=True)
        ones = np.ones(len(order), dtype=self.rows.dtype)
        row_starts = np.append(starts, len(order))
        gather = sparse.csr_array(
            (ones, order, row_starts), shape=(len(ids), len(order))
        )
        return ids, gather @ self.rows

    def dense(self) -> Array:
        """The whole matrix (V, D), zeros included."""
        whole = np.zeros(self.shape, dtype=self.rows.dtype)
        ids, rows = self.summed()
        whole[ids] = rows
        return whole

    def __add__(self, other: Any) -> Any:
        if isinstance(other, RowGradient):
            ids = np.concatenate([self.ids, other.ids])
            rows = np.concatenate([self.rows, other.rows])
            return RowGradient(ids, rows, self.shape)
        return self._added_to(np.array(np.broadcast_to(other, self.shape)))

    def __array_ufunc__(
        self, ufunc: np.ufunc, method: str, array: Any, *rest: Any, out: Any = None
    ) -> Any:
        """array + rows, array += rows: NumPy asks the rows how to be added."""
        if ufunc is not np.add or method != "__call__" or rest != (self,):
            return NotImplemented
        return self._added_to(out[0]) if out else self + array

    def _added_to(self, whole: Array) -> Array:
        if whole.shape != self.shape:
            raise ValueError(f"rows of a {self.shape} do not add to a {whole.shape}")
        ids, rows = self.summed()
        whole[ids] += rows
        return whole

    def __mul__(self, factor: float) -> "RowGradient":
        return RowGradient(self.ids, self.rows * factor, self.shape)
