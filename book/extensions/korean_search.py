"""Search that finds Korean words, which carry their particles with them.

손실이, 손실을, 손실은 are all 손실 (loss). So each word is indexed with what it begins
with, from two syllables on. What is not Hangul is treated as English.
"""

from __future__ import annotations

import re

from sphinx.application import Sphinx
from sphinx.search import languages
from sphinx.search.en import SearchEnglish

WORDS = re.compile(r"[가-힣]+|(?:(?![가-힣])\w)+")


class SearchKorean(SearchEnglish):
    lang = "ko"
    language_name = "Korean"
    # Cuts what is searched for as split() cuts the text: SVD를 is SVD and 를.
    js_splitter_code = r"""
function splitQuery(query) {
  return query.match(/[가-힣]+|(?:(?![가-힣])[\p{Letter}\p{Number}_])+/gu) || [];
}
"""

    def split(self, text: str) -> list[str]:
        return [piece for word in WORDS.findall(text) for piece in beginnings(word)]


def beginnings(word: str) -> list[str]:
    """Of a Korean word, what starts it and is a word for all we know."""
    if not "가" <= word[0] <= "힣":
        return [word]
    return [word[:end] for end in range(min(2, len(word)), len(word) + 1)]


def setup(app: Sphinx) -> dict[str, bool]:
    languages["ko"] = SearchKorean
    return {"parallel_read_safe": True, "parallel_write_safe": True}
