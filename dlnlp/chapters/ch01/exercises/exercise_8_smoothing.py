"""Chapter 1, exercise 8: how much smoothing is too much."""

from functools import cache
from typing import Any

from dlnlp.chapters.answers import NotYet, positive
from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.datasets import world_english_bible
from dlnlp.language import _
from dlnlp.text import Vocabulary, tokenize
from dlnlp.vectors import Embeddings, cooccurrence, ppmi

STEP = 0.1


def check_smoothing(smoothing: Any) -> Verdict:
    """Exercise 8. The smallest exponent, in steps of 0.1, that puts evil first."""

    def exponent() -> float:
        value = positive("smoothing", smoothing)
        if value > 1:
            raise NotYet(_("smoothing is {:g}").format(value), _("it is at most 1"))
        if abs(value / STEP - round(value / STEP)) > 1e-6:
            raise NotYet(
                _("smoothing is {:g}").format(value), _("0.1, 0.2, … are wanted")
            )
        return value

    def first() -> bool:
        best = nearest_to_good(exponent())
        if best != "evil":
            raise NotYet(_("with yours {} comes first").format(best))
        return True

    def smallest() -> bool:
        if exponent() > STEP * 1.5 and nearest_to_good(exponent() - STEP) == "evil":
            raise NotYet(
                _("with {:.1f} evil comes first, too").format(exponent() - STEP)
            )
        return True

    return grade(
        Step(
            _("evil is the nearest word to good"),
            first,
            hint=_("0.75 does it; go down from there, and not too far"),
        ),
        Step(_("and with no smaller exponent"), smallest, hint=_("go on")),
    )


def nearest_to_good(smoothing: float) -> str:
    """The word of largest cosine with *good*."""
    words, counts = _bible()
    return Embeddings(words, ppmi(counts, smoothing=smoothing)).nearest("good", 1)[0][0]


@cache
def _bible() -> tuple[tuple[str, ...], Any]:
    """The chapter's words and counts: window 3, words that occur five times or more."""
    verses = map(tokenize, world_english_bible())
    tokens = [token for verse in verses for token in verse if token[0].isalpha()]
    vocab = Vocabulary(tokens, min_count=5, unknown="<unk>")
    counts = cooccurrence(vocab.encode(tokens), len(vocab), window=3)
    return tuple(vocab.words), counts
