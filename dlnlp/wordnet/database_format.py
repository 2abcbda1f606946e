"""WNDB, the format of WordNet's database files, line by line.

WordNet (Miller 1995; Fellbaum 1998) groups English words into synsets, sets of words
that share one meaning, and links the synsets: a car *is a* motor vehicle. Each part of
speech has two text files (described in wndb(5WN),
https://wordnet.princeton.edu/documentation/wndb5wn).

index.noun, one line a word:

    car n 5 5 @ ~ #m %p ; 5 1 02958343 02959942 02960501 …
    |   | | | |           | | offsets: where its synsets begin in data.noun
    |   | | | |           | how many of its senses were met in texts tagged by hand
    |   | | | |           number of synsets, once more
    |   | | number of kinds of pointers, then the kinds
    |   | number of synsets
    |   part of speech: n noun, v verb, a adjective, r adverb
    word, in lower case, with underscores for blanks

data.noun, one line a synset:

    02958343 06 n 05 car 0 auto 0 … 029 @ 03791235 n 0000 … | a motor vehicle with …
    |        |  | |  |              |   |                     gloss: meaning; "example"
    |        |  | |  |              |   pointers: kind, offset, part of speech, words
    |        |  | |  |              number of pointers
    |        |  | |  words, each followed by a number that tells it from its equals
    |        |  | number of words, in base 16
    |        |  part of speech; also s, an adjective belonging to another ("satellite")
    |        number of the lexicographers' file that the synset comes from
    offset: the byte of the file at which this line begins

A word's commonest synset comes first. The offset is the point of the format: it names
the synset and it says where to read. Jump to byte 02958343 of data.noun and there the
line begins, so a pointer is followed without loading the file. The commonest pointer is
"@": to the hypernym, the next more general synset.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

FILE = {"n": "noun", "v": "verb", "a": "adj", "s": "adj", "r": "adv"}
Index = Mapping[str, tuple[int, ...]]  # from a word to the offsets of its synsets
EXAMPLE = re.compile(r'"([^"]*)"')


class Pointer(NamedTuple):
    """A link to another synset.

    symbol  its kind: "@" to a hypernym, "~" to a hyponym, …
    words   which words it links, as two numbers of two digits in base 16: "0102" from
            the first word of this synset to the second of the other; "0000" from all
            to all
    """

    symbol: str
    offset: int
    pos: str
    words: str


@dataclass(frozen=True, slots=True)
class Synset:
    """Synset: words that share one meaning. Equal to one of the same pos and offset.

    name  its first word, part of speech and number among that word's synsets, as
          "car.n.01". The data file does not hold it; it follows from the index. (NLTK
          from 3.10 on counts adjective satellites apart, so that its "full.s.04" is
          "full.s.06" here and in older versions.)
    """

    pos: str
    offset: int
    lemmas: tuple[str, ...] = field(compare=False)
    definition: str = field(compare=False)
    examples: tuple[str, ...] = field(compare=False)
    pointers: tuple[Pointer, ...] = field(compare=False)
    name: str = field(compare=False, default="")

    def __repr__(self) -> str:
        return f"Synset({self.name!r})"


def parse_synset(line: str, index: Index | None = None) -> Synset:
    """The synset in one line of a data file.

    index  from word to offsets, out of the index file; without it there is no name

    ValueError: the line is cut off or altered, or is not of this index.

    >>> columns = "00000089 00 n 02 car 0 auto 0 001 @ 00000042 n 0000"
    >>> synset = parse_synset(columns + ' | what one drives; "my car"')
    >>> synset.lemmas, synset.definition, synset.examples
    (('car', 'auto'), 'what one drives', ('my car',))
    """
    try:
        columns, gloss = line.split("| ", maxsplit=1)
        fields = columns.split()
        offset, pos, words = int(fields[0]), fields[2], fields[3]
        start = 4 + 2 * int(words, 16)  # here the words end and the pointers begin
        # "galore(ip)" is galore
        lemmas = tuple(word.partition("(")[0] for word in fields[4:start:2])
        count = int(fields[start])
        kinds, offsets, parts, linked = (
            fields[start + 1 + i : start + 1 + 4 * count : 4] for i in range(4)
        )
        pointers = tuple(map(Pointer, kinds, map(int, offsets), parts, linked))
        if not lemmas or len(pointers) != count:
            raise ValueError("words or pointers lack")
    except (ValueError, IndexError) as error:
        message = f"not a whole line of a WordNet data file: {line!r}"
        raise ValueError(message) from error
    definition, quote, rest = gloss.strip().partition('; "')
    definition = definition.rstrip(";")
    examples = tuple(EXAMPLE.findall(quote + rest))
    name = _name(lemmas[0].lower(), pos, offset, index) if index is not None else ""
    return Synset(pos, offset, lemmas, definition, examples, pointers, name)


def _name(lemma: str, pos: str, offset: int, index: Index) -> str:
    offsets = index.get(lemma, ())
    if offset not in offsets:
        raise ValueError(
            f"index.{FILE[pos]} does not list {lemma!r} at byte {offset}, where "
            f"data.{FILE[pos]} has it: the two files do not belong together"
        )
    return f"{lemma}.{pos}.{offsets.index(offset) + 1:02d}"


def parse_index(line: str) -> tuple[str, tuple[int, ...]]:
    """The word in one line of an index file, and the offsets of its synsets.

    ValueError: the line is cut off or altered.

    >>> parse_index("car n 2 1 @ 2 1 02958343 02959942")
    ('car', (2958343, 2959942))
    """
    fields = line.split()
    try:
        synsets, kinds = int(fields[2]), int(fields[3])
        offsets = tuple(map(int, fields[6 + kinds :]))
    except (ValueError, IndexError) as error:
        raise ValueError(
            f"not a whole line of a WordNet index file: {line!r}"
        ) from error
    if len(offsets) != synsets:
        raise ValueError(
            f"{synsets} synsets announced, {len(offsets)} offsets found: {line!r}"
        )
    return fields[0], offsets
