"""Chapter 4, exercise 2: a sentence's negative log-likelihood, with smudges in it."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from dlnlp.chapters.answers import Asked
from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.language import _

# the cat drinks milk, in ids 0 … 3: rows are the word before, columns the word after
FIRST = np.array([0.5, 0.25, 0.0625, 0.1875])
P = np.array(
    [
        [0.0, 0.5, 0.0, 0.5],
        [0.125, 0.125, 0.5, 0.25],
        [0.25, 0.0, 0.25, 0.5],
        [0.5, 0.5, 0.0, 0.0],
    ]
)


def check_nll(nll: Callable[..., Any]) -> Verdict:
    """Exercise 2. `nll(first, P, ids)`: nats of a sentence; -1 is a smudge."""

    asked = Asked(nll)

    def mine(*ids: int) -> Any:
        return asked(FIRST, P, list(ids))

    ln2 = math.log(2)
    smudged = -math.log(FIRST[1]), -math.log((P @ P)[1, 2])  # of 1 ? 2
    blurred = FIRST[0], (FIRST @ P)[1], (FIRST @ P @ P)[2]  # as if none had been read
    likeliest = smudged[0] - math.log((P[1] * P[:, 2]).max())
    return grade(
        Step(
            _("one word, 0"),
            lambda: mine(0),
            ln2,
            _("it has the probability first[0] = 1/2"),
            mistakes=[
                (1.0, _("that is in bits, with log2; ln is asked for")),
                (-ln2, _("-ln of a probability is never below 0")),
                (0.5, _("that is the probability; its surprise?")),
                (0.0, _("the first word surprises, too: by -ln first[…]")),
            ],
        ),
        Step(
            _("three words, 0 1 2"),
            lambda: mine(0, 1, 2),
            3 * ln2,
            _("-ln of 1/2 for the first word, of P[0, 1] and of P[1, 2]; add them up"),
            mistakes=[
                (2 * ln2, _("three words, three surprises: where is the first?")),
                (ln2, _("the sum for the whole sentence, not the mean")),
                (1 / 8, _("that is the probability of the sentence")),
                (
                    -sum(map(math.log, blurred)),
                    _(
                        "a word that was read is certain: what comes next is its row "
                        "of P, whatever was probable before"
                    ),
                ),
                (-ln2 * 3, _("-ln of a probability is never below 0")),
                (
                    math.inf,
                    _("the row of P is the word before, the column the word after"),
                ),
            ],
        ),
        Step(
            _("four words, 1 0 3 1"),
            lambda: mine(1, 0, 3, 1),
            7 * ln2,
            _("the row of P is the word before, the column the word after"),
        ),
        Step(
            _("a step that is impossible, 0 2"),
            lambda: mine(0, 2),
            math.inf,
            _("P[0, 2] is 0: no surprise is large enough, the sum is infinite"),
        ),
        Step(
            _("a smudge in the middle, 1 ? 2"),
            lambda: mine(1, -1, 2),
            sum(smudged),
            _(
                "any word may have stood there; each of them is one way from 1 "
                "to 2, and probabilities of different ways add up"
            ),
            mistakes=[
                (
                    likeliest,
                    _(
                        "that is the likeliest word; but the others might have stood "
                        "there, too"
                    ),
                ),
                (
                    smudged[0] - math.log(P[1, 2]),
                    _("1 and 2 don't stand side by side: there is a word between them"),
                ),
                (
                    smudged[0] - math.log(FIRST[2]),
                    _(
                        "no sentence begins after a smudge: what may stand there "
                        "depends on 1"
                    ),
                ),
                (smudged[0], _("2 can be read, so it has a surprise")),
                (
                    math.inf,
                    _("as an index, -1 is the last word; here it stands for any word"),
                ),
            ],
        ),
        Step(
            _("a smudge at the end, 0 1 ?"),
            lambda: mine(0, 1, -1),
            2 * ln2,
            _(
                "nothing is read there, so nothing can surprise: all words "
                "together have the probability 1"
            ),
        ),
        Step(
            _("a smudge at the beginning, ? 2"),
            lambda: mine(-1, 2),
            -math.log(float((FIRST @ P)[2])),
            _("here first has the probabilities of what may have stood there"),
            mistakes=[(-math.log(FIRST[2]), _("2 is the second word, not the first"))],
        ),
        Step(
            _("two smudges, 0 ? ? 1"),
            lambda: mine(0, -1, -1, 1),
            ln2 - math.log(float((P @ P @ P)[0, 1])),
            _(
                "keep the probabilities of all words at the present place, "
                "(V,); one step further they are these @ P"
            ),
        ),
        Step(
            _("a sentence of 4,000 words"),
            lambda: mine(*[0, 1] * 2000),
            ln2 + 2000 * -math.log(P[0, 1]) + 1999 * -math.log(P[1, 0]),
            _("a product of 4,000 factors is too small for a float: add logarithms"),
        ),
        Step(_("the arguments are left as they were"), asked.left_alone),
    )
