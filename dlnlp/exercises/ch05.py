"""Chapter 5, Remembering on purpose: the exercises' checkers."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlnlp.exercises.ch05_cells import check_gru_back, check_lstm_back
from dlnlp.exercises.ch05_latch import check_latch
from dlnlp.exercises.grading import Step, Verdict, grade

__all__ = [
    "check_after",
    "check_bias",
    "check_clip",
    "check_gru_back",
    "check_latch",
    "check_lstm_back",
    "check_mask",
    "check_sizes",
]

Array = NDArray[Any]


def check_sizes(rnn: Any, gru: Any, lstm: Any) -> Verdict:
    """Exercise 1. How many numbers each cell learns, D = H = 100."""
    one = 100 * 100 + 100 * 100 + 100
    return grade(
        Step("the RNN's numbers", lambda: rnn, one,
             "a table from the input, a table from the state, and b: of which shapes?",
             mistakes=[(20_000, "and b?"), (10_100, "there are two tables"),
                       (40_100, "each table has one row a number that comes in and "
                        "one column a number that goes out")]),
        Step("the LSTM's numbers", lambda: lstm, 4 * one,
             "how many vectors of H numbers does one step compute from x and h?",
             mistakes=[(3 * one, "three gates, and what else is computed by tables?"),
                       (one, "each gate has tables of its own")]),
        Step("the GRU's numbers", lambda: gru, 3 * one + 100,
             "three vectors a step; and look for a second b",
             mistakes=[(3 * one, "nearly: bh, a part of s, is learned, too"),
                       (2 * one, "two gates, and the candidate"),
                       (2 * one + 100, "two gates, and the candidate"),
                       (4 * one, "that is the LSTM")]),
    )  # fmt: skip


def check_bias(bias_for: Callable[..., Any]) -> Verdict:
    """Exercise 2. `bias_for(half_life)`: the forget gate's bias, from steps to half."""

    def mine(half_life: float) -> Any:
        with np.errstate(all="ignore"):
            return bias_for(half_life)

    def right(half_life: float) -> float:
        return float(-np.log(np.expm1(np.log(2) / half_life)))

    gate = 0.5 ** (1 / 2.0)  # what a half-life of two steps wants
    return grade(
        Step("half a memory after one step: bias 0", lambda: mine(1.0), 0.0,
             "the gate must be one half; for which b is σ(b) one half?",
             mistakes=[(0.5, "that is the gate; which bias makes it?"),
                       (1.0, "that is 1 / f - 1, which is e^-b: solve for b"),
                       (-np.log(np.expm1(1.0)), "that leaves 1/e, not one half")]),
        Step("after two steps", lambda: mine(2.0), right(2.0),
             "f to the power of k is one half: solve for f, then f = 1 / (1 + e^-b) "
             "for b",
             mistakes=[(gate, "that is the gate; which bias makes it?"),
                       (-right(2.0), "the sign: a memory that lasts longer wants a "
                        "larger bias"),
                       (np.log(3.0), "½ + ½ · ½: what is lost is a share of what is "
                        "left. A power, no multiple")]),
        Step("half a step: forgetful", lambda: mine(0.5), right(0.5),
             "the number of steps need not be a whole one"),
        Step("a hundred steps", lambda: mine(100.0), right(100.0), "the same formula"),
        Step("10^17 steps", lambda: mine(1e17), right(1e17),
             "in floating point, 2^(1e-17) is 1. np.expm1(x) computes e^x - 1 exactly "
             "for tiny x, and 2^(1/k) is e^(ln 2 / k)"),
    )  # fmt: skip


def check_clip(clip: Callable[..., Any]) -> Verdict:
    """Exercise 3. `clip(gradients, limit)`: shortened together, as a list."""
    one, two = np.array([3.0, 4.0]), np.array([[0.0], [12.0]])  # lengths 5, 12; 13

    def mine(gradients: list[Array], limit: float) -> Any:
        with np.errstate(all="ignore"):
            given = clip([g.copy() for g in gradients], limit)
        if given is ... or given is None:
            return None
        if [np.shape(g) for g in given] != [g.shape for g in gradients]:
            return f"arrays of the shapes {[np.shape(g) for g in given]}"
        return flat(given)

    def afterwards() -> Any:
        gradients = [one.copy(), two.copy()]
        clip(gradients, 1.0)
        return flat(gradients)

    both = [one, two]
    alone = flat([one / 5, two / 12])
    return grade(
        Step("one array, (3, 4), limit 1", lambda: mine([one], 1.0), one / 5,
             "its length is 5; what must it be multiplied by?",
             mistakes=[(np.array([1.0, 1.0]), "that cuts each number and turns the "
                        "gradient; its direction should stay"),
                       (one / 25, "the length is the root of the sum of the squares"),
                       (one / 7, "the length is the root of the sum of the squares")]),
        Step("shorter than the limit", lambda: mine([one], 6.0), one,
             "what is short enough stays as it is",
             mistakes=[(one * 6 / 5, "that makes it longer")]),
        Step("two arrays, limit 1", lambda: mine(both, 1.0), flat(both) / 13,
             "all arrays are one long vector, with one length",
             mistakes=[(alone, "each array was cut by itself: that turns the long "
                        "vector that they form together"),
                       (flat(both) / 17, "lengths don't add up; their squares do")]),
        Step("a gradient of zeros", lambda: mine([np.zeros(2)], 1.0), np.zeros(2),
             "0 / 0 is nan: only what is longer than the limit is divided"),
        Step("the arrays are left as they were", afterwards, flat(both),
             "*= and /= write into the array that was given: make new ones"),
    )  # fmt: skip


def flat(arrays: Any) -> Array:
    """All numbers of some arrays as one vector."""
    return np.concatenate([np.ravel(a) for a in arrays]).astype(float)


def check_after(after: Callable[..., Any]) -> Verdict:
    """Exercise 6. `after(p, k)`: mean and variance, fresh masks; mean, a locked one."""

    def part(which: int, p: float, k: int) -> Any:
        given = after(p, k)
        return None if given is ... or given is None else given[which]

    fresh, locked = "fresh masks, p = 0.2", "one mask, p = 0.2"
    return grade(
        Step(f"{fresh}, 3 steps: the mean", lambda: part(0, 0.2, 3), 1.0,
             "the mean of one factor m / (1 - p)? And of a product of several?",
             mistakes=[(0.8**3, "that is the chance to be alive; and what has it grown "
                        "to by then?"),
                       (1 / 0.8**3, "that is what a survivor has grown to; how many "
                        "survive?")]),
        Step(f"{fresh}, 1 step: the variance", lambda: part(1, 0.2, 1), 0.25,
             "the mean of the square of m / (1 - p): how large is it, and how often?",
             mistakes=[(0.2 * 0.8, "that is the variance of m; it is divided by 1 - p"),
                       (1.25, "that is the mean of the square; the square of the mean "
                        "is to be taken away")]),
        Step(f"{fresh}, 3 steps: the variance", lambda: part(1, 0.2, 3), 1 / 0.8**3 - 1,
             "the square of a product is the product of the squares, and these are "
             "independent",
             mistakes=[(0.75, "variances of factors don't add up; means of their "
                        "squares multiply"),
                       (0.25**3, "variances don't multiply; means of squares do"),
                       (1 / 0.8**3, "the square of the mean is to be taken away")]),
        Step(f"{locked}, 1 step: the mean", lambda: part(2, 0.2, 1), 1.0,
             "one passage is one passage, locked or fresh"),
        Step(f"{locked}, 30 steps: the mean", lambda: part(2, 0.2, 30), 0.8**-29,
             "how often does it survive, and to what has it grown?",
             mistakes=[(1.0, "the thirty factors are the same one: not independent"),
                       (0.8**-30, "and how often does it survive?"),
                       (0.8, "that is how often it survives; what has it grown to?")]),
        Step("p = 0: nothing happens", lambda: [part(i, 0.0, 9) for i in range(3)],
             [1.0, 0.0, 1.0], "a mask of ones"),
    )  # fmt: skip


def check_mask(locked_mask: Callable[..., Any]) -> Verdict:
    """Exercise 7. `locked_mask(rng, N, T, H, p)`: one mask for all steps, (N, T, H)."""

    def mine(p: float = 0.25, shape: tuple[int, ...] = (50, 6, 40)) -> Any:
        given = locked_mask(np.random.default_rng(0), *shape, p)
        return None if given is ... or given is None else np.asarray(given, float)

    def size() -> Any:
        given = mine()
        return given if given is None else list(given.shape)

    def values(p: float) -> Any:
        return np.unique(np.round(mine(p), 9))

    def alike(axis: int) -> bool:
        given = mine()
        return bool((given == given.take([0], axis=axis)).all())

    def kept_share() -> Any:
        share = float((mine() > 0).mean())
        return True if abs(share - 0.75) < 0.05 else f"{share:.0%} kept"

    def other_draw() -> bool:
        rng = np.random.default_rng(0)
        first, second = (np.asarray(locked_mask(rng, 3, 2, 50, 0.5)) for _ in range(2))
        return bool((first != second).any())

    return grade(
        Step("the shape (N, T, H)", size, [50, 6, 40],
             "np.broadcast_to or np.repeat gives a mask its time steps"),
        Step("the numbers in it, p = 0.25", lambda: values(0.25),
             np.array([0, round(1 / 0.75, 9)]), "what stays must make up for what is "
             "left out, so that the mean remains",
             mistakes=[(np.array([0.0, 1.0]), "the mean is too small now: three "
                        "quarters of it"),
                       (np.array([0.0, 4.0]), "p is the share that is left out")]),
        Step("the same at every step", lambda: alike(1), True,
             "draw it once a sequence, not once a step"),
        Step("not the same for every sequence", lambda: alike(0), False,
             "two sequences of a batch have nothing to do with each other"),
        Step("not the same for every unit", lambda: alike(2), False,
             "each of the H numbers is drawn by itself"),
        Step("a quarter is left out", kept_share, True,
             "each number is left out with probability p"),
        Step("the next batch gets another", other_draw, True,
             "draw from the rng that is given; don't make one of your own"),
    )  # fmt: skip
