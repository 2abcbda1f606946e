"""Chapter 5, exercise 6: an LSTM of one unit, whose weights are set by hand."""

from functools import partial
from typing import Any

import numpy as np

from dlnlp.arrays import Array
from dlnlp.chapters.answers import NotYet, Unanswered, numbers, shapes_of
from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.language import _
from dlnlp.nn import LSTM

SHAPES = ((2, 4), (1, 4), (4,))  # of Wx, Wh and b
LONG = 1001  # steps: one that writes, and a thousand that keep
Weights = list[Array]


def check_latch(Wx: Any, Wh: Any, b: Any) -> Verdict:
    """Exercise 6. Weights of an LSTM with one unit that keeps what is written.

    Wx (2, 4), Wh (1, 4), b (4,): blocks i, f, o, g; inputs: the value, and write.
    """
    rng = np.random.default_rng(5)
    noise = rng.choice([-1.0, 1.0], size=LONG)

    def weights() -> Weights:
        if any(x is ... or x is None for x in (Wx, Wh, b)):
            raise Unanswered
        found = shapes_of([Wx, Wh, b])
        arrays = [numbers(x) for x in (Wx, Wh, b)]
        fitting = [_as_shape(x, shape) for x, shape in zip(arrays, SHAPES, strict=True)]
        if any(x is None for x in fitting):
            turned = found == "(4, 2), (4, 1), (4,)"
            raise NotYet(
                _("yours are {}").format(found), PYTORCHS_SHAPES if turned else ""
            )
        return [np.asarray(x) for x in fitting]

    def written(value: float) -> tuple[Array, Array]:
        """A value, written at the first of many steps; then noise."""
        writes = np.zeros(LONG)
        writes[0] = 1
        return np.concatenate([[value], noise[1:]]), writes

    def rewritten() -> tuple[Array, Array]:
        values, writes = written(1.0)
        values[LONG // 2], writes[LONG // 2] = -1.0, 1
        return values, writes

    def random() -> tuple[Array, Array]:
        values = rng.choice([-1.0, 1.0], size=60)
        writes = (rng.random(60) < 0.1).astype(float)
        writes[0] = 1
        return values, writes

    sequences: dict[str, list[Any]] = {
        _("+1, written and asked for at once"): [([1.0], [1.0])],
        _("-1, written and asked for at once"): [([-1.0], [1.0])],
        _("+1, kept for 1,000 steps while other values pass"): [written(1.0)],
        _("-1, kept for 1,000 steps"): [written(-1.0)],
        _("nothing but the last that was written counts"): [rewritten()],
        _("twenty random sequences"): [random() for _n in range(20)],
    }

    def right(claim: str) -> bool:
        given = weights()
        if not (wrong := _wrong(given, sequences[claim])):
            return True
        every = [one for some in sequences.values() for one in some]
        swapped = [w[..., [0, 1, 3, 2]] for w in given]
        raise NotYet(wrong, "" if _wrong(swapped, every) else PYTORCHS_ORDER)

    return grade(
        Step(
            _("the shapes of Wx, Wh and b"),
            lambda: bool(weights()),
            hint=_("(2, 4), (1, 4), (4,): two inputs, one unit, blocks i, f, o and g"),
        ),
        *(
            Step(claim, partial(right, claim), hint=hint)
            for claim, hint in zip(sequences, HINTS, strict=True)
        ),
    )


PYTORCHS_SHAPES = _("PyTorch's matrices lie on their side: here the blocks are columns")
PYTORCHS_ORDER = _("is that PyTorch's order, i, f, g, o? here it is i, f, o, g")
HINTS = (
    _("when write is 1: should i be open? which input should g follow? and o?"),
    _("g should take the sign of the value"),
    _(
        "when write is 0: should f be open or closed? should i, or are values that "
        "pass written, too? And an open gate of 0.99 leaves nothing after 1,000 steps"
    ),
    _("the same, with the other sign"),
    _("when write is 1 the old memory must go: what should f be?"),
    _("look at all four gates for write = 0 and write = 1"),
)


def _as_shape(array: Array | None, shape: tuple[int, ...]) -> Array | None:
    """The array in this shape; an axis of length 1 may be missing, or too much."""
    if array is None or [n for n in array.shape if n > 1] != [
        n for n in shape if n > 1
    ]:
        return None
    return array.reshape(shape)


def _wrong(weights: Weights, sequences: Any) -> str:
    """In which way the last output is not what was last written; "" if it is."""
    cell = LSTM(2, 1, rng=np.random.default_rng(0))
    for parameter, x in zip((cell.Wx, cell.Wh, cell.b), weights, strict=True):
        parameter.value = x
    for values, writes in sequences:
        xs = np.stack([values, writes], axis=-1).astype(float)[None]  # (1, T, 2)
        (hs, _state), _back = cell(xs)
        last, wanted = float(hs[0, -1, 0]), values[np.flatnonzero(writes)[-1]]
        if not abs(last) > 0.5:
            return _("h = {:.2f}, too faint").format(last)
        if np.sign(last) != wanted:
            return _("h = {:.2f}, where {:+.0f} was written").format(last, wanted)
    return ""
