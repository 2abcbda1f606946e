"""Optimisers against PyTorch over many steps, dense and row by row; schedules."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlnlp.nn.module import Parameter
from dlnlp.nn.optim import (
    SGD,
    AdaGrad,
    Adam,
    Momentum,
    Optimizer,
    clip_grad_norm,
    linear_decay,
    warmup_cosine,
)
from dlnlp.nn.row_gradient import RowGradient

V, D = 6, 3
CLOSE = {"rtol": 1e-10, "atol": 1e-10}
OURS = [
    lambda ps: SGD(ps, 0.1),
    lambda ps: Momentum(ps, 0.1, momentum=0.8),
    lambda ps: AdaGrad(ps, 0.1, epsilon=1e-6),
    lambda ps: Adam(ps, 0.1, beta1=0.8, beta2=0.95, epsilon=1e-6),
]
NAMES = ["SGD", "Momentum", "AdaGrad", "Adam"]
each_optimizer = pytest.mark.parametrize("make", OURS, ids=NAMES)


def parameters(dtype=np.float64):
    rng = np.random.default_rng(0)
    shapes = [(V, D), (D,), ()]
    return [Parameter(rng.standard_normal(s).astype(dtype)) for s in shapes]


def rows_in(rng, *, size=8):
    ids = rng.integers(0, V - 2, size=size)  # some twice, the last two never
    return RowGradient(ids, rng.standard_normal((size, D)), (V, D))


@pytest.mark.parametrize(
    ("make", "name"), list(zip(OURS, NAMES, strict=True)), ids=NAMES
)
def test_eight_steps_are_pytorchs(torch, make, name):
    """Momentum: PyTorch multiplies the velocity by lr, we put lr into it. For a
    constant lr, as here, the two are equal; after a change of lr they are not."""
    ours = parameters()
    theirs = [torch.tensor(p.value, requires_grad=True) for p in ours]
    optimizer = make(ours)
    their_optimizer = {
        "SGD": lambda: torch.optim.SGD(theirs, 0.1),
        "Momentum": lambda: torch.optim.SGD(theirs, 0.1, momentum=0.8),
        "AdaGrad": lambda: torch.optim.Adagrad(theirs, 0.1, eps=1e-6),
        "Adam": lambda: torch.optim.Adam(theirs, 0.1, betas=(0.8, 0.95), eps=1e-6),
    }[name]()
    rng = np.random.default_rng(1)
    for _ in range(8):
        for one, other in zip(ours, theirs, strict=True):
            grad = rng.standard_normal(one.value.shape)
            one.add_grad(grad)
            other.grad = torch.tensor(grad)
        optimizer.step()
        their_optimizer.step()
        for one, other in zip(ours, theirs, strict=True):
            np.testing.assert_allclose(one.value, other.detach(), **CLOSE)
            assert one.grad is None


def test_adam_has_pytorchs_settings_where_none_are_given(torch):
    ours = Parameter(np.ones(3))
    theirs = torch.ones(3, dtype=torch.float64, requires_grad=True)
    optimizer, their_optimizer = Adam([ours]), torch.optim.Adam([theirs])
    for step in range(3):
        grad = np.array([1e-8, 1e-7, 1.0]) * (step - 0.5)  # small: epsilon is felt
        ours.add_grad(grad)
        theirs.grad = torch.tensor(grad)
        optimizer.step()
        their_optimizer.step()
    np.testing.assert_allclose(ours.value, theirs.detach(), **CLOSE)


@each_optimizer
def test_dense_arrays_and_rows_of_all_words_are_one(make):
    one, other = parameters()[0], parameters()[0]
    dense, sparse = make([one]), make([other])
    rng = np.random.default_rng(1)
    for _ in range(5):
        grad = rng.standard_normal((V, D))
        order = rng.permutation(V)
        one.add_grad(grad)
        other.add_grad(RowGradient(order, grad[order] / 2, (V, D)))
        other.add_grad(RowGradient(order, grad[order] / 2, (V, D)))
        dense.step()
        sparse.step()
        np.testing.assert_allclose(one.value, other.value, **CLOSE)


@pytest.mark.parametrize("make", [OURS[0], OURS[2]], ids=["SGD", "AdaGrad"])
def test_rows_are_updated_as_if_the_others_had_gradient_zero(make):
    one, other = parameters()[0], parameters()[0]
    dense, sparse = make([one]), make([other])
    rng = np.random.default_rng(1)
    for _ in range(5):
        rows = rows_in(rng)
        one.add_grad(rows.dense())
        other.add_grad(rows)
        dense.step()
        sparse.step()
        np.testing.assert_allclose(one.value, other.value, **CLOSE)


@pytest.mark.parametrize("make", [OURS[1], OURS[3]], ids=["Momentum", "Adam"])
def test_lazy_updates_leave_other_rows_and_their_memory_alone(make):
    (parameter, *_) = parameters()
    optimizer = make([parameter])
    parameter.add_grad(np.ones((V, D)))
    optimizer.step()  # all rows have some momentum now
    before = parameter.value.copy()
    memory = {slot: arrays[0].copy() for slot, arrays in optimizer.memory.items()}
    parameter.add_grad(RowGradient(np.array([1, 1]), np.ones((2, D)), (V, D)))
    optimizer.step()
    others = [0, 2, 3, 4, 5]
    assert np.array_equal(parameter.value[others], before[others])
    assert (parameter.value[1] != before[1]).all()
    for slot, arrays in optimizer.memory.items():
        assert np.array_equal(arrays[0][others], memory[slot][others])
        assert (arrays[0][1] != memory[slot][1]).all()


def test_lazy_adam_is_pytorchs_sparse_adam(torch):
    """With hardly any epsilon, which it adds before it corrects the square."""
    (parameter, *_) = parameters()
    optimizer = Adam([parameter], 0.1, epsilon=1e-30)
    theirs = torch.tensor(parameter.value, requires_grad=True)
    their_optimizer = torch.optim.SparseAdam([theirs], 0.1, eps=1e-30)
    rng = np.random.default_rng(1)
    for _ in range(5):
        rows = rows_in(rng)
        parameter.add_grad(rows)
        theirs.grad = torch.sparse_coo_tensor(
            torch.tensor(rows.ids[None]),
            torch.tensor(rows.rows),
            (V, D),
            check_invariants=True,
        )
        optimizer.step()
        their_optimizer.step()
        np.testing.assert_allclose(parameter.value, theirs.detach(), **CLOSE)


@each_optimizer
def test_a_parameter_without_gradient_stays(make):
    one, other, _ = parameters()
    optimizer = make([one, other])
    for p in (one, other):
        p.add_grad(np.ones_like(p.value))
    optimizer.step()
    before = one.value.copy()
    other.add_grad(np.ones(D))
    optimizer.step()
    assert np.array_equal(one.value, before)


@each_optimizer
def test_a_shared_parameter_takes_one_step(make):
    one, other = parameters()[0], parameters()[0]
    for p, optimizer in (one, make([one, one])), (other, make([other])):
        p.add_grad(np.ones((V, D)))
        optimizer.step()
    assert np.array_equal(one.value, other.value)


@each_optimizer
def test_float32_stays_and_arrays_are_changed_in_place(make):
    ours = parameters(np.float32)
    optimizer = make(ours)
    optimizer.lr = np.float64(0.1)
    arrays = [p.value for p in ours]
    for grad in (np.ones((V, D), dtype=np.float32), rows_in(np.random.default_rng(0))):
        ours[0].add_grad(grad)
        ours[1].add_grad(np.ones(D))  # float64
        optimizer.step()
    for parameter, array in zip(ours, arrays, strict=True):
        assert parameter.value is array
        assert array.dtype == np.float32
    for slot in optimizer.memory.values():
        assert {array.dtype for array in slot} == {np.dtype(np.float32)}


# Their state


@each_optimizer
def test_a_restored_optimizer_goes_on_as_if_nothing_had_been(make):
    def train(optimizer, ours, steps):
        for step in steps:
            rng = np.random.default_rng(step)
            ours[0].add_grad(rows_in(rng))
            ours[1].add_grad(rng.standard_normal(D))
            optimizer.step()

    ours = parameters()
    optimizer = make(ours)
    train(optimizer, ours, range(3))
    optimizer.lr = 0.05
    copies = [Parameter(p.value) for p in ours]
    other = make(copies)
    other.load_state_dict(optimizer.state_dict())
    assert (other.steps, other.lr) == (3, 0.05)
    for o, ps in (optimizer, ours), (other, copies):
        train(o, ps, range(3, 6))
    for one, two in zip(ours, copies, strict=True):
        assert np.array_equal(one.value, two.value)


def test_state_is_a_copy():
    optimizer = OURS[1](parameters())
    state = optimizer.state_dict()
    state["velocity.0"][...] = 7
    assert not optimizer.memory["velocity"][0].any()


@pytest.mark.parametrize(
    ("state", "message"),
    [
        (lambda: OURS[2](parameters()).state_dict(), "mean.0 is missing"),
        (lambda: OURS[2](parameters()).state_dict(), "squares.1 is not known here"),
        (
            lambda: OURS[3](parameters()[::-1]).state_dict(),
            r"mean.0: expected \(6, 3\), found \(\)",
        ),
        (lambda: OURS[3](parameters()[:2]).state_dict(), "mean.2 is missing"),
        (
            lambda: OURS[3](parameters()).state_dict() | {"lr": np.array(-1.0)},
            "learning rate is -1.0",
        ),
        (
            lambda: OURS[3](parameters()).state_dict() | {"mean.1": np.full(3, np.nan)},
            "mean.1 holds NaN",
        ),
    ],
)
def test_foreign_state_changes_nothing(state, message):
    optimizer = OURS[3](parameters())
    with pytest.raises(ValueError, match=message):
        optimizer.load_state_dict(state())
    assert optimizer.lr == 0.1
    assert not any(a.any() for slot in optimizer.memory.values() for a in slot)


# What they refuse


@pytest.mark.parametrize("lr", [0, -0.1, math.nan, math.inf, "0.1", None])
@pytest.mark.parametrize("Kind", [SGD, Momentum, AdaGrad, Adam])
def test_learning_rates_that_are_none(Kind, lr):
    with pytest.raises(ValueError, match="must be a finite number above 0"):
        Kind(parameters(), lr)
    optimizer = Kind(parameters(), 0.1)
    before = optimizer.parameters[0].value.copy()
    optimizer.parameters[0].add_grad(np.ones((V, D)))
    optimizer.lr = lr
    with pytest.raises(ValueError, match="must be a finite number above 0"):
        optimizer.step()
    assert np.array_equal(optimizer.parameters[0].value, before)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: SGD([], 0.1), "no parameters"),
        (lambda: Momentum(parameters(), 0.1, momentum=1.0), "momentum is 1.0"),
        (lambda: Momentum(parameters(), 0.1, momentum=-0.1), "momentum is -0.1"),
        (lambda: Adam(parameters(), beta1=math.nan), "beta1 is nan"),
        (lambda: Adam(parameters(), beta2=1.5), "beta2 is 1.5"),
        (lambda: Adam(parameters(), epsilon=0.0), "epsilon is 0.0"),
        (lambda: AdaGrad(parameters(), 0.1, epsilon=-1.0), "epsilon is -1.0"),
    ],
)
def test_settings_that_make_no_sense(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_the_base_class_does_not_know_how():
    (parameter, *_) = parameters()
    parameter.add_grad(1.0 * np.ones((V, D)))
    with pytest.raises(NotImplementedError):
        Optimizer([parameter], 0.1).step()


# Clipping


@pytest.mark.parametrize("limit", [0.5, 1e6])
def test_clipping_is_pytorchs(torch, limit):
    ours = parameters()
    rng = np.random.default_rng(1)
    ours[0].add_grad(rows_in(rng))
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


def test_clipping_survives_squares_beyond_float32():
    parameter = Parameter(np.zeros(2))
    parameter.add_grad(np.array([3e30, 4e30], dtype=np.float32))
    with np.errstate(over="ignore"):
        assert clip_grad_norm([parameter], 5.0) == pytest.approx(5e30)
    np.testing.assert_allclose(parameter.gradient, [3, 4], rtol=1e-6)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_clipping_what_is_not_finite_changes_nothing(bad):
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


# Schedules


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


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: linear_decay(1.0, 0), "0 steps"),
        (lambda: linear_decay(1.0, -5), "-5 steps"),
        (lambda: linear_decay(math.nan, 5), "learning rate is nan"),
        (lambda: linear_decay(1.0, 5, -0.1), "final is -0.1"),
        (lambda: linear_decay(1.0, 5, math.nan), "final is nan"),
        (lambda: warmup_cosine(1.0, 0, 0), "0 steps"),
        (lambda: warmup_cosine(1.0, 5, 6), "warmup is 6; 5 steps allow 0 to 5"),
        (lambda: warmup_cosine(1.0, 5, -1), "warmup is -1"),
        (lambda: warmup_cosine(0.0, 5, 1), "learning rate is 0.0"),
        (lambda: warmup_cosine(1.0, 5, 1, math.inf), "final is inf"),
    ],
)
def test_schedules_that_make_no_sense(make, message):
    with pytest.raises(ValueError, match=message):
        make()
