"""Chapter 5's checkers: typical wrong answers fail, each with a hint of its own."""

from functools import partial

import numpy as np
import pytest

from dlnlp.chapters.ch05 import exercises as ch05
from dlnlp.chapters.ch05.exercises.exercise_3_gru_step import gru_step
from dlnlp.chapters.ch05.exercises.exercise_7_exit import OtherExit
from dlnlp.nn.functional import sigmoid
from dlnlp.nn.gradcheck import as_float64, gradcheck
from dlnlp.nn.gru import GRU
from dlnlp.nn.lstm import LSTM


def first_wrong(verdict):
    assert not verdict, verdict
    return verdict.wrong + verdict.hint


def test_right_sizes_are_those_of_the_package():
    assert ch05.check_sizes(20_100, 60_400, np.int64(80_400))
    for kind, size in ((GRU, 60_400), (LSTM, 80_400)):
        cell = kind(100, 100, rng=np.random.default_rng(0))
        assert sum(p.value.size for p in cell.parameters()) == size


@pytest.mark.parametrize(
    ("answer", "where"),
    [
        ((20_000, 60_400, 80_400), "and b?"),
        ((20_100, 60_300, 80_400), "bh"),
        ((20_100, 40_200, 80_400), "two gates, and the candidate"),
        ((20_100, 60_400, 60_300), "what else is computed"),
        ((20_100, 60_400, ...), "no answer yet"),
    ],
)
def test_wrong_sizes(answer, where):
    assert where in first_wrong(ch05.check_sizes(*answer))


def right_bias(half_life):
    return -np.log(np.expm1(np.log(2) / half_life))


def test_right_bias():
    assert ch05.check_bias(right_bias)
    assert ch05.check_bias(lambda k: -np.log(np.expm1(np.log1p(1.0) / k)))
    assert ch05.check_bias(lambda k: np.array([right_bias(k)]))
    assert ch05.check_bias(lambda k: -np.log(2 ** (1 / k) - 1))


@pytest.mark.parametrize("steps", [0.5, 3.0, 50.0])
def test_the_bias_halves_a_memory_in_so_many_steps(steps):
    assert sigmoid(np.array(right_bias(steps))) ** steps == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (lambda k: 0.5 ** (1 / k), "that is the gate"),
        (lambda k: 2 ** (1 / k) - 1, "solve for b"),
        (lambda k: -right_bias(k), "the sign"),
        (lambda k: np.log((1 - 0.5 / k) / (0.5 / k)), "A power, no multiple"),
        (lambda k: -np.log(np.expm1(1 / k)), "1/e, not one half"),
        (lambda k: right_bias(np.ceil(k)), "need not be a whole one"),
        (lambda k: -np.log(np.log(2) / k), "yours is"),
    ],
)
def test_wrong_bias(wrong, where):
    assert where in first_wrong(ch05.check_bias(wrong))


def right_gru_step(x, h_before, Wx, Wh, b, bh):
    H = len(bh)
    from_x, from_h = x @ Wx + b, h_before @ Wh
    r, z = sigmoid(from_x + from_h)[:, :H], sigmoid(from_x + from_h)[:, H : 2 * H]
    n = np.tanh(from_x[:, 2 * H :] + r * (from_h[:, 2 * H :] + bh))
    return n + z * (h_before - n)


def packages_gru_step(x, h_before, Wx, Wh, b, bh):
    cell = GRU(x.shape[1], len(bh), rng=np.random.default_rng(0))
    for name, value in {"Wx": Wx, "Wh": Wh, "b": b, "bh": bh}.items():
        getattr(cell, name).value = value
    (_, h), _ = cell(x[:, None], h_before)
    return h


@pytest.mark.parametrize("right", [right_gru_step, packages_gru_step])
def test_right_gru_step(right):
    assert ch05.check_gru_step(right)


@pytest.mark.parametrize(
    ("slip", "where"),
    [
        ("z turned", "z keeps the old state"),
        ("gates swapped", "in the order r, z, n"),
        ("bh not reset", "r multiplies it"),
        ("no bh", "and bh?"),
        ("no reset", "how much of the state's part"),
        ("reset before", "after the product with Wh"),
        ("sigmoid", "between -1 and 1"),
    ],
)
def test_wrong_gru_step(slip, where):
    wrong = partial(gru_step, slip=slip)
    assert where in first_wrong(ch05.check_gru_step(wrong))


def remembers_where(slope_at_15):
    """A training that works where the exit's slope is as large as that at c = 15."""

    def train(layer, lag, *, seed, steps):
        cell = layer(1, 1, rng=np.random.default_rng(seed))
        return 1.0 if cell.slope(np.array(15.0)) > slope_at_15 else 0.25

    return train


def soft(c):
    return c / (1 + abs(c))


def slope_of_soft(c):
    return 1 / (1 + abs(c)) ** 2


@pytest.mark.parametrize(
    ("squash", "slope"),
    [
        (soft, slope_of_soft),
        (lambda c: soft(c).tolist(), slope_of_soft),
        (lambda c: np.tanh(c / 10), lambda c: (1 - np.tanh(c / 10) ** 2) / 10),
        (lambda c: np.arctan(c) * 2 / np.pi, lambda c: 2 / np.pi / (1 + c**2)),
    ],
)
def test_right_exit(squash, slope):
    assert ch05.check_exit(squash, slope, remembers_where(1e-3))


def tanh_slope(c):
    return 1 - np.tanh(c) ** 2


@pytest.mark.parametrize(
    ("squash", "slope", "where"),
    [
        (np.tanh, tanh_slope, "right in 25%, 25%at c = 15 your slope is 4e-13"),
        (
            lambda c: np.tanh(c / 1000),
            lambda c: (1 - np.tanh(c / 1000) ** 2) / 1000,
            "squash(1) is 0.001",
        ),
        (lambda c: c, np.ones_like, "squash(-30) is -30"),
        (lambda c: -soft(c), slope_of_soft, "what is shown of 2, of -2?"),
        (soft, lambda c: 1 / (1 + abs(c)), "outer slope times inner slope"),
        (lambda c: np.tanh(c / 10), tanh_slope, "nudging squash there gives"),
        (soft, lambda c: c[:3], "of shape (3,)"),
        (lambda c: ..., lambda c: ..., "no answer yet"),
        (soft, lambda c: ..., "no answer yet"),
        (..., ..., "no answer yet"),
        ("tanh", slope_of_soft, "a function is wanted"),
    ],
)
def test_wrong_exit(squash, slope, where):
    verdict = ch05.check_exit(squash, slope, remembers_where(1e-3))
    assert where in first_wrong(verdict)


def test_an_exit_that_is_not_flat_is_not_called_flat():
    verdict = ch05.check_exit(soft, slope_of_soft, lambda *_, **how: 0.3)
    assert "0.004, which is enough" in first_wrong(verdict)


def test_another_exit_goes_back_as_it_went_forth():
    """Its slopes are those of its own loss, through gates, lane and exit."""
    rng = np.random.default_rng(0)
    layer = as_float64(OtherExit(2, 3, squash=soft, slope=slope_of_soft, rng=rng))
    xs, goal = rng.normal(size=(2, 4, 2)), rng.normal(size=(2, 4, 3))

    def loss():
        (hs, _), backward = layer(xs)
        return float((hs * goal).sum()), lambda: backward(goal)

    assert gradcheck(loss, layer)


def lstm_step(a, c_before):
    i, f, o = sigmoid(a[:3])
    c = f * c_before + i * np.tanh(a[3])
    return o * np.tanh(c), c


def right_back(i, f, o, g, c_before, dh, dc):
    tanh_c = np.tanh(f * c_before + i * g)
    dc = dc + dh * o * (1 - tanh_c**2)
    return (
        dc * g * i * (1 - i),
        dc * c_before * f * (1 - f),
        dh * tanh_c * o * (1 - o),
        dc * i * (1 - g**2),
        dc * f,
    )


def nudged_back(i, f, o, g, c_before, dh, dc):
    """By central differences, with a forward step of its own."""
    sums = [np.log(x / (1 - x)) for x in (i, f, o)] + [np.arctanh(g)]
    at = np.array([*sums, c_before])

    def loss(x):
        h, c = lstm_step(x[:4], x[4])
        return dh * h + dc * c  # (H,): units don't mix

    return [
        (loss(at + 1e-5 * unit) - loss(at - 1e-5 * unit)) / 2e-5
        for unit in np.eye(5)[:, :, None]
    ]


@pytest.mark.parametrize(
    "right",
    [
        right_back,
        nudged_back,
        lambda *x: [slope[None] for slope in right_back(*x)],  # a batch of one
        lambda *x: np.array(right_back(*x)),
        lambda *x: [slope.tolist() for slope in right_back(*x)],
    ],
)
def test_right_lstm_back(right):
    assert ch05.check_lstm_back(right)


def back_one_way(i, f, o, g, c_before, dh, dc):
    through_o = right_back(i, f, o, g, c_before, dh, dc)[2]
    rest = list(right_back(i, f, o, g, c_before, 0 * dh, dc))
    rest[2] = through_o
    return rest


def back_no_sigmoid(i, f, o, g, c_before, dh, dc):
    a, b, c, d, e = right_back(i, f, o, g, c_before, dh, dc)
    return a / (i * (1 - i)), b / (f * (1 - f)), c / (o * (1 - o)), d, e


def back_no_tanh_of_g(i, f, o, g, c_before, dh, dc):
    a, b, c, d, e = right_back(i, f, o, g, c_before, dh, dc)
    return a, b, c, d / (1 - g**2), e


def back_of_the_old_cell(i, f, o, g, c_before, dh, dc):
    a, b, _, d, e = right_back(i, f, o, g, c_before, dh, dc)
    return a, b, dh * np.tanh(c_before) * o * (1 - o), d, e


def pytorchs_order(five):
    a, b, c, d, *rest = five
    return a, b, d, c, *rest


def pytorchs_back(*x):
    return pytorchs_order(right_back(*x))


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (back_one_way, "two ways"),
        (back_no_sigmoid, "slope of the sigmoid"),
        (back_no_tanh_of_g, "through the tanh of g"),
        (back_of_the_old_cell, "of the new c"),
        (lambda *x: right_back(*x)[:4], "4 parts, not 5"),
        (lambda *x: right_back(*x)[::-1], "comes last"),
        (pytorchs_back, "each is right, but they come as i, f, g, o, c_before"),
    ],
)
def test_wrong_lstm_back(wrong, where):
    assert where in first_wrong(ch05.check_lstm_back(wrong))


def right_gru(r, z, n, s, h_before, dh):
    da_n = dh * (1 - z) * (1 - n**2)
    da_z = dh * (h_before - n) * z * (1 - z)
    return da_n * s * r * (1 - r), da_z, da_n, da_n * r, dh * z


def packages_gru(r, z, n, s, h_before, dh):
    H = len(r)
    cell = GRU(1, H, rng=np.random.default_rng(0))
    cell.bh.value = np.zeros(H)
    gates = [np.log(x / (1 - x)) for x in (r, z)]
    x_proj = np.concatenate([*gates, np.arctanh(n) - r * s])[None]
    h_proj = np.concatenate([0 * r, 0 * z, s])[None]
    _, backward = cell.step(x_proj, h_proj, (h_before[None],))
    dx, dh_proj, (carried,) = backward((dh[None],))
    return *np.split(dx[0], 3), dh_proj[0, 2 * H :], carried[0]


@pytest.mark.parametrize("right", [right_gru, packages_gru])
def test_right_gru_back(right):
    assert ch05.check_gru_back(right)


def gru_with_z_and_1_minus_z_swapped(r, z, n, s, before, dh):
    return right_gru(r, 1 - z, n, s, before, dh)


def gru_no_tanh(r, z, n, s, before, dh):
    a, b, c, d, e = right_gru(r, z, n, s, before, dh)
    return a / (1 - n**2), b, c / (1 - n**2), d / (1 - n**2), e


def gru_z_once(r, z, n, s, before, dh):
    a, _, c, d, e = right_gru(r, z, n, s, before, dh)
    return a, dh * before * z * (1 - z), c, d, e


def gru_s_without_r(r, z, n, s, before, dh):
    a, b, c, _, e = right_gru(r, z, n, s, before, dh)
    return a, b, c, c, e


def gru_r_no_sigmoid(r, z, n, s, before, dh):
    a, b, c, d, e = right_gru(r, z, n, s, before, dh)
    return a / (r * (1 - r)), b, c, d, e


def gru_r_beside_the_state(r, z, n, s, before, dh):
    a, b, c, d, e = right_gru(r, z, n, s, before, dh)
    return a / s * before, b, c, d, e


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (gru_with_z_and_1_minus_z_swapped, "z keeps, 1 - z takes n"),
        (gru_no_tanh, "the slope of the tanh"),
        (gru_z_once, "z stands in 1 - z, too"),
        (gru_s_without_r, "multiplied by r"),
        (gru_r_no_sigmoid, "the slope of the sigmoid"),
        (gru_r_beside_the_state, "r multiplies from_h, not h_before"),
        (lambda *x: right_gru(*x)[:4], "4 parts, not 5"),
        (lambda *x: right_gru(*x)[::-1], "they come as h_before, from_h, n, z, r"),
    ],
)
def test_wrong_gru_back(wrong, where):
    assert where in first_wrong(ch05.check_gru_back(wrong))


def right_after(p, k):
    return 1.0, (1 - p) ** -k - 1, (1 - p) ** (1 - k)


def enumerated_after(p, k):
    """By all 2^k sequences of fresh masks, and by the two locked ones."""
    if k > 12:
        return right_after(p, k)
    chances, values = np.array([1.0]), np.array([1.0])
    for _ in range(k):
        chances = np.concatenate([chances * (1 - p), chances * p])
        values = np.concatenate([values / (1 - p), values * 0])
    mean = (chances * values).sum()
    variance = (chances * (values - mean) ** 2).sum()
    return mean, variance, (1 - p) * (1 / (1 - p)) ** k


@pytest.mark.parametrize(
    "right",
    [right_after, enumerated_after, lambda p, k: np.array([right_after(p, k)]).T],
)
def test_right_after(right):
    assert ch05.check_after(right)


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (lambda p, k: ((1 - p) ** k, 0, 0), "the chance to be alive"),
        (lambda p, k: ((1 - p) ** -k, 0, 0), "how many survive"),
        (lambda p, k: (1, p * (1 - p), 0), "the variance of m"),
        (lambda p, k: (1, (1 - p) ** -k, 0), "to be taken away"),
        (lambda p, k: (1, k * p / (1 - p), 0), "don't add up"),
        (lambda p, k: (1, (p / (1 - p)) ** k, 0), "don't multiply"),
        (lambda p, k: (*right_after(p, k)[:2], 1), "not independent"),
        (lambda p, k: (*right_after(p, k)[:2], (1 - p) ** -k), "one passage"),
        (lambda p, k: (1, ..., ...), "no answer yet"),
    ],
)
def test_wrong_after(wrong, where):
    assert where in first_wrong(ch05.check_after(wrong))


GONE = np.array([[0, 2, 0], [0, 0, 1], [0, 0, 0]])
KEPT = np.array([[0.6, 0.8], [-0.8, 0.6]])
BACK = np.array([[0, 2], [0.5, 0]])


def turned(angle):
    return np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])


def test_right_matrices():
    assert ch05.check_matrices(GONE, KEPT, BACK)
    assert ch05.check_matrices(GONE.T.tolist(), turned(2.0), -BACK.T)
    mirror = turned(0.5) * [1, -1]
    assert ch05.check_matrices(GONE[::-1, ::-1], mirror, turned(1) @ BACK @ turned(-1))


@pytest.mark.parametrize(
    ("matrices", "where"),
    [
        ((GONE / 2, KEPT, BACK), "stretch by 2"),
        ((GONE * 1.5, KEPT, BACK), "a vector of length 1"),
        ((GONE[:2, :2], KEPT, BACK), "shape (2, 2)"),
        ((2 * np.eye(3), KEPT, BACK), "the last unit to none"),
        ((np.diag([2, 0], 1).T * [[1], [1], [0]], KEPT, BACK), "two steps to go"),
        ((GONE, np.eye(2), BACK), "turn by an angle"),
        ((GONE, np.array([[1, 1], [-1, 1]]), BACK), "too long"),
        ((GONE, np.ones((2, 2)), BACK), "right angles"),
        ((GONE, KEPT, KEPT), "a rotation or a mirror"),
        ((GONE, KEPT, 2 * np.eye(2)), "stretches twice"),
        ((GONE, KEPT, np.array([[0, 2], [-0.5, 0]])), "turns every gradient around"),
        ((GONE, KEPT, np.array([[0, 2], [0, 0]])), "forgets everything"),
        ((GONE, KEPT, np.diag([2, 0.5])), "change its place"),
        ((GONE, ..., BACK), "no answer yet"),
    ],
)
def test_wrong_matrices(matrices, where):
    assert where in first_wrong(ch05.check_matrices(*matrices))


Wx = np.array([[0, 0, 0, 10], [20, -20, 0, 0]])
Wh, b = np.zeros((1, 4)), np.array([-10, 10, 10, 0])


def test_right_latch():
    assert ch05.check_latch(Wx, Wh, b)
    assert ch05.check_latch(Wx.tolist(), Wh.tolist(), b.tolist())
    assert ch05.check_latch(Wx, Wh[0], b[None])


@pytest.mark.parametrize(
    ("weights", "where"),
    [
        ((Wx.T, Wh, b), "blocks i, f, o and g"),
        ((Wx.T, Wh.T, b), "PyTorch's matrices lie on their side"),
        ((Wx[:, [0, 1, 3, 2]], Wh, b[[0, 1, 3, 2]]), "is that PyTorch's order"),
        ((0 * Wx, Wh, b), "which input should g follow"),
        ((-Wx, Wh, b), "at once"),
        ((Wx * [[1], [0]], Wh, b + np.array([20, 0, 0, 0])), "1,000 steps"),
        ((Wx, Wh, b - np.array([0, 9, 0, 0])), "1,000 steps"),
        ((Wx * [1, 0, 1, 1], Wh, b), "the old memory must go"),
        ((Wx, Wh, b - np.array([0, 0, 20, 0])), "too faint"),
        ((Wx, ..., b), "no answer yet"),
    ],
)
def test_wrong_latch(weights, where):
    assert where in first_wrong(ch05.check_latch(*weights))
