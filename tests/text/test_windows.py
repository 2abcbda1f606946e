"""Windows: each word with its neighbours, one by one and all at once."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlnlp.text.windows import contexts, windows

SENTENCE = "the cat drinks milk the dog drinks water".split()


def test_windows_shrink_at_the_ends():
    assert list(windows(["a", "b", "c"], 1)) == [
        ("a", ["b"]),
        ("b", ["a", "c"]),
        ("c", ["b"]),
    ]
    assert list(windows(["a", "b"], 9)) == [("a", ["b"]), ("b", ["a"])]
    assert list(windows(["a"], 2)) == [("a", [])]
    assert list(windows([], 2)) == []


@given(st.lists(st.integers(0, 9), min_size=3, max_size=40), st.integers(1, 5))
def test_contexts_are_the_full_windows(ids, window):
    ids = np.array(ids)
    full = [(c, n) for c, n in windows(ids.tolist(), window) if len(n) == 2 * window]
    if len(ids) < 2 * window + 1:
        with pytest.raises(ValueError, match="no full window"):
            contexts(ids, window)
        return
    centres, neighbours = contexts(ids, window)
    assert centres.tolist() == [c for c, _ in full]
    assert neighbours.tolist() == [n for _, n in full]


@pytest.mark.parametrize("window", [0, -1, 1.5, "2", None])
def test_windows_that_are_none(window):
    with pytest.raises(ValueError, match="window is"):
        list(windows(SENTENCE, window))
    with pytest.raises(ValueError, match="window is"):
        contexts(np.arange(9), window)
