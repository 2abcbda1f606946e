"""Chapter 4, how low: the lowest perplexity that any model can have on a source."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from dlnlp.chapters.answers import Asked
from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.datasets import MarkovSource
from dlnlp.language import _

WET = np.array([[0.75, 0.25], [0.125, 0.875]])  # weather: dry and wet days


def check_source(lowest: Callable[..., Any]) -> Verdict:
    """How low, exercise 1. `lowest(P)`: least perplexity on texts of source P."""
    even = np.full((4, 4), 0.25)
    larger = np.array([[0.5, 0.25, 0.25], [0.1, 0.8, 0.1], [0.3, 0.1, 0.6]])

    asked = Asked(lowest)

    rows = -(WET * np.log(WET)).sum(axis=1)
    stationary = np.array([1, 2]) / 3  # 1/4 of the dry days end, 1/8 of the wet ones
    entropy = -(stationary * np.log(stationary)).sum()
    nats = float(stationary @ rows)
    return grade(
        Step(
            _("four words, always all alike"),
            lambda: asked(even),
            4.0,
            _("nobody can do better than hesitate among four"),
            mistakes=[
                (math.log(4), _("that is the entropy in nats; the perplexity?")),
                (2.0, _("that is the entropy in bits; the perplexity?")),
            ],
        ),
        Step(
            _("dry and wet days, P = [[3/4, 1/4], [1/8, 7/8]]"),
            lambda: asked(WET),
            math.exp(nats),
            _(
                "how many of all days are dry? as many days leave that state "
                "as enter it"
            ),
            mistakes=[
                (
                    math.exp(rows.mean()),
                    _(
                        "dry days are rarer than wet ones: weigh the rows by how often "
                        "each comes"
                    ),
                ),
                (
                    float(stationary @ np.exp(rows)),
                    _("average the surprises, then take e to that power"),
                ),
                (math.exp(entropy), _("that guesser does not look at the day before")),
                (nats, _("that is the entropy in nats; the perplexity?")),
                *(
                    (
                        math.exp(
                            float(
                                (np.full(2, 0.5) @ np.linalg.matrix_power(WET, days))
                                @ rows
                            )
                        ),
                        _("nearly: the shares still change; go on longer"),
                    )
                    for days in range(1, 12)
                ),
            ],
        ),
        Step(
            _("three words"),
            lambda: asked(larger),
            math.exp(MarkovSource(larger).entropy),
            _("the shares must stay as they are: shares @ P = shares"),
        ),
        Step(_("P is left as it was"), asked.left_alone),
    )
