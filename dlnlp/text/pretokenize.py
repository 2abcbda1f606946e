r"""Pre-tokenization: a text is cut into words before byte pairs are merged inside them.

The cuts are GPT-2's (Radford et al. 2019), which writes them as one regular expression:

    's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+

Python's `re` has no \p{L} (letters) and \p{N} (numbers), and its \s has four control
characters more than Unicode. So the three classes are spelled out here, character by
character, as `unicodedata` knows them.
"""

import re
import unicodedata
from functools import cache

SPACE = "\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
PLANES = 0x40000  # beyond the first four planes of Unicode is no letter and no number


def pretokenize(text: str) -> list[str]:
    """The words of a text, each with the space before it. Joined, they are the text.

    A word is an English ending after an apostrophe, or a run of letters, of numbers or
    of other characters, perhaps after one space; other white space stands alone.

    >>> pretokenize("The cat's milk, 2 cups")
    ['The', ' cat', "'s", ' milk', ',', ' 2', ' cups']
    """
    return word_pattern().findall(text)


@cache
def word_pattern() -> re.Pattern[str]:
    """GPT-2's regular expression, which takes a moment to build: so once."""
    L, N, S = character_class("L"), character_class("N"), SPACE
    return re.compile(
        rf"'s|'t|'re|'ve|'m|'ll|'d| ?[{L}]+| ?[{N}]+| ?[^{S}{L}{N}]+"
        rf"|[{S}]+(?![^{S}])|[{S}]+"
    )


def character_class(category: str) -> str:
    """A general category of Unicode as it stands in brackets: L gives A-Za-zª-ªµ-µ…"""
    ranges: list[list[str]] = []
    for character in map(chr, range(PLANES)):
        if unicodedata.category(character)[0] == category:
            if ranges and ord(ranges[-1][1]) == ord(character) - 1:
                ranges[-1][1] = character
            else:
                ranges.append([character, character])
    return "".join(f"{first}-{last}" for first, last in ranges)
