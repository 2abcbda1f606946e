"""Chapter 5's checkers: typical wrong answers fail, each with a hint of its own."""

import numpy as np
import pytest

from dlnlp.exercises import ch05
from dlnlp.nn.core import Parameter
from dlnlp.nn.functional import sigmoid
from dlnlp.nn.gru import GRU
from dlnlp.nn.lstm import LSTM
from dlnlp.nn.optim import clip_grad_norm


def first_wrong(verdict):
    assert not verdict, verdict
    return verdict.wrong + verdict.hint


CHECKERS = {  # each with the number of its arguments, if these aren't functions
    ch05.check_sizes: 3,
    ch05.check_half_life: 0,
    ch05.check_clip: 0,
    ch05.check_lstm_step: 0,
    ch05.check_lstm_back: 0,
    ch05.check_gru_step: 0,
    ch05.check_mask: 0,
    ch05.check_latch: 3,
}


@pytest.mark.parametrize(("check", "arguments"), CHECKERS.items())
def test_no_hint_before_an_answer(check, arguments):
    stub = [...] * arguments or [lambda *_: ...]
    assert repr(check(*stub)).startswith("✗ there is no answer yet")
    assert "Hint" not in repr(check(*stub))


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


def right_half_life(bias):
    return np.log(2) / np.log1p(np.exp(-bias))


def test_right_half_life():
    assert ch05.check_half_life(right_half_life)
    assert ch05.check_half_life(lambda b: np.log(2) / np.logaddexp(0, -b))


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (lambda b: 1 / (1 + np.exp(-b)), "how many steps until half"),
        (lambda b: np.log(0.5) / np.log1p(np.exp(-b)), "mind the sign"),
        (lambda b: -1 / np.log2(sigmoid(np.array(b))), "1 + e^-40 is 1"),
        (lambda b: np.ceil(right_half_life(b)), "logarithm of both sides"),
        (lambda b: 0.5 / (1 - sigmoid(np.array(b))), "a share of what is left"),
        (lambda b: np.log(2) / np.log(1 + np.exp(-b)), "np.log1p"),
    ],
)
def test_wrong_half_life(wrong, where):
    assert where in first_wrong(ch05.check_half_life(wrong))


def right_clip(gradients, limit):
    length = np.sqrt(sum((g**2).sum() for g in gradients))
    return [g * min(1.0, limit / max(length, 1e-12)) for g in gradients]


def packages_clip(gradients, limit):
    parameters = [Parameter(np.zeros_like(g)) for g in gradients]
    for parameter, g in zip(parameters, gradients, strict=True):
        parameter.grad += g
    clip_grad_norm(parameters, limit)
    return [p.grad for p in parameters]


@pytest.mark.parametrize("right", [right_clip, packages_clip])
def test_right_clip(right):
    assert ch05.check_clip(right)


def clip_numbers(gradients, limit):
    return [np.clip(g, -limit, limit) for g in gradients]


def clip_each(gradients, limit):
    return [right_clip([g], limit)[0] for g in gradients]


def clip_always(gradients, limit):
    length = np.sqrt(sum((g**2).sum() for g in gradients))
    return [g * limit / length for g in gradients]


def clip_in_place(gradients, limit):
    for g, new in zip(gradients, right_clip(gradients, limit), strict=True):
        g[:] = new
    return gradients


def clip_zeros_too(gradients, limit):
    length = np.sqrt(sum((g**2).sum() for g in gradients))
    return [g / length * min(length, limit) for g in gradients]


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (clip_numbers, "turns the gradient"),
        (clip_each, "cut by itself"),
        (clip_always, "makes it longer"),
        (clip_zeros_too, "0 / 0"),
        (clip_in_place, "make new ones"),
        (lambda gradients, limit: [gradients[0][:1]], "of the shapes"),
    ],
)
def test_wrong_clip(wrong, where):
    assert where in first_wrong(ch05.check_clip(wrong))


def right_step(a, c_before):
    i, f, o = sigmoid(a[:3])
    c = f * c_before + i * np.tanh(a[3])
    return o * np.tanh(c), c


def packages_step(a, c_before):
    cell = LSTM(1, a.shape[1], rng=np.random.default_rng(0))
    flat = a.reshape(1, -1)
    (h, c), _ = cell.step(flat, 0 * flat, (c_before[None] * 0, c_before[None]))
    return h[0], c[0]


@pytest.mark.parametrize("right", [right_step, packages_step])
def test_right_lstm_step(right):
    assert ch05.check_lstm_step(right)


def step_orders(a, c):
    return right_step(a[[1, 0, 2, 3]], c)


def step_swapped(a, c):
    return right_step(a, c)[::-1]


def step_no_tanh(a, c_before):
    _, c = right_step(a, c_before)
    return sigmoid(a[2]) * c, c


def step_linear_g(a, c_before):
    i, f, o = sigmoid(a[:3])
    c = f * c_before + i * a[3]
    return o * np.tanh(c), c


def step_one_gate(a, c_before):
    _, f, o = sigmoid(a[:3])
    c = f * c_before + (1 - f) * np.tanh(a[3])
    return o * np.tanh(c), c


def step_in_place(a, c_before):
    h, c = right_step(a, c_before)
    c_before[:] = c
    return h, c_before


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (step_orders, "i, f, o, g"),
        (step_swapped, "return h first"),
        (step_no_tanh, "tanh(c), not c"),
        (step_linear_g, "i open"),
        (step_one_gate, "i = 0 should let nothing in"),
        (step_in_place, "writes into its arguments"),
    ],
)
def test_wrong_lstm_step(wrong, where):
    assert where in first_wrong(ch05.check_lstm_step(wrong))


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
        h, c = right_step(x[:4], x[4])
        return dh * h + dc * c  # (H,): units don't mix

    return [
        (loss(at + 1e-5 * unit) - loss(at - 1e-5 * unit)) / 2e-5
        for unit in np.eye(5)[:, :, None]
    ]


@pytest.mark.parametrize("right", [right_back, nudged_back])
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


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (back_one_way, "two ways"),
        (back_no_sigmoid, "slope of the sigmoid"),
        (back_no_tanh_of_g, "through the tanh of g"),
        (back_of_the_old_cell, "of the new c"),
        (lambda *x: right_back(*x)[:4], "of the shapes"),
        (lambda *x: right_back(*x)[::-1], "last of the five"),
    ],
)
def test_wrong_lstm_back(wrong, where):
    assert where in first_wrong(ch05.check_lstm_back(wrong))


def right_gru(x_part, h_part, bh, h_before):
    r, z = sigmoid(x_part[:2] + h_part[:2])
    n = np.tanh(x_part[2] + r * (h_part[2] + bh))
    return z * h_before + (1 - z) * n


def packages_gru(x_part, h_part, bh, h_before):
    cell = GRU(1, len(bh), rng=np.random.default_rng(0))
    cell.bh.value = bh
    (h,), _ = cell.step(x_part.reshape(1, -1), h_part.reshape(1, -1), (h_before[None],))
    return h[0]


@pytest.mark.parametrize("right", [right_gru, packages_gru])
def test_right_gru_step(right):
    assert ch05.check_gru_step(right)


def gru_as_in_the_paper(x, h, bh, before):
    r, z = sigmoid(x[:2] + h[:2])
    return (1 - z) * before + z * np.tanh(x[2] + r * (h[2] + bh))


def gru_bias_outside(x, h, bh, before):
    r, z = sigmoid(x[:2] + h[:2])
    return z * before + (1 - z) * np.tanh(x[2] + r * h[2] + bh)


def gru_reset_before(x, h, bh, before):
    r, z = sigmoid(x[:2] + h[:2])
    return z * before + (1 - z) * np.tanh(r * (x[2] + h[2] + bh))


def gru_sum(x, h, bh, before):
    r, z = sigmoid(x[:2] + h[:2])
    return z * before + np.tanh(x[2] + r * (h[2] + bh))


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (gru_as_in_the_paper, "1 - z takes the new one"),
        (gru_bias_outside, "r multiplies bh"),
        (gru_reset_before, "n sees nothing of the old"),
        (gru_sum, "z is the share"),
        (lambda x, h, b, s: right_gru(x, h, 0 * b, s), "where is bh"),
    ],
)
def test_wrong_gru_step(wrong, where):
    assert where in first_wrong(ch05.check_gru_step(wrong))


def right_mask(rng, N, T, H, p):
    return np.repeat((rng.random((N, 1, H)) >= p) / (1 - p), T, axis=1)


def test_right_mask():
    assert ch05.check_mask(right_mask)
    assert ch05.check_mask(
        lambda rng, N, T, H, p: np.broadcast_to(
            rng.binomial(1, 1 - p, (N, 1, H)) / (1 - p), (N, T, H)
        )
    )


def mask_fresh(rng, N, T, H, p):
    return (rng.random((N, T, H)) >= p) / (1 - p)


def mask_of_a_batch(rng, N, T, H, p):
    return np.broadcast_to((rng.random(H) >= p) / (1 - p), (N, T, H))


def mask_of_units_alike(rng, N, T, H, p):
    return np.broadcast_to((rng.random((N, 1, 1)) >= p) / (1 - p), (N, T, H))


def mask_always_the_same(rng, N, T, H, p):
    return right_mask(np.random.default_rng(0), N, T, H, p)


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (mask_fresh, "once a sequence"),
        (mask_of_a_batch, "nothing to do with each other"),
        (mask_of_units_alike, "H numbers is drawn by itself"),
        (mask_always_the_same, "draw from the rng"),
        (lambda *x: right_mask(*x) > 0, "mean is too small"),
        (lambda rng, N, T, H, p: right_mask(rng, N, T, H, 1 - p), "left out"),
        (lambda *x: right_mask(*x)[:, 0], "broadcast_to"),
    ],
)
def test_wrong_mask(wrong, where):
    assert where in first_wrong(ch05.check_mask(wrong))


Wx = np.array([[0, 0, 0, 10], [20, -20, 0, 0]])
Wh, b = np.zeros((1, 4)), np.array([-10, 10, 10, 0])


def test_right_latch():
    assert ch05.check_latch(Wx, Wh, b)
    assert ch05.check_latch(Wx.tolist(), Wh.tolist(), b.tolist())


@pytest.mark.parametrize(
    ("weights", "where"),
    [
        ((Wx.T, Wh, b), "four blocks"),
        ((0 * Wx, Wh, b), "which input should g follow"),
        ((-Wx, Wh, b), "at once"),
        ((Wx * [[1], [0]], Wh, b + np.array([20, 0, 0, 0])), "99 steps"),
        ((Wx, Wh, b - np.array([0, 9, 0, 0])), "99 steps"),
        ((Wx * [1, 0, 1, 1], Wh, b), "the old memory must go"),
        ((Wx, Wh, b - np.array([0, 0, 20, 0])), "too faint"),
        ((Wx, ..., b), "no answer yet"),
    ],
)
def test_wrong_latch(weights, where):
    assert where in first_wrong(ch05.check_latch(*weights))
