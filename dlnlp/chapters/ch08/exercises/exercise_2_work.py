"""Chapter 8, exercise 2: what a cache saves, and what it costs."""

from typing import Any

from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.language import _


def check_work(
    read: Any, read_cached: Any, scores: Any, scores_cached: Any, kept: Any
) -> Verdict:
    """Exercise 2. Ten tokens, one after the other: work without and with a cache."""
    return grade(
        Step(
            _("tokens read without a cache"),
            lambda: read,
            55,
            _("at step 1 one token is read, at step 2 two are, …"),
            mistakes=[
                (100, _("at step 3 there are only three tokens to read")),
                (10, _("that is the number of steps; how many tokens does each read?")),
                (45, _("the token of the step itself is read, too")),
            ],
        ),
        Step(
            _("… and with it"),
            lambda: read_cached,
            10,
            _("what was read before is not read again"),
            mistakes=[
                (55, _("that is without it")),
                (1, _("of all ten steps together")),
            ],
        ),
        Step(
            _("scores without a cache"),
            lambda: scores,
            385,
            _("at step t the product of queries and keys has t rows and t columns"),
            mistakes=[
                (1000, _("at step 3 the product is 3 x 3")),
                (100, _("that is step 10 alone")),
                (220, _("the product computes those behind the mask, too")),
                (55, _("each of the t tokens has a query")),
            ],
        ),
        Step(
            _("… and with it"),
            lambda: scores_cached,
            55,
            _("one query a step; how many keys?"),
            mistakes=[
                (
                    10,
                    _("one query a step, and as many keys as there are tokens so far"),
                ),
                (45, _("a token also looks at itself")),
                (100, _("at step 3 there are three keys")),
            ],
        ),
        Step(
            _("numbers in the cache at the end"),
            lambda: kept,
            10_240,
            _("for each token, in each layer: what is looked at again later?"),
            mistakes=[
                (5_120, _("keys, and values")),
                (2_560, _("in each layer")),
                (15_360, _("nobody asks an old query again")),
                (40_960, _("the heads share the 128 numbers")),
                (1_024, _("for each of the ten tokens")),
            ],
        ),
    )
