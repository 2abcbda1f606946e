"""Chapter 7, exercise 5: a language model that looks at its own past."""

from collections.abc import Callable
from typing import Any

import numpy as np

from dlnlp.arrays import Array, Ids
from dlnlp.chapters.answers import Asked
from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.language import _

P = np.array([0.4, 0.3, 0.2, 0.1])  # (V,)


def with_cache(
    p: Array,
    h: Array,
    past: Array,
    words: Ids,
    theta: float,
    lam: float,
    *,
    slip: str = "",
) -> Array:
    """The mixture (V,); or with a well-known slip."""
    if not len(words):
        return p
    scores = theta * (past @ h)
    weights = np.exp(scores - scores.max())
    if slip != "not normal":
        weights = weights / weights.sum()
    from_cache = np.zeros_like(p)
    if slip == "last wins":
        from_cache[words] += weights
    else:
        np.add.at(from_cache, words, weights)
    if slip == "turned":
        lam = 1 - lam
    if slip == "added":
        return p + lam * from_cache
    return (1 - lam) * p + lam * from_cache


HINTS = {
    "turned": _("λ is the cache's part, 1 - λ the model's"),
    "added": _("a mixture: what the cache gets is taken from the model, by 1 - λ"),
    "last wins": _(
        "a word that came twice has two weights, and both count; "
        "x[words] += weights adds only one of them"
    ),
    "not normal": _("the weights of all places sum to 1: a softmax"),
}


def check_cache(mix: Callable[..., Any]) -> Verdict:
    """Exercise 5. `mix(p, h, past, words, theta, lam)`: probabilities (V,)."""
    rng = np.random.default_rng(5)
    h, past = rng.normal(size=3), rng.normal(size=(6, 3))
    words = np.array([2, 0, 2, 3, 2, 0])
    asked = Asked(mix)

    def step(claim: str, hint: str, *given: Any) -> Step:
        slips = [(with_cache(*given, slip=s), text) for s, text in HINTS.items()]
        return Step(
            claim, lambda: asked(*given), with_cache(*given), hint, mistakes=slips
        )

    empty = past[:0], words[:0]
    return grade(
        step(
            _("λ = 0: the model alone"),
            _("(1 - λ) p + λ p of the cache"),
            P,
            h,
            past,
            words,
            1.0,
            0.0,
        ),
        step(
            _("one word in the past"),
            _("it has all the weight there is"),
            P,
            h,
            past[:1],
            words[:1],
            1.0,
            0.75,
        ),
        step(
            _("three different words"),
            _(
                "scores θ h · h_i, a softmax over the places, and each word "
                "gets the weight of its place"
            ),
            P,
            h,
            past[1:4],
            words[1:4],
            0.5,
            0.3,
        ),
        step(
            _("words that came before more than once"),
            _("the weights of a word's places add up"),
            P,
            h,
            past,
            words,
            0.5,
            0.3,
        ),
        step(
            _("θ = 0: how often each word came"),
            _("all scores are 0: equal weights"),
            P,
            h,
            past,
            words,
            0.0,
            1.0,
        ),
        step(
            "θ = 1,000",
            _("subtract the largest score, then take the exponentials"),
            P,
            h,
            past,
            words,
            1000.0,
            0.3,
        ),
        step(
            _("no past at all: the model alone"),
            _(
                "before the first word there is nothing to look at: which "
                "softmax has no places?"
            ),
            P,
            h,
            *empty,
            1.0,
            0.3,
        ),
        Step(_("the arguments are left as they were"), asked.left_alone),
    )
