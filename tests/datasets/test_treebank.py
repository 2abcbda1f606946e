"""The Penn Treebank: three parts of known length, and no other."""

import pytest

from dlnlp.datasets import available, penn_treebank


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
