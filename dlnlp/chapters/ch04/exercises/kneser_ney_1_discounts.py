"""Chapter 4, Kneser-Ney: three discounts, and who gets back what."""

from collections.abc import Callable
from typing import Any

import numpy as np

from dlnlp.arrays import Array
from dlnlp.chapters.answers import Asked, NotYet, numbers
from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.language import _


def taken(X: Array, d: Array) -> Array:
    """What is taken from each count: d[0] from 1, d[1] from 2, d[2] from larger."""
    lost: Array = np.array([0.0, *d])[np.minimum(X, 3).astype(int)]
    return lost


def kneser_ney(X: Array, d: Array) -> Array:
    """Interpolated, order 2, three discounts d; each word gets as much as it came."""
    lost = taken(X, d)
    shorter = lost.sum(axis=0) / lost.sum()  # (V,) each column gets back what it lost
    total = X.sum(axis=1, keepdims=True)
    backoff = np.where(total > 0, lost.sum(axis=1, keepdims=True), 1.0)
    smoothed: Array = (X - lost + backoff * shorter) / np.maximum(total, 1)
    return smoothed


def check_kneser_ney(smooth: Callable[..., Any]) -> Verdict:
    """Kneser-Ney, exercise 1. `smooth(X, d)`: P (V, V) from X (V, V) and d (3,)."""
    X = np.array([[0.0, 3.0, 1.0], [2.0, 0.0, 2.0], [0.0, 8.0, 3.0]])
    lonely = np.pad(X, (0, 1))
    lonely[0, 3] = 2.0  # word 3 comes, but nothing was seen after it
    d = np.array([0.5, 1.0, 1.5])

    asked = Asked(smooth)

    def mine(counts: Array = X) -> Array:
        table = numbers(asked(counts, d))
        if table is None or table.shape != counts.shape:
            raise NotYet(_("yours is no table of the shape {}").format(counts.shape))
        return table

    total = X.sum(axis=1, keepdims=True)
    lost, seen = taken(X, d), X > 0

    def given_back_by(lower_order: Array) -> Array:
        """The table, where the lower order has other probabilities (V,)."""
        table: Array = (
            X - lost + lost.sum(axis=1, keepdims=True) * lower_order
        ) / total
        return table

    pairs = seen.sum(axis=0) / seen.sum()
    return grade(
        Step(
            _("every row sums to 1"),
            lambda: mine().sum(axis=1),
            np.ones(3),
            _("what the discounts take from a row must all be given back in it"),
            mistakes=[
                (
                    ((X - lost) / total).sum(axis=1),
                    _("the discounts are taken; who gets them?"),
                )
            ],
        ),
        Step(
            _("each word gets in all as much as it came"),
            lambda: (total * mine()).sum(axis=0),
            X.sum(axis=0),
            _(
                "each context gives X[i].sum() * P[i]; in all, a word must get "
                "back just what was taken from it: from its column"
            ),
            mistakes=[
                (
                    (total * given_back_by(pairs)).sum(axis=0),
                    _(
                        "each different pair once is right if all lose the same d; "
                        "here a pair that was seen twice has lost more"
                    ),
                ),
                (
                    (total * given_back_by(X.sum(axis=0) / X.sum())).sum(axis=0),
                    _("a frequent word has not lost more for each time it came"),
                ),
                (
                    (total * given_back_by(np.full(3, 1 / 3))).sum(axis=0),
                    _("you give to all words alike; did all lose alike?"),
                ),
                (
                    (total * given_back_by(lost.sum(axis=1) / lost.sum())).sum(axis=0),
                    _("rows are the words before: what has each column lost?"),
                ),
            ],
        ),
        Step(
            _("the whole table"),
            mine,
            kneser_ney(X, d),
            _(
                "(X - lost) / total, plus what the row has lost times the "
                "word's share of all that was lost; lost is d[0], d[1] or "
                "d[2], by the count"
            ),
            mistakes=[
                (
                    X / total,
                    _("that is maximum likelihood: take something from each count"),
                ),
                (kneser_ney(X, np.full(3, d[0])), _("d[0] is for counts of 1 only")),
                (
                    kneser_ney(X, np.full(3, d[2])),
                    _("d[2] is for counts of 3 or more only"),
                ),
            ],
        ),
        Step(
            _("a word after which nothing was seen"),
            lambda: mine(lonely),
            kneser_ney(lonely, d),
            _(
                "it has lost nothing and its total is 0; its row is the "
                "shorter context's guess alone"
            ),
        ),
        Step(_("the arguments are left as they were"), asked.left_alone),
    )
