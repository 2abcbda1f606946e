"""The gradient of a table of which a batch used only some rows."""

import numpy as np
from scipy import sparse

from dlnlp.arrays import Array


class RowGradient:
    """Sparse gradient of a matrix (V, D), or a vector (V,): that of the rows used.

    ids   (M,) which rows; one may be named several times, then its parts add up
    rows  (M, D) or (M,), their parts of the gradient; of both, copies are kept

    ValueError: rows of another shape.
    """

    def __init__(self, ids: Array, rows: Array, shape: tuple[int, ...]):
        if rows.shape != (len(ids), *shape[1:]):
            raise ValueError(
                f"{len(ids)} rows of a {shape} are {(len(ids), *shape[1:])}; "
                f"given {rows.shape}"
            )
        self.ids, self.rows, self.shape = ids.copy(), rows.copy(), shape

    def summed(self) -> tuple[Array, Array]:
        """Each row once: sorted ids (U,) and the sums of their parts (U, D).

        The sums are one product with a sparse matrix of ones: its row u has a one for
        each part that belongs to id u. Much faster than adding part after part. SciPy
        knows no float16, so these sums are float32.
        """
        order = np.argsort(self.ids, kind="stable")
        ids, starts = np.unique(self.ids[order], return_index=True)
        ones = np.ones(len(order), dtype=np.result_type(self.rows, np.float32))
        row_starts = np.append(starts, len(order))
        gather = sparse.csr_array(
            (ones, order, row_starts), shape=(len(ids), len(order))
        )
        return ids, gather @ self.rows.astype(ones.dtype, copy=False)

    def dense(self) -> Array:
        """The whole matrix (V, D), zeros included."""
        whole = np.zeros(self.shape, dtype=self.rows.dtype)
        ids, rows = self.summed()
        whole[ids] = rows
        return whole

    def plus(self, other: "Array | RowGradient") -> "Array | RowGradient":
        """The sum with other rows, or with a whole (V, D), which is added to in place.

        ValueError: another shape.
        """
        if other.shape != self.shape:
            raise ValueError(f"rows of a {self.shape} do not add to a {other.shape}")
        if isinstance(other, RowGradient):
            ids = np.concatenate([self.ids, other.ids])
            rows = np.concatenate([self.rows, other.rows])
            return RowGradient(ids, rows, self.shape)
        ids, rows = self.summed()
        other[ids] += rows
        return other
