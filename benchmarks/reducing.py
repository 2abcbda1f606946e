"""Truncated SVD of a PPMI matrix against scikit-learn: time, at no larger an error."""

import math
from dataclasses import replace
from statistics import mean
from typing import Any

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import svds

from benchmarks.measuring import Row, compare, take_turns
from dlnlp.arrays import Array
from dlnlp.vectors.counts import truncated_svd

DIM = 100
ITERATIONS = 7  # of both: our default, and scikit-learn's for this size


def compared(M: sparse.csr_array, exact: float, turns: int) -> Row:
    """Truncated SVD against scikit-learn's, each turn with its own seed.

    exact: the least error that is possible
    """
    # late: where memory is measured, it would count as ours
    from sklearn.utils.extmath import randomized_svd

    mine: list[Any] = []
    others: list[Any] = []

    def ours() -> None:
        rng = np.random.default_rng(len(mine))
        mine.append(truncated_svd(M, DIM, rng=rng, iterations=ITERATIONS))

    def theirs() -> None:
        others.append(
            randomized_svd(M, DIM, n_iter=ITERATIONS, random_state=len(others))
        )

    times = take_turns(ours, theirs, turns)
    a, b = (
        mean(svd_error(M, *usv) / exact - 1 for usv in side) for side in (mine, others)
    )
    row = compare(
        f"SVD to {DIM} dimensions, window 5", "scikit-learn", times, at_least=1
    )
    return replace(
        row,
        reached=bool(row.reached) and a <= b,
        note=f"{ITERATIONS} iterations each; mean Frobenius error above the "
        f"exact SVD's: ours {a:.3%}, theirs {b:.3%}; ours must not be larger",
    )


def least_error(M: sparse.csr_array) -> float:
    """The Frobenius error of the exact truncated SVD, by scipy."""
    largest = svds(M.astype(float), DIM, return_singular_vectors=False, ncv=3 * DIM)
    return math.sqrt((M.data.astype(float) ** 2).sum() - (largest**2).sum())


def svd_error(M: sparse.csr_array, U: Array, S: Array, Vt: Array) -> float:
    """|M - U S Vt| (Frobenius): |M|^2 - 2 <M, U S Vt> + |U S Vt|^2."""
    M, left, Vt = M.astype(float), (U * S).astype(float), Vt.astype(float)
    inner = ((M @ Vt.T) * left).sum()
    own = ((left.T @ left) * (Vt @ Vt.T)).sum()
    return math.sqrt((M.data**2).sum() - 2 * inner + own)
