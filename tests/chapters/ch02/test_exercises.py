"""Chapter 2's checkers: typical wrong answers fail, each with a hint of its own."""

from itertools import pairwise

import numpy as np
import pytest
from scipy import special

from dlnlp.chapters.ch02 import exercises as ch02
from dlnlp.chapters.ch02.exercises.exercise_7_settings import toy_training
from dlnlp.nn.module import Module, Parameter
from dlnlp.nn.optim import SGD
from dlnlp.text import Vocabulary, contexts
from dlnlp.vectors.word2vec import CBOW, SkipGram


def first_wrong(verdict):
    assert not verdict, verdict
    return verdict.wrong + verdict.hint


@pytest.mark.parametrize(
    ("answer", "where"),
    [
        ((1_000_000, 10, 10_000), "has a row, too"),
        ((2_000_000, 5, 10_000), "on each side"),
        ((2_000_000, 11, 10_000), "look at the word that it is to guess"),
        ((2_000_000, 10, 1), "right word's score alone"),
        ((2_000_000, 10, 1_000_000), "D of them make a score"),
        ((2_000_000, 10, ...), "no answer yet"),
    ],
)
def test_wrong_sizes(answer, where):
    assert where in first_wrong(ch02.check_sizes(*answer))


def test_right_sizes():
    assert ch02.check_sizes(2e6, np.int64(10), 10**4)


def around(x, t, w):
    return [s for s in range(max(0, t - w), min(len(x), t + w + 1)) if s != t]


def right_pairs(x, w):
    return [(x[t], x[s]) for t in range(len(x)) for s in around(x, t, w)]


def numpy_pairs(x, w):
    return np.array(right_pairs(x, w))


def yielded_pairs(x, w):
    yield from map(list, right_pairs(x, w))


def slices_without_max(x, w):
    return [
        (c, n) for t, c in enumerate(x) for n in x[t - w : t] + x[t + 1 : t + w + 1]
    ]


def negative_index(x, w):
    near = [d for d in range(-w, w + 1) if d]
    return [(x[t], x[t + d]) for t in range(len(x)) for d in near if t + d < len(x)]


def emptied(x, w):
    given = right_pairs(x, w)
    x.clear()
    return given


@pytest.mark.parametrize("right", [right_pairs, numpy_pairs, yielded_pairs])
def test_right_pairs(right):
    assert ch02.check_pairs(right)


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (lambda x, w: [(n, c) for c, n in right_pairs(x, w)], "comes first"),
        (lambda x, w: [*pairwise(x)], "left side"),
        (lambda x, w: [(c, n) for n, c in pairwise(x)], "right side"),
        (
            lambda x, w: [(x[t], x[s]) for t in range(1, 2) for s in around(x, t, w)],
            "the first and the last word",
        ),
        (
            lambda x, w: [(x[t], [x[s] for s in around(x, t, w)]) for t in range(3)],
            "one pair for each neighbour",
        ),
        (
            lambda x, w: [
                (c, n) for t, c in enumerate(x) for n in x[max(0, t - w) : t + w + 1]
            ],
            "not its own neighbour",
        ),
        (lambda x, w: [*map(" ".join, right_pairs(x, w))], "a list of pairs"),
        (lambda x, w: 8, "a list of pairs"),
        (lambda x, w: right_pairs(x, 1), "a 1 somewhere"),
        (slices_without_max, "start is negative"),
        (negative_index, "the last token"),
        (
            lambda x, w: (
                right_pairs(x, w)
                if len(x) < 8
                else [
                    (x[t], x[s]) for t in range(w, len(x) - w) for s in around(x, t, w)
                ]
            ),
            "only fewer",
        ),
        (lambda x, w: sorted(right_pairs(x, w), key=lambda p: x.index(p[0])), "order"),
        (lambda x, w: [p for p in right_pairs(x, w) if p[0] != p[1]], "beside itself"),
        (emptied, "was given: x"),
    ],
)
def test_wrong_pairs(wrong, where):
    assert where in first_wrong(ch02.check_pairs(wrong))


def naive_softmax(s):
    return np.exp(s) / np.exp(s).sum()


def shifted(shift):
    return lambda s: naive_softmax(s - shift(s))


def in_place(s):
    s -= s.max()
    return naive_softmax(s)


@pytest.mark.parametrize(
    "right",
    [
        special.softmax,
        shifted(np.max),
        lambda s: naive_softmax((s - s.max()).astype(np.float32)),
        lambda s: list(np.exp(s - np.logaddexp.reduce(s))),
        lambda s: tuple(shifted(np.max)(s)),
    ],
)
def test_right_softmax(right):
    assert ch02.check_softmax(right)


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (lambda s: np.exp(s), "sum to one"),
        (lambda s: s / s.sum(), "where is the e"),
        (lambda s: 2**s / (2**s).sum(), "not 2"),
        (special.log_softmax, "the logarithm comes later"),
        (lambda s: np.exp(s - s.max()), "not the largest"),
        (special.expit, "e to the power"),
        (lambda s: naive_softmax(np.abs(s)), "negative scores"),
        (naive_softmax, "large scores: 1000 and 999: FloatingPointError"),
        (lambda s: naive_softmax(np.clip(s, -500, 500)), "different ones become equal"),
        (shifted(lambda s: 1000 if s.max() > 500 else 0), "far below zero"),
        (shifted(lambda s: np.abs(s).max()), "far below zero"),
        (shifted(np.mean), "far apart"),
        (in_place, "was given: s"),
    ],
)
def test_wrong_softmax(wrong, where):
    assert where in first_wrong(ch02.check_softmax(wrong))


class WeightedSum(Module):
    """As on the page; each method is a place for a slip."""

    def __init__(self, C):
        self.a = Parameter(np.full(C, 1 / C))

    def __call__(self, vectors):
        def backward(dh):
            self.a.add_grad(self.da(dh[:, None] * vectors))
            return self.dvectors(dh)

        return self.h(vectors), backward

    def h(self, vectors):
        return np.einsum("c,ncd->nd", self.a.value, vectors)

    def da(self, products):
        return products.sum(axis=(0, 2))

    def dvectors(self, dh):
        return self.a.value[:, None] * dh[:, None]


def with_slip(**methods):
    return type("Slipped", (WeightedSum,), methods)


class Replaces(WeightedSum):
    def __call__(self, vectors):
        def backward(dh):
            self.a.grad = self.da(dh[:, None] * vectors)
            return self.dvectors(dh)

        return self.h(vectors), backward


class Remembers(WeightedSum):
    def __call__(self, vectors):
        self.vectors = vectors
        h, _ = super().__call__(vectors)
        return h, lambda dh: WeightedSum.__call__(self, self.vectors)[1](dh)


class ForgetsA(WeightedSum):
    def __call__(self, vectors):
        return self.h(vectors), self.dvectors


class WithoutBackward(WeightedSum):
    def __call__(self, vectors):
        return self.h(vectors)


class NoLayer:
    def __init__(self, C):
        pass


def test_right_weighted_sum():
    assert ch02.check_weighted_sum(WeightedSum)
    assert ch02.check_weighted_sum(lambda C: WeightedSum(C))


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (with_slip(h=lambda self, v: v.mean(axis=1)), "where is a?"),
        (with_slip(h=lambda self, v: WeightedSum.h(self, v) / 3), "not a mean"),
        (with_slip(h=lambda self, v: v.sum(axis=2)), "h is (N, D)"),
        (with_slip(da=lambda self, p: p.mean(axis=(0, 2))), "is added up"),
        (with_slip(da=lambda self, p: p.sum(axis=0)), "the same (line"),
        (with_slip(dvectors=lambda self, dh: dh[:, None] + 0 * self.a.value[:, None]),
         "v_c stands in h times a_c"),
        (with_slip(dvectors=lambda self, dh: None), "must return a gradient of shape"),
        (with_slip(dvectors=lambda self, dh: ...), "must return a gradient of shape"),
        (Replaces, "self.a.grad = … replaces"),
        (Remembers, "variables of the call"),
        (ForgetsA, "no gradient came to a"),
        (WithoutBackward, "return h, backward"),
        (NoLayer, "a class that is a Module"),
        (lambda C: WeightedSum(C + 1), "no Parameter a of shape (C,)"),
        (WeightedSum(3), "the class itself"),
    ],
)  # fmt: skip
def test_wrong_weighted_sum(wrong, where):
    assert where in first_wrong(ch02.check_weighted_sum(wrong))


def belief_minus_truth(s, shares):
    return special.softmax(s) - shares


def shares_of(neighbours, V=6):
    return np.bincount(neighbours, minlength=V) / len(neighbours)


def step(W_in, W_out, middle, neighbours, lr, *, slip=""):
    """One step of skip-gram, with a slip if one is named."""
    W_in, W_out = W_in.copy(), W_out.copy()
    h = W_in[middle]
    y = shares_of(neighbours)
    if slip == "once":
        y = (y > 0) / len(neighbours)
    if slip == "counts":
        y = y * len(neighbours)
    d = belief_minus_truth(W_out @ h, y)
    dh = d @ W_out
    if slip == "sum":
        d = d * len(neighbours)
    if slip == "right rows":
        d = d * (y > 0)
    W_out -= lr * np.outer(d, h)
    if slip == "new W_out":
        dh = d @ W_out
    if slip == "mean":
        dh = dh / len(neighbours)
    if slip == "neighbours":
        for i in neighbours:
            W_in[i] -= lr * dh
    else:
        W_in[middle] -= lr * dh
    return W_in, W_out


def library_step(W_in, W_out, middle, neighbours, lr):
    model = SkipGram(6, 2, rng=np.random.default_rng(0))
    model.embedding.W, model.output.W = Parameter(W_in), Parameter(W_out)
    _, backward = model.loss(np.array([middle]), neighbours[None])
    backward()
    SGD(model.parameters(), lr).step()
    return model.embedding.W.value, model.output.W.value


def pair_by_pair(W_in, W_out, middle, neighbours, lr):
    """The mean of the gradients of all pairs, as lists."""
    h, d = W_in[middle], np.zeros(6)
    for k in neighbours:
        d += belief_minus_truth(W_out @ h, np.eye(6)[k]) / len(neighbours)
    new_in = W_in - lr * np.outer(np.eye(6)[middle], d @ W_out)
    return [new_in.tolist(), (W_out - lr * np.outer(d, h)).tolist()]


def float32_step(W_in, W_out, *rest):
    return step(W_in.astype(np.float32), W_out.astype(np.float32), *rest)


def in_place_step(W_in, W_out, *rest):
    W_in[:], W_out[:] = step(W_in, W_out, *rest)


def in_place_and_returned(W_in, W_out, *rest):
    in_place_step(W_in, W_out, *rest)
    return W_in, W_out


def slip(name):
    return lambda *arguments: step(*arguments, slip=name)


@pytest.mark.parametrize(
    "right",
    [
        step,
        library_step,
        pair_by_pair,
        float32_step,
        lambda *arguments: np.stack(step(*arguments)),
    ],
)
def test_right_step(right):
    assert ch02.check_step(right)


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (lambda *a: step(*a)[0], "in this order"),
        (lambda *a: step(*a)[::-1], "W_out before W_in"),
        (in_place_step, "W_in, W_out, and returns None"),
        (lambda *a: step(*a[:4], -a[4]), "which way is a step"),
        (lambda *a: step(*a[:4], 1), "where is the learning rate"),
        (slip("sum"), "not their sum"),
        (slip("counts"), "together they are 1"),
        (slip("right rows"), "only the neighbours' rows"),
        (lambda *a: (step(*a)[0], a[1]), "W_out is as it was"),
        (slip("mean"), "nothing to divide by"),
        (slip("neighbours"), "which word was seen"),
        (slip("new W_out"), "already moved"),
        (lambda *a: (a[0], step(*a)[1]), "W_in is as it was"),
        (slip("once"), "one share, not two"),
        (in_place_and_returned, "was given: W_in, W_out+="),
    ],
)
def test_wrong_step(wrong, where):
    assert where in first_wrong(ch02.check_step(wrong))


@pytest.mark.parametrize("right", [2 * np.log(2) / 5, 0.28, np.float32(0.2773)])
def test_right_bag(right):
    assert ch02.check_bag(right)


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (np.log(2), "how many of the guesses"),
        (np.log(2) / 5, "each of them costs"),
        (2 * np.log(2) / 7, "are not guessed"),
        (0.4, "log2"),
        (0, "for certain"),
        (3, "more than once"),
        (..., "no answer yet"),
    ],
)
def test_wrong_bag(wrong, where):
    assert where in first_wrong(ch02.check_bag(wrong))


def test_cbow_reaches_the_loss_of_exercise_2():
    words = "cats see dogs and dogs fear cats".split()
    vocab = Vocabulary(words)
    model = CBOW(len(vocab), 6, rng=np.random.default_rng(0))
    optimizer, data = SGD(model.parameters(), lr=1.0), contexts(vocab.encode(words), 1)
    for _ in range(4000):
        loss, backward = model.loss(*data)
        backward()
        optimizer.step()
    assert loss == pytest.approx(2 * np.log(2) / 5, abs=0.01)


def floor(C, log=np.log, rows=True, mean=True):
    i, j = np.nonzero(C)
    whole = C.sum(axis=1)[i] if rows else C.sum()
    total = -(C[i, j] * log(C[i, j] / whole)).sum()
    return total / C.sum() if mean else total


def loop_floor(C):
    losses = [
        -np.log(C[i, j] / C[i].sum())
        for i in range(len(C))
        for j in range(len(C))
        for _ in range(int(C[i, j]))
    ]
    return np.float32(np.mean(losses))


def by_rows(C):
    shares = C / C.sum(axis=1, keepdims=True)
    return -(shares * np.log(shares)).sum(axis=1).mean()


def by_frequency(C):
    column = C.sum(axis=0)
    return -(column * np.log(column / C.sum())).sum() / C.sum()


def naive_floor(C, sum=np.sum):
    return -sum(C * np.log(C / C.sum(axis=1, keepdims=True))) / C.sum()


def masked_floor(C):
    P = C / C.sum(axis=1, keepdims=True)
    return -(C * np.log(np.where(C == 0, 1, P))).sum() / C.sum()


def by_entropies(C):
    in_row = C.sum(axis=1)
    return in_row @ special.entr(C / in_row[:, None]).sum(axis=1) / C.sum()


def floor_with_epsilon(C):
    return -(C * np.log(C / C.sum(axis=1, keepdims=True) + 1e-3)).sum() / C.sum()


def floor_in_place(X):
    answer = floor(X)
    X /= X.sum()
    return answer


@pytest.mark.parametrize(
    "right",
    [floor, loop_floor, masked_floor, lambda C: naive_floor(C, sum=np.nansum)],
)
def test_right_floor(right):
    assert ch02.check_floor(right)


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (lambda C: floor(C, log=np.log2), "natural logarithm"),
        (lambda C: -floor(C), "not negative"),
        (lambda C: floor(C, mean=False), "the sum over the pairs"),
        (lambda C: floor(C, rows=False), "sum to one"),
        (lambda C: -np.log(C / C.sum()).mean(), "sum to one"),
        (by_rows, "not over words"),
        (by_frequency, "in the whole text"),
        (lambda C: floor(C + 0.001), "as they are"),
        (lambda C: -np.log(C / C.sum(axis=1, keepdims=True)).mean(), "counts 8 times"),
        (naive_floor, "0 * ln 0"),
        (by_entropies, "met nobody"),
        (floor_with_epsilon, "toss of a coin"),
        (floor_in_place, "was given: X"),
    ],
)
def test_wrong_floor(wrong, where):
    assert where in first_wrong(ch02.check_floor(wrong))


@pytest.mark.parametrize("seed", [1, 2])  # the checker's own is 0
def test_the_solution_does_not_hang_on_a_seed(seed):
    shares, _ = toy_training(4, 50, 0.07, seed=seed)
    assert shares[-1] >= 0.95


def test_right_settings():
    assert ch02.check_settings(4.0, np.int64(50), np.float64(0.07))


@pytest.mark.parametrize(
    ("settings", "where"),
    [
        ((4, 20, 0.02), "too short"),
        ((3, 50, 0.07), "reach the clue"),
        ((4, 20, 0.1), "dimensions enough"),
        ((4, 50, 0.02), "too short"),
        ((4, 50, 0.2), "too long"),
        ((4, 50, 0.7), "too long"),
        ((4, 100, 0.1), "at most 50"),
        ((20, 50, 0.1), "at most 50"),
        ((4, 50, -0.1), "lr is -0.1"),
        ((4, 50, 1e30), "95 %"),
        ((0, 50, 0.1), "window is 0"),
        ((4, 49.5, 0.1), "dim is a whole number"),
        ((4, ..., 0.1), "no answer yet"),
    ],
)
def test_wrong_settings(settings, where):
    assert where in first_wrong(ch02.check_settings(*settings))
