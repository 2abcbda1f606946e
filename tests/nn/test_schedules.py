"""Schedules: straight lines and a cosine, and what they refuse."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlnlp.nn.schedules import linear_decay, warmup_cosine, warmup_inverse_sqrt


@given(st.integers(1, 50), st.floats(0, 0.5))
def test_linear_decay_goes_straight_down(steps, final):
    at = linear_decay(1.0, steps, final)
    assert at(0) == 1
    assert at(steps) == at(steps + 7) == pytest.approx(final)
    down = np.diff([at(i) for i in range(steps + 1)])
    np.testing.assert_allclose(down, (final - 1) / steps, atol=1e-12)


@given(st.integers(1, 50), st.data())
def test_warmup_goes_up_then_down(steps, data):
    warmup = data.draw(st.integers(0, steps))
    at = warmup_cosine(1.0, steps, warmup, final=0.1)
    rates = [at(i) for i in range(steps + 1)]
    assert min(rates[:-1]) > 0  # the very first one too
    assert rates[max(0, warmup - 1)] == pytest.approx(1)
    np.testing.assert_allclose(np.diff([0, *rates[:warmup]]), 1 / max(1, warmup))
    assert (np.diff(rates[warmup:]) <= 0).all()
    if warmup < steps:
        assert rates[-1] == at(steps + 7) == pytest.approx(0.1)
        middle = at(warmup + (steps - warmup) // 2)
        if (steps - warmup) % 2 == 0:
            assert middle == pytest.approx(0.55)  # half-way down, half-way through


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: linear_decay(1.0, 0), "0 steps"),
        (lambda: linear_decay(1.0, -5), "-5 steps"),
        (lambda: linear_decay(math.nan, 5), "learning rate is nan"),
        (lambda: linear_decay(1.0, 5, -0.1), "learning rate at the end is -0.1"),
        (lambda: linear_decay(1.0, 5, math.nan), "learning rate at the end is nan"),
        (lambda: warmup_cosine(1.0, 0, 0), "0 steps"),
        (lambda: warmup_cosine(1.0, 5, 6), "warmup is 6; 5 steps allow 0 to 5"),
        (lambda: warmup_cosine(1.0, 5, -1), "warmup is -1"),
        (lambda: warmup_cosine(-1.0, 5, 1), "learning rate is -1.0"),
        (lambda: warmup_cosine(1.0, 5, 1, math.inf), "learning rate at the end is inf"),
    ],
)
def test_schedules_that_make_no_sense(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_warmup_and_inverse_square_root_are_the_papers():
    """Vaswani et al. (2017), eq. 3, whose first step is 1; base model, 4,000 steps."""
    rate = warmup_inverse_sqrt(512, 4000)
    for step in 0, 1, 99, 3999, 4000, 99_999:
        n = step + 1
        expected = 512**-0.5 * min(n**-0.5, n * 4000**-1.5)
        assert rate(step) == pytest.approx(expected, rel=1e-12)
    assert rate(3999) == pytest.approx(7e-4, rel=0.01)
    assert rate(3999) > max(rate(3998), rate(4000))
    assert warmup_inverse_sqrt(512, 4000, 2.0)(7) == pytest.approx(2 * rate(7))


def test_warmup_and_inverse_square_root_refuse_nonsense():
    for sizes, name in (((0, 10), "dim"), ((10, 0), "warmup"), ((10, 2.5), "warmup")):
        with pytest.raises(ValueError, match=f"{name} is"):
            warmup_inverse_sqrt(*sizes)
    with pytest.raises(ValueError, match="the learning rate's factor is -1"):
        warmup_inverse_sqrt(10, 10, -1)
