"""Word vectors: neighbours, analogies, agreement with people, files."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

import numpy as np
from scipy import sparse

from dlnlp.arrays import Array
from dlnlp.atomic_write import atomic_write
from dlnlp.text.vocabulary import UnknownWord


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
    def share(self) -> float:
        """Correct answers among those covered, 0 … 1; NaN if none was covered."""
        return self.correct / self.covered if self.covered else float("nan")

    def __str__(self) -> str:
        counts = f"{self.correct} of {self.covered} covered of {self.total}"
        return f"{self.share:.0%} right: {counts}"


class Embeddings:
    """V words and their vectors (V, D), dense or sparse. A direction is a meaning.

    Similarity is the cosine, so only directions count. A zero vector has none: its word
    is nobody's neighbour, asking for it is an error, evaluations count it as uncovered.
    """

    def __init__(self, words: Sequence[str], vectors: Any):
        """ValueError: shapes that don't match, a word given twice, NaN or infinity."""
        if not sparse.issparse(vectors):
            vectors = np.asarray(vectors)
        if vectors.ndim != 2 or len(words) != vectors.shape[0] or len(words) == 0:
            raise ValueError(
                f"{len(words)} words need vectors of shape ({len(words)}, D) "
                f"and at least one word; given {vectors.shape}"
            )
        if not np.isfinite(vectors.data if sparse.issparse(vectors) else vectors).all():
            raise ValueError("the vectors hold NaN or infinity")
        self.words = list(words)
        self.vectors: Any = vectors  # (V, D), an array or a scipy.sparse.csr_array
        self._ids = {word: i for i, word in enumerate(self.words)}
        if len(self._ids) < len(self.words):
            twice = next(w for i, w in enumerate(self.words) if self._ids[w] != i)
            raise ValueError(f"the word {twice!r} is given more than once")
        squares = vectors.multiply(vectors) if sparse.issparse(vectors) else vectors**2
        norms = np.sqrt(np.asarray(squares.sum(axis=1), dtype=float))  # (V,)
        self._has_direction = norms > 0
        zeros = np.zeros_like(norms)
        scale = np.divide(1.0, norms, out=zeros, where=self._has_direction)
        scale = scale.astype(np.result_type(vectors.dtype, np.float32))
        if sparse.issparse(vectors):
            self._unit = sparse.csr_array(sparse.diags_array(scale) @ vectors)
        else:
            self._unit = vectors * scale[:, None]

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
        """The cosine of the angle between two words, -1 … 1."""
        return float(np.clip(self._direction(a) @ self._direction(b), -1, 1))

    def nearest(self, word: str, k: int = 10) -> list[tuple[str, float]]:
        """The k words of most similar direction, best first, each with its cosine."""
        return self._best(self._direction(word), {word}, k)

    def analogy(self, a: str, b: str, c: str, k: int = 5) -> list[tuple[str, float]]:
        """a is to b as c is to …? The words nearest to b - a + c, without these three.

        All three at length 1 (3CosAdd; Mikolov, Yih & Zweig 2013).
        """
        query = self._direction(b) - self._direction(a) + self._direction(c)
        norm = np.linalg.norm(query)
        return self._best(query / norm if norm else query, {a, b, c}, k)

    def _best(
        self, query: Array, leave_out: set[str], k: int
    ) -> list[tuple[str, float]]:
        if k < 1:
            raise ValueError(f"k is {k}; ask for at least 1 word")
        scores = np.array(self._unit @ query, dtype=float)  # (V,)
        scores[~self._has_direction] = -np.inf
        scores[[self._ids[word] for word in leave_out]] = -np.inf
        order = np.argsort(-scores, kind="stable")[:k]
        return [(self.words[i], float(scores[i])) for i in order if scores[i] > -np.inf]

    def _find(self, word: str) -> str | None:
        """The word as it is spelled here, or in lower case, if it has a direction."""
        for spelling in (word, word.lower()):
            if spelling in self._ids and self._has_direction[self._ids[spelling]]:
                return spelling
        return None

    def evaluate_similarity(self, pairs: Iterable[tuple[str, str, float]]) -> Agreement:
        """Spearman correlation with human scores of word pairs, over those covered.

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
        """How many (section, a, b, c, d) have d as first answer to a : b :: c : ?"""
        sections: dict[str, Accuracy] = {}
        for section, a, b, c, d in questions:
            w = [word for word in map(self._find, (a, b, c, d)) if word is not None]
            covered = len(w) == 4
            right = covered and self.analogy(w[0], w[1], w[2], k=1)[0][0] == w[3]
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
        """Write word2vec's text format: a line `V D`, then a word and D numbers a line.

        The file appears whole or not at all. ValueError for a word with white space.
        """
        for word in self.words:
            if not word or word.split() != [word]:
                raise ValueError(
                    f"the word2vec format cannot hold {word!r}: no white space"
                )
        number = "%.9g" if self.vectors.dtype == np.float32 else "%.17g"
        line = "%s" + f" {number}" * self.vectors.shape[1] + "\n"
        with atomic_write(path) as file:
            file.write(f"{len(self)} {self.vectors.shape[1]}\n".encode())
            for i, word in enumerate(self.words):
                row = _row(self.vectors, i).tolist()
                file.write((line % (word, *row)).encode())

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Self:
        """Read word2vec's text format, float32. ValueError names the first bad line."""
        words: list[str] = []
        rows: list[Array] = []
        try:
            with open(path, encoding="utf-8", newline=None) as file:
                header = file.readline().split()
                if len(header) != 2 or not all(part.isdigit() for part in header):
                    raise ValueError(
                        f"{path}, line 1: expected `V D`, found {' '.join(header)!r}"
                    )
                size, dim = map(int, header)
                for number, line in enumerate(file, start=2):
                    word, *values = line.rstrip().split(" ")
                    if len(values) != dim:
                        raise ValueError(
                            f"{path}, line {number}: expected {dim} numbers, "
                            f"found {len(values)}"
                        )
                    words.append(word)
                    try:
                        rows.append(np.array(values, dtype=np.float32))
                    except ValueError as error:
                        raise ValueError(f"{path}, line {number}: {error}") from None
        except UnicodeDecodeError as error:
            raise ValueError(f"{path} is not UTF-8 text: {error}") from None
        if len(words) != size:
            raise ValueError(
                f"{path} announces {size} words and holds {len(words)}: cut short?"
            )
        return cls(words, np.array(rows).reshape(size, dim))


def _row(matrix: Any, i: int) -> Array:
    """Row i as a plain array (D,)."""
    row: Array = matrix[[i]].toarray()[0] if sparse.issparse(matrix) else matrix[i]
    return row
