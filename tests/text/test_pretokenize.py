"""Words are cut as GPT-2 cuts them, character by character."""

import re
import unicodedata

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from dlnlp.text.pretokenize import SPACE, character_class, pretokenize

EVERY = "".join(map(chr, range(0x110000)))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        ("The cat's milk, 2 cups", ["The", " cat", "'s", " milk", ",", " 2", " cups"]),
        ("we'll WE'LL", ["we", "'ll", " WE", "'", "LL"]),
        ("a  b", ["a", " ", " b"]),
        ("a   ", ["a", "   "]),
        ("a \n\n b", ["a", " \n\n", " b"]),
        ("고양이가 우유를 마신다.", ["고양이가", " 우유를", " 마신다", "."]),
        ("x_1 ²½ ↔😀", ["x", "_", "1", " ²½", " ↔😀"]),
        ("\x1c \u200b", ["\x1c", " \u200b"]),  # neither is white space of Unicode
    ],
)
def test_by_hand(text, words):
    assert pretokenize(text) == words


@given(st.text())
def test_nothing_is_lost(text):
    assert "".join(pretokenize(text)) == text


@given(st.text(alphabet=" \t\n'stremvldaZ9²가é\u0301_.,😀\u3000\x1c"))
def test_cuts_are_those_of_the_published_expression(text):
    published = (
        r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
    )
    assert pretokenize(text) == regex.findall(published, text)


def test_each_character_is_of_the_class_that_unicode_says():
    for category in "L", "N":
        found = re.findall(f"[{character_class(category)}]", EVERY)
        assert found == [c for c in EVERY if unicodedata.category(c)[0] == category]


def test_white_space_is_unicodes():
    found = re.findall(f"[{SPACE}]", EVERY)
    assert found == regex.findall(r"\s", EVERY)
