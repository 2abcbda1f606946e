"""Chapter 8, on subwords: a word is cut into pieces by merges that were learned."""

from collections.abc import Callable
from typing import Any

from dlnlp.chapters.answers import Asked
from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.language import _

Merges = list[tuple[str, str]]
ENGLISH: Merges = [
    ("t", "h"),
    ("th", "e"),
    ("i", "n"),
    ("in", "g"),
    ("s", "t"),
    ("h", "e"),
]


def encode(word: str, merges: Merges, *, slip: str = "") -> list[str]:
    """The pieces of a word; or with a well-known slip."""
    pieces = list(word)
    if slip == "longest":
        return _longest(word, {*word, *(a + b for a, b in merges)})
    for pair in merges[::-1] if slip == "backwards" else merges:
        pieces = _merged(pieces, pair, once=slip == "once")
    return pieces


def _merged(pieces: list[str], pair: tuple[str, str], *, once: bool) -> list[str]:
    done, t = [], 0
    while t < len(pieces):
        if tuple(pieces[t : t + 2]) == pair:
            done.append("".join(pair))
            t += 2
            if once:
                return done + pieces[t:]
        else:
            done.append(pieces[t])
            t += 1
    return done


def _longest(word: str, known: set[str]) -> list[str]:
    pieces = []
    while word:
        size = max(n for n in range(1, len(word) + 1) if word[:n] in known)
        pieces.append(word[:size])
        word = word[size:]
    return pieces


HINTS = {
    "longest": _(
        "that takes the longest piece from the left; the rule is the "
        "order in which merges were learned"
    ),
    "backwards": _("the merge that was learned first is done first"),
    "once": _("a pair that stands there twice is merged twice"),
}


def check_encode(pieces: Callable[..., Any]) -> Verdict:
    """On subwords. `pieces(word, merges)`: the word's pieces, a list of texts."""
    asked = Asked(pieces)

    def step(claim: str, word: str, merges: Merges, hint: str) -> Step:
        slips = [
            (encode(word, merges, slip=slip), text) for slip, text in HINTS.items()
        ]
        right = encode(word, merges)
        return Step(claim, lambda: asked(word, merges), right, hint, mistakes=slips)

    return grade(
        step(_("nothing learned: letters"), "cat", [], _("every letter is a piece")),
        step(
            _("one merge, one place"),
            "that",
            ENGLISH[:1],
            _("t and h become one piece"),
        ),
        step(
            _("a merge of what was merged"),
            "the",
            ENGLISH,
            _("after t h has become th, the pair th e is there"),
        ),
        step(
            _("a pair that stands there twice"),
            "thinthing",
            ENGLISH[:3],
            _("go on behind the first one"),
        ),
        step(
            _("three of the same: aaa"),
            "aaa",
            [("a", "a")],
            _("from left to right; a letter belongs to one pair only"),
        ),
        step(
            _("what was learned first comes first: hest"),
            "hest",
            [("s", "t"), ("e", "s"), ("h", "es"), ("h", "e")],
            _("not from left to right, and not the longest piece"),
        ),
        Step(_("the arguments are left as they were"), asked.left_alone),
    )
