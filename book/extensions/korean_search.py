"""Search that finds Korean words, which carry their particles with them.

손실이, 손실을, 손실은 are all 손실 (loss), and 특잇값 분해 is also written 특잇값분해.
So each word is indexed with what it begins with, from two syllables on, and together
with the word before it, as if there were no space between them. A query loses its
particles, and words that mean the same are searched for as the one that the book uses.
What is not Hangul is treated as English.
"""

from __future__ import annotations

import itertools
import json
import re

from sphinx.application import Sphinx
from sphinx.search import languages
from sphinx.search.en import SearchEnglish

WORDS = re.compile(r"[가-힣]+|(?:(?![가-힣])\w)+")
PAIR = re.compile(r"([가-힣]+) ([가-힣]+)")
LONGEST = 5  # syllables of a word to which the next is joined: 시계열 데이터
PARTICLES = (
    "에서는 에서 에게 으로 까지 부터 처럼 보다 이란 이라 라는 "
    "을 를 이 가 은 는 의 에 로 와 과 도 만 란"
).split()
# Ends with one of these as a rule: not the first part of a name.
ENDINGS = tuple("을를은는이의에와과다고서면며한된할")
SYNONYMS = {
    "문맥": "맥락",
    "스무딩": "평활화",
    "유의어": "동의어",
    "혼란도": "퍼플렉서티",
    "워드넷": "wordnet",
    "단어임베딩": "임베딩",
    "정규화": "정칙화",
    "규제": "정칙화",
    "장단기메모리": "lstm",
    "주의집중": "어텐션",
}


class SearchKorean(SearchEnglish):
    lang = "ko"
    language_name = "Korean"
    # Cuts what is searched for as split() cuts the text: SVD를 is SVD and 를.
    js_splitter_code = f"""
const PARTICLE = /({"|".join(PARTICLES)})$/;
const SYNONYMS = {json.dumps(SYNONYMS, ensure_ascii=False)};
const WORD = /[가-힣]+|(?:(?![가-힣])[\\p{{Letter}}\\p{{Number}}_])+/gu;
function splitQuery(query) {{
  const words = (query.match(WORD) || []).map((word) => {{
    const bare = word.replace(PARTICLE, "");
    const stem = /^[가-힣]/.test(word) && bare.length >= 2 ? bare : word;
    return SYNONYMS[word] || SYNONYMS[stem] || stem;
  }});
  const whole = words.filter((word) => !PARTICLE.test(word) || word.length > 2);
  return whole.length ? whole : words;
}}
"""

    def split(self, text: str) -> list[str]:
        words = [piece for word in WORDS.findall(text) for piece in beginnings(word)]
        return words + list(joined(text))


def beginnings(word: str) -> list[str]:
    """Of a Korean word, what starts it and is a word for all we know."""
    if not "가" <= word[0] <= "힣":
        return [word]
    return [word[:end] for end in range(min(2, len(word)), len(word) + 1)]


def joined(text: str) -> list[str]:
    """Two words side by side, written as one: 특잇값분해 for 특잇값 분해를."""
    words = text.split(" ")
    found = []
    for first, second in itertools.pairwise(words):
        pair = PAIR.match(f"{first} {second}")
        if pair and len(first) <= LONGEST and not first.endswith(ENDINGS):
            end = range(min(2, len(pair[2])), len(pair[2]) + 1)
            found += [first + pair[2][:n] for n in end]
    return found


def setup(app: Sphinx) -> dict[str, bool]:
    languages["ko"] = SearchKorean
    return {"parallel_read_safe": True, "parallel_write_safe": True}
