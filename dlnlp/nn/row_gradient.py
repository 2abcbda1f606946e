"""The gradient of a table of which a batch used only some rows."""

import numpy as np
from scipy import sparse

from dlnlp.arrays import Array, Ids, check_ids


class RowGradient:
    """Sparse gradient of a matrix (V, D), or a vector (V,): that of the rows used.

    ids   (M,) which rows; one may be named several times, then its parts add up
    rows  (M, D) or (M,), their parts of the gradient; of both, copies are kept

    ValueError: rows of another shape, ids outside 0 … V-1.
    """

    def __init__(self, ids: Array, rows: Array, shape: tuple[int, ...]):
        if rows.shape != (len(ids), *shape[1:]):
            raise ValueError(
                f"{len(ids)} rows of a {shape} are {(len(ids), *shape[1:])}; "
                f"given {rows.shape}"
            )
        self.ids = check_ids(ids, shape[0]).copy()
        self.rows, self.shape = rows.copy(), shape

    def summed(self) -> tuple[Array, Array]:
        """Each row once: sorted ids (U,) and the sums of their parts (U, D).

        SciPy knows no float16, so these sums are float32.
        """
        ids, gather = coalesce(self.ids, self.shape[0])
        wide = np.result_type(self.rows, gather.dtype)
        return ids, gather @ self.rows.astype(wide, copy=False)

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


class SummedRows(RowGradient):
    """Rows that are summed as soon as they come: of each row one sum is kept.

    ids     (…) which rows of the parameter, of `shape` (V, D); kept (U,), sorted
    rows    (…, D) their parts of the gradient; kept (U, D)
    gather  (U, M) the matrix that has summed M parts

    ValueError: ids outside 0 … V-1.
    """

    def __init__(self, ids: Array, rows: Array, shape: tuple[int, ...]):
        self.ids, self.gather = coalesce(check_ids(ids, shape[0]).ravel(), shape[0])
        self.rows, self.shape = self.gather @ rows.reshape(-1, *shape[1:]), shape

    def summed(self) -> tuple[Array, Array]:
        return self.ids, self.rows


def coalesce(ids: Ids, size: int) -> tuple[Ids, sparse.csr_array]:
    """Coalescing: equal ids become one, and a matrix sums what belongs to them.

    ids: (M,), from 0 to size-1 -> sorted ids (U,), a matrix of ones (U, M). Its row u
    has a one for each part that belongs to id u, so that one product with the parts
    (M, D) gives the sums (U, D). Much faster than adding part after part.
    """
    small = ids.astype(np.min_scalar_type(size))  # which NumPy sorts faster
    order = np.argsort(small, kind="stable")
    small = small[order]
    begins = np.concatenate([[len(ids) > 0], small[1:] != small[:-1]])
    starts = np.flatnonzero(begins)  # of the runs of equal ids
    row_starts = np.append(starts, len(ids))
    ones = np.ones(len(ids), dtype=np.float32)
    gather = sparse.csr_array((ones, order, row_starts), (len(starts), len(ids)))
    return ids[order[starts]], gather
