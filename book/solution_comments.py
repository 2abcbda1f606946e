"""The comments in exercises and solutions, told in Korean: there they explain."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from textwrap import wrap

TAGS = {"exercise", "solution"}  # of the cells that this is about
BLOCK = re.compile(r"^( *)# .*(?:\n\1# .*)*", re.MULTILINE)  # lines of their own
LETTERS = 34  # of Korean in a line: they are twice as wide as others


def messages(code: str) -> Iterator[str]:
    """What is to be translated: the text of each comment, whatever its lines.

    >>> list(messages("# We add\\n# them.\\nx = 1  # (V,)"))
    ['We add them.']
    """
    for comment in BLOCK.finditer(code):
        yield text(comment)


def told(code: str, catalogue: Mapping[str, str]) -> str:
    """The code, with each comment in Korean that is translated.

    >>> told("# We add\\n# them.\\nx = 1  # (V,)", {"We add them.": "더한다."})
    '# 더한다.\\nx = 1  # (V,)'
    """

    def in_korean(comment: re.Match[str]) -> str:
        if (english := text(comment)) not in catalogue:
            return comment[0]
        lines = wrap(catalogue[english], LETTERS, break_long_words=False)
        return "\n".join(f"{comment[1]}# {line}" for line in lines)

    return BLOCK.sub(in_korean, code)


def text(comment: re.Match[str]) -> str:
    return " ".join(line.strip().removeprefix("# ") for line in comment[0].split("\n"))
