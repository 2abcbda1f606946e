"""Word embeddings: neighbours, analogies, agreement with people, files."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

import numpy as np
from scipy import sparse

from dlnlp.arrays import Array, check_size
from dlnlp.text.vocabulary import UnknownWord
from dlnlp.vectors.word2vec_format import read_vectors, write_vectors


@dataclass(frozen=True)
class Agreement:
    """How well cosine similarity ranks pairs of words as people do."""

    spearman: float  # rank correlation, -1 … 1
    covered: int  # pairs of which both words have a vector
    total: int

    def __str__(self) -> str:
        return f"Spearman {self.spearman:.2f} on {self.covered} of {self.total} pairs"


@dataclass(frozen=True)
class Accuracy:
    """How many analogies a : b :: c : ? were answered with the expected word first."""

    correct: int
    covered: int  # questions of which all four words have a vector
    total: int
    sections: dict[str, "Accuracy"] = field(default_factory=dict)

    @property
    def proportion(self) -> float:
        """Correct answers among those covered, 0 … 1; NaN if none was covered."""
        return self.correct / self.covered if self.covered else float("nan")

    def __str__(self) -> str:
        counts = f"{self.correct} of {self.covered} covered of {self.total}"
        return f"{self.proportion:.0%} right: {counts}"


class Embeddings:
    """Word embeddings: V words and their vectors (V, D), dense or sparse.

    A direction is a meaning: similarity is the cosine, so only directions count. A zero
    vector has none: its word is nobody's neighbour, asking for it is an error,
    evaluations count it as uncovered.

    >>> vectors = [[1, 0], [3, 1], [0, 1]]
    >>> words = Embeddings(["cat", "dog", "law"], vectors)
    >>> [word for word, cosine in words.nearest("cat", 2)]
    ['dog', 'law']
    """

    def __init__(self, words: Sequence[str], vectors: Any):
        """ValueError: shapes that don't match, a word given twice, NaN or infinity."""
        is_sparse = sparse.issparse(vectors)
        vectors = sparse.csr_array(vectors) if is_sparse else np.asarray(vectors)
        if vectors.ndim != 2 or len(words) != vectors.shape[0] or 0 in vectors.shape:
            raise ValueError(
                f"{len(words)} words need vectors of shape ({len(words)}, D), with at "
                f"least 1 word and 1 dimension; given {vectors.shape}"
            )
        if not np.isfinite(vectors.data if is_sparse else vectors).all():
            raise ValueError("the vectors hold NaN or infinity")
        self.words = list(words)
        self.vectors: Any = vectors  # (V, D), an array or a scipy.sparse.csr_array
        self._ids = {word: i for i, word in enumerate(self.words)}
        if len(self._ids) < len(self.words):
            twice = next(w for i, w in enumerate(self.words) if self._ids[w] != i)
            raise ValueError(f"the word {twice!r} is given more than once")
        self._unit, self._has_direction = _normalised(vectors)

    def __len__(self) -> int:
        return len(self.words)

    def __contains__(self, word: object) -> bool:
        return word in self._ids

    def __getitem__(self, word: str) -> Array:
        """The vector of a word, (D,). UnknownWord if it has none."""
        return _row(self.vectors, self._id(word))

    def _id(self, word: str) -> int:
        if word not in self._ids:
            raise UnknownWord(word, self.words)
        return self._ids[word]

    def _direction(self, word: str) -> Array:
        """The word's vector at length 1."""
        i = self._id(word)
        if not self._has_direction[i]:
            raise ValueError(f"the vector of {word!r} is all zeros: it points nowhere")
        return _row(self._unit, i)

    def similarity(self, a: str, b: str) -> float:
        """Cosine similarity of two words, -1 … 1.

        UnknownWord: one has no vector. ValueError: a vector is all zeros.
        """
        return float(np.clip(self._direction(a) @ self._direction(b), -1, 1))

    def nearest(self, word: str, k: int = 10) -> list[tuple[str, float]]:
        """Nearest neighbours: the k words of largest cosine, best first, each with it.

        UnknownWord: it has no vector. ValueError: k below 1, a vector of zeros.
        """
        return self._best(self._direction(word), {word}, k)

    def analogy(self, a: str, b: str, c: str, k: int = 5) -> list[tuple[str, float]]:
        """Analogy by 3CosAdd: the k words nearest to b - a + c, without these three.

        a is to b as c is to …? All three at length 1 (Mikolov, Yih & Zweig 2013,
        section 4). Returns words and cosines, best first; errors as in `nearest`.
        """
        query = self._direction(b) - self._direction(a) + self._direction(c)
        norm = np.linalg.norm(query)
        return self._best(query / norm if norm else query, {a, b, c}, k)

    def _best(
        self, query: Array, leave_out: set[str], k: int
    ) -> list[tuple[str, float]]:
        k = check_size(k, "k")
        cosines = np.array(self._unit @ query, dtype=float)  # (V,)
        cosines[~self._has_direction] = -np.inf
        cosines[[self._ids[word] for word in leave_out]] = -np.inf
        order = np.argsort(-cosines, kind="stable")[:k]
        return [
            (self.words[i], float(cosines[i])) for i in order if cosines[i] > -np.inf
        ]

    def _find(self, word: str) -> str | None:
        """The word as it is spelled here, or in lower case, if it has a direction."""
        for spelling in (word, word.lower()):
            if spelling in self._ids and self._has_direction[self._ids[spelling]]:
                return spelling
        return None

    def evaluate_similarity(self, pairs: Iterable[tuple[str, str, float]]) -> Agreement:
        """Spearman's rank correlation with people's scores of pairs, where covered.

        pairs  (word, word, score), as `similarity_pairs` gives them

        ValueError if fewer than two pairs are covered: a ranking needs two.
        """
        from scipy.stats import spearmanr  # half a second to import, needed only here

        pairs = list(pairs)
        found = [(self._find(a), self._find(b), score) for a, b, score in pairs]
        covered = [(a, b, s) for a, b, s in found if a is not None and b is not None]
        if len(covered) < 2:
            raise ValueError(
                f"{len(covered)} of {len(pairs)} pairs have vectors; 2 are needed"
            )
        ours = [self.similarity(a, b) for a, b, _ in covered]
        theirs = [score for *_, score in covered]
        correlation = float(spearmanr(ours, theirs).statistic)
        return Agreement(correlation, len(covered), len(pairs))

    def evaluate_analogies(
        self, questions: Iterable[tuple[str, str, str, str, str]]
    ) -> Accuracy:
        """Accuracy of analogies: how often d is the first answer to a : b :: c : ?

        questions  (section, a, b, c, d), as `analogy_questions` gives them
        """
        sections: dict[str, Accuracy] = {}
        for section, a, b, c, d in questions:
            w = [word for word in map(self._find, (a, b, c, d)) if word is not None]
            covered = len(w) == 4
            answer = self.analogy(w[0], w[1], w[2], k=1) if covered else []
            right = covered and [word for word, _ in answer] == w[3:]
            old = sections.get(section, Accuracy(0, 0, 0))
            sections[section] = Accuracy(
                old.correct + right, old.covered + covered, old.total + 1
            )
        every = sections.values()
        return Accuracy(
            sum(s.correct for s in every),
            sum(s.covered for s in every),
            sum(s.total for s in every),
            sections,
        )

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write word2vec's text format; errors as in `write_vectors`."""
        rows = (_row(self.vectors, i) for i in range(len(self)))
        write_vectors(path, self.words, rows)

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Self:
        """Read word2vec's text format, as float32. ValueError names the bad line."""
        return cls(*read_vectors(path))


def _normalised(vectors: Any) -> tuple[Any, Array]:
    """Each row at length 1, (V, D), and which rows have a direction, (V,).

    A square can be too large or too small for its type, even if the number is not. So
    each row is first divided by its largest entry: then the norm is between 1 and D.
    """
    unit = vectors.astype(np.result_type(vectors.dtype, np.float32))  # a copy
    if sparse.issparse(unit):
        unit.sum_duplicates()
        row = np.repeat(np.arange(unit.shape[0]), np.diff(unit.indptr))
        numbers, largest = unit.data, abs(unit).max(axis=1).toarray()
    else:
        row = np.arange(len(unit))[:, None]
        numbers, largest = unit, np.abs(unit).max(axis=1)
    has_direction = largest > 0
    numbers /= np.where(has_direction, largest, 1)[row]
    norms = np.sqrt((unit**2).sum(axis=1, dtype=float))  # (V,)
    numbers /= np.where(has_direction, norms, 1)[row]
    return unit, has_direction


def _row(matrix: Any, i: int) -> Array:
    """Row i as a plain array (D,)."""
    row: Array = matrix[[i]].toarray()[0] if sparse.issparse(matrix) else matrix[i]
    return row
