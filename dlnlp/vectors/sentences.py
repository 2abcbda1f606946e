"""Sentence vectors: the mean of the words' vectors, plain or weighted."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy import sparse

from dlnlp.arrays import Array, check_counts
from dlnlp.vectors.embeddings import Embeddings

Sentence = Sequence[str]


def mean_vectors(sentences: Sequence[Sentence], embeddings: Embeddings) -> Array:
    """Averaged word vectors: the mean over each sentence's words, (S, D).

    sentences  S lists of tokens; a word that occurs twice counts twice

    Words without a vector are skipped. A sentence without any known word, an empty one
    among them, gets the zero vector, which lies in no direction.

    ValueError: no sentence. TypeError: a text where a list of tokens belongs.

    >>> words = Embeddings(["cat", "sleeps"], [[1, 0], [0, 1]])
    >>> mean_vectors([["cat", "sleeps"], ["nobody"]], words).tolist()
    [[0.5, 0.5], [0.0, 0.0]]
    """
    return _weighted_mean(sentences, embeddings, np.ones(len(embeddings)))


def sif_weights(counts: Mapping[str, float], words: Sequence[str], a: float) -> Array:
    """Smooth inverse frequency (SIF) of each word, a / (a + p(w)), 0 … 1: (V,).

    counts  how often each word occurs, in any text that is large enough; p(w) is its
            relative frequency. A word without a count is as rare as can be: weight 1
    a       from 1e-4 to 1e-3 in the paper. A word with p(w) = a weighs one half

    ValueError: a not above 0, counts that are negative, NaN or without any word.
    Source: Arora, Liang & Ma 2017, section 3.

    >>> sif_weights({"the": 9_999, "cat": 1}, ["the", "cat"], 1e-3).round(3).tolist()
    [0.001, 0.909]
    """
    if not 0 < a < np.inf:
        raise ValueError(f"a is {a}; it must be a finite number above 0, like 1e-3")
    total = check_counts(np.array(list(counts.values()), dtype=float)).sum()
    p = np.array([counts.get(word, 0) for word in words], dtype=float) / total
    weights: Array = a / (a + p)
    return weights


class SIF:
    """SIF sentence vectors: rare words weigh more, what all have in common is gone.

    The weighted mean of a sentence's vectors still points, for any sentence, partly in
    one common direction: grammar and style rather than topic. It is the first right
    singular vector of the matrix of sentence vectors, found once on the sentences given
    here (no labels needed) and taken out of every sentence, these and new ones
    (Arora, Liang & Ma 2017, algorithm 1).

    common  (D,) the direction, of length 1
    """

    def __init__(
        self,
        sentences: Sequence[Sentence],
        embeddings: Embeddings,
        counts: Mapping[str, float],
        *,
        a: float = 1e-3,
    ):
        """ValueError: as in `sif_weights`, or if no sentence has a known word."""
        self.embeddings = embeddings
        self.weights = sif_weights(counts, embeddings.words, a)  # (V,)
        X = _weighted_mean(sentences, embeddings, self.weights)  # (S, D)
        if not X.any():
            raise ValueError(
                f"none of the {len(sentences)} sentences has a word with a vector"
            )
        products = X.T.astype(float) @ X  # (D, D), sums that float32 may not hold
        _, vectors = np.linalg.eigh(products)  # ascending: the last is the largest
        self.common = vectors[:, -1].astype(X.dtype)  # (D,)

    def __call__(self, sentences: Sequence[Sentence]) -> Array:
        """Vectors of sentences, new ones or those it was fitted on: (S, D).

        ValueError, TypeError: as in `mean_vectors`.
        """
        X = _weighted_mean(sentences, self.embeddings, self.weights)
        along: Array = X @ self.common  # (S,)
        rest: Array = X - along[:, None] * self.common
        return rest


def sif_vectors(
    sentences: Sequence[Sentence],
    embeddings: Embeddings,
    counts: Mapping[str, float],
    *,
    a: float = 1e-3,
) -> Array:
    """SIF sentence vectors of those on which the common direction is found: (S, D)."""
    return SIF(sentences, embeddings, counts, a=a)(sentences)


def _weighted_mean(
    sentences: Sequence[Sentence], embeddings: Embeddings, weights: Array
) -> Array:
    """Sum of weight times vector over the known words, divided by how many they are.

    In one product: a sparse (S, V) matrix says how often each word is in a sentence.
    """
    if len(sentences) == 0:
        raise ValueError("there is no sentence; give a list of lists of tokens")
    if isinstance(sentences, str) or any(isinstance(s, str) for s in sentences):
        raise TypeError("a sentence is a list of tokens, not a text: tokenize it first")
    ids = {word: i for i, word in enumerate(embeddings.words)}
    known = [[ids[word] for word in sentence if word in ids] for sentence in sentences]
    lengths = np.array([len(sentence) for sentence in known])  # (S,)
    words = np.array([i for sentence in known for i in sentence], dtype=np.intp)
    factors = np.repeat(1 / np.maximum(lengths, 1), lengths) * weights[words]
    starts = np.concatenate([[0], np.cumsum(lengths)])
    dtype = np.result_type(embeddings.vectors.dtype, np.float32)
    mixture = sparse.csr_array(
        (factors.astype(dtype), words, starts), shape=(len(known), len(ids))
    )
    means: Any = mixture @ embeddings.vectors
    dense: Array = means.toarray() if sparse.issparse(means) else means
    return dense
