"""Tokens: words, numbers and marks of any script, and nothing is lost."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


@pytest.mark.parametrize(
    "text",
    [
        "हिन्दी में नमस्ते नहीं-कहीं",
        "தமிழ் மொழி",
        "বাংলা ভাষা তাৎক্ষণিক",
        "ภาษาไทย",
        "བོད སྐད",
        "בְּרֵאשִׁית בָּרָא אֱלֹהִים",
        "بِسْمِ ٱللَّهِ ٱلرَّحْمَٰنِ",
        "می\u200cخواهم کتاب\u200cها",  # Persian, with a zero-width non-joiner
        "ක්\u200dෂ",  # Sinhala, with a zero-width joiner
        "ẹ̀kọ́ m̂ e\u0301\u0323",  # Yoruba: letters that no single character has
        "𑀩𑁆𑀭𑀸𑀳𑁆𑀫𑀻",  # Brahmi, beyond U+FFFF
        "co\u00adoperate",  # with a soft hyphen
        "don't well-kept o’clock l'été",
        "1️⃣ ❤️ 葛󠄀",  # with variation selectors
    ],
)
def test_marks_and_joiners_belong_to_their_word(text):
    text = unicodedata.normalize("NFC", text)
    assert tokenize(text) == text.split()
    assert tokenize(text.replace(" ", " . ")) == text.replace(" ", " . ").split()


def test_a_capital_with_a_dot_stays_in_its_word():
    assert tokenize("İstanbul'da") == ["i̇stanbul'da"]
    assert tokenize("İstanbul", lower=False) == ["İstanbul"]


def test_punctuation_of_other_scripts_is_punctuation():
    assert tokenize("नमस्ते। كيف، “고양이”…") == [
        "नमस्ते", "।", "كيف", "،", "“", "고양이", "”", "…",
    ]  # fmt: skip


def test_a_zero_width_space_is_a_space():
    assert tokenize("ភាសា\u200bខ្មែរ") == ["ភាសា", "ខ្មែរ"]


letters = st.sampled_from("aZ가ß東अب𑀩")
marks = st.sampled_from("\u0301\u093f\u200c\u200d\u00ad\u05b8\U00011038")
others = st.sampled_from(" \n'’-.,।0५")


@given(st.text(letters | marks | others))
def test_nothing_but_white_space_is_lost_and_marks_stay_where_they_are(text):
    text = unicodedata.normalize("NFC", text).lower()
    tokens = tokenize(text)
    assert "".join(tokens) == "".join(text.split())
    rest = text
    for token in tokens:
        space, rest = rest[: rest.index(token)], rest[rest.index(token) + len(token) :]
        first_is_mark = unicodedata.category(token[0]) in {"Mn", "Mc", "Cf"}
        assert not first_is_mark or space or token == tokens[0]


@pytest.mark.parametrize("text", ["", "   ", "\r\n\t"])
def test_tokenize_empty(text):
    assert tokenize(text) == []


def test_line_ends_do_not_matter():
    assert tokenize("a cat\r\na dog\rmilk") == tokenize("a cat\na dog\nmilk")


def test_split_particle_keeps_what_is_too_short_or_not_korean():
    assert split_particle("나이") == ("나이",)
    assert split_particle("cat") == ("cat",)
    assert split_particle("학교에서") == ("학교", "에서")
