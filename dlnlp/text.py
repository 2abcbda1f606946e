"""From text to numbers: tokens, a vocabulary of ids, the window around each word."""

import difflib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import repeat
from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

Ids = NDArray[np.intp]  # what indexes an array: 64 bits, 32 in a browser
T = TypeVar("T")

# A token is a number (1,000.5), a word with its inner apostrophes and hyphens (don't,
# well-kept), or one mark of punctuation. Letters are those of any script: 고양이가.
TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’-][^\W\d_]+)*|[^\w\s]")

# A particle at its end marks a Korean noun's role; the longest that fits is split off.
PARTICLES = [
    "에게서", "으로는", "에서는",
    "까지", "부터", "에게", "에서", "처럼", "으로", "이나",
    "은", "는", "이", "가", "을", "를", "의", "에", "와", "과", "도", "만", "로",
]  # fmt: skip


def near_spellings(word: str, words: Iterable[str]) -> str:
    """What an error can add: "; near spellings: cat, cart", or nothing."""
    near = difflib.get_close_matches(word, words, n=3)
    return f"; near spellings: {', '.join(near)}" if near else ""


class UnknownWord(KeyError):
    """A word that is not in the vocabulary; the message names near spellings."""

    def __init__(self, word: object, words: Iterable[str]):
        hint = near_spellings(word, words) if isinstance(word, str) else ""
        self.message = f"{word!r} is not in the vocabulary{hint}"
        super().__init__(self.message)

    def __str__(self) -> str:
        return self.message


def tokenize(text: str, *, lower: bool = True, particles: bool = False) -> list[str]:
    """Words, numbers and punctuation marks of a text, in order.

    Works on any script that puts spaces between words. The text is first brought to one
    Unicode form (NFC), so that Hangul typed on a Mac, which stores a syllable as its
    letters, equals Hangul typed elsewhere. With `particles`, Korean words of three
    syllables and more lose their particle to a token of its own (see `split_particle`).

    >>> tokenize("The cat drinks milk, doesn't it?")
    ['the', 'cat', 'drinks', 'milk', ',', "doesn't", 'it', '?']
    """
    text = unicodedata.normalize("NFC", text)
    tokens = TOKEN.findall(text.lower() if lower else text)
    if particles:
        tokens = [part for token in tokens for part in split_particle(token)]
    return tokens


def split_particle(word: str) -> tuple[str, ...]:
    """A Korean noun and its particle: 고양이가 -> (고양이, 가). Others stay whole.

    A rule of thumb without a dictionary, so it also cuts words that end like a particle
    (어린이, child, becomes 어린 + 이). Real work uses a morphological analyser.
    """
    if len(word) >= 3 and all("가" <= syllable <= "힣" for syllable in word):
        for particle in PARTICLES:
            if word.endswith(particle) and len(word) - len(particle) >= 2:
                return word.removesuffix(particle), particle
    return (word,)


class Vocabulary:
    """The words of a corpus and their ids, most frequent first (ties: as first seen).

    words    the V words; `words[i]` is the word with id i
    counts   (V,) how often each occurs in the corpus
    unknown  the word that stands for all words left out; None makes them an error
    """

    def __init__(
        self,
        tokens: Iterable[str],
        *,
        min_count: int = 1,
        max_size: int | None = None,
        unknown: str | None = None,
    ):
        """Count `tokens`; keep words that occur `min_count` times, at most `max_size`.

        With `unknown`, that word joins the vocabulary, with the count of all tokens
        left out. ValueError: no token at all, none frequent enough, a limit below 1.
        """
        if min_count < 1:
            raise ValueError(f"min_count is {min_count}; it must be 1 or more")
        if max_size is not None and max_size < 1:
            raise ValueError(
                f"max_size is {max_size}; it must be 1 or more, or None for no limit"
            )
        if isinstance(tokens, str):
            raise TypeError(
                "Vocabulary takes a list of tokens, not a text: tokenize(text) first"
            )
        counter = Counter(tokens)
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
        self.words = [word for word, _ in ranked]
        self.counts = np.array([n for _, n in ranked], dtype=np.intp)
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
        return [self.words[i] for i in check_ids(ids, len(self))]


def check_ids(ids: ArrayLike, vocab_size: int) -> Ids:
    """The ids as integers (T,); ValueError unless all lie in 0 … vocab_size-1."""
    array = np.asarray(ids)
    if array.size == 0:
        return np.empty(0, dtype=np.intp)
    if array.ndim != 1 or not np.issubdtype(array.dtype, np.integer):
        raise ValueError(
            "ids are one row of whole numbers, shape (T,); "
            f"given {array.dtype} {array.shape}"
        )
    return in_range(array, vocab_size, "ids")


def in_range(array: NDArray[Any], size: int, name: str) -> Ids:
    """Whole numbers of any shape; ValueError unless all lie in 0 … size-1."""
    if array.size and (array.min() < 0 or array.max() >= size):
        raise ValueError(
            f"{name} must lie between 0 and {size - 1}; "
            f"given from {array.min()} to {array.max()}"
        )
    return array.astype(np.intp, copy=False)


def check_window(window: int) -> None:
    """ValueError unless window is a whole number, 1 or more: words on each side."""
    if not isinstance(window, int | np.integer) or window < 1:
        raise ValueError(f"window is {window!r}; it must be a whole number, 1 or more")


def windows(sequence: Sequence[T], window: int) -> Iterator[tuple[T, list[T]]]:
    """Each element with its neighbours, up to `window` of them on either side.

    Near the ends, and in a text shorter than the window, there are just fewer.

    >>> list(windows(["the", "cat", "drinks"], 1))
    [('the', ['cat']), ('cat', ['the', 'drinks']), ('drinks', ['cat'])]
    """
    check_window(window)
    for t, centre in enumerate(sequence):
        left = sequence[max(0, t - window) : t]
        right = sequence[t + 1 : t + 1 + window]
        yield centre, [*left, *right]


def contexts(ids: Ids, window: int) -> tuple[Ids, Ids]:
    """All full windows at once: centres (M,) and their neighbours (M, C), C = 2 window.

    The first and last `window` tokens are nobody's centre, so M = T - 2 window.
    ValueError if the text is too short to hold one full window.
    """
    check_window(window)
    width = 2 * window + 1
    if len(ids) < width:
        raise ValueError(f"a text of {len(ids)} tokens holds no full window of {width}")
    view = np.lib.stride_tricks.sliding_window_view(ids, width)  # (M, 2 window + 1)
    return view[:, window], np.delete(view, window, axis=1)
