"""Word vectors by counting: co-occurrence, pointwise mutual information, SVD.

Everything stays sparse: of the V x V pairs of words, a corpus contains few.
"""

from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike
from scipy import linalg, sparse

from dlnlp.arrays import Array, check_counts, check_ids, check_size

CHUNK = 1_000_000  # tokens counted at a time; bounds the memory, not the result


def cooccurrence(
    ids: ArrayLike, vocab_size: int, window: int, *, by_distance: bool = False
) -> sparse.csr_array:
    """Co-occurrence matrix: C[i, j] says how often word j is within `window` of word i.

    ids          (T,) the corpus
    window       words on each side, 1 or more; wider than the text means the whole text
    by_distance  count a neighbour at distance d as 1/d, not 1 (Pennington et al. 2014)

    Returns a symmetric matrix (V, V).

    ValueError: empty corpus, ids outside 0 … V-1, window below 1.

    >>> cooccurrence([0, 1, 2, 0], 3, window=1).toarray().tolist()
    [[0, 1, 1], [1, 0, 1], [1, 1, 0]]
    """
    ids = check_ids(ids, vocab_size, ndim=1)
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
    """Co-occurrence matrix of a corpus in pieces, of any length, never whole in memory.

    The last `window` words of what came before are kept: pairs across borders count.
    """
    V, window = check_size(vocab_size, "vocab_size"), check_size(window, "window")
    dtype = float if by_distance else np.int64
    # later[i, j]: how often word j stands to the right of word i
    later = sparse.csr_array((V, V), dtype=dtype)
    small = np.min_scalar_type(V**2)  # for i V + j: small sorts faster
    seen = np.empty(0, dtype=small)
    for chunk in chunks:
        new = check_ids(chunk, V, ndim=1).astype(small)
        text = np.concatenate([seen, new])
        distances = range(1, min(window, len(text) - 1) + 1)
        pairs = [  # that end in the new chunk
            text[max(len(seen) - d, 0) : -d] * V + text[max(len(seen), d) :]
            for d in distances
        ]
        if by_distance:
            for d, at_d in zip(distances, pairs, strict=True):
                later = later + _count_pairs(at_d, V) * (1 / d)
        elif pairs:
            later = later + _count_pairs(np.concatenate(pairs), V)
        seen = text[-window:]
    return (later + later.T).tocsr()  # who stands after me has me before it


def _count_pairs(pairs: Array, V: int) -> sparse.csr_array:
    """How often each pair i V + j occurs: sort, and see where equal numbers begin."""
    pairs.sort()
    changes = pairs[1:] != pairs[:-1]
    starts = np.flatnonzero(np.concatenate([[len(pairs) > 0], changes]))
    counts = np.diff(starts, append=len(pairs))
    rows, columns = np.divmod(pairs[starts], V)
    row_starts = np.searchsorted(rows, np.arange(V + 1, dtype=rows.dtype))
    return sparse.csr_array(
        (counts, columns.astype(np.int32), row_starts.astype(np.int32)),
        shape=(V, V),
    )


def pmi(
    C: sparse.csr_array,
    *,
    smoothing: float = 1.0,
    column_sums: ArrayLike | None = None,
) -> sparse.csr_array:
    """Pointwise mutual information (PMI), in bits: log2 P(i, j) / (P(i) P(j)).

    C            (V, V) co-occurrence counts; a zero that is stored was never seen, and
                 a cell that is stored in parts counts with their sum
    smoothing    exponent of the column word's frequency; 1 is plain PMI, 0.75 keeps
                 rare words from scoring high by chance (Levy, Goldberg & Dagan 2015,
                 eq. 3)
    column_sums  (V,) of the whole matrix, where C is only some of its rows

    Probabilities are proportions of all counted pairs: P(i, j) = C[i, j] / C.sum().
    A pair that never occurs would have -inf; it is not stored. Source: Church & Hanks
    1990, "Word association norms, mutual information, and lexicography", section 3.

    ValueError: negative or NaN counts, nothing counted, smoothing outside 0 … 1.
    """
    C = _cells(C)
    if not 0 < smoothing <= 1:
        raise ValueError(f"smoothing is {smoothing}; it must be above 0 and at most 1")
    rows = C.sum(axis=1).astype(np.float32)  # (V,) C_i, the sum of row i
    columns = C.sum(axis=0) if column_sums is None else check_counts(column_sums)
    P = columns**smoothing
    P = (P / P.sum()).astype(np.float32)  # (V,) P(j)
    # For each stored cell, row after row: how often i and j would meet by chance
    expected = np.repeat(rows, np.diff(C.indptr)) * P.take(C.indices)
    ratio = C.data.astype(np.float32) / expected
    values = np.log2(ratio, out=ratio)
    return sparse.csr_array((values, C.indices.copy(), C.indptr.copy()), shape=C.shape)


def ppmi(
    C: sparse.csr_array,
    *,
    smoothing: float = 1.0,
    column_sums: ArrayLike | None = None,
) -> sparse.csr_array:
    """Positive PMI (PPMI): max(0, PMI), 0 for an unseen pair (Bullinaria & Levy 2007).

    C, the settings, ValueError: as in `pmi`. Returns C's shape, without zeros stored.
    """
    M = pmi(C, smoothing=smoothing, column_sums=column_sums)
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
    """Truncated SVD of M (m, n), k = dim: U (m, k), S (k,) and Vt (k, n).

    M is nearly U S Vt, made of the k largest singular values and their vectors.
    Randomised subspace iteration (Halko, Martinsson & Tropp 2011, algorithms 4.4, 5.1):
    M times random vectors spans nearly the space of its largest singular vectors; each
    of the `iterations` brings it closer; an exact SVD in that space does the rest.
    Signs are fixed: the entry of largest size in each column of U is positive.

    oversampling  how many random vectors more than k
    iterations    0 or more; the slower the singular values fall, the more are needed

    ValueError: `dim` outside 1 … min(m, n), NaN in M, a setting below 0.
    """
    m, n = M.shape
    iterations = check_size(iterations, "iterations", least=0)
    oversampling = check_size(oversampling, "oversampling", least=0)
    dim = check_size(dim, "dim", least=0)
    if not 1 <= dim <= min(m, n):
        raise ValueError(f"dim is {dim}; a matrix of {m} x {n} allows 1 to {min(m, n)}")
    size = min(dim + oversampling, m, n)
    start = rng.standard_normal((n, size)).astype(np.result_type(M.dtype, np.float32))
    Y = M @ start  # (m, size)
    if not np.isfinite(Y).all():
        raise ValueError(
            "the matrix holds NaN or infinity; singular values need finite numbers"
        )
    for _ in range(iterations):
        L = linalg.lu(Y, permute_l=True)[0]  # spans what Y spans, and tames its length
        Y = M @ (M.T @ L)
    Q = linalg.qr(Y, mode="economic")[0]  # orthonormal columns, the same span
    V, S, small_Ut = linalg.svd(M.T @ Q, full_matrices=False)  # of Q^T M, transposed
    U = Q @ small_Ut.T
    largest = np.abs(U).argmax(axis=0)
    signs = np.sign(U[largest, np.arange(size)])
    return (U * signs)[:, :dim], S[:dim], (V * signs).T[:dim]


def svd_vectors(
    M: sparse.csr_array | Array,
    dim: int,
    *,
    rng: np.random.Generator,
    power: float = 0.5,
) -> Array:
    """Dense word vectors (V, dim): rows of U S^power of the truncated SVD of M.

    power 1 keeps the distances between M's rows; 0 gives every direction the same
    weight; 0.5, between the two, does well on word similarity
    (Levy, Goldberg & Dagan 2015, section 3.3).

    >>> M = np.diag([4.0, 1.0])
    >>> np.abs(svd_vectors(M, 1, rng=np.random.default_rng(0))).round(3).tolist()
    [[2.0], [0.0]]
    """
    U, S, _ = truncated_svd(M, dim, rng=rng)
    return U * S**power


def _cells(C: sparse.csr_array) -> sparse.csr_array:
    """The same counts, with each cell above 0 stored once, and no other."""
    C = sparse.csr_array(C)
    check_counts(C.data)
    if not (C.has_canonical_format and C.data.all()):
        C = C.astype(np.result_type(C.dtype, np.int64))  # a copy, wide enough for sums
        C.sum_duplicates()
        C.eliminate_zeros()
    return C
