"""The contract: all layers of nn keep it, and it rejects broken ones, in words."""

import numpy as np
import pytest

import dlnlp.nn
from dlnlp.nn import (
    GRU,
    LSTM,
    RNN,
    Additive,
    Attention,
    Bidirectional,
    Bilinear,
    Conv2d,
    CrossAttention,
    DecoderBlock,
    Dot,
    Dropout,
    Embedding,
    LayerNorm,
    LearnedPositions,
    Linear,
    LockedDropout,
    MaxPool2d,
    MemoryHeads,
    MemoryWriter,
    Module,
    MultiHeadAttention,
    Parameter,
    Recurrent,
    Residual,
    Sequential,
    SinusoidalPositions,
    SoftmaxOutput,
    Stacked,
    TransformerBlock,
    add,
    binary_cross_entropy,
    check_layer,
    content_weights,
    cosine_similarity,
    cross_entropy,
    erase,
    gelu,
    interpolate,
    masked_softmax,
    relu,
    scaled_dot_product_attention,
    sharpen,
    shift,
    smoothed_cross_entropy,
    softplus,
    tanh,
    weighted_sum,
)

N, T, V, D, H = 4, 3, 7, 5, 6
MASK = np.array([[1, 1, 1], [1, 1, 0], [0, 0, 0], [0, 1, 1]], dtype=bool)  # (N, T)
rng = np.random.default_rng(0)


def floats(*shape):
    """Random numbers between 0.1 and 1, of either sign: never zero, never at a kink."""
    return rng.uniform(0.1, 1, size=shape) * rng.choice([-1, 1], size=shape)


def ids(*shape):
    return rng.integers(0, V, size=shape)


def state(cell, size=H):
    """What a cell begins with: h, or h and c."""
    arrays = tuple(floats(N, size) for _ in range(cell.n_states))
    return arrays if cell.n_states > 1 else arrays[0]


def recurrent(cell):
    layer, xs = cell(D, H, rng=rng), floats(N, T, D)
    noisy = cell(D, H, rng=rng, dropout=0.4)
    yield f"{cell.__name__}, from nothing", layer, (xs, None), {}
    yield f"{cell.__name__}, from a state", layer, (xs, state(cell)), {}
    yield f"{cell.__name__}, masked", layer, (xs, state(cell)), {"mask": MASK}
    yield f"{cell.__name__}, dropout in time", noisy, (xs, state(cell)), {}


def transformer_blocks(*, pre_norm, **options):
    """Both kinds of block with one place of layer norm."""
    name = "pre-norm" if pre_norm else "post-norm"
    options |= {"pre_norm": pre_norm, "dropout": 0.2}
    mask = {"mask": MASK[:, None]}
    inputs = floats(N, T, 4), None
    yield (
        f"TransformerBlock, {name}",
        TransformerBlock(4, 2, 3, **options),
        inputs,
        mask,
    )
    inputs = floats(N, 2, 4), floats(N, T, 4)
    yield f"DecoderBlock, {name}", DecoderBlock(4, 2, 3, **options), inputs, mask


def places(*shape):
    """Weights of 0 or more, of sum 1 along the last axis."""
    return rng.dirichlet(np.ones(shape[-1]), size=shape[:-1])


def addressing():
    """The ways to address a memory of 4 rows with 3 numbers each, for 2 heads."""
    memory, keys, weights = floats(N, 4, 3), floats(N, 2, 3), places(N, 2, 4)
    share = rng.uniform(0.1, 0.6, size=(N, 2, 1))  # the contract may double it
    yield cosine_similarity, (memory, keys)
    yield content_weights, (memory, keys, share)
    yield interpolate, (weights, places(N, 2, 4), share)
    yield shift, (weights, places(N, 2, 3))
    yield sharpen, (weights, 2 + share)
    yield erase, (memory, weights, share * np.ones((N, 2, 3)))
    yield add, (memory, weights, keys)


AT_THE_MEMORY = floats(N, H), floats(N, 4, 3), places(N, 2, 4)

LAYERS = [  # a name, a layer, its inputs, and what is given by name
    ("Linear", Linear(D, H, rng=rng), (floats(N, D),), {}),
    ("Linear, over time", Linear(D, H, rng=rng), (floats(N, T, D),), {}),
    ("Linear, one vector", Linear(D, H, rng=rng), (floats(D),), {}),
    ("Embedding", Embedding(V, D, rng=rng), (ids(N, T),), {}),
    ("tanh", tanh, (floats(N, D),), {}),
    ("relu", relu, (floats(N, D),), {}),
    ("cross_entropy", cross_entropy, (floats(N, T, V), ids(N, T)), {}),
    (
        "binary_cross_entropy",
        binary_cross_entropy,
        (floats(N, T), rng.integers(0, 2, size=(N, T))),
        {},
    ),
    (
        "binary_cross_entropy, weighted",
        binary_cross_entropy,
        (floats(N, T), rng.integers(0, 2, size=(N, T))),
        {"weights": np.arange(N * T).reshape(N, T) % 3},
    ),
    (
        "SoftmaxOutput",
        SoftmaxOutput(Parameter(floats(V, D))),
        (floats(N, T, D), ids(N, T)),
        {},
    ),
    *[case for cell in (RNN, GRU, LSTM) for case in recurrent(cell)],
    (
        "Stacked",
        Stacked(
            [LSTM(D, H, rng=rng), GRU(H, D, rng=rng)],
            [Dropout(0.2), LockedDropout(0.3), Dropout(0)],
        ),
        (floats(N, T, D), None),
        {},
    ),
    (
        "Stacked, from a state, masked",
        Stacked([LSTM(D, H, rng=rng), RNN(H, D, rng=rng)]),
        (floats(N, T, D), (state(LSTM), state(RNN, D))),
        {"mask": MASK},
    ),
    (
        "Bidirectional, masked",
        Bidirectional(LSTM(D, H, rng=rng), LSTM(D, H, rng=rng)),
        (floats(N, T, D), state(LSTM, 2 * H)),
        {"mask": MASK},
    ),
    (
        "Stacked, residual, masked, on Bidirectional",
        Stacked(
            [
                Bidirectional(GRU(D, 2, rng=rng), GRU(D, 2, rng=rng)),
                LSTM(4, 4, rng=rng),
                RNN(4, 4, rng=rng),
            ],
            [Dropout(0.2)] * 4,
            residual=True,
        ),
        (floats(N, T, D), (state(GRU, 4), state(LSTM, 4), state(RNN, 4))),
        {"mask": MASK},
    ),
    ("Dot", Dot(), (floats(N, 2, D), floats(N, T, D)), {}),
    ("Bilinear", Bilinear(D, H, rng=rng), (floats(N, 2, D), floats(N, T, H)), {}),
    ("Additive", Additive(D, H, 3, rng=rng), (floats(N, 2, D), floats(N, T, H)), {}),
    ("masked_softmax", masked_softmax, (floats(N, T),), {"mask": MASK}),
    ("weighted_sum", weighted_sum, (floats(N, 2, T), floats(N, T, D)), {}),
    *[
        (
            f"Attention, {type(score).__name__}",
            Attention(score),
            (floats(N, 2, D), floats(N, T, D), floats(N, T, H)),
            {"mask": MASK[:, None]},
        )
        for score in (Dot(), Bilinear(D, D, rng=rng), Additive(D, D, 3, rng=rng))
    ],
    ("LayerNorm", LayerNorm(D), (floats(N, T, D),), {}),
    ("gelu", gelu, (floats(N, T, D),), {}),
    ("SinusoidalPositions", SinusoidalPositions(4), (floats(N, T, 4),), {"start": 3}),
    (
        "LearnedPositions",
        LearnedPositions(6, D, rng=rng),
        (floats(N, T, D),),
        {"start": 2},
    ),
    (
        "scaled_dot_product_attention",
        scaled_dot_product_attention,
        (floats(N, 2, 3, 2), floats(N, 2, T, 2), floats(N, 2, T, 2)),
        {"mask": MASK[:, None], "dropout": 0.3},
    ),
    (
        "MultiHeadAttention, masked",
        MultiHeadAttention(4, 2, rng=rng, dropout=0.3),
        (floats(N, T, 4), None),
        {"mask": MASK[:, None]},
    ),
    (
        "MultiHeadAttention, causal, from a cache",
        MultiHeadAttention(4, 2, rng=rng, causal=True),
        (floats(N, 2, 4), (floats(N, 2, 3, 2), floats(N, 2, 3, 2))),
        {},
    ),
    (
        "CrossAttention",
        CrossAttention(4, 2, rng=rng, dropout=0.3),
        (floats(N, 2, 4), floats(N, T, 4)),
        {"mask": MASK[:, None]},
    ),
    *[
        case
        for pre_norm in (True, False)
        for case in transformer_blocks(pre_norm=pre_norm, rng=rng, activation=tanh)
    ],
    (
        "smoothed_cross_entropy",
        smoothed_cross_entropy,
        (floats(N, T, V), ids(N, T)),
        {"mask": MASK},
    ),
    (
        "SoftmaxOutput, smooth",
        SoftmaxOutput(Parameter(floats(V, D))),
        (floats(N, T, D), ids(N, T)),
        {"smoothing": 0.2},
    ),
    *[(layer.__name__, layer, inputs, {}) for layer, inputs in addressing()],
    ("MemoryHeads", MemoryHeads(H, 3, 2, rng=rng), AT_THE_MEMORY, {}),
    ("MemoryWriter", MemoryWriter(H, 3, 2, rng=rng), AT_THE_MEMORY, {}),
    ("softplus", softplus, (floats(N, D),), {}),
    ("Dropout", Dropout(0.4), (floats(N, T, D),), {}),
    ("LockedDropout", LockedDropout(0.4), (floats(N, T, D),), {}),
    (
        "Sequential",
        Sequential(Linear(D, H, rng=rng), relu, Dropout(0.3), Linear(H, 2, rng=rng)),
        (floats(N, D),),
        {},
    ),
    (
        "Sequential, of ids",
        Sequential(Embedding(V, D, rng=rng), tanh),
        (ids(N, T),),
        {},
    ),
    (
        "Residual",
        Residual(Sequential(Linear(D, H, rng=rng), tanh, Linear(H, D, rng=rng))),
        (floats(N, T, D),),
        {},
    ),
    ("Conv2d", Conv2d(2, 3, 2, rng=rng), (floats(N, 2, 4, 3),), {}),
    ("Conv2d, padded", Conv2d(2, 3, 3, padding=1, rng=rng), (floats(N, 2, 1, 2),), {}),
    ("MaxPool2d", MaxPool2d(2), (floats(N, 2, 4, 6),), {}),
    ("Residual, of a layer that draws", Residual(Dropout(0.3)), (floats(N, D),), {}),
]


@pytest.mark.parametrize(
    ("layer", "inputs", "options"),
    [case[1:] for case in LAYERS],
    ids=[case[0] for case in LAYERS],
)
def test_all_layers_keep_the_contract(layer, inputs, options):
    check_layer(layer, *inputs, **options)


def test_no_layer_is_left_out():
    offered = (getattr(dlnlp.nn, name) for name in dlnlp.nn.__all__)
    layers = {x for x in offered if isinstance(x, type) and issubclass(x, Module)}
    checked = {type(layer) for _, layer, _, _ in LAYERS}
    assert layers - {Module, Recurrent} <= checked


# Layers that break it, each in one way: the contract must notice, and say so


class NoBiasGradient(Linear):
    def __call__(self, x):
        y = x @ self.W.value + self.b.value

        def backward(dy):
            self.W.add_grad(x.T @ dy)
            return dy @ self.W.value.T

        return y, backward


class Altered(Linear):
    """A right layer, one step of whose backward pass is altered."""

    def __init__(self, **steps):
        super().__init__(D, D, rng=rng)
        self.steps = steps

    def __call__(self, x):
        steps = self.steps
        y = x @ self.W.value + self.b.value

        def backward(dy):
            self.W.add_grad(steps.get("dW", right_dW)(x, dy))
            self.b.add_grad(dy.sum(axis=0))
            return steps.get("dx", right_dx)(dy, self.W.value)

        return y, backward


def right_dW(x, dy):
    return x.T @ dy


def right_dx(dy, W):
    return dy @ W.T


def forgotten_factor(x, dy):
    return right_dW(x, dy) / len(x)


def transposed(x, dy):
    return dy.T @ x


def not_transposed(dy, W):
    return dy @ W


def in_float64(x, dy):
    return right_dW(x.astype(np.float64), dy)


def dx_in_float64(dy, W):
    return right_dx(dy.astype(np.float64), W)


def writes_into_dy(dy, W):
    dx = right_dx(dy, W)
    dy *= 2
    return dx


def no_dx(dy, W):
    return None


def one_row_of_dx(dy, W):
    return right_dx(dy, W)[0]


def gradients_of_parameters_too(dy, W):
    return right_dx(dy, W), dy.sum(axis=0)


class NoBackward(Linear):
    def __call__(self, x):
        return super().__call__(x)[0]


class Overwrites(Linear):
    def __call__(self, x):
        y, right = super().__call__(x)

        def backward(dy):
            self.zero_grad()
            return right(dy)

        return y, backward


class KeepsItsInput(Linear):
    def __call__(self, x):
        self.x = x
        return super().__call__(x)


class KeepsAList(Linear):
    def __init__(self, n_in, n_out, *, rng):
        super().__init__(n_in, n_out, rng=rng)
        self.seen = []

    def __call__(self, x):
        self.seen.append(x.shape)
        return super().__call__(x)


class KeepsWhenGoingBack(Linear):
    def __call__(self, x):
        y, right = super().__call__(x)

        def backward(dy):
            self.dy = dy
            return right(dy)

        return y, backward


ELSEWHERE = {}


def keeps_its_input_elsewhere(x):
    ELSEWHERE["x"] = x
    return x**2, lambda dy: 2 * dy * ELSEWHERE["x"]


class KeepsItsInputElsewhere(Linear):
    """What goes back to the input is right; the gradient of W is the last call's."""

    def __call__(self, x):
        ELSEWHERE["x"] = x
        y = x @ self.W.value + self.b.value

        def backward(dy):
            self.W.add_grad(ELSEWHERE["x"].T @ dy)
            self.b.add_grad(dy.sum(axis=0))
            return dy @ self.W.value.T

        return y, backward


def works_in_place(x):
    mask = (x > 0).astype(x.dtype)
    y = x * mask

    def backward(dy):
        mask.__imul__(dy)
        return mask

    return y, backward


class Subtracts(Linear):
    """Right once; the second time it takes the bias's gradient back."""

    def __call__(self, x):
        y = x @ self.W.value + self.b.value
        sign = [1]

        def backward(dy):
            self.W.add_grad(x.T @ dy)
            self.b.add_grad(sign[0] * dy.sum(axis=0))
            sign[0] = -1
            return dy @ self.W.value.T

        return y, backward


class NormalisesInPlace(Linear):
    def __call__(self, x):
        x -= x.mean()
        return super().__call__(x)


class SharesDy(Module):
    """A bias for each number, whose gradient is what was handed in, not a copy."""

    def __init__(self):
        self.b = Parameter(np.zeros((N, D)))

    def __call__(self, x):
        def backward(dy):
            self.b.add_grad(dy)
            return dy.copy()

        return x + self.b.value, backward


class TwoOfOne(Module):
    """Two biases that are handed the same array as their gradient."""

    def __init__(self):
        self.a, self.b = Parameter(np.zeros(D)), Parameter(np.zeros(D))

    def __call__(self, x):
        def backward(dy):
            d = dy.sum(axis=0)
            self.a.add_grad(d)
            self.b.add_grad(d)
            return dy.copy()

        return x + self.a.value + self.b.value, backward


class DrawsByItself(Module):
    def __init__(self):
        self.rng = np.random.default_rng(0)

    def __call__(self, x):
        mask = self.rng.random(x.shape) < 0.5
        return x * mask, lambda dy: dy * mask


def relu_through_its_input(x):
    return np.maximum(x, 0), lambda dy: dy * x


def reads_memory_as_it_lies(x):
    flat = x.ravel(order="K")
    y = np.tanh(flat).reshape(x.shape)
    return y, lambda dy: dy * (1 - y * y)


def in_float32(x):
    y = np.tanh(x).astype(np.float32)
    return y, lambda dy: (dy * (1 - y * y)).astype(x.dtype)


LINEAR = (D, D)
BROKEN = [
    (NoBackward(*LINEAR, rng=rng), "two things, .* this one returned ndarray"),
    (NoBiasGradient(*LINEAR, rng=rng), "no gradient came to b: .* add_grad"),
    (Altered(dW=forgotten_factor), r"the gradient of W is wrong: at \[\d, \d\] it is"),
    (Altered(dW=transposed), "the gradient of W is wrong.* nudging that number says"),
    (Altered(dx=not_transposed), "the gradient of input x is wrong"),
    (Altered(dx=no_dx), r"shape \(4, 5\) for input x; it returned NoneType"),
    (Altered(dx=one_row_of_dx), r"shape \(4, 5\) for input x; it returned \(5,\)"),
    (Altered(dx=gradients_of_parameters_too), "for input x; it returned tuple"),
    (Overwrites(*LINEAR, rng=rng), "gradient of W after two calls is not the sum"),
    (KeepsItsInput(*LINEAR, rng=rng), "keeps something of a call: its x is new"),
    (KeepsAList(*LINEAR, rng=rng), "keeps something of a call: its seen is new, or"),
    (KeepsWhenGoingBack(*LINEAR, rng=rng), "keeps something of a call: its dy is new"),
    (keeps_its_input_elsewhere, "input x is another one when the layer is called"),
    (KeepsItsInputElsewhere(*LINEAR, rng=rng), "W after two calls is not the sum"),
    (works_in_place, "input x is another one when backward is called again"),
    (Subtracts(*LINEAR, rng=rng), "of b is not doubled by going back twice"),
    (Altered(dW=in_float64), "float32 went in, but the gradient of W is float64"),
    (Altered(dx=dx_in_float64), "went in, but the gradient of input x is float64"),
    (in_float32, "float64 went in, but the output is float32"),
    (Altered(dx=writes_into_dy), "backward changed the gradient it was given"),
    (NormalisesInPlace(*LINEAR, rng=rng), "the layer changed its input x"),
    (SharesDy(), "gradient of b shares its memory with another array"),
    (TwoOfOne(), "gradient of b shares its memory with another array"),
    (DrawsByItself(), "two different outputs: all randomness must come from rng"),
    (relu_through_its_input, "the gradient of input x is wrong"),
    (reads_memory_as_it_lies, "arrays that are not contiguous in memory"),
]


@pytest.mark.parametrize(("layer", "sentence"), BROKEN)
def test_a_broken_layer_is_rejected_in_words(layer, sentence):
    with pytest.raises(AssertionError, match=sentence):
        check_layer(layer, floats(N, D))


def test_the_layer_that_is_altered_is_right_when_nothing_is():
    check_layer(Altered(), floats(N, D))


class Cell(Module):
    """A layer with a state of two arrays; it may be wrong in its backward pass."""

    def __init__(self, carry=True, complete=True):
        self.W = Parameter(np.zeros((D, D)))
        self.carry, self.complete = carry, complete

    def __call__(self, x, state):
        h, c = state
        pre = x + h @ self.W.value
        new_h = np.tanh(pre)
        new_c = c * new_h

        def backward(dy, dstate):
            dh, dc = dstate
            dpre = (dy + dh + dc * c) * (1 - new_h * new_h)
            self.W.add_grad(h.T @ dpre)
            dcarried = dc * (new_h if self.carry else 1)
            if not self.complete:
                return dpre
            return dpre, (dpre @ self.W.value.T, dcarried)

        return (new_h, (new_h, new_c)), backward


def test_states_are_checked_like_inputs():
    x, state = floats(N, D), (floats(N, D), floats(N, D))
    check_layer(Cell(), x, state)
    with pytest.raises(AssertionError, match=r"of input state\[1\] is wrong"):
        check_layer(Cell(carry=False), x, state)
    with pytest.raises(AssertionError, match="of input x and input state; it returned"):
        check_layer(Cell(complete=False), x, state)


def test_a_method_is_a_layer_and_what_it_is_called_on_the_module():
    class Model(Module):
        def __init__(self, factor):
            self.layer, self.factor = Linear(D, 1, rng=rng), factor

        def loss(self, x):
            y, back = self.layer(x)
            return float(y.sum()), lambda d=1.0: back(np.full_like(y, self.factor * d))

    check_layer(Model(1).loss, floats(N, D))
    with pytest.raises(AssertionError, match=r"gradient of input x is wrong"):
        check_layer(Model(2).loss, floats(N, D))


def test_the_layer_that_is_checked_stays_as_it_is():
    layer, x = Linear(D, H, rng=rng), floats(N, D)
    before, x_before = layer.state_dict(), x.copy()
    check_layer(layer, x)
    assert all((before[name] == a).all() for name, a in layer.state_dict().items())
    assert all(parameter.grad is None for parameter in layer.parameters())
    assert np.array_equal(x, x_before)


def test_a_shared_parameter_and_one_number_are_served():
    class Scale(Module):
        def __init__(self):
            self.factor = self.again = Parameter(2.0)

        def __call__(self, x):
            def backward(dy):
                self.factor.add_grad((dy * x).sum())
                return dy * self.factor.value

            return x * self.factor.value, backward

    check_layer(Scale(), floats(N, D))


@pytest.mark.parametrize(
    "kind",
    [np.int8, np.uint8, np.int16, np.uint16, np.int32, np.uint32, np.int64, np.uint64],
)
def test_sizes_of_any_whole_type(kind):
    """Four gates of 100 units are more than a uint8 can say."""
    a, b = kind(100), kind(90)
    lstm = LSTM(a, a, rng=rng)
    assert lstm.Wx.value.shape == (100, 400)
    assert lstm.b.value.tolist() == [0] * 100 + [1] * 100 + [0] * 200
    assert GRU(a, b, rng=rng).Wh.value.shape == (90, 270)
    assert RNN(b, a, rng=rng).Wx.value.shape == (90, 100)
    assert Linear(a, b, rng=rng).W.value.shape == (100, 90)
    assert Embedding(a, b, rng=rng).W.value.shape == (100, 90)


@pytest.mark.parametrize("Layer", [Linear, Embedding, RNN, GRU, LSTM])
@pytest.mark.parametrize("sizes", [(0, 3), (3, 0), (3, -1), (2.0, 3), (3, None)])
def test_sizes_that_are_none(Layer, sizes):
    with pytest.raises(ValueError, match="must be a whole number, 1 or more"):
        Layer(*sizes, rng=rng)
