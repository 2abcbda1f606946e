"""How the Korean edition's text and queries are cut into words for its search."""

from __future__ import annotations

import re

import pytest
from korean_search import SearchKorean, joined


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("손실이", ["손실", "손실이"]),
        ("동시발생은", ["동시", "동시발", "동시발생", "동시발생은"]),
        ("뜻", ["뜻"]),
        ("SVD를 쓴다", ["SVD", "를", "쓴다"]),
        ("word2vec은", ["word2vec", "은"]),
        ("co-occurrence", ["co", "occurrence"]),
        ("", []),
    ],
)
def test_a_korean_word_is_indexed_with_what_it_begins_with(text, terms):
    assert SearchKorean({}).split(text) == terms


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("특잇값 분해를 쓴다", "특잇값분해"),
        ("점별 상호정보량(PMI)", "점별상호정보량"),
        ("단어의 분산 표현이다", "분산표현"),
        ("윈도우 크기", "윈도우크기"),
        ("코사인 유사도(cosine similarity)", "코사인유사도"),
    ],
)
def test_two_words_are_also_indexed_as_one(text, term):
    assert term in SearchKorean({}).split(text)


@pytest.mark.parametrize("text", ["값, 분해", "벡터를 곱한다", "그리고 나서 본다"])
def test_what_is_no_name_is_not_joined(text):
    words = re.findall("[가-힣]+", text)
    assert not any(term.startswith(words[0] + words[1]) for term in joined(text))


def test_english_words_keep_their_stems():
    search = SearchKorean({})
    assert search.stem("matrices") == search.stem("matrice")
    assert search.stem("행렬") == "행렬"
