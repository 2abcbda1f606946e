"""WordNet's files: the Korean words and the glosses, small and large."""

import re

import pytest

from dlnlp.datasets import available
from dlnlp.wordnet.files import korean_words, wordnet_available, wordnet_glosses
from dlnlp.wordnet.miniature import OUTLINE, thesaurus_files


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
