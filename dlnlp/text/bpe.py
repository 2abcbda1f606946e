"""Byte-pair encoding: subwords that are learned, and no word that can't be written.

Every text is bytes, so 256 tokens can write any. Where two tokens often stand side by
side, the pair becomes a token of its own: b"t" b"h", then b"th" b"e". What is frequent
ends up as one token; what is rare stays in pieces (Sennrich, Haddow & Birch 2016; on
bytes: Radford et al. 2019).
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from dlnlp.arrays import Ids, check_ids, check_size
from dlnlp.text.pair_counts import Pair, PairCounts, merge
from dlnlp.text.pretokenize import pretokenize


class BPE:
    """A byte-level BPE tokenizer: from a text to ids, and back without loss.

    tokens   the V tokens as bytes: the 256 single bytes, then a new one for each merge
    merges   the pairs of tokens that become one, in the order in which they were found
    special  id by text of tokens such as "<|endoftext|>", which come last and are never
             cut or merged

    byte_order  the bytes of tokens 0 … 255; GPT-2 has an order of its own

    ValueError: a merge of what is no token yet, or one that comes twice; a special
    token that is empty or comes twice; an order that has not every byte once.

    >>> bpe = BPE([(b"l", b"o"), (b"lo", b"w")])
    >>> ids = bpe.encode("lower").tolist()
    >>> [bpe.decode([i]) for i in ids]
    ['low', 'e', 'r']
    """

    def __init__(
        self,
        merges: Iterable[tuple[bytes, bytes]] = (),
        *,
        special: Sequence[str] = (),
        byte_order: bytes = bytes(range(256)),
    ):
        if sorted(byte_order) != list(range(256)):
            raise ValueError("byte_order must hold each of the 256 bytes once")
        if isinstance(special, str) or len({"", *special}) <= len(special):
            raise ValueError(
                f"special is a list of different texts, none empty; given {special!r}"
            )
        self.tokens = [bytes([byte]) for byte in byte_order]
        self.merges = list(merges)
        ids = {token: i for i, token in enumerate(self.tokens)}
        self._byte_ids = [ids[bytes([byte])] for byte in range(256)]
        self._merged: dict[
            Pair, tuple[int, int]
        ] = {}  # rank of a merge, its token's id
        for rank, (left, right) in enumerate(self.merges):
            if left not in ids or right not in ids:
                raise ValueError(
                    f"merge {rank} is {left!r} + {right!r}; one of them is no token yet"
                )
            pair = ids[left], ids[right]
            if pair in self._merged:
                raise ValueError(f"merge {rank}, {left!r} + {right!r}, comes twice")
            new = ids.setdefault(left + right, len(self.tokens))
            if new == len(self.tokens):  # another pair may have given the same bytes
                self.tokens.append(left + right)
            self._merged[pair] = rank, new
        self.special = {name: len(self.tokens) + i for i, name in enumerate(special)}
        self.tokens += [name.encode() for name in special]

    def __len__(self) -> int:
        return len(self.tokens)

    def encode(self, text: str, *, allow_special: bool = True) -> Ids:
        """The ids of a text: (T,).

        allow_special  False takes "<|endoftext|>" in the text for ordinary letters, as
                       is wise with a text that a stranger wrote

        UnicodeEncodeError, a ValueError: half of a surrogate pair, which is no text.
        """
        names = sorted(self.special if allow_special else (), key=len, reverse=True)
        parts = [text]
        if names:
            parts = re.split(f"({'|'.join(map(re.escape, names))})", text)
        known: dict[str, list[int]] = {}  # each different word is encoded once
        ids: list[int] = []
        for i, part in enumerate(parts):
            if i % 2:  # the text between two ordinary parts
                ids.append(self.special[part])
                continue
            for word in pretokenize(part):
                if word not in known:
                    known[word] = self._encode_word(word)
                ids += known[word]
        return np.array(ids, dtype=np.intp)

    def _encode_word(self, word: str) -> list[int]:
        """From bytes on, merge the pair that was learned first, until there is none.

        Simple, with a time that grows as the square of the length. Words are short.
        """
        merged, last = self._merged, len(self.merges)
        ids = [self._byte_ids[byte] for byte in word.encode()]
        while len(ids) > 1:
            rank, pair = min((merged.get(p, (last,))[0], p) for p in pairwise(ids))
            if rank == last:
                break
            ids = merge(ids, pair, merged[pair][1])
        return ids

    def decode(self, ids: ArrayLike) -> str:
        """The text of ids (T,). Bytes that are no whole character become U+FFFD.

        ValueError: an id outside 0 … V-1.
        """
        return self.decode_bytes(ids).decode("utf-8", errors="replace")

    def decode_bytes(self, ids: ArrayLike) -> bytes:
        """The same as bytes: a character may be cut between two tokens."""
        return b"".join([self.tokens[i] for i in check_ids(ids, len(self), ndim=1)])


def train_bpe(text: str, merges: int, *, special: Sequence[str] = ()) -> BPE:
    """Learn merges: join the most frequent pair of tokens, and count again.

    merges   how many; fewer are learned if no pair is left that occurs twice
    special  tokens such as "<|endoftext|>", which end a word and are not learned from

    Pairs are counted inside words (see `pretokenize`) and don't overlap: "aaa" has one
    pair a a, as one merge turns it into aa a. Of equally frequent pairs that with the
    smaller first id is merged, then that with the smaller second id: the order of words
    in the text has no effect.

    ValueError: a text without a word; fewer than 0 merges; special tokens as for `BPE`.

    >>> train_bpe("aaabdaaabac", 3).merges
    [(b'a', b'a'), (b'a', b'b'), (b'aa', b'ab')]
    """
    n_merges = check_size(merges, "merges", least=0)
    names = list(BPE(special=special).special)
    ordinary = re.split("|".join(map(re.escape, names)), text) if names else [text]
    frequency = Counter(word for part in ordinary for word in pretokenize(part))
    if not frequency:
        raise ValueError("the text is empty: there are no pairs to count")
    pairs = PairCounts(frequency)
    tokens = [bytes([byte]) for byte in range(256)]
    ids = {token: i for i, token in enumerate(tokens)}
    learned: dict[tuple[bytes, bytes], int] = {}  # a merge and its token, in order
    while len(learned) < n_merges and (pair := pairs.most_frequent()):
        left, right = (tokens[i] for i in pair)
        new = ids.setdefault(left + right, len(tokens))
        if new == len(tokens):  # another pair may have given the same bytes
            tokens.append(left + right)
        learned[left, right] = new
        pairs.merge(pair, new)
    return BPE(learned, special=special)
