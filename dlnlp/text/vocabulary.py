"""A vocabulary: the words of a corpus, their ids and how often each occurs."""

import difflib
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from itertools import repeat
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from dlnlp.arrays import Ids, check_ids, check_size


class UnknownWord(KeyError):
    """A word that is not there; the message names near spellings.

    To look for them takes long where there are many words, so it is done when somebody
    reads the message.

    words    all words that there are, or those that are near
    message  what is said before the near spellings
    """

    def __init__(self, word: object, words: Collection[str] = (), message: str = ""):
        super().__init__(word)
        self.words = words
        self.message = message or f"{word!r} is not in the vocabulary"

    def near(self) -> list[str]:
        """Up to three words that are spelled nearly alike, the nearest first."""
        word = self.args[0]
        if not isinstance(word, str):
            return []
        return difflib.get_close_matches(word, self.words)

    def __str__(self) -> str:
        near = ", ".join(self.near())
        return f"{self.message}; near spellings: {near}" if near else self.message

    def __reduce__(self) -> tuple[Any, ...]:  # how it travels to another process
        return type(self), (self.args[0], self.near(), self.message)


class Vocabulary:
    """The words of a corpus and their ids, most frequent first (ties: as first seen).

    words    the V words; `words[i]` is the word with id i
    counts   (V,) how often each occurs in the corpus
    unknown  the word that stands for all words left out; None makes them an error
    marks    words that come before all others, such as "<bos>" and "<eos>"

    >>> vocab = Vocabulary(["the", "cat", "sees", "the", "dog"], unknown="<unk>")
    >>> vocab.encode(["the", "dog", "sleeps"]).tolist()
    [0, 3, 4]
    >>> vocab.decode([0, 1, 2])
    ['the', 'cat', 'sees']
    """

    def __init__(
        self,
        tokens: Iterable[str],
        *,
        min_count: int = 1,
        max_size: int | None = None,
        unknown: str | None = None,
        marks: Sequence[str] = (),
    ):
        """Count `tokens`; keep words that occur `min_count` times, at most `max_size`.

        `tokens` may be counted already: a Counter, in the order of first occurrence.

        With `unknown`, that word joins the vocabulary, with the count of all tokens
        left out. The `marks` get the ids 0, 1, … and are not among the `max_size`.

        ValueError: no token at all, none frequent enough, a limit below 1, marks that
        are not different from each other and from `unknown`.
        """
        min_count = check_size(min_count, "min_count")
        if max_size is not None:
            max_size = check_size(max_size, "max_size")
        if isinstance(tokens, str):
            raise TypeError(
                "Vocabulary takes a list of tokens, not a text: tokenize(text) first"
            )
        if isinstance(marks, str) or len({*marks, unknown}) <= len(marks):
            raise ValueError(
                f"marks are a list of different words, without the unknown word; given "
                f"{marks!r}"
            )
        counter = Counter(tokens)
        of_marks = [counter.pop(mark, 0) for mark in marks]
        total = counter.total()
        if total == 0:
            raise ValueError("the text is empty: a vocabulary needs at least one token")
        kept = Counter({word: n for word, n in counter.items() if n >= min_count})
        if unknown is not None:
            kept[unknown] = 0  # takes its place among the max_size
            largest = kept.most_common(None if max_size is None else max_size - 1)
            kept = Counter(dict(largest))
            known = sum(n for word, n in kept.items() if word != unknown)
            kept[unknown] = total - known
        ranked = kept.most_common(max_size)
        if not ranked:
            raise ValueError(
                f"no word occurs {min_count} times; the most frequent occurs "
                f"{max(counter.values())} times"
            )
        self.words = [*marks, *(word for word, _ in ranked)]
        self.counts = np.array([*of_marks, *(n for _, n in ranked)], dtype=np.intp)
        self.unknown = unknown
        self._ids = {word: i for i, word in enumerate(self.words)}

    def __len__(self) -> int:
        return len(self.words)

    def __contains__(self, word: object) -> bool:
        return word in self._ids

    def id(self, word: str) -> int:
        """The id of a word; for a word left out that of the unknown word, if any."""
        if word in self._ids:
            return self._ids[word]
        if self.unknown is not None:
            return self._ids[self.unknown]
        raise UnknownWord(word, self.words)

    def encode(self, tokens: Iterable[str]) -> Ids:
        """The ids of tokens: (T,). UnknownWord if one is not in the vocabulary."""
        if isinstance(tokens, str):
            raise TypeError(
                "encode takes a list of tokens, not a text: tokenize(text) first"
            )
        tokens = list(tokens)
        left_out = -1 if self.unknown is None else self._ids[self.unknown]
        ids = np.fromiter(map(self._ids.get, tokens, repeat(left_out)), dtype=np.intp)
        if (ids < 0).any():
            raise UnknownWord(tokens[int(np.argmin(ids))], self.words)
        return ids

    def decode(self, ids: ArrayLike) -> list[str]:
        """The words of ids. ValueError for one outside 0 … V-1 (so for -1, too)."""
        return [self.words[i] for i in check_ids(ids, len(self), ndim=1)]
