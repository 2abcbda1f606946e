"""The reader's language: what is told in English, and how it is told in Korean.

The package is written in English. What a reader is to be told is marked as is usual
(gettext): `_("{} dimensions").format(3)`. That is an English text which remembers how
it was made, and `told` makes it again in the reader's language, by the catalogues in
dlnlp/locale. So a figure is drawn once and an answer is checked once, whatever the
languages of those who read about it.
"""

from __future__ import annotations

import ast
import os
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

ENGLISH = "en"
LANGUAGES = (ENGLISH, "ko")
LOCALE = Path(__file__).with_name("locale")  # <language>/LC_MESSAGES/<part>.po

Catalogue = Mapping[str, str]  # English -> a translation

_chosen: list[str] = []  # by `speak`; the last one holds
_marked: dict[str, Words] = {}  # by `_`; each by its English
_made: dict[str, Words] = {}  # of these, too; the last that reads so; the newest last
KEPT = 50_000  # of `_made`: far more than all frames of a figure hold


class Words(str):
    """An English text that knows how it is made in another language."""

    tell: Callable[[Catalogue], str]

    def __new__(cls, english: str, tell: Callable[[Catalogue], str]) -> Words:
        words = super().__new__(cls, english)
        words.tell = tell
        if english.strip():
            _made.pop(english, None)
            _made[english] = words
            if len(_made) > KEPT:
                del _made[next(iter(_made))]
        if "\n" in english:  # a drawing writes each line by itself
            for n, line in enumerate(lines := english.split("\n")):
                Words(line, lambda c, n=n: _line(tell(c), n, len(lines)))  # type: ignore[misc]
        return words

    def format(self, *values: object, **named: object) -> Words:
        def tell(catalogue: Catalogue) -> str:
            theirs = {name: _in(catalogue, value) for name, value in named.items()}
            return self.tell(catalogue).format(
                *(_in(catalogue, value) for value in values), **theirs
            )

        return Words(super().format(*values, **named), tell)

    def join(self, parts: Iterable[str]) -> Words:
        parts = list(parts)
        english = super().join(parts)
        return Words(english, lambda c: self.tell(c).join(_in(c, p) for p in parts))

    def __add__(self, other: str) -> Words:
        return Words(f"{self}{other}", lambda c: self.tell(c) + _in(c, other))

    def __radd__(self, other: str) -> Words:
        return Words(f"{other}{self}", lambda c: _in(c, other) + self.tell(c))

    def __reduce__(self) -> Any:  # to another process goes the English
        return _, (str(self),)

    def capitalize(self) -> Words:
        return Words(super().capitalize(), lambda c: self.tell(c).capitalize())


def _(message: str) -> Words:
    """Mark a text, which `make gettext` then looks for a translation of."""
    if isinstance(message, Words):
        return message
    if message not in _marked:
        made = _made.get(message)  # where it lost its mark on the way
        _marked[message] = Words(
            message, lambda c: c.get(message) or (made.tell(c) if made else message)
        )
    return _marked[message]


def speak(language: str) -> None:
    """Tell the reader everything in a language from now on.

    Raises ValueError for one that the package doesn't speak.
    """
    if language not in LANGUAGES:
        raise ValueError(f"the languages are {', '.join(LANGUAGES)}; not {language!r}")
    _chosen.append(language)


def spoken() -> str:
    """The language that was chosen, or else the one that DLNLP_LANGUAGE names."""
    return _chosen[-1] if _chosen else os.environ.get("DLNLP_LANGUAGE", ENGLISH)


def told(text: str, language: str = "") -> str:
    """A text in a language, the reader's by default; one without a mark as it is."""
    language = language or spoken()
    if language != ENGLISH:
        known = (
            [text] if isinstance(text, Words) else [_marked.get(text), _made.get(text)]
        )
        for words in filter(None, known):
            if (theirs := words.tell(catalogue(language))) != text:
                return theirs
    return str(text)


def is_static() -> bool:
    """Whether a page of the book is being built, which will have no kernel."""
    return bool(os.environ.get("DLNLP_STATIC"))


def translations(tell: Callable[[str], dict[str, str]]) -> dict[str, Any]:
    """An output's metadata: what it is in the languages of the book's other editions.

    The pages of all editions are made of one run, in English.

    tell  a language -> the output's MIME types
    """
    if not is_static() or spoken() != ENGLISH:
        return {}
    others = [language for language in LANGUAGES if language != ENGLISH]
    return {"translations": {language: tell(language) for language in others}}


class Told:
    """What a notebook shows as a text, in the reader's language."""

    def _words(self) -> Words:
        raise NotImplementedError

    def __repr__(self) -> str:
        return told(self._words())

    def _repr_mimebundle_(
        self, **_options: object
    ) -> tuple[dict[str, str], dict[str, Any]]:
        """Jupyter shows the text; a page of the book has one in its language."""

        def tell(language: str) -> dict[str, str]:
            return {"text/plain": told(self._words(), language)}

        return {"text/plain": repr(self)}, translations(tell)


@cache
def catalogue(language: str) -> Catalogue:
    """All translations into a language."""
    paths = sorted((LOCALE / language / "LC_MESSAGES").glob("*.po"))
    texts = [path.read_text(encoding="utf-8") for path in paths]
    return {e: t for text in texts for e, t in entries(text).items()}


def entries(text: str) -> Catalogue:
    """What is translated in a catalogue, and not out of date ("fuzzy")."""
    found = {}
    for entry in text.split("\n\n"):
        fields, field = {"msgid": "", "msgstr": ""}, ""
        lines = [line for line in entry.splitlines() if line]
        if any(line.startswith("#,") and "fuzzy" in line for line in lines):
            continue
        for line in lines:
            if not line.startswith("#"):
                name, _, quoted = line.partition('"')
                field = name.strip() or field
                fields[field] += ast.literal_eval(f'"{quoted}')
        if fields["msgid"] and fields["msgstr"]:
            found[fields["msgid"]] = fields["msgstr"]
    return found


def _in(catalogue: Catalogue, value: Any) -> Any:
    return value.tell(catalogue) if isinstance(value, Words) else value


def _line(text: str, n: int, lines: int) -> str:
    """The n-th line of a translation, whose last holds all that is left."""
    there = text.split("\n")
    if n == lines - 1:
        return " ".join(there[n:])
    return there[n] if n < len(there) else ""
