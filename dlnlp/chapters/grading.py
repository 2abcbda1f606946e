"""How an exercise answers: what is right so far, what is not, and a hint.

A checker looks at the reader's answer inside its steps alone, where `grade` turns into
words whatever an answer may do.
"""

from __future__ import annotations

import sys
import sysconfig
import traceback
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from dlnlp.chapters.answers import NotYet, Unanswered, numbers, same, show
from dlnlp.language import Told, Words, _, told

NO_ANSWER = _("there is no answer yet: put yours in the place of the dots")
PACKAGE = Path(__file__).parents[1]
LIBRARIES = {sysconfig.get_path(name) for name in ("stdlib", "purelib", "platlib")}
PLAIN = {"✓": "+", "✗": "x", "−": "-", "‘": "'", "’": "'", "“": '"', "”": '"',
         "·": "*", "→": "->", "½": "1/2", "²": "^2", "σ": "sigma", "τ": "tau",
         "θ": "theta", "λ": "lambda", "γ": "gamma", "Σ": "sum",
         "√": "sqrt", "∞": "infinity"}  # fmt: skip


@dataclass(frozen=True)
class Step:
    """One claim about the reader's answer, and a hint for when it doesn't hold.

    claim     what is looked at, as a phrase: "a word in the middle of the text"
    compute   asks the reader's answer; may raise, NotYet if it can say what is wrong
    expected  what it should give: a number or an array (a whole number is exact), a
              text, a list of words, or that something is true
    hint      where to look, without giving the answer away; or what finds it
    mistakes  answers that betray a well-known slip, each with a hint of its own
    """

    claim: str
    compute: Callable[[], Any]
    expected: Any = True
    hint: str | Callable[[], str] = ""
    mistakes: Sequence[tuple[Any, str | Callable[[], str]]] = ()


@dataclass(frozen=True)
class Verdict(Told):
    """The answer to an answer: true if all is right; its text is what readers see."""

    right: tuple[str, ...]
    wrong: str = ""
    hint: str = ""

    def __bool__(self) -> bool:
        return not self.wrong

    def __repr__(self) -> str:
        return printable(told(self._words()))

    def _words(self) -> Words:
        lines = ["✓ " + _(claim) for claim in self.right]
        if self.wrong:
            lines.append("✗ " + _(self.wrong))
            lines += ["  " + _("Hint: {}").format(self.hint)] if self.hint else []
        else:
            lines.append(_("All right."))
        return _("\n").join(lines)


def grade(*steps: Step) -> Verdict:
    """Take the steps in order and stop at the first that is wrong.

    A notebook shows the verdict; a script, which shows no value by itself, prints it.
    """
    verdict = _grade(steps)
    if not hasattr(sys, "ps1"):  # nobody sits at a prompt
        print(verdict)
    return verdict


def _grade(steps: Sequence[Step]) -> Verdict:
    right: list[str] = []
    for step in steps:
        try:
            given = step.compute()
        except Unanswered:
            return Verdict(tuple(right), NO_ANSWER)
        except NotYet as error:
            wrong = _("{}: not yet; {}").format(_(step.claim), error.words)
            return Verdict(tuple(right), wrong, error.hint or _hint(step))
        except Exception as error:
            raised = f": {type(error).__name__}: {error}"
            wrong = _(step.claim) + raised + _readers_line(error)
            return Verdict(tuple(right), wrong, _hint(step))
        if given is ... or given is None:
            return Verdict(tuple(right), NO_ANSWER)
        if not same(given, step.expected):
            yours = _described(given, step.expected)
            wrong = _("{}: not yet; yours is {}").format(_(step.claim), yours)
            return Verdict(tuple(right), wrong, _hint(step, given))
        right.append(step.claim)
    return Verdict(tuple(right))


def _hint(step: Step, given: Any = ...) -> str:
    slips = (hint for slip, hint in step.mistakes if same(given, slip))
    hint = next(slips, step.hint)
    return hint if isinstance(hint, str) else hint()


def _described(given: Any, expected: Any) -> str:
    """An answer, and in which way it is of another kind than the one expected."""
    text, array = show(given), numbers(given)
    if numbers(expected) is None:
        return str(given) if isinstance(expected, str) else text
    if array is None:
        return _("{}, of type {}").format(text, type(given).__name__)
    if array.shape != (wanted := np.shape(expected)):
        return _("{}, of shape {}, not {}").format(text, array.shape, wanted)
    return text


def _readers_line(error: Exception) -> str:
    """Where in the reader's own code an error was raised, if it was there."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if _is_readers(frame.filename):
            code = f": {frame.line}" if frame.line else ""
            return _(" (line {}{})").format(frame.lineno, code)
    return ""


def _is_readers(filename: str) -> bool:
    """Not the package's, not Python's, not that of an installed library."""
    if filename.startswith(("<frozen", "<__array_function__")):
        return False
    parents = {str(parent) for parent in Path(filename).parents}
    return not parents & {str(PACKAGE), *LIBRARIES}


def printable(text: str) -> str:
    """A text in letters that the standard output has: not every console has a ✓."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"

    def known(letters: str) -> str:
        return letters.encode(encoding, "ignore").decode(encoding)

    def plain(letter: str) -> str:
        other = PLAIN.get(letter) or unicodedata.normalize("NFKD", letter)
        return known(letter) or known(other) or "?"

    return "".join(map(plain, text))
