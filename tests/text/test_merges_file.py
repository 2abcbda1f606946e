"""GPT-2's file of merges: its letters for bytes, what is written is read again."""

import pytest

from dlnlp.text.bpe import BPE, train_bpe
from dlnlp.text.merges_file import GPT2_BYTE_ORDER, load_merges, save_merges


def test_a_file_by_hand(tmp_path):
    path = tmp_path / "vocab.bpe"
    path.write_text("#version: 0.2\nĠ t\nĠt h\nì Ŀ\n", encoding="utf-8")
    assert load_merges(path) == [(b" ", b"t"), (b" t", b"h"), (b"\xec", b"\x9d")]


def test_every_byte_comes_back(tmp_path):
    path = tmp_path / "merges.txt"
    merges = [(bytes([byte]), b"#") for byte in range(256)]
    save_merges(merges, path)
    assert load_merges(path) == merges
    assert len(path.read_text(encoding="utf-8").split()) == 2 + 512


def test_a_tokenizer_comes_back(tmp_path):
    text = "the cat drinks milk, the cat sleeps. 고양이가 우유를, 고양이가 😀😀"
    bpe = train_bpe(text, 20)
    save_merges(bpe.merges, tmp_path / "merges.txt")
    again = BPE(load_merges(tmp_path / "merges.txt"))
    assert again.tokens == bpe.tokens
    assert again.encode(text).tolist() == bpe.encode(text).tolist()


def test_the_order_of_gpt2():
    assert GPT2_BYTE_ORDER[:3] == b'!"#'
    assert GPT2_BYTE_ORDER[188:190] == b"\x00\x01"  # after those that are printed
    assert GPT2_BYTE_ORDER.index(b" ") == 220
    assert sorted(GPT2_BYTE_ORDER) == list(range(256))


@pytest.mark.parametrize("line", ["a", "a b c", " b", "a ", "a 가", "a\tb"])
def test_no_merge(tmp_path, line):
    path = tmp_path / "merges.txt"
    path.write_text(f"#version: 0.2\na b\n{line}\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"line 3: .* is no merge"):
        load_merges(path)
