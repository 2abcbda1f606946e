"""What a reader's answer may be: a function that is watched, parts, numbers, words."""

from fractions import Fraction
from itertools import count

import numpy as np
import pytest
from scipy import sparse

from dlnlp.chapters.answers import (
    Asked,
    NotYet,
    Unanswered,
    numbers,
    parts,
    positive,
    same,
    shapes_of,
    show,
    whole_number,
)


def test_a_function_gets_copies_and_its_answer_is_handed_on():
    given = np.zeros(2)
    asked = Asked(lambda x: x)
    assert asked(given) is not given
    assert asked.given[0] is not given


def test_a_warning_on_the_way_is_no_mistake(recwarn):
    assert Asked(lambda x: np.log(x))(np.zeros(1)) == -np.inf
    assert not recwarn


def test_an_overflow_can_be_made_one():
    with pytest.raises(FloatingPointError):
        Asked(lambda x: np.exp(x), over="raise")(np.array([1000.0]))


def change(what):
    def function(x, words, table):
        if what == "x":
            x += 1
        if what == "words":
            words.sort()
        if what == "table":
            table["a"][0] = 1
        return 0 if what == "none" else x

    return function


@pytest.mark.parametrize("what", ["x", "words", "table"])
def test_what_is_given_must_not_be_changed(what):
    arguments = np.zeros(2), ["b", "a"], {"a": np.zeros(1)}
    with pytest.raises(NotYet, match=f"changes what it was given: {what}"):
        Asked(change(what))(*arguments)
    asked = Asked(change("none"))
    asked(*arguments)
    assert asked.left_alone()


def test_arguments_without_a_name_are_counted():
    with pytest.raises(NotYet, match="argument 2"):
        Asked(lambda *arrays: arrays[1].sort())(np.zeros(2), np.array([2, 1]))


def test_a_generator_is_read_to_its_end():
    assert Asked(lambda: (x for x in "ab"))() == ["a", "b"]
    with pytest.raises(NotYet, match="without end"):
        Asked(count)()


@pytest.mark.parametrize("function", [..., lambda: ...])
def test_dots_are_no_answer(function):
    with pytest.raises(Unanswered):
        Asked(function)()


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (lambda x: None, "returns None here"),
        (lambda x: x.sort(), "changes what it was given: x, and returns None"),
        (3, "yours is 3"),
    ],
)
def test_what_is_no_answer_is_told(function, words):
    with pytest.raises(NotYet, match=words):
        Asked(function)([2, 1])


def test_parts_are_counted_and_named():
    assert parts((1, 2), "ab") == [1, 2]
    assert len(parts(np.zeros((2, 3)), "ab")) == 2
    with pytest.raises(NotYet, match="1 parts, not 2") as caught:
        parts([1], "ab")
    assert caught.value.hint == "return a, b, in this order"
    with pytest.raises(NotYet, match="yours is 3"):
        parts(3, "ab")


def test_right_parts_in_another_order_are_known():
    right = [np.ones(2), np.zeros(2), 3.0]
    assert parts(right, "abc", right) == right
    with pytest.raises(NotYet, match="each is right, but they come as c, a, b"):
        parts([3.0, np.ones(2), np.zeros(2)], "abc", right)
    wrong = [3.0, 4.0, 5.0]
    assert parts(wrong, "abc", right) == wrong


def test_shapes_are_written_as_numpy_writes_them():
    assert shapes_of([[1, 2], 3, [[1], [2]]]) == "(2,), (), (2, 1)"
    with pytest.raises(Unanswered):
        shapes_of([1, ...])
    with pytest.raises(NotYet, match="a part of yours is the text 'x'"):
        shapes_of([1, "x"])


@pytest.mark.parametrize("four", [4, 4.0, np.int8(4), np.float32(4), [4], np.array(4)])
def test_a_whole_number_may_be_written_in_many_ways(four):
    assert whole_number("dim", four) == 4
    assert isinstance(whole_number("dim", four), int)


@pytest.mark.parametrize("wrong", [4.5, 0, -1, "4", True, [4, 4], np.nan, 10**400, {}])
def test_what_is_no_whole_number_is_told(wrong):
    with pytest.raises(NotYet, match="dim is "):
        whole_number("dim", wrong)


def test_settings_may_be_unanswered():
    for nothing in (..., None):
        with pytest.raises(Unanswered):
            positive("lr", nothing)


@pytest.mark.parametrize(
    "given",
    [
        [1, 2.5],
        (1, 2.5),
        [np.float32(1), Fraction(5, 2)],
        np.array([1, 2.5], dtype=object),
        np.array([1, 2.5 + 0j]),
        np.ma.array([1, 2.5]),
        sparse.coo_array([1, 2.5]),
    ],
)
def test_numbers_come_in_many_forms(given):
    assert numbers(given).tolist() == [1, 2.5]


@pytest.mark.parametrize(
    ("given", "expected", "equal"),
    [
        (1.0 + 1e-9, 1.0, True),
        (1.01, 1.0, False),
        (100_000.0, 100_000, True),
        (100_001, 100_000, False),
        (100_001, 100_000.0, True),
        ([1, 2], np.array([1.0, 2.0]), True),
        ([[1, 2]], np.array([1.0, 2.0]), True),
        ([[1], [2]], np.array([1.0, 2.0]), False),
        ([1.0], 1, True),
        ([1.0, 1.0], 1, False),
        (sparse.csr_array(np.eye(2)), np.eye(2), True),
        (np.inf, np.inf, True),
        (float("nan"), 1.0, False),
        ("1", 1.0, False),
        (True, 1, False),
        (["a", "b"], ["a", "b"], True),
        (np.array(["a", "b"]), ["a", "b"], True),
        (("a", "b"), ["a", "b"], True),
        (["b", "a"], ["a", "b"], False),
        ("ab", ["a", "b"], False),
        (np.array("a"), ["a"], False),
        (object(), 1.0, False),
        (np.True_, True, True),
        (1, True, False),
        ("a", "a", True),
        (np.array(["a"]), "a", False),
    ],
)
def test_same(given, expected, equal):
    assert same(given, expected) is equal


def test_show_is_short():
    assert show(np.zeros((100, 100))) == "an array (100, 100)"
    assert show(1 / 3) == "0.333"
    assert show(np.array([1 / 3])) == "[0.333]"
    assert show(sparse.csr_array(np.eye(1))) == "[[1.0]]"
    assert show("7") == "the text '7'"
    assert len(show("x" * 1000)) < 220
    assert show(10**5000) == "something of type int"
