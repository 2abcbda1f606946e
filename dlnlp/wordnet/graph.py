"""WordNet as a graph of meanings: look a word up, climb, measure how near two are.

What the database's lines mean is explained in `dlnlp.wordnet.database_format`.

    >>> wn = miniature()
    >>> wn.synsets("motorcycles")
    [Synset('motorcycle.n.01')]
    >>> wn.path_similarity(wn["car.n.01"], wn["motorcycle.n.01"])
    0.3333333333333333
"""

from __future__ import annotations

import re
import unicodedata
from collections import deque
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path

from dlnlp.datasets.files import decode
from dlnlp.text.vocabulary import UnknownWord
from dlnlp.wordnet.database_format import FILE, Synset, parse_index, parse_synset
from dlnlp.wordnet.files import korean_words, wordnet_files
from dlnlp.wordnet.lemmatization import base_forms, read_exceptions
from dlnlp.wordnet.miniature import thesaurus_files

ROOT = Synset("", -1, (), "above all that share no hypernym", (), (), "*ROOT*")


class SynsetNotFound(UnknownWord):
    """No synset has this name; the message says which spellings are near."""


class WordNet:
    """WordNet, a thesaurus: sets of synonyms (synsets), linked to more general ones.

    Made by `WordNet.open()`, `WordNet.read(place)` or `miniature()` (Miller 1995).
    """

    def __init__(self, files: Mapping[str, bytes]):
        """files: from name ("index.noun", "data.noun", "noun.exc", …) to content.

        A part of speech whose files are not there has no words. ValueError: an index
        that is cut off or altered.
        """
        self._files = files
        self._index, self._irregular = {}, {}
        for pos in "nvar":
            lines = self._text(f"index.{FILE[pos]}").splitlines()
            entries = [line for line in lines if not line.startswith(" ")]
            self._index[pos] = dict(map(parse_index, entries))
            self._irregular[pos] = read_exceptions(self._text(f"{FILE[pos]}.exc"))
        self._synsets: dict[tuple[str, int], Synset] = {}

    @classmethod
    def open(cls) -> WordNet:
        """WordNet 3.0, downloaded if need be. Errors: those of `fetch`."""
        return cls(wordnet_files())

    @classmethod
    def read(cls, place: Path | str) -> WordNet:
        """A WordNet out of a folder or a zip. Errors: those of `wordnet_files`."""
        return cls(wordnet_files(place))

    # Looking up

    def synsets(self, word: str, pos: str | None = None) -> list[Synset]:
        """Synsets, the meanings of a word, commonest first; none for an unknown word.

        word  English, also inflected ("dogs", "motor vehicle"), or Korean: with Hangul
        pos   part of speech: "n" noun, "v" verb, "a" adjective, "r" adverb; None for
              all, in this order

        ValueError: an empty word, an unknown part of speech. For a Korean word also
        those of `fetch`, if the table of Korean words is missing.
        """
        form = unicodedata.normalize("NFC", word).strip().lower()
        parts = list(self._index) if pos is None else [_part(pos)]
        if not form:
            raise ValueError(f"synsets() needs a word; given {word!r}")
        if any(unicodedata.name(letter, "").startswith("HANGUL") for letter in form):
            named = self._korean.items()
            found = [at for at, ws in named if form in map(str.lower, ws)]
            return [self.synset_at(*at) for at in found if at[0] in parts]
        form = form.replace(" ", "_")
        return [
            self.synset_at(p, offset)
            for p in parts
            for lemma in base_forms(form, p, self._index[p], self._irregular[p])
            for offset in self._index[p][lemma]
        ]

    def __getitem__(self, name: str) -> Synset:
        """The synset that is named such as "car.n.01"; SynsetNotFound if none is."""
        match = re.fullmatch(r"(.+)\.([nvasr])\.([0-9]+)", name)
        if match is None:
            message = f'{name!r} names no synset; names look like "car.n.01"'
            raise SynsetNotFound(name, message=message)
        lemma, pos, sense = match[1], match[2], int(match[3])
        words = self._index[_part(pos)]
        if lemma not in words:
            message = f"no {FILE[pos]} {lemma!r} in this thesaurus"
            raise SynsetNotFound(lemma, words, message)
        if not 1 <= sense <= len(words[lemma]):
            message = f"{lemma!r} has {len(words[lemma])} senses, so {name!r} is none"
            raise SynsetNotFound(name, message=message)
        return self.synset_at(pos, words[lemma][sense - 1])

    def synset_at(self, pos: str, offset: int) -> Synset:
        """The synset that begins at byte `offset` of a part of speech's data file.

        ValueError: no whole synset begins there.
        """
        key = _part(pos), offset
        if key not in self._synsets:
            name = f"data.{FILE[pos]}"
            content = self._files.get(name, b"")
            end = content.find(b"\n", max(offset, 0))
            if not content.startswith(b"%08d " % offset, max(offset, 0)) or end < 0:
                raise ValueError(
                    f"no whole synset begins at byte {offset} of {name}, which has "
                    f"{len(content)} bytes: it was altered or cut off, "
                    "or is of another version than its index"
                )
            line = decode(content[offset:end], f"{name} from byte {offset}")
            self._synsets[key] = parse_synset(line, self._index[_part(pos)])
        return self._synsets[key]

    def all_synsets(self, pos: str = "n") -> Iterator[Synset]:
        """All synsets of a part of speech, in the order of the data file."""
        offset = 0
        content = self._files.get(f"data.{FILE[_part(pos)]}", b"")
        for line in content.splitlines(keepends=True):
            if not line.startswith(b" "):  # the licence at the top is indented
                yield self.synset_at(pos, offset)
            offset += len(line)

    def korean(self, synset: Synset) -> list[str]:
        """The Korean words of a synset, if any. Errors: those of `fetch`."""
        return list(self._korean.get((_part(synset.pos), synset.offset), ()))

    # Climbing

    def hypernyms(self, synset: Synset) -> list[Synset]:
        """Hypernyms: the next more general synsets; for a name, what it is one of."""
        return self._linked(synset, ("@", "@i"))

    def hyponyms(self, synset: Synset) -> list[Synset]:
        """Hyponyms: the next more special synsets, and the names of instances."""
        return self._linked(synset, ("~", "~i"))

    def _linked(self, synset: Synset, kinds: tuple[str, str]) -> list[Synset]:
        chosen = [p for p in synset.pointers if p.symbol in kinds]
        return [self.synset_at(p.pos, p.offset) for p in chosen]

    def hypernym_paths(self, synset: Synset) -> list[list[Synset]]:
        """Hypernym paths: all ways from the top to a synset. ValueError: a circle."""
        return self._paths(synset, [])

    def _paths(self, synset: Synset, below: list[Synset]) -> list[list[Synset]]:
        if synset in below:
            raise ValueError(f"the hypernyms of {below[0]} go in a circle at {synset}")
        below = [*below, synset]
        ways = [way for h in self.hypernyms(synset) for way in self._paths(h, below)]
        return [[*way, synset] for way in ways or [[]]]

    # Measuring

    def path_similarity(self, a: Synset, b: Synset) -> float:
        """Path similarity: 1 / (1 + steps up to a shared hypernym and down, at least).

        1 for a synset and itself; 0 if nothing connects the two. Verbs have many
        hierarchies, adjectives and adverbs none: for them a common root is thought
        above the topmost synsets. Equal to NLTK's measure of this name.
        Source: Rada et al. 1989; Pedersen et al. 2004, "WordNet::Similarity".
        """
        return 1 / (1 + self._distance(a, b, rooted=_needs_root(a, b)))

    def wup_similarity(self, a: Synset, b: Synset) -> float:
        """Wu–Palmer similarity: 2 d(c) / (d(a) + d(b)), c the deepest shared hypernym.

        d counts the synsets from the top down to c, both included, and for a and b the
        steps from c to them on top of that. Above 0 and at most 1; 0 if a and b have
        nothing in common. The root of verbs is that of `path_similarity`. Equal to
        NLTK's measure of this name, with which it shares two choices: c is deepest by
        its shortest way up, d(c) is its longest.
        Source: Wu and Palmer 1994, "Verb semantics and lexical selection".
        """
        rooted = _needs_root(a, b)
        common = self._steps_up(a, rooted).keys() & self._steps_up(b, rooted).keys()
        if not common:
            return 0.0
        shortest = {s: min(map(len, self.hypernym_paths(s))) for s in common}
        deepest = [s for s in common if shortest[s] == max(shortest.values())]
        c = a if a in deepest else min(deepest, key=lambda s: s.name)
        depth = max(map(len, self.hypernym_paths(c)))
        below = self._distance(a, c, rooted) + self._distance(b, c, rooted)
        return 2 * depth / (2 * depth + below)

    def _distance(self, a: Synset, b: Synset, rooted: bool) -> float:
        if a == b:
            return 0
        up_a, up_b = self._steps_up(a, rooted), self._steps_up(b, rooted)
        return min((up_a[s] + up_b[s] for s in up_a if s in up_b), default=float("inf"))

    def _steps_up(self, synset: Synset, rooted: bool) -> dict[Synset, int]:
        """Steps from a synset to each synset above it, by the shortest way."""
        steps, queue = {synset: 0}, deque([synset])
        while queue:
            below = queue.popleft()
            for hypernym in self.hypernyms(below):
                if hypernym not in steps:
                    steps[hypernym] = steps[below] + 1
                    queue.append(hypernym)
        if rooted and synset != ROOT:
            steps[ROOT] = max(steps.values()) + 1
        return steps

    # Reading

    def _text(self, name: str) -> str:
        return decode(self._files.get(name, b""), name)

    @cached_property
    def _korean(self) -> dict[tuple[str, int], list[str]]:
        words: dict[tuple[str, int], list[str]] = {}
        for pos, offset, word in korean_words(self._files.get("wn-wikt-kor.tab")):
            data = self._files.get(f"data.{FILE[pos]}", b"")
            if data.startswith(b"%08d " % offset, offset):  # not moved, as in Debian
                words.setdefault((pos, offset), []).append(word)
        return words


def miniature() -> WordNet:
    """The small thesaurus that is always there (`dlnlp.wordnet.miniature`)."""
    return WordNet(thesaurus_files())


def _part(pos: str) -> str:
    """The part of speech whose files hold a synset: "s" is among the adjectives."""
    if pos not in FILE:
        raise ValueError(f"parts of speech are {', '.join(FILE)}; got {pos!r}")
    return "a" if pos == "s" else pos


def _needs_root(a: Synset, b: Synset) -> bool:
    return a.pos != "n" or b.pos != "n"
