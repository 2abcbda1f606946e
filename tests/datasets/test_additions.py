"""Additions: right, different, and in the form of the book."""

from collections import Counter

import numpy as np
import pytest

from dlnlp.datasets import additions


@pytest.mark.parametrize("digits", [1, 2, 3, 5])
def test_answers_are_right_and_the_form_is_the_book_s(digits):
    n = 20 if digits == 1 else 500
    pairs = additions(n, rng=np.random.default_rng(0), digits=digits)
    assert len(pairs) == n
    for question, answer in pairs:
        assert len(question) == 2 * digits + 1
        assert len(answer) == digits + 2
        a, b = (int(number) for number in question.split("+"))
        assert question.rstrip() == f"{a}+{b}"  # no 0 in front
        assert answer.rstrip() == f"_{a + b}"


def test_no_question_comes_twice_nor_turned_round():
    pairs = additions(2_000, rng=np.random.default_rng(0), digits=2)
    sums = {frozenset(question.rstrip().split("+")) for question, _ in pairs}
    assert len(sums) == len(pairs)


def test_short_numbers_are_as_frequent_as_long_ones():
    pairs = additions(5_000, rng=np.random.default_rng(0), digits=5)
    lengths = Counter(len(question.split("+")[0]) for question, _ in pairs)
    for length in range(3, 6):  # of the shortest there are not enough
        assert lengths[length] == pytest.approx(1_000, rel=0.2)


def test_three_digits_unless_asked():
    assert additions(9, rng=np.random.default_rng(0)) == additions(
        9, rng=np.random.default_rng(0), digits=3
    )


def test_as_many_as_half_of_all_there_are():
    assert len(additions(27, rng=np.random.default_rng(0), digits=1)) == 27
    with pytest.raises(ValueError, match="it must be at most 27"):
        additions(28, rng=np.random.default_rng(0), digits=1)


@pytest.mark.parametrize(
    ("n", "digits", "what"), [(0, 3, "n is 0"), (1, 0, "digits is 0"), (1, 10, "9")]
)
def test_bad_requests(n, digits, what):
    with pytest.raises(ValueError, match=what):
        additions(n, rng=np.random.default_rng(0), digits=digits)
