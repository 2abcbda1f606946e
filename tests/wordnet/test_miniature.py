"""The small thesaurus has WordNet's format to the byte."""

import re

from dlnlp.wordnet.miniature import OUTLINE, thesaurus_files


def test_each_offset_is_the_byte_at_which_its_line_begins():
    data = thesaurus_files()["data.noun"]
    offset = 0
    for line in data.splitlines(keepends=True):
        assert line.startswith((b"  ", b"%08d " % offset))
        offset += len(line)
    assert re.findall(rb"[@~]i? (\d{8})", data) != []
    for pointed in re.findall(rb"[@~]i? (\d{8})", data):
        assert data[int(pointed) :].startswith(pointed)


def test_index_is_sorted_and_points_to_lines_with_the_word():
    files = thesaurus_files()
    lines = files["index.noun"].decode().splitlines()[1:]
    words = [line.split()[0] for line in lines]
    assert words == sorted(set(words))
    for line in lines:
        word, pos, synsets, kinds, *rest = line.split()
        assert pos == "n"
        offsets = rest[int(kinds) + 2 :]
        assert len(offsets) == int(synsets) == int(rest[int(kinds)])
        for offset in offsets:
            entry = files["data.noun"][int(offset) :].split(b"\n")[0].decode()
            assert f" {word} " in entry.lower().split("|")[0]


def test_some_words_have_several_senses_and_all_synsets_have_a_gloss():
    files = thesaurus_files()
    senses = dict(
        re.findall(r"^(\w+) n (\d)", files["index.noun"].decode(), re.MULTILINE)
    )
    assert {word for word, count in senses.items() if count != "1"} == {
        "bank", "car", "day", "king", "mouse", "novel", "queen",
    }  # fmt: skip
    assert all(line.count("|") in (1, 2, 3) for line in OUTLINE.strip().splitlines())


def test_korean_words_lie_on_synsets():
    files = thesaurus_files()
    rows = files["wn-wikt-kor.tab"].decode().splitlines()
    assert "자동차" in files["wn-wikt-kor.tab"].decode()
    for row in rows:
        key, kind, word = row.split("\t")
        assert kind == "kor:lemma"
        assert word
        assert files["data.noun"][int(key[:-2]) :].startswith(
            key[:8].encode() + b" 00 n"
        )
