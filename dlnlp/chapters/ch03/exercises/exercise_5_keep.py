"""Chapter 3, exercise 5: with which probability a frequent word's tokens are kept."""

from collections.abc import Callable
from typing import Any

import numpy as np

from dlnlp.chapters.answers import Asked, NotYet
from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.language import _
from dlnlp.vectors import keep_probability


def check_keep(keep: Callable[..., Any]) -> Verdict:
    """Exercise 5. `keep(counts, threshold)`: share of tokens that stay (V,)."""
    counts = np.array([6400, 3200, 396, 4])  # shares .64, .32, .0396, .0004
    asked = Asked(keep)

    def mine(threshold: float) -> Any:
        try:
            return asked(counts, threshold)
        except ValueError as error:
            if "truth value" not in str(error):
                raise
            raise NotYet(
                _("ValueError: {}").format(error),
                _(
                    "Python's min() and if want one number, not an array: "
                    "np.minimum compares word by word"
                ),
            ) from error

    share, tau = counts / 10_000, 0.01
    right, ratio = keep_probability(counts, tau), tau / share
    return grade(
        Step(
            _("shares of .64, .32, .04 and less, threshold 0.01"),
            lambda: mine(tau),
            right,
            _(
                "first each word's share of the text; then √(τ/P) + τ/P; and a "
                "probability is at most 1"
            ),
            mistakes=[
                (np.sqrt(ratio) + ratio, _("a probability above 1? cut it off")),
                (
                    np.minimum(np.sqrt(ratio), 1),
                    _(
                        "that is the paper's formula; the chapter's has a second "
                        "summand"
                    ),
                ),
                (np.minimum(ratio, 1), _("where is the square root?")),
                (1 - right, _("that is the share that is left out")),
                (
                    np.minimum(np.sqrt(tau / counts) + tau / counts, 1),
                    _("P(i) is a share of the text, not a count"),
                ),
                (
                    np.minimum(np.sqrt(1 / ratio) + 1 / ratio, 1),
                    _(
                        "the more frequent a word, the less of it is kept: which way "
                        "up is the fraction?"
                    ),
                ),
            ],
        ),
        Step(
            _("a smaller threshold"),
            lambda: mine(0.0004),
            keep_probability(counts, 0.0004),
            _("is there a 0.01 in your function?"),
        ),
        Step(
            _("twice as long a text, with the same shares"),
            lambda: asked(2 * counts, tau),
            right,
            _("only shares count: is there a 10,000 in your function?"),
        ),
        Step(_("the counts are left as they were"), asked.left_alone),
    )
