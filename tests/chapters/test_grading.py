"""What a checker says: right so far, the first thing wrong, a hint; never a crash."""

import io
import subprocess
import sys
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from dlnlp import chapters, language
from dlnlp.chapters.answers import Asked, NotYet, Unanswered
from dlnlp.chapters.ch01 import exercises
from dlnlp.chapters.grading import Step, Verdict, grade, printable


def test_steps_are_taken_in_order_up_to_the_first_wrong_one():
    verdict = grade(
        Step("one", lambda: 1, 1, "a"),
        Step("two", lambda: 3, 2, "b"),
        Step("three", lambda: 3, 3, "c"),
    )
    assert not verdict
    assert repr(verdict) == "✓ one\n✗ two: not yet; yours is 3\n  Hint: b"
    assert grade(Step("one", lambda: 1, 1, "a"))
    assert repr(grade(Step("one", lambda: True))) == "✓ one\nAll right."


def unanswered():
    raise Unanswered


@pytest.mark.parametrize("compute", [lambda: None, lambda: ..., unanswered])
def test_an_untouched_stub_is_no_answer(compute):
    verdict = grade(Step("one", compute, 1, "the hint"))
    assert "there is no answer yet" in repr(verdict)
    assert "the hint" not in repr(verdict)


def test_a_known_slip_has_a_hint_of_its_own():
    step = Step("one", lambda: 3, 1, "general", mistakes=[(2, "two?"), (3, "three?")])
    assert "Hint: three?" in repr(grade(step))
    assert "Hint: general" in repr(grade(Step("one", lambda: 9, 1, "general")))


def test_a_hint_may_be_found_when_it_is_needed():
    found = [(3, lambda: "it is " + "three")]
    assert "Hint: it is three" in repr(grade(Step("one", lambda: 3, 1, "", found)))
    assert "Hint: last" in repr(grade(Step("one", lambda: 3, 1, lambda: "last")))


@pytest.mark.parametrize(("hint", "said"), [("look", "look"), ("", "general")])
def test_a_step_can_say_what_is_wrong(hint, said):
    def compute():
        raise NotYet("82 % are found", hint)

    verdict = grade(Step("all are found", compute, hint="general"))
    assert repr(verdict) == f"✗ all are found: not yet; 82 % are found\n  Hint: {said}"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([1, 2], "yours is [1, 2], of shape (2,), not ()"),
        ({"a": 1}, "yours is {'a': 1}, of type dict"),
        ("1", "yours is the text '1', of type str"),
        (True, "yours is True, of type bool"),
    ],
)
def test_an_answer_of_another_kind_is_named(given, said):
    assert said in grade(Step("one", lambda: given, 1.0)).wrong


# Errors -------------------------------------------------------------------------------


def divides(x):
    return x / 0


def misuses_numpy(x):
    rows = np.zeros((2, 3))
    return np.linalg.norm(
        rows @ rows,
    )


@pytest.mark.parametrize(
    ("function", "below", "code"),
    [(divides, 1, "return x / 0"), (misuses_numpy, 3, "rows @ rows,")],
)
def test_an_error_is_told_with_the_readers_own_line(function, below, code):
    """Not with that of the checker, of NumPy or of Python."""
    line = function.__code__.co_firstlineno + below
    verdict = grade(Step("one", lambda: Asked(function)(1), 1, "a"))
    assert verdict.wrong.endswith(f"(line {line}: {code})")
    assert verdict.wrong.startswith(("one: ZeroDivisionError", "one: ValueError"))
    assert verdict.hint == "a"


def test_an_error_in_the_checkers_own_code_has_no_line():
    verdict = grade(Step("one", partial(printable, 3), 1))
    assert verdict.wrong == "one: TypeError: 'int' object is not iterable"


# Where a verdict is read --------------------------------------------------------------

SCRIPT = """
from dlnlp.chapters.ch01 import exercises
exercises.check_sums(7, 5, 44)
exercises.check_sums(7, 4, 44)
"""


@pytest.mark.parametrize("encoding", ["utf-8", "cp949", "cp1252", "ascii"])
def test_a_script_shows_a_verdict_in_letters_that_its_console_has(encoding):
    run = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        capture_output=True,
        env={"PYTHONIOENCODING": f"{encoding}:strict", "PYTHONUTF8": "0"},
    )
    assert run.returncode == 0, run.stderr
    text = run.stdout.decode(encoding)
    right, wrong = ("✓", "✗") if encoding == "utf-8" else ("+", "x")
    assert f"{right} the row of milk\n{wrong} the row of water: not yet" in text
    assert text.rstrip().endswith("All right.")


def test_at_a_prompt_the_verdict_is_a_value_and_nothing_is_printed(monkeypatch, capsys):
    monkeypatch.setattr(sys, "ps1", ">>> ", raising=False)
    grade(Step("one", lambda: 1, 1))
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("encoding", "text", "plain"),
    [
        ("ascii", "✓ −1 ‘σ’ → ½²", "+ -1 'sigma' -> 1/2^2"),
        ("cp949", "✗ 낱말 −1 → σ", "x 낱말 -1 → σ"),
        ("cp1252", "✓ “café” · ∞", "+ “café” · infinity"),
    ],
)
def test_letters_that_a_console_lacks_are_written_otherwise(
    encoding, text, plain, monkeypatch
):
    console = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    monkeypatch.setattr(sys, "stdout", console)
    assert printable(text) == plain
    print(Verdict((text,)))  # no error


def test_a_stream_without_an_encoding_gets_all_letters(monkeypatch):
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    assert printable("✓ −1") == "✓ −1"


def test_all_that_checkers_say_can_be_said_in_ascii(monkeypatch):
    """Exercises' own letters; those of a reader's answer may come out as "?"."""
    folder = Path(chapters.__file__).parent
    files = folder.glob("ch*/exercises/*.py")
    letters = sorted({c for path in files for c in path.read_text(encoding="utf-8")})
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding="ascii"))
    assert [x for x in letters if x != "?" and "?" in printable(x)] == []


# In the reader's language -------------------------------------------------------------


def test_a_verdict_is_told_in_the_readers_language(monkeypatch):
    monkeypatch.setattr(language, "_chosen", [])
    verdict = exercises.check_sums(7, 5, 44)
    english = repr(verdict)
    assert english.startswith("✓ the row of milk\n✗ the row of water: not yet")
    language.speak("ko")
    assert repr(verdict) == (
        "✓ milk의 행\n✗ water의 행: 아직 아니다. 지금 답은 5\n"
        "  힌트: 마지막 단어의 오른쪽에는 무엇이 있는가?"
    )
    assert repr(exercises.check_sums(7, ..., 44)).endswith("답을 쓰자")
    assert repr(exercises.check_sums(7, 4, 44)).endswith("\n모두 맞다.")


def test_a_page_of_the_book_has_the_verdict_in_each_language(monkeypatch):
    monkeypatch.setattr(language, "_chosen", [])
    verdict = exercises.check_sums(7, 5, 44)
    assert verdict._repr_mimebundle_() == ({"text/plain": repr(verdict)}, {})
    monkeypatch.setenv("DLNLP_STATIC", "1")
    shown, metadata = verdict._repr_mimebundle_()
    assert shown == {"text/plain": repr(verdict)}
    assert "힌트" in metadata["translations"]["ko"]["text/plain"]
