"""What is given as ids, sizes and counts: any type that holds it, and nothing else."""

import numpy as np
import pytest

from dlnlp.arrays import check_counts, check_ids, check_size

INTEGERS = np.typecodes["AllInteger"]


@pytest.mark.parametrize("dtype", INTEGERS)
def test_ids_of_any_integer_type(dtype):
    ids = check_ids(np.array([[2, 0]], dtype), np.array(3, dtype)[()])
    assert ids.dtype == np.intp
    assert ids.tolist() == [[2, 0]]


def test_ids_are_checked():
    assert check_ids([], 3).dtype == np.intp
    assert check_ids(np.uint8(2), 3) == 2
    with pytest.raises(
        ValueError, match=r"^ids .* between 0 and 2; given from -1 to 3"
    ):
        check_ids([[-1, 3]], 3)
    with pytest.raises(ValueError, match="between 0 and -1; given from 0 to 0"):
        check_ids([0], np.uint8(0))
    with pytest.raises(ValueError, match="targets must be whole numbers; given bool"):
        check_ids([True], 3, "targets")
    with pytest.raises(ValueError, match=r"1 axes; given the shape \(1, 1\)"):
        check_ids([[0]], 3, ndim=1)


@pytest.mark.parametrize("dtype", INTEGERS)
def test_a_size_of_any_integer_type_never_overflows(dtype):
    largest = np.iinfo(dtype).max
    size = check_size(np.array(largest, dtype)[()], "vocab_size")
    assert type(size) is int
    assert size**2 == int(largest) ** 2
    assert check_size(np.array(5, dtype), "vocab_size") == 5  # an array without axes


@pytest.mark.parametrize("size", [0, -1, 2.5, 3.0, np.float64(3), "3", None, [3]])
def test_sizes_that_are_none(size):
    with pytest.raises(ValueError, match=r"window is .*; it must be a whole number, 1"):
        check_size(size, "window")


def test_the_least_size():
    assert check_size(0, "seen", least=0) == 0
    with pytest.raises(ValueError, match=r"vocab_size is 1; it must .* 2 or more"):
        check_size(1, "vocab_size", least=2)


def test_counts_come_back_as_they_are():
    counts = np.array([[3, 0]], np.uint8)
    assert check_counts(counts) is counts


@pytest.mark.parametrize(
    ("counts", "message"),
    [
        ([1, np.nan], "without NaN"),
        ([1, np.inf], "infinity"),
        ([1, -1], "0 or more"),
        ([0, 0], "nothing was counted"),
        ([], "nothing was counted"),
        (["1"], "must be numbers; given <U1"),
        ([[1]], r"1 axes; given the shape \(1, 1\)"),
    ],
)
def test_what_are_no_counts(counts, message):
    with pytest.raises(ValueError, match=f"weights .*{message}"):
        check_counts(counts, "weights", ndim=1)
    with pytest.raises(ValueError, match=f"^counts .*{message}"):
        check_counts(counts, ndim=1)
