"""Tiny Shakespeare: its two parts are those that results are published on."""

import pytest

from dlnlp.datasets import available, tiny_shakespeare
from dlnlp.datasets.tiny_shakespeare import NAME


def test_tiny_shakespeare():
    if not available(NAME):
        pytest.skip(f"{NAME} is neither in DLNLP_DATA nor cached")
    train, valid = tiny_shakespeare()
    assert (len(train), len(valid)) == (1_003_854, 111_540)
    assert train.startswith("First Citizen:\nBefore we proceed")
    assert len(set(train)) == 65
    assert set(valid) < set(train)
