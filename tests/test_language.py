"""What readers are told in their language, and what stays as it is."""

from __future__ import annotations

import copy
import pickle

import pytest
from babel.messages.pofile import read_po
from catalogues import small_catalogue

from dlnlp import language
from dlnlp.language import Words, _, entries, speak, spoken, told, translations

KOREAN = {
    "{} of {}": "{1} 가운데 {0}",
    "a window of {:.1f}": "크기 {:.1f}인 윈도우",
    "two\nlines": "두\n줄",
    "in\nthree\nlines": "한 줄로",
    "one": "하나",
    "dog": "개",
}


speaks = small_catalogue(KOREAN)


@pytest.mark.parametrize(
    ("make", "english", "korean"),
    [
        (lambda: _("one"), "one", "하나"),
        (
            lambda: _("a window of {:.1f}").format(3),
            "a window of 3.0",
            "크기 3.0인 윈도우",
        ),
        (lambda: _("{} of {}").format(_("one"), 7), "one of 7", "7 가운데 하나"),
        (lambda: _("one") + ", 2", "one, 2", "하나, 2"),
        (lambda: "0, " + _("one"), "0, one", "0, 하나"),
        (lambda: _(", ").join(["0", _("one")]), "0, one", "0, 하나"),
        (lambda: _("one").capitalize(), "One", "하나"),
        (lambda: _("nobody translated this"), "nobody translated this", None),
    ],
)
def test_a_marked_text_is_english_and_can_be_told_in_korean(make, english, korean):
    assert (words := make()) == english
    assert told(words, "en") == english
    assert told(words, "ko") == (korean or english)
    assert told(english, "ko") == (korean or english)  # its mark got lost on the way
    assert _(english).tell(KOREAN) == (korean or english)


def test_a_text_without_a_mark_stays_as_it_is():
    assert told("a word of the corpus", "ko") == "a word of the corpus"
    assert told("dog", "ko") == "dog"


def test_a_drawing_writes_lines_one_by_one():
    assert _("two\nlines") == "two\nlines"
    assert [told(line, "ko") for line in ("two", "lines")] == ["두", "줄"]
    assert _("in\nthree\nlines").tell(KOREAN) == "한 줄로"
    assert told("three", "ko") == ""


def test_only_the_newest_texts_are_kept(monkeypatch):
    monkeypatch.setattr(language, "_made", {})
    monkeypatch.setattr(language, "KEPT", 3)
    for n in (1, 2, 3, 1, 4):
        _("a window of {:.1f}").format(n)
    kept = [f"a window of {n}.0" for n in (3, 1, 4)]
    assert list(language._made) == kept
    assert [told(text, "ko") for text in kept] == [
        f"크기 {n}.0인 윈도우" for n in (3, 1, 4)
    ]
    assert told("a window of 2.0", "ko") == "a window of 2.0"  # nobody draws it now


def test_the_reader_chooses_once(monkeypatch):
    words = _("one")
    assert (spoken(), told(words)) == ("en", "one")
    monkeypatch.setenv("DLNLP_LANGUAGE", "ko")
    assert (spoken(), told(words)) == ("ko", "하나")
    speak("en")
    assert (spoken(), told(words)) == ("en", "one")
    with pytest.raises(ValueError, match="the languages are en, ko; not 'fr'"):
        speak("fr")


def test_an_output_of_the_book_has_the_other_languages_with_it(monkeypatch):
    def tell(language):
        return {"text/plain": told(_("one"), language)}

    assert translations(tell) == {}
    monkeypatch.setenv("DLNLP_STATIC", "1")
    assert translations(tell) == {"translations": {"ko": {"text/plain": "하나"}}}
    speak("ko")
    assert translations(tell) == {}


def test_catalogues_are_read_as_babel_reads_them():
    paths = sorted(language.LOCALE.rglob("*.po"))
    assert paths
    for path in paths:
        with path.open("rb") as file:
            messages = [m for m in read_po(file) if m.id and m.string and not m.fuzzy]
        found = entries(path.read_text(encoding="utf-8"))
        assert found == {m.id: m.string for m in messages}


def test_what_is_out_of_date_is_not_told():
    text = 'msgid "a"\nmsgstr "가"\n\n#, fuzzy\nmsgid "b"\nmsgstr "나"\n'
    assert entries(text) == {"a": "가"}


def test_words_are_texts():
    assert isinstance(_("one"), str)
    assert isinstance(_("{}").format(1), Words)
    assert {_("one"): 1}["one"] == 1
    for copied in (copy.deepcopy(_("one")), pickle.loads(pickle.dumps(_("one")))):
        assert copied == "one"
        assert told(copied, "ko") == "하나"
