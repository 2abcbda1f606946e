"""A finished figure in the reader's language: its words, captions and controls."""

from __future__ import annotations

import re
from html import escape, unescape

from dlnlp.language import ENGLISH, spoken, told

WORDS = re.compile(
    r"<td>.*?</td>|(?P<before>>|\b(?:aria-label|aria-valuetext|data-caption|data-play|data-pause|"
    r'data-step)=")(?P<words>[^<>"]*[^\W\d_][^<>"]*)(?=[<"])'
)


def told_html(html: str, language: str = "") -> str:
    """HTML whose words are told in a language, the reader's by default.

    A piece of text is translated if it was marked as a whole (dlnlp/language.py):
    numbers, and the words of a corpus, stay as they are. So do the cells of tables.
    """
    language = language or spoken()
    if language == ENGLISH:
        return html

    def in_language(found: re.Match[str]) -> str:
        if found["words"] is None:
            return found[0]
        words = unescape(found["words"])
        other = told(words, language)
        return found["before"] + (escape(other) if other != words else found["words"])

    return WORDS.sub(in_language, html)
