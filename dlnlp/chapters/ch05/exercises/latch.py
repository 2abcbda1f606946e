"""Chapter 5's checker of an LSTM of one unit whose weights the reader sets by hand."""

from typing import Any

import numpy as np

from dlnlp.arrays import Array
from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.nn.lstm import LSTM


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
