"""Chapter 2, exercise 5: one step of skip-gram with gradient descent."""

from collections.abc import Callable
from typing import Any

import numpy as np

from dlnlp.arrays import Array
from dlnlp.chapters.answers import Asked, NotYet, numbers, parts, show
from dlnlp.chapters.ch01.exercises.sentence import VOCAB
from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.language import _
from dlnlp.nn import softmax


def check_step(step: Callable[..., Any]) -> Verdict:
    """Exercise 5. `step(W_in, W_out, middle, neighbours, lr)`: both matrices after."""
    draw = np.random.default_rng(2).uniform(-1, 1, (2, 6, 2))
    W_in, W_out = draw.round(1)  # (V, D) each
    around = np.array(VOCAB.encode("cat drinks the dog".split()))
    twice = np.array(VOCAB.encode("the cat milk the".split()))
    milk, drinks, lr = VOCAB.id("milk"), VOCAB.id("drinks"), 0.5
    asked = Asked(step)

    def run(ids: Array = around, middle: int = milk, rate: float = lr) -> list[Array]:
        """The two matrices that the reader's function gives, (V, D) each."""
        names, tables = ["W_in", "W_out"], []
        given = parts(asked(W_in, W_out, middle, ids, rate), names)
        for name, matrix in zip(names, given, strict=True):
            table = numbers(matrix)
            if table is None or table.shape != W_in.shape:
                raise NotYet(_("your {} is {}").format(name, show(matrix)))
            tables.append(table)
        return tables

    def shapes() -> bool:
        if np.allclose(run()[1], W_in, atol=0.4):
            raise NotYet(_("yours gives W_out before W_in"))
        return True

    def loss(a: Array, b: Array) -> float:
        return float(-np.log(softmax(b @ a[milk])[around]).mean())

    def better() -> bool:
        before, after = loss(W_in, W_out), loss(*run())
        if not after < before:
            raise NotYet(_("loss {:.3f} before, {:.3f} after").format(before, after))
        return True

    def wrongness(middle: int, ids: Array) -> Array:
        """p - y, (V,), where y is each word's share among the right answers."""
        shares = np.bincount(ids, minlength=6) / len(ids)
        p: Array = softmax(W_out @ W_in[middle])
        return p - shares

    def moved(row: Any, change: Array) -> Array:
        W: Array = W_in.copy()
        np.subtract.at(W, row, change)
        return W

    h, d = W_in[milk], wrongness(milk, around)
    p = softmax(W_out @ h)
    answers = np.bincount(around, minlength=6)
    new_out, dh = W_out - lr * np.outer(d, h), d @ W_out
    right_only = np.where(answers[:, None] > 0, new_out, W_out)
    h2, d2 = W_in[drinks], wrongness(drinks, twice)
    once = softmax(W_out @ h2) - (np.bincount(twice, minlength=6) > 0) / len(twice)
    return grade(
        Step(
            _("two tables, of the shapes that went in"),
            shapes,
            hint=_("return both: the new W_in, then the new W_out"),
        ),
        Step(
            _("the neighbours have become more likely"),
            better,
            hint=_("a gradient points to where the loss grows; which way is a step?"),
        ),
        Step(
            _("W_out"),
            lambda: run()[1],
            new_out,
            _(
                "each row k moves by the learning rate times (p_k - y_k) h, "
                "and y_k is the share of word k among the right answers"
            ),
            mistakes=[
                (
                    W_out - lr * np.outer(4 * d, h),
                    _("the loss is the mean of four surprises, not their sum"),
                ),
                (
                    W_out - lr * np.outer(p - answers, h),
                    _("y holds shares: together they are 1, as the probabilities are"),
                ),
                (
                    right_only,
                    _(
                        "only the neighbours' rows have moved; the other words' scores "
                        "were too high"
                    ),
                ),
                (W_out - np.outer(d, h), _("where is the learning rate?")),
                (W_out, _("W_out is as it was; it learns, too")),
            ],
        ),
        Step(
            _("W_in"),
            lambda: run()[0],
            moved(milk, lr * dh),
            _(
                "the row of the word in the middle, and no other, moves by the "
                "learning rate times the gradient of h"
            ),
            mistakes=[
                (
                    moved(milk, lr * dh / 4),
                    _("h is one row and no mean: nothing to divide by"),
                ),
                (
                    moved(around, lr * dh),
                    _("those are the neighbours' rows; which word was seen?"),
                ),
                (
                    moved(around, lr * dh / 4),
                    _("those are the neighbours' rows; which word was seen?"),
                ),
                (
                    moved(milk, lr * (d @ new_out)),
                    _(
                        "the gradient belongs to the W_out with which the guess was "
                        "made; yours has already moved when you compute it"
                    ),
                ),
                (W_in, _("W_in is as it was; it learns, too")),
            ],
        ),
        Step(
            _("a word that stands twice among the neighbours"),
            lambda: run(twice, drinks, 0.1)[1],
            W_out - 0.1 * np.outer(d2, h2),
            _("'the' is two of the four right answers: its share is a half"),
            mistakes=[
                (
                    W_out - 0.1 * np.outer(once, h2),
                    _(
                        "'the' got one share, not two: y[ids] += x adds to each id "
                        "once, even if it comes twice; a loop, np.add.at or "
                        "np.bincount takes every one"
                    ),
                )
            ],
        ),
        Step(_("the arguments are left as they were"), asked.left_alone),
    )
