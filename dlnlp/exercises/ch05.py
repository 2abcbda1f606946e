"""Chapter 5, Remembering on purpose: the exercises' checkers."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlnlp.exercises.ch05_cells import check_gru_step, check_lstm_back, check_lstm_step
from dlnlp.exercises.grading import Step, Verdict, grade
from dlnlp.nn.lstm import LSTM

__all__ = [
    "check_clip",
    "check_gru_step",
    "check_half_life",
    "check_latch",
    "check_lstm_back",
    "check_lstm_step",
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
             mistakes=[(3 * one, "nearly: bh, inside the bracket with r, is learned, "
                        "too"),
                       (2 * one, "two gates, and the candidate"),
                       (2 * one + 100, "two gates, and the candidate"),
                       (4 * one, "that is the LSTM")]),
    )  # fmt: skip


def check_half_life(half_life: Callable[..., Any]) -> Verdict:
    """Exercise 2. `half_life(bias)`: steps until half of a memory is left."""

    def mine(bias: float) -> Any:
        with np.errstate(all="ignore"):
            return half_life(bias)

    def right(bias: float) -> float:
        return float(np.log(2) / np.log1p(np.exp(-bias)))

    gate = 1 / (1 + np.exp(-1.0))
    return grade(
        Step("bias 0: the gate is one half", lambda: mine(0.0), 1.0,
             "after one step there is half of it left",
             mistakes=[(0.5, "that is the gate; how many steps until half is left?"),
                       (-1.0, "ln of a number below 1 is negative: mind the sign")]),
        Step("bias 1", lambda: mine(1.0), right(1.0),
             "f to the power of n is one half: take the logarithm of both sides",
             mistakes=[(0.5 / gate, "what is lost is a share of what is left, not of "
                        "what there was at first: a power, no multiple"),
                       (0.5 / (1 - gate), "what is lost is a share of what is left"),
                       (1 / -np.log(gate), "that is when 1/e is left, not one half"),
                       (-np.log2(0.5) / -np.log(gate), "the same logarithm, above the "
                        "line and below it")]),
        Step("bias -2: shorter than a step", lambda: mine(-2.0), right(-2.0),
             "the number of steps need not be a whole one"),
        Step("bias 5", lambda: mine(5.0), right(5.0), "the same formula"),
        Step("bias 40: a gate that never closes", lambda: mine(40.0), right(40.0),
             "in floating point, 1 + e^-40 is 1. np.log1p(x) computes ln(1 + x) "
             "exactly for tiny x, and -ln σ(b) is ln(1 + e^-b)"),
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


def check_latch(Wx: Any, Wh: Any, b: Any) -> Verdict:
    """Exercise 8. Weights of an LSTM with one unit that keeps what is written.

    Wx (2, 4), Wh (1, 4), b (4,): blocks i, f, o, g; inputs: the value, and write.
    """
    given = [Wx, Wh, b]
    unanswered = any(x is ... or x is None for x in given)

    def shapes() -> Any:
        return None if unanswered else str([np.shape(x) for x in given])

    def h(values: Any, writes: Any) -> Array:
        """The output (T,) for one sequence of values (T,) and writes (T,)."""
        cell = LSTM(2, 1, rng=np.random.default_rng(0))
        for parameter, x in zip((cell.Wx, cell.Wh, cell.b), given, strict=True):
            parameter.value = np.asarray(x, dtype=float)
        xs = np.stack([values, writes], axis=-1).astype(float)[None]
        (hs, _), _ = cell(xs)
        return np.asarray(hs[0, :, 0])

    def sign_after(values: Any, writes: Any) -> Any:
        """+1 or -1 if the last output is clear; words if it isn't."""
        last = float(h(values, writes)[-1])
        return float(np.sign(last)) if abs(last) > 0.5 else f"h = {last:.2f}, too faint"

    rng = np.random.default_rng(5)
    noise = rng.choice([-1.0, 1.0], size=100)

    def written(value: float, at: int = 0, then: int = 100) -> tuple[Array, Array]:
        values, writes = noise[:then].copy(), np.zeros(then)
        values[at], writes[at] = value, 1
        return values, writes

    def rewritten() -> Any:
        values, writes = written(1.0)
        values[50], writes[50] = -1.0, 1
        return sign_after(values, writes)

    def many() -> Any:
        for _ in range(20):
            values = rng.choice([-1.0, 1.0], size=60)
            writes = (rng.random(60) < 0.1).astype(float)
            writes[0] = 1
            wanted = values[np.flatnonzero(writes)[-1]]
            if sign_after(values, writes) != wanted:
                return False
        return True

    return grade(
        Step("the shapes of Wx, Wh and b", shapes,
             "[(2, 4), (1, 4), (4,)]",
             "two inputs and one unit; four blocks: i, f, o, g"),
        Step("+1, written and asked for at once", lambda: sign_after([1], [1]), 1.0,
             "when write is 1: should i be open? which input should g follow? and o?"),
        Step("-1, written and asked for at once", lambda: sign_after([-1], [1]), -1.0,
             "g should take the sign of the value"),
        Step("+1, kept for 99 steps while other values pass",
             lambda: sign_after(*written(1.0)), 1.0,
             "when write is 0: should f be open or closed? should i? And an open gate "
             "of 0.95 leaves 0.6 % after 99 steps",
             mistakes=[(-1.0, "it holds something else: are values that pass written, "
                        "too?")]),
        Step("-1, kept for 99 steps", lambda: sign_after(*written(-1.0)), -1.0,
             "the same, with the other sign"),
        Step("nothing but the last that was written counts", rewritten, -1.0,
             "when write is 1 the old memory must go: what should f be?"),
        Step("twenty random sequences", many, True,
             "look at all four gates for write = 0 and write = 1"),
    )  # fmt: skip
