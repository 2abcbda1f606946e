"""Chapter 6, exercise 2: the probabilities that a word is drawn by."""

from collections.abc import Callable
from typing import Any

import numpy as np

from dlnlp.arrays import Array
from dlnlp.chapters.answers import Asked
from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.language import _
from dlnlp.nn import softmax

LOGITS = np.array([0.5, 2.0, -1.0, 1.2, 0.1])
LARGE = np.array([3.0, 1.0, 2.5, -4.0])


def probabilities(logits: Array, temperature: float, k: int, *, slip: str = "") -> Any:
    """(V,): softmax of logits / temperature, the k largest alone; or with a slip."""
    if slip == "temperature times":
        P = softmax(logits * temperature)
    elif slip == "divided after":
        P = softmax(logits) / temperature
    else:
        P = softmax(logits / temperature)
    order = np.argsort(P)
    dropped = order[k:] if slip == "smallest" else order[: len(P) - k]
    P[dropped] = 0
    if slip in ("divided after", "not one"):
        return P
    return P / max(P.sum(), np.finfo(float).tiny)


HINTS = {  # of slips that give the same, the first is taken
    "not one": _("what is left must sum to 1 again"),
    "temperature times": _("a low temperature makes differences larger: divide by it"),
    "divided after": _("divide the logits, before the softmax: probabilities sum to 1"),
    "smallest": _("the k likeliest stay, not the k least likely"),
}


def check_probabilities(draw: Callable[..., Any]) -> Verdict:
    """Exercise 2. `draw(logits, temperature, k)`: probabilities (V,)."""
    asked = Asked(draw)
    cases = {
        _("temperature 1, all words"): (LOGITS, 1.0, 5),
        _("temperature 2"): (LOGITS, 2.0, 5),
        _("temperature ½"): (LOGITS, 0.5, 5),
        _("the 3 likeliest of 5"): (LOGITS, 1.0, 3),
        _("temperature 2, the 2 likeliest"): (LOGITS, 2.0, 2),
        _("k = 1: greedy"): (LOGITS, 1.0, 1),
        _("temperature 0.001"): (LARGE, 0.001, 2),
    }
    hints = (
        _("softmax: e to the logits, divided by their sum"),
        _("the logits are divided by the temperature"),
        _("the logits are divided by the temperature"),
        _("all but the k largest become 0, and the rest is scaled to sum to 1"),
        _("first the temperature, then the k largest"),
        _("one word is left: how likely is it?"),
        _(
            "e to the 3000 is no floating-point number: take away the "
            "largest logit first, which changes no probability"
        ),
    )
    return grade(
        *(
            Step(
                claim,
                lambda case=case: asked(*case),  # type: ignore[misc]
                probabilities(*case),
                hint,
                mistakes=[
                    (probabilities(*case, slip=slip), words)
                    for slip, words in HINTS.items()
                ],
            )
            for (claim, case), hint in zip(cases.items(), hints, strict=True)
        )
    )
