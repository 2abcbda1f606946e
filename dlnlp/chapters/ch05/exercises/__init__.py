"""Chapter 5, Remembering on purpose: the exercises' checkers."""

from collections.abc import Callable
from typing import Any

import numpy as np

from dlnlp.arrays import Array
from dlnlp.chapters.ch05.exercises.cells import check_gru_back, check_lstm_back
from dlnlp.chapters.ch05.exercises.latch import check_latch
from dlnlp.chapters.grading import Step, Verdict, grade

__all__ = [
    "check_after",
    "check_bias",
    "check_clip",
    "check_gru_back",
    "check_latch",
    "check_lstm_back",
    "check_matrices",
    "check_sizes",
]


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

    def new_ones() -> bool:
        gradients = [one.copy(), two.copy()]
        given = zip(clip(gradients, 100.0), gradients, strict=True)
        return not any(np.shares_memory(*pair) for pair in given)

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
        Step("new arrays, even where nothing is too long", new_ones, True,
             "whoever changes what you return must not change what was given"),
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


def check_matrices(gone: Any, kept: Any, back: Any) -> Verdict:
    """Exercise 7. Three matrices by what they do to gradients, u -> u W^T.

    gone (3, 3)  largest singular value 2; its third power is zero, its second is not
    kept (2, 2)  keeps every length, and has no zero in it
    back (2, 2)  largest singular value 2; its second power changes nothing
    """

    def square(given: Any, size: int) -> Any:
        """The matrix as it is meant, or None, or words about its shape."""
        if given is ... or given is None:
            return None
        matrix = np.asarray(given, dtype=float)
        return matrix if matrix.shape == (size, size) else f"shape {matrix.shape}"

    def of(given: Any, size: int, claim: Callable[[Array], Any]) -> Callable[[], Any]:
        def compute() -> Any:
            matrix = square(given, size)
            return claim(matrix) if isinstance(matrix, np.ndarray) else matrix

        return compute

    def largest(matrix: Array) -> float:
        return float(np.linalg.norm(matrix, 2))

    def power(steps: int) -> Callable[[Array], Array]:
        return lambda matrix: np.linalg.matrix_power(matrix, steps)

    two = "the largest singular value is the longest that a vector of length 1 becomes"
    zeros, one = np.zeros((3, 3)), np.eye(2)
    return grade(
        Step("gone: the largest singular value", of(gone, 3, largest), 2.0,
             two, mistakes=[(1.0, "right in kind; now let it stretch by 2")]),
        Step("gone: nothing is left after three steps", of(gone, 3, power(3)), zeros,
             "let each step hand on what a unit holds to another unit, and the last "
             "unit to none"),
        Step("gone: something is left after two", of(gone, 3, lambda w:
             bool(power(2)(w).any())), True,
             "three units in a row: what starts at the first has two steps to go"),
        Step("kept: every length stays", of(kept, 2, lambda w: w @ w.T), one,
             "the rows must have length 1 and stand at right angles to each other",
             mistakes=[(2 * one, "right angles; but the rows are too long")]),
        Step("kept: no number is 0", of(kept, 2, lambda w:
             bool((np.abs(w) > 1e-9).all())), True,
             "turn by an angle that is not a quarter or half of the circle"),
        Step("back: the largest singular value", of(back, 2, largest), 2.0,
             two, mistakes=[(1.0, "a rotation or a mirror; one that also stretches?")]),
        Step("back: two steps change nothing", of(back, 2, power(2)), one,
             "what is stretched in one step must be shrunk in the next: let it change "
             "its place",
             mistakes=[(4 * one, "that stretches twice; what could shrink it again?"),
                       (-one, "that turns every gradient around"),
                       (np.zeros((2, 2)), "that forgets everything")]),
    )  # fmt: skip
