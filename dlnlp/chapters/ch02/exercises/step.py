"""Chapter 2's checkers of one step of learning: softmax, its gradient, the update."""

from collections.abc import Callable
from typing import Any

import numpy as np

from dlnlp.arrays import Array
from dlnlp.chapters.ch01.exercises import VOCAB
from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.nn.functional import one_hot, softmax


def check_softmax(softmax: Callable[..., Any]) -> Verdict:
    """Exercise 3. `softmax(s)`: the probabilities (V,) of one row of scores (V,)."""
    easy = np.log([1.0, 2.0, 5.0])

    def mine(*scores: float) -> Any:
        with np.errstate(over="raise", invalid="raise", divide="raise"):
            return softmax(np.array(scores))

    def argument_afterwards() -> Any:
        s = easy.copy()
        softmax(s)
        return s

    return grade(
        Step("the scores ln 1, ln 2 and ln 5", lambda: mine(*easy),
             np.array([1, 2, 5]) / 8,
             "e to the power of each score, divided by the sum of all of these",
             mistakes=[(np.array([1, 2, 5]), "and now so that they sum to one"),
                       (easy / easy.sum(), "where is the e?"),
                       (2**easy / (2**easy).sum(), "e, not 2: np.exp"),
                       (np.log([1 / 8, 2 / 8, 5 / 8]), "the logarithm comes later"),
                       (np.array([1, 2, 5]) / 5, "by the sum, not the largest")]),
        Step("negative scores", lambda: mine(-2.0, 0.0, 1.0, -1.0),
             np.exp([-2, 0, 1, -1]) / np.exp([-2, 0, 1, -1]).sum(),
             "e to a negative power is a small positive number: nothing to mend"),
        Step("large scores: 1000 and 999", lambda: mine(1000.0, 999.0),
             np.array([np.e, 1]) / (np.e + 1),
             "e^1000 is too large for a float. The same number taken off all scores "
             "divides all powers alike: what does that do to the probabilities?",
             mistakes=[(np.array([0.5, 0.5]), "if you cut the scores off, different "
                        "ones become equal; take the same number off all"),
                       (np.array([1.0, 0.0]), "no: e^1000 is only e times e^999")]),
        Step("far below zero: -1000 and -1001", lambda: mine(-1000.0, -1001.0),
             np.array([np.e, 1]) / (np.e + 1),
             "e^-1000 is rounded to 0, and 0 / 0 is nan: which number must you take "
             "off so that one power is e^0?"),
        Step("far apart: 2000, 0 and 0", lambda: mine(2000.0, 0.0, 0.0),
             np.array([1.0, 0.0, 0.0]),
             "with the mean taken off there is still a large score left"),
        Step("the scores are left as they were", argument_afterwards, easy,
             "-= and /= write into the array that was given: make a new one"),
    )  # fmt: skip


def check_dscores(dscores: Callable[..., Any]) -> Verdict:
    """Exercise 4. `dscores(s, target)`: gradient (V,) of -ln p[target] in scores."""
    easy, third = np.log([1.0, 2.0, 5.0]), np.full(3, 1 / 3)

    def argument_afterwards() -> Any:
        s = easy.copy()
        dscores(s, 1)
        return s

    return grade(
        Step("three equal scores, the first is right", lambda: dscores(np.zeros(3), 0),
             third - [1, 0, 0],
             "one number for each score: how fast the loss grows when that score grows",
             mistakes=[([1, 0, 0] - third, "the loss falls when the right word's score "
                        "grows: which sign has its slope?"),
                       (third, "those are the probabilities; which word was right?"),
                       ([-1, 0, 0], "the loss is -s_right + ln(sum of all e^s); that "
                        "is the slope of the first part alone"),
                       ([-2 / 3, 0, 0], "the other scores stand in the sum, too"),
                       (-2 / 3, "that is the right word's; there are two more scores"),
                       ((third - [1, 0, 0]) / 3, "one guess: nothing to take a mean of")
                       ]),
        Step("the scores ln 1, ln 2 and ln 5, the last is right",
             lambda: dscores(easy.copy(), 2), np.array([1, 2, -3]) / 8,
             "the probabilities are 1/8, 2/8 and 5/8; only one of them is too small",
             mistakes=[(np.array([-7, 2, 5]) / 8, "does it use target?")]),
        Step("large scores", lambda: dscores(np.array([1000.0, 1000.0, 0.0]), 1),
             [0.5, -0.5, 0], "use the softmax that survives them"),
        Step("the scores are left as they were", argument_afterwards, easy,
             "your function writes into its argument"),
    )  # fmt: skip


def check_step(step: Callable[..., Any]) -> Verdict:
    """Exercise 5. `step(W_in, W_out, neighbours, target, lr)`: both matrices after."""
    draw = np.random.default_rng(2).uniform(-1, 1, (2, 6, 2))
    W_in, W_out = draw.round(1)  # (V, D) each
    around = np.array(VOCAB.encode("cat drinks the dog".split()))
    twice = np.array(VOCAB.encode("the cat milk the".split()))
    milk, drinks, lr = VOCAB.id("milk"), VOCAB.id("drinks"), 0.5

    def run(ids: Array = around, target: int = milk, rate: float = lr) -> Any:
        """(2, V, D): the two matrices that the reader's function gives."""
        a, b = W_in.copy(), W_out.copy()
        with np.errstate(all="ignore"):
            given = step(a, b, ids.copy(), target, rate)
        if given is None and not (np.array_equal(a, W_in) and np.array_equal(b, W_out)):
            return "nothing: it changed the tables and returned none"
        if given is ... or given is None:
            return given
        new_in, new_out = given
        return np.asarray(new_in), np.asarray(new_out)

    def shapes() -> Any:
        given = run()
        if not isinstance(given, tuple):
            return given
        sizes = [list(matrix.shape) for matrix in given]
        if sizes == [[6, 2], [6, 2]] and np.allclose(given[1], W_in, atol=0.4):
            return "W_out before W_in"
        return sizes

    def p_milk(a: Array, b: Array) -> float:
        return float(softmax(b @ a[around].mean(axis=0))[milk])

    def better() -> Any:
        before, after = p_milk(W_in, W_out), p_milk(*run())
        return True if after > before else f"p = {before:.3f} before, {after:.3f} after"

    def arguments_afterwards() -> Any:
        a, b, ids = W_in.copy(), W_out.copy(), around.copy()
        step(a, b, ids, milk, lr)
        return np.concatenate([a.ravel(), b.ravel(), ids])

    h = W_in[around].mean(axis=0)
    wrongness = softmax(W_out @ h) - one_hot(np.array(milk), 6)  # (V,)
    dW_out, dh = np.outer(wrongness, h), wrongness @ W_out
    new_out = W_out - lr * dW_out
    only_milk = np.where(np.arange(6)[:, None] == milk, new_out, W_out)
    summed = softmax(W_out @ (4 * h)) - one_hot(np.array(milk), 6)

    def moved(ids: Array, shares: Array) -> Array:
        """W_in after each neighbour's share, one after the other."""
        W: Array = W_in.copy()
        np.subtract.at(W, ids, shares)
        return W

    h2 = W_in[twice].mean(axis=0)
    dh2 = (softmax(W_out @ h2) - one_hot(np.array(drinks), 6)) @ W_out
    return grade(
        Step("two tables, of the shapes that went in", shapes, [[6, 2], [6, 2]],
             "return both: the new W_in, then the new W_out"),
        Step("milk has become more likely", better, True,
             "a gradient points to where the loss grows; which way is a step?"),
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
        Step("the arguments are left as they were", arguments_afterwards,
             np.concatenate([W_in.ravel(), W_out.ravel(), around]),
             "your function changes what it was given: work on copies"),
    )  # fmt: skip
