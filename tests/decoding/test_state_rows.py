"""States of some rows of a batch."""

import numpy as np
import pytest

from dlnlp.decoding.state_rows import count_rows, take_rows


def test_rows_of_nested_states():
    a, b = np.arange(6).reshape(3, 2), np.arange(3.0)
    one, (two, nothing), three = take_rows([a, (b, None), ()], [2, 0, 2])
    assert one.tolist() == [[4, 5], [0, 1], [4, 5]]
    assert two.tolist() == [2, 0, 2]
    assert nothing is None
    assert three == ()
    with pytest.raises(ValueError, match="given <class 'dict'>"):
        take_rows({"h": a}, [0])


def test_how_many_rows_there_are():
    a = np.zeros((3, 2))
    for state in a, (a,), [None, ((), a)], ((None, [a]), np.zeros(5)):
        assert count_rows(state) == 3
    for state in None, (), [None], np.float64(1), "abc":
        with pytest.raises(ValueError, match="says nothing of how many texts"):
            count_rows(state)
