"""How the Korean edition's text and queries are cut into words for its search."""

from __future__ import annotations

import pytest
from korean_search import SearchKorean


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


def test_english_words_keep_their_stems():
    search = SearchKorean({})
    assert search.stem("matrices") == search.stem("matrice")
    assert search.stem("행렬") == "행렬"
