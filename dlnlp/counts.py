"""Word vectors by counting: co-occurrence, pointwise mutual information, SVD.

Everything stays sparse: of the V x V pairs of words, a corpus contains few.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import linalg, sparse

from dlnlp.text import Ids, check_ids, check_window

Array = NDArray[Any]

CHUNK = 1_000_000  # tokens counted at a time; bounds the memory, not the result


def cooccurrence(
    ids: ArrayLike, vocab_size: int, window: int, *, by_distance: bool = False
) -> sparse.csr_array:
    """C[i, j]: how often word j is within `window` words of i. Symmetric, (V, V).

    ids          (T,) the corpus
    window       words on each side, 1 or more; wider than the text means the whole text
    by_distance  count a neighbour at distance d as 1/d, not 1 (Pennington et al. 2014)

    ValueError: empty corpus, ids outside 0 … V-1, window below 1.
    """
    ids = check_ids(ids, vocab_size)
    if len(ids) == 0:
        raise ValueError("the corpus is empty: there is nothing to count")
    chunks = (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))
    return cooccurrence_of_chunks(chunks, vocab_size, window, by_distance=by_distance)


def cooccurrence_of_chunks(
    chunks: Iterable[ArrayLike],
    vocab_size: int,
    window: int,
    *,
    by_distance: bool = False,
) -> sparse.csr_array:
    """The same counts for a corpus in pieces, of any length, never whole in memory.

    The last `window` words of what came before are kept: pairs across borders count.
    """
    check_window(window)
    dtype = float if by_distance else np.int64
    # later[i, j]: how often word j stands to the right of word i
    later = sparse.csr_array((vocab_size, vocab_size), dtype=dtype)
    seen = np.empty(0, dtype=np.int64)
    for chunk in chunks:
        new = check_ids(chunk, vocab_size)
        text = np.concatenate([seen, new])
        for d in range(1, min(window, len(text) - 1) + 1):
            first = max(len(seen) - d, 0)  # pairs that end in the new chunk
            words, neighbours = text[first:-d], text[first + d :]
            pairs = _count_pairs(words, neighbours, vocab_size)
            later = later + (pairs * (1 / d) if by_distance else pairs)
        seen = text[-window:]
    return (later + later.T).tocsr()  # who stands after me has me before it


def _count_pairs(words: Ids, neighbours: Ids, vocab_size: int) -> sparse.csr_array:
    """How often each pair occurs: number the pairs, sort, measure the runs."""
    codes = words * vocab_size + neighbours
    codes.sort()
    run_starts = np.flatnonzero(np.diff(codes, prepend=-1))
    counts = np.diff(run_starts, append=len(codes))
    rows, columns = np.divmod(codes[run_starts], vocab_size)
    row_starts = np.searchsorted(rows, np.arange(vocab_size + 1))
    shape = (vocab_size, vocab_size)
    return sparse.csr_array((counts, columns, row_starts), shape=shape)


def pmi(C: sparse.csr_array, *, smoothing: float = 1.0) -> sparse.csr_array:
    """Pointwise mutual information in bits: log2 P(i, j) / (P(i) P(j)).

    C          (V, V) co-occurrence counts
    smoothing  exponent of the column word's frequency; 1 is plain PMI, 0.75 keeps rare
               words from scoring high by chance (Levy, Goldberg & Dagan 2015, eq. 3)

    Probabilities are shares of all counted pairs: P(i, j) = C[i, j] / C.sum().
    A pair that never occurs would have -inf; it is not stored.

    ValueError: negative or NaN counts, nothing counted.
    """
    C = _checked(C)
    if not 0 < smoothing <= 1:
        raise ValueError(f"smoothing is {smoothing}; it must be above 0 and at most 1")
    rows = np.asarray(C.sum(axis=1), dtype=float)  # (V,) counts of i
    columns = np.asarray(C.sum(axis=0), dtype=float) ** smoothing  # (V,) counts of j
    with np.errstate(divide="ignore"):  # a word without pairs has no stored cell either
        log_rows = np.log2(rows).astype(np.float32)
        log_columns = np.log2(columns / columns.sum()).astype(np.float32)
    values = np.log2(C.data.astype(np.float32))
    values -= np.repeat(log_rows, np.diff(C.indptr))  # log2 P(j | i) …
    values -= log_columns[C.indices]  # … against log2 P(j)
    return sparse.csr_array((values, C.indices.copy(), C.indptr.copy()), shape=C.shape)


def ppmi(C: sparse.csr_array, *, smoothing: float = 1.0) -> sparse.csr_array:
    """Positive PMI: max(0, PMI), 0 for an unseen pair (Bullinaria & Levy 2007)."""
    M = pmi(C, smoothing=smoothing)
    np.maximum(M.data, 0.0, out=M.data)
    M.eliminate_zeros()
    return M


def truncated_svd(
    M: sparse.csr_array | Array,
    dim: int,
    *,
    rng: np.random.Generator,
    oversampling: int = 10,
    iterations: int = 7,
) -> tuple[Array, Array, Array]:
    """The k = dim largest singular values of M (m, n): U (m, k), S (k,) and Vt (k, n).

    Randomised subspace iteration (Halko, Martinsson & Tropp 2011, algorithms 4.4, 5.1):
    M times random vectors spans nearly the space of its largest singular vectors; each
    of the `iterations` brings it closer; an exact SVD in that space does the rest.
    Signs are fixed: the entry of largest size in each column of U is positive.

    ValueError: `dim` outside 1 … min(m, n), NaN in M.
    """
    m, n = M.shape
    if not 1 <= dim <= min(m, n):
        raise ValueError(f"dim is {dim}; a matrix of {m} x {n} allows 1 to {min(m, n)}")
    if not np.isfinite(M.data if sparse.issparse(M) else M).all():
        raise ValueError(
            "the matrix holds NaN or infinity; singular values need finite numbers"
        )
    size = min(dim + oversampling, m, n)
    start = rng.standard_normal((n, size)).astype(np.result_type(M.dtype, np.float32))
    Q = _orthonormal(M @ start)  # (m, size)
    for _ in range(iterations):
        Q = _orthonormal(M @ (M.T @ Q))
    small_M = (M.T @ Q).T  # (size, n)
    small_U, S, Vt = linalg.svd(small_M, full_matrices=False)
    U = Q @ small_U
    largest = np.abs(U).argmax(axis=0)
    signs = np.sign(U[largest, np.arange(size)])
    return (U * signs)[:, :dim], S[:dim], (Vt * signs[:, None])[:dim]


def _orthonormal(Y: Array) -> Array:
    """Orthonormal columns that span those of Y."""
    Q: Array = linalg.qr(Y, mode="economic")[0]
    return Q


def svd_vectors(
    M: sparse.csr_array | Array,
    dim: int,
    *,
    rng: np.random.Generator,
    power: float = 0.5,
) -> Array:
    """Dense word vectors (V, D): the rows of U S^power of the truncated SVD of M.

    power 1 keeps the distances between M's rows; 0 gives every direction the same
    weight; 0.5, between the two, does well on word similarity
    (Levy, Goldberg & Dagan 2015, section 3.3).
    """
    U, S, _ = truncated_svd(M, dim, rng=rng)
    return U * S**power


def _checked(C: sparse.csr_array) -> sparse.csr_array:
    C = sparse.csr_array(C)
    if C.nnz == 0:
        raise ValueError("no pair was counted: a text of one word has no neighbours")
    if not (np.isfinite(C.data).all() and (C.data >= 0).all()):
        raise ValueError("counts must be 0 or more, without NaN; these are not counts")
    return C
