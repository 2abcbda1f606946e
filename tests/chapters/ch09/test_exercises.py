"""Chapter 9's checkers: typical wrong answers fail, each with a hint of its own."""

from functools import partial

import numpy as np
import pytest

from dlnlp.chapters.ch09 import exercises as ch09
from dlnlp.chapters.ch09.exercises.exercise_2_shift import shift
from dlnlp.chapters.ch09.exercises.exercise_3_sharpen_back import sharpen_back
from dlnlp.chapters.ch09.exercises.exercise_4_write_back import write_back
from dlnlp.chapters.ch09.exercises.exercise_7_hold import weight_left
from dlnlp.nn import addressing


def first_wrong(verdict):
    assert not verdict, verdict
    return verdict.wrong + verdict.hint


MIXED, MOVED = np.array([1, 3, 2, 0]) / 6, np.array([0, 1, 3, 2]) / 6
SHARP, READ = np.array([0, 1, 9, 4]) / 14, np.array([5, 13])


def test_right_step():
    assert ch09.check_step(MIXED, MOVED.tolist(), SHARP, (5, 13))


@pytest.mark.parametrize(
    ("answer", "where"),
    [
        ((np.array([1, 3, 8, 0]) / 12, MOVED, SHARP, READ), "belongs to what was"),
        ((MIXED, np.roll(MIXED, -1), SHARP, READ), "from row i to row i + 1"),
        ((MIXED, MOVED, MOVED**2, READ), "must sum to 1"),
        ((MIXED, MOVED, 2 * MOVED, READ), "an exponent"),
        ((MIXED, MOVED, SHARP, [70 / 6, 70 / 6]), "before they were sharpened"),
        ((MIXED, MOVED, SHARP, ...), "no answer yet"),
    ],
)
def test_wrong_step(answer, where):
    answer = [*answer[:3], MOVED @ ROWS if "before they" in where else answer[3]]
    assert where in first_wrong(ch09.check_step(*answer))


ROWS = np.array([[0, 0], [14, 0], [0, 14], [14, 14]])


def packages_shift(w, s):
    return addressing.shift(w, s)[0]


def by_loops(w, s):
    n, R = len(s) // 2, len(w)
    return [
        sum(s[n + step] * w[(row - step) % R] for step in range(-n, n + 1))
        for row in range(R)
    ]


@pytest.mark.parametrize("right", [packages_shift, by_loops, shift])
def test_right_shift(right):
    assert ch09.check_shift(right)


@pytest.mark.parametrize(
    ("slip", "where"),
    [
        ("turned", "from row i to row i + 1"),
        ("from 0", "the middle of s"),
        ("falls off", "comes in on the other"),
    ],
)
def test_wrong_shift(slip, where):
    assert where in first_wrong(ch09.check_shift(partial(shift, slip=slip)))


def packages_sharpen_back(w, gamma, dsharp):
    _, backward = addressing.sharpen(w, np.array([float(gamma)]))
    dw, dgamma = backward(dsharp)
    return dw, dgamma[0]


@pytest.mark.parametrize("right", [packages_sharpen_back, sharpen_back])
def test_right_sharpen_back(right):
    assert ch09.check_sharpen_back(right)


def changed(function, change):
    """The function's first and second part, changed."""
    return lambda *given: change(*function(*given), *given)


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (lambda dw, dg, w, gamma, d: (dw * w / gamma, dg), "the slope in a"),
        (lambda dw, dg, w, gamma, d: (dw / gamma, dg), "and γ"),
        (lambda dw, dg, w, gamma, d: (dw * w, dg), "has the slope 1 / w"),
        (
            lambda dw, dg, w, gamma, d: (
                gamma * w ** (gamma - 1) * d / (w**gamma).sum(), dg
            ),
            "the sum below the line moves",
        ),
        (lambda dw, dg, w, gamma, d: (dw, d @ np.log(w)), "not in the weight"),
        (lambda dw, dg, w, gamma, d: (dw, dw @ np.log(w)), "not that in w"),
        (lambda dw, dg, w, gamma, d: dw, "parts"),
    ],
)  # fmt: skip
def test_wrong_sharpen_back(change, where):
    answer = changed(sharpen_back, change)
    assert where in first_wrong(ch09.check_sharpen_back(answer))


def packages_write_back(M, w, e, a, dafter):
    erased, back_erase = addressing.erase(M, w[None], e[None])
    _, back_add = addressing.add(erased, w[None], a[None])
    derased, from_add, da = back_add(dafter)
    dM, from_erase, de = back_erase(derased)
    return dM, (from_add + from_erase)[0], de[0], da[0]


@pytest.mark.parametrize("right", [packages_write_back, write_back])
def test_right_write_back(right):
    assert ch09.check_write_back(right)


@pytest.mark.parametrize(
    ("part", "slip", "where"),
    [
        (0, lambda M, w, e, a, d: d * (1 - e), "keeps everything"),
        (0, lambda M, w, e, a, d: d, "moves nothing any more"),
        (1, lambda M, w, e, a, d: (d * a).sum(1), "it erases, too"),
        (1, lambda M, w, e, a, d: (d * (a + M * e)).sum(1), "with which sign"),
        (2, lambda M, w, e, a, d: w @ (d * M), "the sign"),
        (2, lambda M, w, e, a, d: -(d * M).sum(0), "each row by its weight"),
        (3, lambda M, w, e, a, d: d.sum(0), "by its weight"),
    ],
)
def test_wrong_write_back(part, slip, where):
    def answer(*given):
        slopes = list(write_back(*given))
        slopes[part] = slip(*given)
        return slopes

    assert where in first_wrong(ch09.check_write_back(answer))


def test_right_reverse():
    def along(L):
        pen = [0] + [1] * (L - 1) + [0] * L
        return pen, [*pen[:L], 0, *[-1] * (L - 1)]

    def upwards(L):
        return [-np.array(moves) for moves in along(L)]

    def waits(L):  # the writing head wanders about when it has written
        pen, eye = along(L)
        return tuple(pen[:L] + [1] * L), eye

    for right in (along, upwards, waits):
        assert ch09.check_reverse(right)


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (lambda L: ([0] + [1] * (L - 1), [0] * L), "not a list of 2 numbers"),
        (lambda L: ([0] * 2 * L, [0] * 2 * L), "written over another"),
        (
            lambda L: (
                [0] + [1] * (L - 1) + [0] * L, [0] * (L + 1) + [1] * (L - 1)
            ),
            "in their order",
        ),
        (
            lambda L: (
                [0] + [1] * (L - 1) + [0] * L, [0] * (L + 1) + [-1] * (L - 1)
            ),
            "reads vectors 1, nothing",
        ),
        (
            lambda L: ([1] * L + [0] * L, [0] * L + [L] + [-1] * (L - 1)),
            "by more than a row",
        ),
        (lambda L: ..., "no answer yet"),
    ],
)  # fmt: skip
def test_wrong_reverse(wrong, where):
    assert where in first_wrong(ch09.check_reverse(wrong))


@pytest.mark.parametrize("steps", [1, 10, 40])
def test_a_head_is_as_wide_as_the_formula_says(steps):
    leak, rows = 0.3, np.arange(-100, 101)
    w = (rows == 0).astype(float)
    for _ in range(steps):
        w = (1 - leak) * w + leak / 2 * (np.roll(w, 1) + np.roll(w, -1))
    assert np.sqrt(w @ rows**2) == pytest.approx(np.sqrt(steps * leak))
    assert ch09.check_spread(lambda n, leak: (n * leak) ** 0.5)


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (lambda n, leak: n * leak, "that is the variance"),
        (lambda n, leak: n * leak**0.5, "spreads do not"),
        (lambda n, leak: (n * leak / 2) ** 0.5, "half goes down"),
    ],
)
def test_wrong_spread(wrong, where):
    assert where in first_wrong(ch09.check_spread(wrong))


def plain_weight(leak, gamma, steps):
    w = [1.0] + [0.0] * 23
    for _ in range(steps):
        w = [(1 - leak) * w[i] + leak / 2 * (w[i - 1] + w[i - 23]) for i in range(24)]
        total = sum(x**gamma for x in w)
        w = [x**gamma / total for x in w]
    return w[0]


def test_right_hold():
    assert ch09.check_hold(plain_weight, 1.4)
    assert ch09.check_hold(weight_left, np.float64(1.4))


@pytest.mark.parametrize(
    ("left", "gamma", "where"),
    [
        (lambda leak, gamma, steps: (1 - leak) ** steps, 1.4, "what leaks can come"),
        (lambda leak, gamma, steps: 1.0, 1.4, "half of the leak to each side"),
        (weight_left, 1.3, "the first that leaves more than 0.9"),
        (weight_left, ..., "no answer yet"),
    ],
)
def test_wrong_hold(left, gamma, where):
    assert where in first_wrong(ch09.check_hold(left, gamma))
