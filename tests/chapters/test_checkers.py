"""Every checker of every chapter: stubs, the pages' solutions, and hostile answers."""

from __future__ import annotations

import importlib
import inspect
import itertools
import json
import pkgutil
import re
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from dlnlp import chapters, nn
from dlnlp.chapters import grading
from dlnlp.chapters.grading import NO_ANSWER, Verdict
from dlnlp.language import Words

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
CHAPTERS = [
    module.name
    for module in pkgutil.iter_modules(chapters.__path__)
    if re.fullmatch(r"ch\d\d", module.name)
]


def exercises_of(chapter):
    return importlib.import_module(f"dlnlp.chapters.{chapter}.exercises")


CHECKERS = [
    pytest.param(chapter, name, id=f"{chapter}-{name}")
    for chapter in CHAPTERS
    for name in exercises_of(chapter).__all__
    if name.startswith("check_")
]


@cache
def solutions_of(chapter):
    """Checker -> the arguments that the solution on its page hands it."""
    pages = [
        path
        for pattern in ("_*.ipynb", "_*/*.ipynb")
        for path in sorted(NOTEBOOKS.glob(f"{chapter[2:]}{pattern}"))
    ]
    found = {}
    recorders = {
        name: lambda *arguments, name=name: found.update({name: arguments})
        for name in exercises_of(chapter).__all__
    }
    space = {**vars(nn), "np": np, "source": lambda *_: None}
    # What the pages compute: networks are trained, and their guesses are scored
    space["train_recall"] = lambda *_, **__: 1.0
    space["by_network"], space["by_counting"] = np.array([[0.2, 0.5], [0.4, 0.1]])
    space["score"] = lambda p: np.exp(-np.log(p).mean())
    space["exercises"] = SimpleNamespace(**recorders)
    for path in pages:
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if "solution" in cell["metadata"].get("tags", []):
                exec("".join(cell["source"]), space)
    return found


def asks_for_a_function(chapter, name):
    return callable(solutions_of(chapter)[name][0])


@pytest.mark.parametrize(
    ("chapter", "name"),
    # Those that train networks take seconds, and are run with the page anyway
    [param for param in CHECKERS if "settings" not in param.id],
)
def test_the_solution_on_the_page_is_right(chapter, name):
    assert getattr(exercises_of(chapter), name)(*solutions_of(chapter)[name])


@pytest.mark.parametrize(("chapter", "name"), CHECKERS)
def test_no_hint_before_an_answer(chapter, name):
    check = getattr(exercises_of(chapter), name)
    count = len(inspect.signature(check).parameters)
    stubs = [(...,) * count]
    if asks_for_a_function(chapter, name):
        others = solutions_of(chapter)[name][1:]
        stubs += [(lambda *_: ..., *others), (..., *others)]
    for stub in stubs:
        assert repr(check(*stub)) == f"✗ {NO_ANSWER}"


@pytest.mark.parametrize(("chapter", "name"), CHECKERS)
def test_what_it_tells_is_marked_for_translation(chapter, name, monkeypatch):
    steps = []
    monkeypatch.setattr(
        grading, "_grade", lambda given: steps.extend(given) or Verdict(())
    )
    getattr(exercises_of(chapter), name)(*solutions_of(chapter)[name])
    told = [
        words
        for step in steps
        for words in (step.claim, step.hint, *(hint for _, hint in step.mistakes))
        if isinstance(words, str) and re.search(r"[a-z]{3}.* ", words)
    ]
    assert steps
    assert [words for words in told if not isinstance(words, Words)] == []


# Hostile answers ----------------------------------------------------------------------


class Rude:
    """It fails whatever it is asked."""

    def __getattr__(self, name):
        raise RuntimeError("leave me alone")

    def __eq__(self, other):
        raise RuntimeError("compare yourself")

    __hash__ = None

    def __repr__(self):
        raise RuntimeError("none of your business")


def endless():
    yield from itertools.count()


HOSTILE = {
    "array of a truth": lambda: np.array([True]),
    "truth": lambda: True,
    "text": lambda: "seven",
    "number as a text": lambda: "7",
    "array of texts": lambda: np.array(["a", "b"]),
    "array of objects": lambda: np.array([object(), None], dtype=object),
    "dates": lambda: np.array(["2020-01-01"], dtype="datetime64[D]"),
    "duration": lambda: np.timedelta64(3, "s"),
    "huge number": lambda: 10**400,
    "more digits than Python writes": lambda: 10**5000,
    "array of huge numbers": lambda: [10**400, 1],
    "nothing": lambda: None,
    "list of nothing": lambda: [None, None],
    "generator": lambda: (x for x in [1, 2]),
    "generator without end": endless,
    "iterator without end": lambda: itertools.repeat([1.0]),
    "function": lambda: len,
    "class": lambda: dict,
    "dictionary": lambda: {"a": 1, 2: [3]},
    "set": lambda: {1, 2},
    "ragged list": lambda: [[1, 2], [3]],
    "ragged rows of arrays": lambda: [np.zeros(2), np.zeros((3, 1))],
    "not a number": lambda: float("nan"),
    "array of not a number": lambda: np.full((3, 3), np.nan),
    "infinity": lambda: -float("inf"),
    "complex": lambda: 1 + 2j,
    "array of complex": lambda: np.array([1j, 2]),
    "masked": lambda: np.ma.masked,
    "masked array": lambda: np.ma.array([1.0, 2.0], mask=[True, False]),
    "array of no axes": lambda: np.array(-0.123),
    "empty array": lambda: np.zeros((0, 3)),
    "empty list": list,
    "bytes": lambda: b"\xff",
    "record": lambda: np.zeros(2, dtype=[("a", float)]),
    "deep list": lambda: [[[[[[-123.25]]]]]],
    "large array": lambda: np.zeros((300, 300)),
    "exception": lambda: ValueError("not raised"),
    "rude object": Rude,
    "list of rude objects": lambda: [Rude(), Rude()],
}


def is_said_well(verdict, what):
    """No, and why; in few words, and without the checker's own lines."""
    assert isinstance(verdict, Verdict), what
    assert not verdict, what
    text = repr(verdict)
    assert re.search(r"✗ .*[^:]", text), (what, text)
    assert len(text) < 2500, (what, text)
    assert "dlnlp" not in text, (what, text)


@pytest.mark.parametrize(("chapter", "name"), CHECKERS)
@pytest.mark.filterwarnings("error")
def test_hostile_answers_are_wrong_and_nothing_else(chapter, name):
    """As the whole answer, as one of several, and at each call of a function."""
    check = getattr(exercises_of(chapter), name)
    right = solutions_of(chapter)[name]
    for what, hostile in HOSTILE.items():
        if asks_for_a_function(chapter, name):
            is_said_well(check(hostile(), *right[1:]), what)
            calls_that_turn_hostile(check, right, hostile, what)
        else:
            for n in range(len(right)):
                is_said_well(check(*right[:n], hostile(), *right[n + 1 :]), what)


def calls_that_turn_hostile(check, right, hostile, what):
    """The function is right but for its first call, its second, …, its last."""
    function, *others = right
    calls = 0

    def answer(*arguments):
        nonlocal calls
        calls += 1
        return hostile() if calls == turn else function(*arguments)

    for turn in itertools.count(1):
        calls = 0
        verdict = check(answer, *others)
        if calls < turn:  # so many calls are never made
            return
        is_said_well(verdict, what)


@pytest.mark.parametrize(("chapter", "name"), CHECKERS)
@pytest.mark.filterwarnings("error")
def test_hostile_parts_of_an_answer(chapter, name):
    """Of those that have parts: one of them is hostile, the others are right."""
    check = getattr(exercises_of(chapter), name)
    right, *others = solutions_of(chapter)[name]
    for what, hostile in HOSTILE.items():
        for position in range(3 * asks_for_a_function(chapter, name)):

            def answer(*arguments, hostile=hostile, position=position):
                parts = list(right(*arguments))
                parts[position : position + 1] = [hostile()]
                return parts

            is_said_well(check(answer, *others), what)
