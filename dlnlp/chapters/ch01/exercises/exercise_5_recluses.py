"""Chapter 1, exercise 5: the PMI of two words that met nobody else."""

from collections.abc import Callable
from typing import Any

import numpy as np

from dlnlp.chapters.answers import Asked
from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.language import _


def check_recluses(pmi_of_recluses: Callable[..., Any]) -> Verdict:
    """Exercise 5. `pmi_of_recluses(total, m)`: two words met m times, nobody else."""
    asked = Asked(pmi_of_recluses)
    return grade(
        Step(
            _("met once, 64 counts"),
            lambda: asked(64, 1),
            6.0,
            _("X[i, j] = 1; row and column hold nothing else: what are their sums?"),
            mistakes=[
                (np.log(64), _("is that the natural logarithm?")),
                (64.0, _("that is the ratio; where is its logarithm?")),
                (-6.0, _("upside down: the chance count stands below the line")),
            ],
        ),
        Step(
            _("met four times, 64 counts"),
            lambda: asked(64, 4),
            4.0,
            _("all three are m now: X[i, j], the row sum and the column sum"),
            mistakes=[
                (8.0, _("m stands above the line once, and below it?")),
                (6.0, _("does m cancel altogether? count the m below the line")),
            ],
        ),
        Step(
            _("met once, a million counts"),
            lambda: asked(10**6, 1),
            np.log2(1e6),
            _("is there a number left that should be total?"),
        ),
    )
