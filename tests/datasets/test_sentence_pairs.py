"""Sentence pairs: the real files, and a split in which no source is in both parts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlnlp.datasets import available, korean_dialogue, split_by_source, translations
from dlnlp.datasets.sentence_pairs import DIALOGUE, TRANSLATIONS


def _needs(name):
    if not available(name):
        pytest.skip(f"{name} is neither in DLNLP_DATA nor cached")


@pytest.mark.parametrize(
    ("language", "count", "first"),
    [("french", 167_130, ("Go.", "Va !")), ("korean", 3_798, ("Go.", "가."))],
)
def test_translations(language, count, first):
    _needs(TRANSLATIONS[language])
    pairs = translations(language)
    assert len(pairs) == count
    assert pairs[0] == first
    for text in (text for pair in pairs for text in pair):
        assert text == " ".join(text.split()) != ""
        assert "CC-BY" not in text


@pytest.mark.parametrize("language", ["", "german", "fra-eng"])
def test_there_are_no_other_translations(language):
    with pytest.raises(ValueError, match="into french and korean"):
        translations(language)


def test_korean_dialogue():
    _needs(DIALOGUE)
    pairs = korean_dialogue()
    assert len(pairs) == 11_823
    assert pairs[0] == ("12시 땡!", "하루가 또 가네요.")
    answers = dict(pairs)
    quoted = (
        "저를 만들어 준 사람을 부모님, 저랑 이야기해 주는 사람을 친구로 생각하고 있어요"
    )
    assert answers["가족 있어?"] == quoted
    assert not {"0", "1", "2", "Q", "A"} & {text for pair in pairs for text in pair}


PAIRS = st.lists(
    st.tuples(st.sampled_from(["Go.", "go.", "Go!", "가.", "ß", "SS"]), st.text("ab")),
    min_size=2,
)


@given(PAIRS, st.floats(0, 1), st.integers(0, 9))
def test_no_source_stands_in_both_parts(pairs, held_out, seed):
    sources = {source.casefold() for source, _ in pairs}
    wanted = round(held_out * len(sources))
    rng = np.random.default_rng(seed)
    if not 0 < wanted < len(sources):
        with pytest.raises(ValueError, match="there must be some in both parts"):
            split_by_source(pairs, held_out, rng=rng)
        return
    first, second = split_by_source(pairs, held_out, rng=rng)
    folded = [{source.casefold() for source, _ in part} for part in (first, second)]
    assert not folded[0] & folded[1]
    assert len(folded[1]) == wanted
    assert sorted(first + second) == sorted(pairs)
    for part in first, second:  # in their old order
        places = iter(pairs)
        assert all(pair in places for pair in part)


def test_the_same_seed_gives_the_same_split():
    pairs = [(f"{i}", "") for i in range(50)]
    splits = [
        split_by_source(pairs, 0.2, rng=np.random.default_rng(seed))
        for seed in (0, 0, 1)
    ]
    assert splits[0] == splits[1] != splits[2]


@pytest.mark.parametrize("held_out", [0, 1, -0.5, 2])
def test_no_part_is_empty(held_out):
    with pytest.raises(ValueError, match=f"held_out is {held_out}"):
        split_by_source(
            [("a", "b"), ("c", "d")], held_out, rng=np.random.default_rng(0)
        )
