"""Clipping is PyTorch's, and survives numbers that are very large, small, or none."""

import math

import numpy as np
import pytest

from dlnlp.nn.clipping import clip_grad_norm
from dlnlp.nn.module import Parameter
from dlnlp.nn.row_gradient import RowGradient

V, D = 6, 3


def parameters():
    return [Parameter(np.zeros(shape)) for shape in [(V, D), (D,), ()]]


@pytest.mark.parametrize("limit", [0.5, 1e6])
def test_clipping_is_pytorchs(torch, limit):
    ours = parameters()
    rng = np.random.default_rng(1)
    rows = rng.standard_normal((8, D))  # some ids twice
    ours[0].add_grad(RowGradient(rng.integers(0, V, 8), rows, (V, D)))
    ours[1].add_grad(rng.standard_normal(D))  # and the third has none
    theirs = [torch.tensor(p.value, requires_grad=True) for p in ours]
    for one, other in zip(ours[:2], theirs, strict=False):
        other.grad = torch.tensor(one.gradient)
    norm = clip_grad_norm([*ours, ours[0]], limit)  # named twice, counted once
    their_norm = torch.nn.utils.clip_grad_norm_(theirs, limit)
    assert norm == pytest.approx(their_norm.item(), rel=1e-10)
    for one, other in zip(ours[:2], theirs, strict=False):
        # PyTorch divides by norm + 1e-6
        np.testing.assert_allclose(one.gradient, other.grad, rtol=1e-5)
    if limit < norm:
        assert clip_grad_norm(ours, limit) == pytest.approx(limit)
    assert isinstance(ours[0].grad, RowGradient)
    assert ours[2].grad is None


@pytest.mark.parametrize("in_rows", [False, True])
@pytest.mark.parametrize(
    ("dtype", "size"), [(np.float32, 1e30), (np.float16, 1e4), (np.float16, 1e-5)]
)
def test_squares_may_leave_the_type(dtype, size, in_rows):
    """float32 has no number above 3e38, float16 none above 65504 or below 6e-8."""
    parameter = Parameter(np.zeros((2, 2)))
    grad = np.array([[3 * size, 0], [0, 4 * size]], dtype)
    parameter.add_grad(RowGradient(np.arange(2), grad, (2, 2)) if in_rows else grad)
    with np.errstate(over="ignore"):
        assert clip_grad_norm([parameter], size) == pytest.approx(5 * size, rel=0.02)
    np.testing.assert_allclose(
        parameter.gradient / size, [[0.6, 0], [0, 0.8]], rtol=0.02
    )


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_what_is_not_finite_stays_as_it_is(bad):
    one, other = Parameter(np.zeros(2)), Parameter(np.zeros(2))
    one.add_grad(np.array([bad, 1.0]))
    other.add_grad(np.array([10.0, 10.0]))
    assert not math.isfinite(clip_grad_norm([one, other], 1.0))
    assert other.gradient.tolist() == [10, 10]


def test_clipping_nothing():
    assert clip_grad_norm(parameters(), 1.0) == 0
    for limit in (0, -1, math.nan):
        with pytest.raises(ValueError, match="must be above 0"):
            clip_grad_norm(parameters(), limit)
