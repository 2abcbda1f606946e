"""How an exercise answers: what is right so far, what is not, and a hint."""

import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

NO_ANSWER = "there is no answer yet: put yours in the place of the dots"


@dataclass(frozen=True)
class Step:
    """One claim about the reader's answer, and a hint for when it doesn't hold.

    claim     what is looked at, as a phrase: "a word in the middle of the text"
    compute   asks the reader's answer; may raise
    expected  what it should give: a number, text, set, list or array
    hint      where to look, without giving the answer away
    mistakes  answers that betray a well-known slip, each with a hint of its own
    """

    claim: str
    compute: Callable[[], Any]
    expected: Any
    hint: str
    mistakes: Sequence[tuple[Any, str]] = ()


@dataclass(frozen=True)
class Verdict:
    """The answer to an answer: true if all is right; its text is what readers see."""

    right: tuple[str, ...]
    wrong: str = ""
    hint: str = ""

    def __bool__(self) -> bool:
        return not self.wrong

    def __repr__(self) -> str:
        lines = [f"✓ {claim}" for claim in self.right]
        if self.wrong:
            lines.append(f"✗ {self.wrong}")
            lines += [f"  Hint: {self.hint}"] if self.hint else []
        else:
            lines.append("All right.")
        return "\n".join(lines)


def grade(*steps: Step) -> Verdict:
    """Take the steps in order and stop at the first that is wrong."""
    right: list[str] = []
    for step in steps:
        try:
            given = step.compute()
        except Exception as error:
            line = traceback.extract_tb(error.__traceback__)[-1].lineno
            wrong = f"{step.claim}: {type(error).__name__}: {error} (line {line})"
            return Verdict(tuple(right), wrong, step.hint)
        if given is ... or given is None:
            return Verdict(tuple(right), NO_ANSWER)
        if not same(given, step.expected):
            slips = (hint for slip, hint in step.mistakes if same(given, slip))
            hint = next(slips, step.hint)
            wrong = f"{step.claim}: not yet; yours is {show(given)}"
            return Verdict(tuple(right), wrong, hint)
        right.append(step.claim)
    return Verdict(tuple(right))


def same(given: Any, expected: Any) -> bool:
    """Equal; numbers and arrays up to rounding, arrays in shape, sparse like dense."""
    if isinstance(expected, str | set | bool):
        return bool(given == expected)
    if isinstance(expected, list) and any(isinstance(item, str) for item in expected):
        return list(given) == expected
    given = given.toarray() if sparse.issparse(given) else given
    try:
        array = np.asarray(given, dtype=float)
    except (TypeError, ValueError):
        return False
    if array.shape != np.shape(expected):
        return False
    return bool(np.allclose(array, expected, atol=1e-6))


def show(given: Any) -> str:
    """A short picture of what the reader's code gave."""
    if sparse.issparse(given):
        given = given.toarray()
    if isinstance(given, np.ndarray | np.generic):
        small = given.size <= 40
        given = np.round(given, 3).tolist() if small else f"an array {given.shape}"
    elif isinstance(given, float):
        given = round(given, 3)
    text = str(given)
    return text if len(text) <= 200 else text[:200] + " …"
