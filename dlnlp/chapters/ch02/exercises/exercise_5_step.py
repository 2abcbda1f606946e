"""Chapter 2, exercise 5: one step of CBOW with gradient descent."""

from collections.abc import Callable
from typing import Any

import numpy as np

from dlnlp.arrays import Array
from dlnlp.chapters.answers import Asked, NotYet, numbers, parts, show
from dlnlp.chapters.ch01.exercises.sentence import VOCAB
from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.nn import one_hot, softmax


def check_step(step: Callable[..., Any]) -> Verdict:
    """Exercise 5. `step(W_in, W_out, neighbours, target, lr)`: both matrices after."""
    draw = np.random.default_rng(2).uniform(-1, 1, (2, 6, 2))
    W_in, W_out = draw.round(1)  # (V, D) each
    around = np.array(VOCAB.encode("cat drinks the dog".split()))
    twice = np.array(VOCAB.encode("the cat milk the".split()))
    milk, drinks, lr = VOCAB.id("milk"), VOCAB.id("drinks"), 0.5
    asked = Asked(step)

    def run(ids: Array = around, target: int = milk, rate: float = lr) -> list[Array]:
        """The two matrices that the reader's function gives, (V, D) each."""
        names, tables = ["W_in", "W_out"], []
        given = parts(asked(W_in, W_out, ids, target, rate), names)
        for name, matrix in zip(names, given, strict=True):
            table = numbers(matrix)
            if table is None or table.shape != W_in.shape:
                raise NotYet(f"your {name} is {show(matrix)}")
            tables.append(table)
        return tables

    def shapes() -> bool:
        if np.allclose(run()[1], W_in, atol=0.4):
            raise NotYet("yours gives W_out before W_in")
        return True

    def p_milk(a: Array, b: Array) -> float:
        return float(softmax(b @ a[around].mean(axis=0))[milk])

    def better() -> bool:
        before, after = p_milk(W_in, W_out), p_milk(*run())
        if not after > before:
            raise NotYet(f"p = {before:.3f} before, {after:.3f} after")
        return True

    h = W_in[around].mean(axis=0)
    wrongness = softmax(W_out @ h) - one_hot(np.array(milk), 6)  # (V,)
    dW_out, dh = np.outer(wrongness, h), wrongness @ W_out
    new_out = W_out - lr * dW_out
    only_milk = np.where(np.arange(6)[:, None] == milk, new_out, W_out)
    summed = softmax(W_out @ (4 * h)) - one_hot(np.array(milk), 6)

    def moved(ids: Array, steps: Array) -> Array:
        """W_in after each neighbour's step, one after the other."""
        W: Array = W_in.copy()
        np.subtract.at(W, ids, steps)
        return W

    h2 = W_in[twice].mean(axis=0)
    dh2 = (softmax(W_out @ h2) - one_hot(np.array(drinks), 6)) @ W_out
    return grade(
        Step("two tables, of the shapes that went in", shapes,
             hint="return both: the new W_in, then the new W_out"),
        Step("milk has become more likely", better,
             hint="a gradient points to where the loss grows; which way is a step?"),
        Step("W_out", lambda: run()[1], new_out,
             "each row k moves by the learning rate times (p_k - y_k) h",
             mistakes=[(only_milk, "only milk's row has moved; the others' scores were "
                        "too high"),
                       (W_out - 4 * lr * np.outer(summed, h), "h is the mean of the "
                        "neighbours' vectors, not their sum"),
                       (W_out - dW_out, "where is the learning rate?"),
                       (W_out, "W_out is as it was; it learns, too")]),
        Step("W_in", lambda: run()[0], moved(around, lr * dh / 4),
             "each neighbour's row, and no other, moves by the learning rate times its "
             "share of the gradient of h",
             mistakes=[(moved(around, lr * dh), "h is a mean of four vectors: if one "
                        "moves by 1, by how much does h move?"),
                       (moved(around, lr * (wrongness @ new_out) / 4), "the gradient "
                        "belongs to the W_out with which the guess was made; yours has "
                        "already moved when you compute it"),
                       (W_in, "W_in is as it was; it learns, too")]),
        Step("a word that stands twice among the neighbours",
             lambda: run(twice, drinks, 0.1)[0], moved(twice, 0.1 * dh2 / 4),
             "'the' stands twice in the mean, so its row gets two shares",
             mistakes=[(moved(twice[:3], 0.1 * dh2 / 4), "'the' got one share, not "
                        "two: W[ids] -= x moves each row once, even if its id comes "
                        "twice; a loop or np.subtract.at takes every share")]),
        Step("the arguments are left as they were", asked.left_alone),
    )  # fmt: skip
