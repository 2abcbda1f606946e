"""Optimisers against plain loops and PyTorch, over many steps; row by row; float16."""

import math

import numpy as np
import pytest

from dlnlp.nn.module import Parameter
from dlnlp.nn.optim import SGD, AdaGrad, Adam, AdamW, Momentum, Optimizer
from dlnlp.nn.row_gradient import RowGradient
from dlnlp.nn.schedules import linear_decay, warmup_cosine

V, D = 6, 3
CLOSE = {"rtol": 1e-10, "atol": 1e-10}
SETTINGS = {"beta1": 0.8, "beta2": 0.95, "epsilon": 1e-6}
OURS = {
    "SGD": lambda ps: SGD(ps, 0.1),
    "Momentum": lambda ps: Momentum(ps, 0.1, momentum=0.8),
    "AdaGrad": lambda ps: AdaGrad(ps, 0.1, epsilon=1e-6),
    "Adam": lambda ps: Adam(ps, 0.1, **SETTINGS),
    "AdamW": lambda ps: AdamW(ps, 0.1, **SETTINGS, weight_decay=0.3),
}
each_optimizer = pytest.mark.parametrize("make", OURS.values(), ids=OURS)


def parameters(dtype=np.float64):
    rng = np.random.default_rng(0)
    shapes = [(V, D), (D,), ()]
    return [Parameter(rng.standard_normal(s).astype(dtype)) for s in shapes]


def rows_in(rng, *, size=8):
    ids = rng.integers(0, V - 2, size=size)  # some twice, the last two never
    return RowGradient(ids, rng.standard_normal((size, D)), (V, D))


# One number, step by step, as the papers say it


def sgd(x, gradients, rates):
    for g, lr in zip(gradients, rates, strict=True):
        x -= lr * g
        yield x


def with_momentum(x, gradients, rates, momentum=0.9):
    v = 0.0
    for g, lr in zip(gradients, rates, strict=True):
        v = momentum * v + g
        x -= lr * v
        yield x


def adagrad(x, gradients, rates, epsilon=1e-8):
    total = 0.0
    for g, lr in zip(gradients, rates, strict=True):
        total += g * g
        x -= lr * g / (math.sqrt(total) + epsilon)
        yield x


def adam(x, gradients, rates, beta1=0.9, beta2=0.999, epsilon=1e-8, weight_decay=0.0):
    m = v = 0.0
    for t, (g, lr) in enumerate(zip(gradients, rates, strict=True), start=1):
        x -= lr * weight_decay * x
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
        x -= lr * m_hat / (math.sqrt(v_hat) + epsilon)
        yield x


def adamw(x, gradients, rates, weight_decay=0.01, **settings):
    return adam(x, gradients, rates, weight_decay=weight_decay, **settings)


RATES = [0.1, 0.1, 0.1, 0.02, 0.02, 0.0, 0.5, 0.5]  # changed on the way, and once 0
ONE_BY_ONE = [
    (SGD, sgd, [{}]),
    (Momentum, with_momentum, [{}, {"momentum": 0.5}]),
    (AdaGrad, adagrad, [{}, {"epsilon": 0.5}]),
    (Adam, adam, [{}, {"beta1": 0.5}, {"beta2": 0.5}, {"epsilon": 0.5}]),
    (AdamW, adamw, [{}, {"beta1": 0.5}, {"beta2": 0.5}, {"epsilon": 0.5}]),
    (AdamW, adamw, [{"weight_decay": 0.5}]),
]


@pytest.mark.parametrize(
    ("Kind", "plain", "setting"),
    [(*case, setting) for *case, settings in ONE_BY_ONE for setting in settings],
)
def test_steps_are_those_of_a_plain_loop(Kind, plain, setting):
    """With nothing set, and with each setting alone."""
    gradients = [1.5, -0.25, 0.0, 3.0, 1e-3, -2.0, 0.5, 0.5]
    parameter = Parameter(np.float64(0.75))
    optimizer = Kind([parameter], lr=0.1, **setting)
    found = []
    for g, lr in zip(gradients, RATES, strict=True):
        parameter.add_grad(g)
        optimizer.lr = lr
        optimizer.step()
        found.append(float(parameter.value))
    expected = list(plain(0.75, gradients, RATES, **setting))
    assert found == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("name", OURS)
def test_eight_steps_are_pytorchs(torch, name):
    """Among them two changes of the learning rate."""
    ours = parameters()
    theirs = [torch.tensor(p.value, requires_grad=True) for p in ours]
    optimizer = OURS[name](ours)
    betas = {"betas": (0.8, 0.95), "eps": 1e-6}
    their_optimizer = {
        "SGD": lambda: torch.optim.SGD(theirs, 0.1),
        "Momentum": lambda: torch.optim.SGD(theirs, 0.1, momentum=0.8),
        "AdaGrad": lambda: torch.optim.Adagrad(theirs, 0.1, eps=1e-6),
        "Adam": lambda: torch.optim.Adam(theirs, 0.1, **betas),
        "AdamW": lambda: torch.optim.AdamW(theirs, 0.1, weight_decay=0.3, **betas),
    }[name]()
    rng = np.random.default_rng(1)
    for lr in RATES:
        for one, other in zip(ours, theirs, strict=True):
            grad = rng.standard_normal(one.value.shape)
            one.add_grad(grad)
            other.grad = torch.tensor(grad)
        optimizer.lr = their_optimizer.param_groups[0]["lr"] = lr
        optimizer.step()
        their_optimizer.step()
        for one, other in zip(ours, theirs, strict=True):
            np.testing.assert_allclose(one.value, other.detach(), **CLOSE)
            assert one.grad is None


def test_parameters_that_do_not_decay_are_pytorchs_second_group(torch):
    rng = np.random.default_rng(3)
    ours = parameters()
    theirs = [torch.nn.Parameter(torch.tensor(p.value)) for p in ours]
    small = [p for p in ours if p.value.ndim < 2]
    groups = [
        {"params": theirs[:1], "weight_decay": 0.3},
        {"params": theirs[1:], "weight_decay": 0.0},
    ]
    one = AdamW(ours, 0.1, weight_decay=0.3, no_decay=small)
    other = torch.optim.AdamW(groups, 0.1)
    for _ in range(5):
        for p, tensor in zip(ours, theirs, strict=True):
            gradient = rng.standard_normal(p.value.shape)
            p.add_grad(gradient)
            tensor.grad = torch.tensor(gradient)
        one.step()
        other.step()
    for p, tensor in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(p.value, tensor.detach(), **CLOSE)
    with pytest.raises(ValueError, match="no_decay names a parameter that"):
        AdamW(ours[:1], no_decay=small)


@pytest.mark.parametrize("Kind", [Adam, AdamW])
def test_adam_has_pytorchs_settings_where_none_are_given(torch, Kind):
    ours = Parameter(np.ones(3))
    theirs = torch.ones(3, dtype=torch.float64, requires_grad=True)
    optimizer = Kind([ours])
    their_optimizer = getattr(torch.optim, Kind.__name__)([theirs])
    for step in range(3):
        grad = np.array([1e-8, 1e-7, 1.0]) * (step - 0.5)  # small: epsilon is felt
        ours.add_grad(grad)
        theirs.grad = torch.tensor(grad)
        optimizer.step()
        their_optimizer.step()
    np.testing.assert_allclose(ours.value, theirs.detach(), **CLOSE)


def test_momentum_of_nothing_is_sgd_and_adamw_without_decay_is_adam():
    pairs = [
        (SGD, lambda ps, lr: Momentum(ps, lr, momentum=0.0)),
        (Adam, lambda ps, lr: AdamW(ps, lr, weight_decay=0.0)),
    ]
    for makes in pairs:
        found = []
        for make in makes:
            (parameter, *_) = parameters()
            optimizer = make([parameter], 0.1)
            for seed in range(3):
                parameter.add_grad(rows_in(np.random.default_rng(seed)))
                optimizer.step()
            found.append(parameter.value)
        np.testing.assert_array_equal(*found)


# Gradients of rows


@each_optimizer
def test_dense_arrays_and_rows_of_all_words_are_one(make):
    one, other = parameters()[0], parameters()[0]
    dense, sparse = make([one]), make([other])
    rng = np.random.default_rng(1)
    for _ in range(5):
        grad = rng.standard_normal((V, D))
        order = rng.permutation(V)
        other.add_grad(RowGradient(order, grad[order] / 2, (V, D)))
        other.add_grad(RowGradient(order, grad[order] / 2, (V, D)))
        one.add_grad(grad)
        dense.step()
        sparse.step()
        np.testing.assert_allclose(one.value, other.value, **CLOSE)


@pytest.mark.parametrize("name", ["SGD", "AdaGrad"])
def test_rows_are_updated_as_if_the_others_had_gradient_zero(name):
    one, other = parameters()[0], parameters()[0]
    dense, sparse = OURS[name]([one]), OURS[name]([other])
    rng = np.random.default_rng(1)
    for _ in range(5):
        rows = rows_in(rng)
        one.add_grad(rows.dense())
        other.add_grad(rows)
        dense.step()
        sparse.step()
        np.testing.assert_allclose(one.value, other.value, **CLOSE)


@pytest.mark.parametrize("name", ["Momentum", "Adam", "AdamW"])
def test_lazy_updates_leave_other_rows_and_their_state_alone(name):
    (parameter, *_) = parameters()
    optimizer = OURS[name]([parameter])
    parameter.add_grad(np.ones((V, D)))
    optimizer.step()  # all rows have some momentum now
    before = parameter.value.copy()
    state = {name: arrays[0].copy() for name, arrays in optimizer.state.items()}
    parameter.add_grad(RowGradient(np.array([1, 1]), np.ones((2, D)), (V, D)))
    optimizer.step()
    others = [0, 2, 3, 4, 5]
    assert np.array_equal(parameter.value[others], before[others])
    assert (parameter.value[1] != before[1]).all()
    for name, arrays in optimizer.state.items():
        assert np.array_equal(arrays[0][others], state[name][others])
        assert (arrays[0][1] != state[name][1]).all()


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


# Which parameters, and of which type


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


@pytest.mark.parametrize("dtype", [np.float16, np.float32])
@each_optimizer
def test_types_stay_and_arrays_are_changed_in_place(make, dtype):
    ours = parameters(dtype)
    optimizer = make(ours)
    optimizer.lr = np.float64(0.1)
    arrays = [p.value for p in ours]
    for grad in (np.ones((V, D), dtype=dtype), rows_in(np.random.default_rng(0))):
        ours[0].add_grad(grad)
        ours[1].add_grad(np.ones(D))  # float64
        optimizer.step()
    for parameter, array in zip(ours, arrays, strict=True):
        assert parameter.value is array
        assert array.dtype == dtype
    for arrays in optimizer.state.values():  # the squares of float16 need float32
        assert {array.dtype for array in arrays} == {np.dtype(np.float32)}


@pytest.mark.parametrize("in_rows", [False, True])
@pytest.mark.parametrize("size", [0.0, 1e-7, 1e-4, 1.0, 6e4])
@each_optimizer
def test_steps_in_float16_are_those_in_float32_rounded(make, size, in_rows):
    """Gradients of 0 gave 0/0 there, and those above 256 infinite squares."""
    found = []
    for dtype in np.float16, np.float32:
        parameter = Parameter(parameters()[0].value.astype(np.float16).astype(dtype))
        grad = np.full((V, D), size, np.float16).astype(dtype)
        optimizer = make([parameter])
        for _ in range(2):
            rows = RowGradient(np.arange(V), grad, (V, D))
            parameter.add_grad(rows if in_rows else grad.copy())
            optimizer.step()
        found.append(parameter.value)
    assert found[0].dtype == np.float16
    np.testing.assert_allclose(*found, rtol=2e-3, atol=1e-3)


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
    optimizer = OURS["Momentum"](parameters())
    state = optimizer.state_dict()
    state["velocity.0"][...] = 7
    assert not optimizer.state["velocity"][0].any()


def state_of(name, ours=None, **changed):
    return OURS[name](ours or parameters()).state_dict() | changed


@pytest.mark.parametrize(
    ("state", "message"),
    [
        (state_of("AdaGrad"), "mean.0 is missing"),
        (state_of("AdaGrad"), "squares.1 is not known here"),
        (
            state_of("Adam", parameters()[::-1]),
            r"mean.0: expected \(6, 3\), found \(\)",
        ),
        (state_of("Adam", parameters()[:2]), "mean.2 is missing"),
        (state_of("Adam", lr=np.array(-1.0)), "learning rate is -1.0"),
        (state_of("Adam", **{"mean.1": np.full(3, np.nan)}), "mean.1 holds NaN"),
    ],
)
def test_foreign_state_changes_nothing(state, message):
    optimizer = OURS["Adam"](parameters())
    with pytest.raises(ValueError, match=message):
        optimizer.load_state_dict(state)
    assert optimizer.lr == 0.1
    assert not any(a.any() for arrays in optimizer.state.values() for a in arrays)


# Learning rates


@pytest.mark.parametrize("lr", [-0.1, math.nan, math.inf, "0.1", None])
@each_optimizer
def test_learning_rates_that_are_none(make, lr):
    with pytest.raises(ValueError, match="must be a finite number, 0 or more"):
        SGD(parameters(), lr)
    optimizer = make(parameters())
    before = optimizer.parameters[0].value.copy()
    optimizer.parameters[0].add_grad(np.ones((V, D)))
    optimizer.lr = lr
    with pytest.raises(ValueError, match="must be a finite number, 0 or more"):
        optimizer.step()
    assert np.array_equal(optimizer.parameters[0].value, before)


@pytest.mark.parametrize(
    "schedule", [linear_decay(0.1, 4), warmup_cosine(0.1, 4, 1)], ids=["linear", "cos"]
)
@each_optimizer
def test_a_schedule_may_end_at_0_and_go_on(make, schedule):
    """A step at the rate 0 is a step, which changes nothing; a save of it loads."""
    (parameter, *_) = parameters()
    optimizer = make([parameter])
    for step in range(4):
        parameter.add_grad(np.ones((V, D)))
        optimizer.lr = schedule(step)
        optimizer.step()
    before = parameter.value.copy()
    for step in range(4, 6):
        parameter.add_grad(np.ones((V, D)))
        optimizer.lr = schedule(step)
        optimizer.step()
    assert optimizer.lr == 0
    assert optimizer.steps == 6
    assert np.array_equal(parameter.value, before)
    optimizer.load_state_dict(optimizer.state_dict())


# What they refuse


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
        (lambda: AdamW(parameters(), weight_decay=-0.1), "weight_decay is -0.1"),
        (lambda: AdamW(parameters(), weight_decay=math.nan), "weight_decay is nan"),
    ],
)
def test_settings_that_make_no_sense(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_the_base_class_does_not_know_how():
    (parameter, *_) = parameters()
    parameter.add_grad(np.ones((V, D)))
    with pytest.raises(NotImplementedError):
        Optimizer([parameter], 0.1).step()
