"""A little world in the place of the corpora, and a folder for results."""

import numpy as np
import pytest

from dlnlp.datasets import toy_world
from dlnlp.text import Vocabulary
from experiments import corpora, recording


@pytest.fixture
def results(tmp_path, monkeypatch):
    """Where results are written to during a test; all runs are asked for."""
    monkeypatch.setattr("sys.argv", ["python -m"])
    monkeypatch.setattr(recording, "RESULTS", tmp_path)
    return tmp_path


@pytest.fixture
def treebank(monkeypatch):
    """Words for the Penn Treebank."""
    tokens = toy_world(100, rng=np.random.default_rng(0)).tokens
    parts = {"train": tokens, "valid": tokens[:200], "test": tokens[200:400]}
    words = {
        part: [word if word != "." else "<eos>" for word in text]
        for part, text in parts.items()
    }
    monkeypatch.setattr(corpora, "penn_treebank", words.__getitem__)


@pytest.fixture
def little_corpus():
    """A vocabulary and its text, in which doctors are he and nurses are she."""
    words = ("he is a doctor and a baker " * 25).split()
    words += ("she is a nurse and a teacher " * 25).split()
    words += [f"word{i}" for i in range(30)]
    vocab = Vocabulary([*words, "<unk>"], unknown="<unk>")
    return vocab, vocab.encode(words)
