"""Tokens: words, numbers and marks of any script, and nothing is lost."""

import unicodedata

import pytest

from dlnlp.text.tokenize import split_particle, tokenize


def test_tokenize_english():
    assert tokenize("Don't pay 1,000.50, well-kept cat!") == [
        "don't", "pay", "1,000.50", ",", "well-kept", "cat", "!",
    ]  # fmt: skip
    assert tokenize("The Cat", lower=False) == ["The", "Cat"]


def test_tokenize_korean():
    assert tokenize("고양이가 우유를 마신다.") == ["고양이가", "우유를", "마신다", "."]
    assert tokenize("고양이가 우유를 마신다.", particles=True) == [
        "고양이", "가", "우유", "를", "마신다", ".",
    ]  # fmt: skip


def test_tokenize_joins_decomposed_hangul():
    decomposed = unicodedata.normalize("NFD", "고양이")
    assert decomposed != "고양이"
    assert tokenize(decomposed) == ["고양이"]


@pytest.mark.parametrize("text", ["", "   ", "\r\n\t"])
def test_tokenize_empty(text):
    assert tokenize(text) == []


def test_line_ends_do_not_matter():
    assert tokenize("a cat\r\na dog\rmilk") == tokenize("a cat\na dog\nmilk")


def test_split_particle_keeps_what_is_too_short_or_not_korean():
    assert split_particle("나이") == ("나이",)
    assert split_particle("cat") == ("cat",)
    assert split_particle("학교에서") == ("학교", "에서")
