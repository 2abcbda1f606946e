"""What a checker says: right so far, the first thing wrong, a hint; never a crash."""

import numpy as np
import pytest
from scipy import sparse

from dlnlp.chapters.grading import Step, grade, same, show


def test_steps_are_taken_in_order_up_to_the_first_wrong_one():
    verdict = grade(
        Step("one", lambda: 1, 1, "a"),
        Step("two", lambda: 3, 2, "b"),
        Step("three", lambda: 3, 3, "c"),
    )
    assert not verdict
    assert repr(verdict) == "✓ one\n✗ two: not yet; yours is 3\n  Hint: b"
    assert grade(Step("one", lambda: 1, 1, "a"))
    assert repr(grade(Step("one", lambda: 1, 1, "a"))) == "✓ one\nAll right."


@pytest.mark.parametrize("empty", [None, ...])
def test_an_untouched_stub_is_no_answer(empty):
    verdict = grade(Step("one", lambda: empty, 1, "the hint"))
    assert "there is no answer yet" in repr(verdict)
    assert "the hint" not in repr(verdict)


def test_a_known_slip_has_a_hint_of_its_own():
    step = Step("one", lambda: 3, 1, "general", mistakes=[(2, "two?"), (3, "three?")])
    assert "Hint: three?" in repr(grade(step))
    assert "Hint: general" in repr(grade(Step("one", lambda: 9, 1, "general")))


def test_an_exception_is_part_of_the_answer():
    verdict = grade(Step("one", lambda: 1 / 0, 1, "a"))
    assert not verdict
    assert "ZeroDivisionError: division by zero (line" in repr(verdict)


@pytest.mark.parametrize(
    ("given", "expected", "equal"),
    [
        (1.0 + 1e-9, 1, True),
        (1.01, 1, False),
        ([1, 2], np.array([1.0, 2.0]), True),
        ([[1, 2]], np.array([1.0, 2.0]), False),
        (sparse.csr_array(np.eye(2)), np.eye(2), True),
        (float("nan"), 1.0, False),
        ("text", 1.0, False),
        (["a", "b"], ["a", "b"], True),
        (["b", "a"], ["a", "b"], False),
        ({"a"}, {"a"}, True),
        (object(), 1.0, False),
        (np.True_, True, True),
    ],
)
def test_same(given, expected, equal):
    assert same(given, expected) is equal


def test_show_is_short():
    assert show(np.zeros((100, 100))) == "an array (100, 100)"
    assert show(1 / 3) == "0.333"
    assert show(np.array([1 / 3])) == "[0.333]"
    assert show(sparse.csr_array(np.eye(1))) == "[[1.0]]"
    assert len(show("x" * 1000)) < 210
