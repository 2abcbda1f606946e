"""PPMI of a matrix in blocks of rows: each block by itself, cell for cell the same."""

import numpy as np
from scipy import sparse

from dlnlp.arrays import Array
from dlnlp.cluster.row_blocks import RowBlocks
from dlnlp.cluster.tasks import put
from dlnlp.vectors import counts


def ppmi(C: RowBlocks, *, smoothing: float = 1.0) -> RowBlocks:
    """Positive PMI of co-occurrence counts, as `vectors.ppmi` has it, block by block.

    A block knows the sums of its rows; those of the columns are added up before.
    """
    sums = put(C.client, "column sums", C.column_sums())
    blocks = C.map("PPMI", _ppmi_of_rows, sums, smoothing)
    return RowBlocks(C.client, blocks, C.cuts, C.shape[1], np.float32)


def _ppmi_of_rows(
    C: sparse.csr_array, column_sums: Array, smoothing: float
) -> sparse.csr_array:
    if not C.nnz:
        return C.astype(np.float32)  # words that have no neighbour
    return counts.ppmi(C, smoothing=smoothing, column_sums=column_sums)
