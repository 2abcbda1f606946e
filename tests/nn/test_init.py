"""First weights: their spread, their type, and an orthogonal matrix."""

import numpy as np
import pytest

from dlnlp.nn.init import normal, orthogonal, uniform, xavier, zeros


def test_zeros():
    assert not zeros(3, 4).any()
    assert zeros(3, 4).dtype == np.float32


@pytest.mark.parametrize(
    ("draw", "deviation", "limit"),
    [
        (lambda rng: normal(rng, 300, 200), 0.01, None),
        (lambda rng: normal(rng, 300, 200, scale=np.float64(0.5)), 0.5, None),
        (
            lambda rng: uniform(rng, 300, 200, limit=np.float64(0.3)),
            0.3 / np.sqrt(3),
            0.3,
        ),
        (lambda rng: xavier(rng, 300, 200), np.sqrt(2 / 500), np.sqrt(6 / 500)),
    ],
)
def test_numbers_have_the_right_spread(draw, deviation, limit):
    values = draw(np.random.default_rng(0))
    assert values.dtype == np.float32
    assert values.shape == (300, 200)
    assert abs(values.mean()) < 0.01
    assert values.std() == pytest.approx(deviation, rel=0.02)
    if limit:
        assert abs(values).max() <= limit * (1 + 1e-6)


def test_the_sum_of_two_sizes_never_overflows():
    sizes = np.uint8(200), np.uint8(100)
    drawn = xavier(np.random.default_rng(0), *sizes)
    assert abs(drawn).max() == pytest.approx(np.sqrt(6 / 300), rel=1e-3)


@pytest.mark.parametrize(("dtype", "error"), [(np.float32, 1e-6), (np.float64, 1e-12)])
def test_an_orthogonal_matrix_keeps_lengths(dtype, error):
    W = orthogonal(np.random.default_rng(0), 20, dtype=dtype)
    assert W.dtype == dtype
    np.testing.assert_allclose(W @ W.T, np.eye(20), atol=error)
    assert orthogonal(np.random.default_rng(0), 2).dtype == np.float32
