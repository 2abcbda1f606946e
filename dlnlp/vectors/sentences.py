"""A vector for a sentence: the mean of its words' vectors, plain or weighted."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy import sparse

from dlnlp.arrays import Array
from dlnlp.vectors.embeddings import Embeddings

Sentence = Sequence[str]


def mean_vectors(sentences: Sequence[Sentence], embeddings: Embeddings) -> Array:
    """The mean of the vectors of each sentence's words: S sentences -> (S, D).

    sentences  lists of tokens; a word that occurs twice counts twice

    Words without a vector are skipped. A sentence without any known word, an empty one
    among them, gets the zero vector, which lies in no direction.

    ValueError: no sentence. TypeError: a text where a list of tokens belongs.
    """
    return _weighted_mean(sentences, embeddings, np.ones(len(embeddings)))


def sif_weights(counts: Mapping[str, float], words: Sequence[str], a: float) -> Array:
    """a / (a + p(w)) for each word, 0 … 1: (V,) (Arora, Liang & Ma 2017, section 3).

    counts  how often each word occurs, in any text that is large enough; p(w) is its
            share in the sum. A word without a count is as rare as can be: weight 1
    a       from 1e-4 to 1e-3 in the paper. A word with the share a weighs one half

    ValueError: a not above 0, counts that are negative, NaN or without any word.
    """
    if not 0 < a < np.inf:
        raise ValueError(f"a is {a}; it must be a finite number above 0, like 1e-3")
    values = np.array(list(counts.values()), dtype=float)
    if not (np.isfinite(values).all() and (values >= 0).all() and values.any()):
        raise ValueError(
            "counts must be 0 or more, without NaN, and not all 0; "
            f"given those of {len(counts)} words"
        )
    p = np.array([counts.get(word, 0) for word in words]) / values.sum()
    weights: Array = a / (a + p)
    return weights


class SIF:
    """Smooth inverse frequency: rare words weigh more, what all share is taken away.

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
        _, vectors = np.linalg.eigh(X.T @ X)  # ascending: the last is the largest
        self.common = vectors[:, -1].astype(X.dtype)  # (D,)

    def __call__(self, sentences: Sequence[Sentence]) -> Array:
        """Vectors of sentences, new ones or those it was fitted on: (S, D)."""
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
    """SIF vectors of the sentences on which the common direction is found: (S, D)."""
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
    share = np.repeat(1 / np.maximum(lengths, 1), lengths) * weights[words]
    starts = np.concatenate([[0], np.cumsum(lengths)])
    dtype = np.result_type(embeddings.vectors.dtype, np.float32)
    parts = sparse.csr_array(
        (share.astype(dtype), words, starts), shape=(len(known), len(ids))
    )
    means: Any = parts @ embeddings.vectors
    dense: Array = means.toarray() if sparse.issparse(means) else means
    return dense
