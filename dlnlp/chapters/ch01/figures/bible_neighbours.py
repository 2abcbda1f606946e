"""Chapter 1's table of nearest words for each window, weighting and dimension."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from scipy.sparse.linalg import svds

from dlnlp.arrays import Array
from dlnlp.chapters.ch01.figures.neighbour_table import neighbour_table
from dlnlp.explore import Draw, Say
from dlnlp.text import Vocabulary
from dlnlp.vectors import Embeddings, cooccurrence, ppmi

QUERIES = ("bread", "night", "good", "seven")
OPPOSITES = {"night": "day", "good": "evil"}


def bible_neighbours(ids: Array, vocab: Vocabulary) -> tuple[Draw, Say]:
    """Nearest words of a few: drawn for window, weighting and dimensions.

    weighting   "counts" or "PPMI", with the chapter's smoothing
    dimensions  "all": rows of the matrix; or how many dimensions of its SVD, as text
    """

    @cache
    def directions(window: int, weighting: str) -> tuple[Any, Array]:
        X = cooccurrence(ids, len(vocab), window)
        M = X.astype(np.float32)
        if weighting == "PPMI":
            M = ppmi(X, smoothing=0.75)
        U, S, _ = svds(M, k=100, random_state=0)
        order = np.argsort(-S)
        return M, (U * S**0.5)[:, order]

    @cache
    def vectors(window: int, weighting: str, dimensions: str) -> Embeddings:
        M, dense = directions(window, weighting)
        rows = M if dimensions == "all" else dense[:, : int(dimensions)]
        return Embeddings(vocab.words, rows)

    return neighbour_table(vectors, QUERIES, OPPOSITES)
