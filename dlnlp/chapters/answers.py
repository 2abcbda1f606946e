"""A reader's answer, which may be anything: how it is asked, compared and shown."""

from __future__ import annotations

import copy
import inspect
import itertools
import pickle
import warnings
from collections.abc import Iterator, Sequence
from numbers import Real
from typing import Any

import numpy as np
from scipy import sparse

from dlnlp.arrays import Array
from dlnlp.language import _

MOST_ITEMS = 100_000  # of a generator are read; one that goes on has no end


class Unanswered(Exception):
    """The dots still stand where an answer should be."""


class NotYet(Exception):
    """An answer is wrong, in a way that can be told.

    words  what is wrong with it
    hint   where to look; where there is none, the hint of the step is given
    """

    def __init__(self, words: str, hint: str = "") -> None:
        super().__init__(words, hint)
        self.words, self.hint = words, hint


class Asked:
    """The reader's function: it is given copies, and watched.

    Calling it returns its answer, a generator's as a list. It raises Unanswered for an
    answer of dots, and NotYet for None or if the function changed what it was given.

    given   the copies of the last call
    errors  what NumPy does about an overflow and the like (`np.errstate`): by default
            nothing, since a warning on the way to a right answer is no mistake
    """

    def __init__(self, function: Any, **errors: Any) -> None:
        self.function, self.errors = function, errors or {"all": "ignore"}
        self.given: tuple[Any, ...] = ()

    def __call__(self, *arguments: Any) -> Any:
        if self.function is ...:
            raise Unanswered
        if not callable(self.function):
            yours = _("yours is {}").format(show(self.function))
            raise NotYet(yours, _("a function is wanted"))
        self.given = copy.deepcopy(arguments)
        before = [pickle.dumps(argument) for argument in self.given]
        with np.errstate(**self.errors), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            answer = settled(self.function(*self.given))
        if answer is ...:
            raise Unanswered
        after = [pickle.dumps(argument) for argument in self.given]
        if changed := [n for n, was in enumerate(before) if was != after[n]]:
            what = _(", ").join(self._name(n) for n in changed)
            nothing = _(", and returns None") if answer is None else ""
            words = _("your function changes what it was given: {}{}")
            raise NotYet(
                words.format(what, nothing),
                _(
                    "+=, *= and the like write into the array that was given, and so "
                    "do sort() and pop(): make a new one, or work on a copy"
                ),
            )
        if answer is None:
            raise NotYet(
                _("your function returns None here"),
                _("does every way through it end with return?"),
            )
        return answer

    def _name(self, position: int) -> str:
        try:
            return [*inspect.signature(self.function).parameters][position]
        except Exception:  # *arguments, a built-in function, …
            return _("argument {}").format(position + 1)

    def left_alone(self) -> bool:
        """True: a call that changed what it was given would have raised NotYet."""
        return True


def settled(answer: Any) -> Any:
    """An answer whose items can be looked at twice: a generator as a list."""
    if not isinstance(answer, Iterator):
        return answer
    items = list(itertools.islice(answer, MOST_ITEMS + 1))
    if len(items) > MOST_ITEMS:
        raise NotYet(_("yours goes on without end"))
    return items


def parts(answer: Any, names: Sequence[str], right: Any = None) -> list[Any]:
    """The parts of an answer, one for each name.

    Raises NotYet if there are more or fewer, or if each is `right`, but not in order.
    """
    wanted = _("return {}, in this order").format(_(", ").join(names))
    if isinstance(answer, np.ndarray):
        answer = list(np.atleast_1d(answer))
    if not isinstance(answer, tuple | list):
        raise NotYet(_("yours is {}").format(show(answer)), wanted)
    given = list(answer)
    if len(given) != len(names):
        words = _("yours has {} parts, not {}").format(len(given), len(names))
        raise NotYet(words, wanted)
    if right is not None:
        found = [_name_of(part, names, right) for part in given]
        if found != list(names) and sorted(found) == sorted(names):
            words = _("each is right, but they come as {}").format(_(", ").join(found))
            raise NotYet(words, wanted)
    return given


def _name_of(part: Any, names: Sequence[str], right: Sequence[Any]) -> str:
    return next((n for n, r in zip(names, right, strict=True) if same(part, r)), "")


def shapes_of(given: Sequence[Any]) -> str:
    """The shapes of the parts of an answer: "(2,), (3, 2)"."""
    if any(part is ... for part in given):
        raise Unanswered
    shapes = []
    for part in given:
        if (array := numbers(part)) is None:
            raise NotYet(_("a part of yours is {}").format(show(part)))
        shapes.append(str(array.shape))
    return ", ".join(shapes)


def whole_number(name: str, value: Any) -> int:
    """A whole number from 1 on, however it is written: 4, 4.0, np.int64(4), [4]."""
    number = positive(name, value)
    if number != int(number):
        raise NotYet(
            _("{} is {}").format(name, show(value)),
            _("{} is a whole number").format(name),
        )
    return int(number)


def positive(name: str, value: Any) -> float:
    """A number above 0, however it is written."""
    if value is ... or value is None:
        raise Unanswered
    array = numbers(value)
    if array is None or array.size != 1 or not 0 < array.item() < np.inf:
        raise NotYet(
            _("{} is {}").format(name, show(value)),
            _("{} is a number above 0").format(name),
        )
    return float(array.item())


def numbers(given: Any) -> Array | None:
    """An answer as an array of floats; None if it is not made of real numbers."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a masked element, say
            return _as_floats(given)
    except Exception:  # rows of unequal length, a number beyond all floats, …
        return None


def _as_floats(given: Any) -> Array | None:
    if sparse.issparse(given):
        given = given.toarray()
    if np.ma.is_masked(given):
        return None
    array = np.asarray(given)
    if array.dtype.kind == "O":  # whole numbers of any size, fractions, …
        real = all(isinstance(x, Real) and not _is_truth(x) for x in array.flat)
        return array.astype(float) if real else None
    if array.dtype.kind == "c" and not array.imag.any():
        array = array.real
    return array.astype(float) if array.dtype.kind in "iuf" else None


def _is_truth(value: Any) -> bool:
    return isinstance(value, bool | np.bool_)


def same(given: Any, expected: Any) -> bool:
    """Whether an answer is what was expected, in any reasonable form.

    A whole number is exact; other numbers and arrays are right up to rounding. Arrays
    may have axes of length 1 in front that nobody asked for. Lists of words are equal
    word by word.
    """
    if _is_truth(expected):
        return _is_truth(given) and bool(given) == bool(expected)
    if isinstance(expected, str):
        return isinstance(given, str) and str(given) == expected
    if isinstance(expected, list) and any(isinstance(word, str) for word in expected):
        return _words(given) == expected
    array = numbers(given)
    if array is None:
        return False
    wanted = np.asarray(expected, dtype=float)
    while array.ndim > wanted.ndim and len(array) == 1:
        array = array[0]
    if array.shape != wanted.shape:
        return False
    if isinstance(expected, int):
        return bool(array == wanted)
    return bool(np.allclose(array, wanted, atol=1e-6))


def _words(given: Any) -> list[str] | None:
    if isinstance(given, np.ndarray) and given.ndim == 1:
        given = given.tolist()
    if not isinstance(given, list | tuple):
        return None
    return [*given] if all(isinstance(word, str) for word in given) else None


def show(given: Any) -> str:
    """A short picture of an answer."""
    try:
        if isinstance(given, str):
            return _("the text {}").format(_short(repr(str(given))))
        if sparse.issparse(given):
            given = given.toarray()
        if isinstance(given, np.ndarray | np.generic) and given.dtype.kind in "biuf":
            if given.size > 40:
                return _("an array {}").format(given.shape)
            return str(np.round(given, 3).tolist())
        if isinstance(given, float):
            given = round(given, 3)
        return _short(str(given))
    except Exception:  # a __str__ that fails, a number of 5,000 digits, …
        return _("something of type {}").format(type(given).__name__)


def _short(text: str) -> str:
    return text if len(text) <= 200 else text[:200] + " …"
