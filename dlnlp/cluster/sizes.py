"""How large a result is: the engine asks, before it moves one or puts it on disk.

Dask knows it of NumPy's arrays, but takes a sparse array for a few bytes.
"""

from contextlib import suppress
from typing import Any

from scipy import sparse


def bytes_of(matrix: Any) -> int:
    """The bytes that a matrix in compressed rows takes."""
    return sum(a.nbytes for a in (matrix.data, matrix.indices, matrix.indptr))


with suppress(ModuleNotFoundError):  # without Dask nobody asks
    from dask.sizeof import sizeof

    sizeof.register(sparse.csr_array, bytes_of)  # type: ignore[no-untyped-call]
