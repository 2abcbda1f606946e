"""Padding: nothing is lost, the mask says what is real, bad input."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlnlp.text.padding import pad

ids = st.lists(st.integers(0, 9), max_size=6)
mark = st.none() | st.integers(0, 9)


@given(st.lists(ids, min_size=1, max_size=5), mark, mark, st.integers(0, 3) | st.none())
def test_what_is_real_is_what_was_given(sequences, begin, end, more):
    expected = [
        [*([] if begin is None else [begin]), *s, *([] if end is None else [end])]
        for s in sequences
    ]
    longest = max(map(len, expected))
    if longest == 0:
        with pytest.raises(ValueError, match="hold no token"):
            pad(sequences, begin=begin, end=end)
        return
    length = None if more is None else longest + more
    rows, mask = pad(sequences, begin=begin, end=end, length=length)
    assert rows.shape == mask.shape == (len(sequences), length or longest)
    assert mask.dtype == bool
    assert rows.dtype == np.intp
    assert [
        row[real].tolist() for row, real in zip(rows, mask, strict=True)
    ] == expected
    assert (mask[:, 1:] <= mask[:, :-1]).all()  # padding comes last
    assert not rows[~mask].any()


@pytest.mark.parametrize("dtype", np.typecodes["AllInteger"])
def test_ids_of_any_integer_type(dtype):
    one, two = np.array([3, 4], dtype), np.array([5], dtype)
    rows, _ = pad([one, two], begin=dtype_of(1, dtype), end=dtype_of(2, dtype))
    assert rows.tolist() == [[1, 3, 4, 2], [1, 5, 2, 0]]


def dtype_of(number, dtype):
    return np.array(number, dtype)[()]


@pytest.mark.parametrize(
    ("sequences", "settings", "message"),
    [
        ([], {}, "0 sequences hold no token"),
        ([], {"begin": 1}, "0 sequences hold no token"),
        ([[], []], {}, "2 sequences hold no token"),
        ([[1.0]], {}, r"one row of whole numbers; given float64 \(1,\)"),
        ([[True]], {}, "one row of whole numbers; given bool"),
        (["text"], {}, r"one row of whole numbers; given <U4 \(\)"),
        ([[[1, 2]]], {}, r"one row of whole numbers; given int64 \(1, 2\)"),
        ([3], {}, r"one row of whole numbers; given int64 \(\)"),
        ([[1, -2]], {}, "ids are 0 or more; given -2"),
        ([[1]], {"end": -1}, "ids are 0 or more; given -1"),
        ([[1], [2, 3]], {"length": 1}, "sequence 1 has 2 tokens, its marks included;"),
        ([[1]], {"begin": 2, "length": 1}, "sequence 0 has 2 tokens.*; length is 1"),
        ([[1]], {"length": 1.5}, r"length is 1\.5"),
    ],
)
def test_bad_input(sequences, settings, message):
    with pytest.raises(ValueError, match=message):
        pad(sequences, **settings)
