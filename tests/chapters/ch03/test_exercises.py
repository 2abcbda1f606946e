"""Chapter 3's checkers: typical wrong answers fail, each with a hint of its own."""

import numpy as np
import pytest
from scipy import optimize, special

from dlnlp.chapters.ch03 import exercises as ch03
from dlnlp.chapters.ch03.exercises.exercise_7_settings import diagnosis, toy_analogies
from dlnlp.nn.functional import sigmoid
from dlnlp.nn.module import Parameter
from dlnlp.vectors.embeddings import Embeddings
from dlnlp.vectors.glove import GloVe
from dlnlp.vectors.negative_sampling import (
    AliasSampler,
    NegativeSampling,
    noise_distribution,
)
from dlnlp.vectors.sentences import SIF
from dlnlp.vectors.subsampling import keep_probability


def first_wrong(verdict):
    assert not verdict, verdict
    return verdict.wrong + verdict.hint


@pytest.mark.parametrize(
    ("answer", "where"),
    [
        ((1, 6, 6), "no probability"),
        ((6, 100_000, 6), "the other one"),
        ((50, 6, 6), "over what"),
        ((100_000, 5, 6), "about the right word"),
        ((100_000, 100_000, 6), "needs no score"),
        ((100_000, 6, 5), "stay as it is"),
        ((100_000, 6, 7), "belongs to W_in"),
        ((100_000, 6, 100_000), "part of no score"),
        ((99_999, 6, 6), "over what"),
        ((100_001, 6, 6), "over what"),
        ((100_000, 6, ...), "no answer yet"),
    ],
)
def test_wrong_rows(answer, where):
    assert where in first_wrong(ch03.check_rows(*answer))


def test_right_rows():
    assert ch03.check_rows(1e5, np.int64(6), 6)


def right_noise(counts, exponent):
    return counts**exponent / (counts**exponent).sum()


def loop_noise(counts, exponent):
    weights = [int(count) ** exponent for count in counts]
    return tuple(weight / sum(weights) for weight in weights)


def noise_in_place(counts, exponent):
    counts **= exponent
    counts /= counts.sum()
    return counts


def noise_of_floats_in_place(counts, exponent):
    if counts.dtype.kind == "i":
        return right_noise(counts, exponent)
    return noise_in_place(counts, exponent)


@pytest.mark.parametrize(
    "right",
    [
        right_noise,
        loop_noise,
        noise_distribution,
        lambda c, a: special.softmax(a * np.log(c)),
        lambda c, a: right_noise(c / c.sum(), a).astype(np.float32),
    ],
)
def test_right_noise(right):
    assert ch03.check_noise(right)


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (lambda c, a: c**a, "sum to one"),
        (lambda c, a: (c / c.sum()) ** a, "changed the sum"),
        (lambda c, a: c * a / (c * a).sum(), "a power does"),
        (lambda c, a: c**a / c.sum(), "not of the counts"),
        (lambda c, a: c**a / (c**a).max(), "not by the largest"),
        (special.softmax, "each count to the power"),
        (lambda c, a: right_noise(c, 0.75), "is there a 0.75"),
        (lambda c, a: right_noise(c, a or 1), "to the power 0 is 1"),
        (lambda c, a: right_noise(c + (c.min() == 0), a), "add 1 to each count"),
        (noise_in_place, "was given: counts"),
        (noise_of_floats_in_place, "was given: counts"),
    ],
)
def test_wrong_noise(wrong, where):
    assert where in first_wrong(ch03.check_noise(wrong))


def gradient(h, right, wrong, *, belief=sigmoid):
    yes, no = belief(h @ right) - 1, belief(wrong @ h)
    return yes * right + no @ wrong, yes * h, np.outer(no, h)


def loop_gradient(h, right, wrong):
    def belief(s):
        return 1 / (1 + np.exp(-s))  # warns of an overflow, and is right

    dh, d_wrong = np.zeros(len(h)), []
    for u in wrong:
        dh += belief(h @ u) * u
        d_wrong.append((belief(h @ u) * h).tolist())
    d_right = -belief(-h @ right) * h
    return [dh - belief(-h @ right) * right, list(d_right), d_wrong]


def library_gradient(h, right, wrong):
    """By the package's own layer, whose sampler is made to draw what is given."""
    K, D = wrong.shape
    layer = NegativeSampling(np.ones(K + 1), D, negatives=K)
    layer.W = Parameter(np.vstack([right, wrong]))
    layer.sampler.sample = lambda size, rng: np.arange(1, K + 1).reshape(1, 1, K)
    rng = np.random.default_rng(0)
    _, backward = layer(h[None], np.zeros((1, 1), dtype=int), rng=rng)
    dh, dW = backward(), layer.W.grad.dense()
    return dh[0], dW[0], dW[1:]


def gradient_in_place(h, right, wrong):
    given = gradient(h, right, wrong)
    right -= given[1]
    return given


def other(**parts):
    """The right gradients, but for some: other(dh=…, d_right=…, d_wrong=…)."""

    def answer(h, right, wrong):
        given = dict(
            zip(("dh", "d_right", "d_wrong"), gradient(h, right, wrong), strict=True)
        )
        given |= {name: f(h, right, wrong) for name, f in parts.items()}
        return tuple(given.values())

    return answer


def yes(h, right):
    return sigmoid(h @ right) - 1


@pytest.mark.parametrize(
    "right",
    [
        gradient,
        loop_gradient,
        library_gradient,
        lambda *a: gradient(*(x.astype(np.float32) for x in a)),
        lambda *a: gradient(*a, belief=special.expit),
    ],
)
def test_right_gradient(right):
    assert ch03.check_gradient(right)


def naive(s):
    with np.errstate(all="ignore"):
        return np.exp(s) / (1 + np.exp(s))


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (lambda *a: gradient(*a)[0], "in this order"),
        (lambda *a: gradient(*a)[:2], "in this order"),
        (lambda *a: gradient(*a)[::-1], "in this order"),
        (other(d_wrong=lambda h, r, w: sigmoid(w @ h) @ w), "a row of its own"),
        (other(d_wrong=lambda h, r, w: np.outer(h, sigmoid(w @ h))), "a column"),
        (lambda h, r, w: (yes(h, r), yes(h, r), sigmoid(w @ h)), "in the scores"),
        (other(d_right=lambda h, r, w: -yes(h, r) * h), "which sign"),
        (other(d_right=lambda h, r, w: sigmoid(h @ r) * h), "what is y"),
        (other(d_right=lambda h, r, w: yes(h, r) * r), "is a multiple of h"),
        (other(d_wrong=lambda h, r, w: -np.outer(sigmoid(w @ h), h)), "which sign"),
        (other(d_wrong=lambda h, r, w: np.outer(sigmoid(w @ h) - 1, h)), "what is y"),
        (other(d_wrong=lambda h, r, w: np.outer(sigmoid(-w @ h), h)), "belief in yes"),
        (other(d_wrong=lambda h, r, w: sigmoid(w @ h)[:, None] * w), "multiple of h"),
        (
            other(d_wrong=lambda h, r, w: np.outer(sigmoid(w @ h), h) / 3),
            "not the mean",
        ),
        (other(dh=lambda h, r, w: yes(h, r) * r), "part of the others, too"),
        (other(dh=lambda h, r, w: sigmoid(w @ h) @ w), "right word's question?"),
        (
            other(dh=lambda h, r, w: yes(h, r) * r + sigmoid(w @ h) @ w / len(w)),
            "not the mean",
        ),
        (other(dh=lambda h, r, w: gradient(h, r, w)[0] / 4), "not the mean"),
        (other(dh=lambda h, r, w: yes(h, r) * r - sigmoid(w @ h) @ w), "a plus"),
        (
            other(dh=lambda h, r, w: (yes(h, r) + sigmoid(w @ h).sum()) * h),
            "a multiple of u",
        ),
        (
            other(
                dh=lambda h, r, w: (
                    (yes(h, r) * r + sum(sigmoid(w[k] @ h) * w[k] for k in range(3)))
                    if len(w) > 2
                    else gradient(h, r, w)[0]
                )
            ),
            "a 2 or a 3",
        ),
        (lambda *a: gradient(*a, belief=naive), "which survives"),
        (gradient_in_place, "make a new one"),
        (other(d_right=lambda *_: ...), "no answer yet"),
    ],
)
def test_wrong_gradient(wrong, where):
    assert where in first_wrong(ch03.check_gradient(wrong))


WALKER = AliasSampler([20, 12, 5, 3])


@pytest.mark.parametrize(
    ("share", "alias"),
    [
        ([1, 0.7, 0.5, 0.3], ["the", "the", "cat", "the"]),
        ([0.8, 1, 0.5, 0.3], ("cat", "milk", "the", "the")),
        ((1, 0.5, 0.5, 0.3), ["drinks", "the", "the", "cat"]),
        (np.array([1, 0.7, 0.5, 0.3]), [0, 0, 1, 0]),
        (WALKER.accept, WALKER.alias),
    ],
)
def test_right_boxes(share, alias):
    assert ch03.check_boxes(share, alias)


@pytest.mark.parametrize(
    ("share", "alias", "where"),
    [
        ([20, 12, 5, 3], ["the"] * 4, "room for ten"),
        ([10, 10, 5, 3], ["the"] * 4, "room for ten"),
        ([2, 1.2, 0.5, 0.3], ["the"] * 4, "full at 1"),
        ([1, 1, 0.5], ["the"] * 3, "which part of a box"),
        ([1, 1, 0.5, 0.3], ["the"] * 3, "names, for each of the four"),
        ([1, 1, 0.5, 0.3], ["the", "dog", "the", "the"], "names, for each"),
        ([1, 1, 0.5, 0.3], [0, 1, 2, 4], "names, for each"),
        ([0.5, 0.3, 0.125, 0.075], ["the"] * 4, "not of the text"),
        ([1, 1, 0.3, 0.5], ["the"] * 4, "one time in four"),
        ([1, 1, 0.5, 0.3], ["the"] * 4, "two tokens more"),
        ([1, 1, 0.5, 0.3], ["the", "the", "cat", "the"], "tokens to drinks"),
        ([1, 1, 0.5, 0.3], ["the", "the", "the", "cat"], "tokens to milk"),
        ([1, 1, 0.5, 0.3], ["cat"] * 4, "that its box can't hold"),
        ([1, ..., 0.5, 0.3], ["cat"] * 4, "no answer yet"),
    ],
)
def test_wrong_boxes(share, alias, where):
    assert where in first_wrong(ch03.check_boxes(share, alias))


def by_counting(d, w):
    return np.mean([window >= d for window in range(1, w + 1)])


@pytest.mark.parametrize("right", [by_counting, lambda d, w: 1 - (d - 1) / w])
def test_right_window(right):
    assert ch03.check_window(right)


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (lambda d, w: 1 / w, "one window size"),
        (lambda d, w: d / w, "one window size"),
        (lambda d, w: (w - d) / w, "a window of 1 reach"),
        (lambda d, w: w - d + 1, "of how many"),
        (lambda d, w: 1, "the farthest is not"),
        (lambda d, w: 0.0 if d == w else (w - d + 1) / w, "a window of 5 reach"),
        (lambda d, w: 1 if d == 1 else 1 / (w + 1), "how many are there"),
        (lambda d, w: 1 / d, "not as 1/d"),
        (lambda d, w: 1 if d == 1 else 1 / w, "reach distance 2"),
        (lambda d, w: (6 - d) / 5, "is there a 5"),
        (lambda d, w: ..., "no answer yet"),
    ],
)
def test_wrong_window(wrong, where):
    assert where in first_wrong(ch03.check_window(wrong))


def right_keep(counts, threshold):
    share = counts / counts.sum()
    return np.minimum(1, np.sqrt(threshold / share) + threshold / share)


def loop_keep(counts, threshold):
    shares = [int(count) / sum(counts.tolist()) for count in counts]
    return [min(1, (threshold / p) ** 0.5 + threshold / p) for p in shares]


def keep_in_place(counts, threshold):
    given = right_keep(counts, threshold)
    counts //= 2
    return given


@pytest.mark.parametrize(
    "right",
    [right_keep, loop_keep, keep_probability, lambda *a: np.float32(right_keep(*a))],
)
def test_right_keep(right):
    assert ch03.check_keep(right)


def ratio(counts, threshold):
    return threshold * counts.sum() / counts


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (lambda c, t: np.sqrt(ratio(c, t)) + ratio(c, t), "cut it off"),
        (lambda c, t: np.minimum(1, np.sqrt(ratio(c, t))), "second summand"),
        (lambda c, t: np.minimum(1, ratio(c, t)), "the square root"),
        (lambda c, t: 1 - right_keep(c, t), "that is left out"),
        (lambda c, t: min(np.sqrt(t / (c / c.sum())), 1), "np.minimum compares"),
        (lambda c, t: np.minimum(1, np.sqrt(t / c) + t / c), "not a count"),
        (
            lambda c, t: np.minimum(1, np.sqrt(1 / ratio(c, t)) + 1 / ratio(c, t)),
            "which way up",
        ),
        (lambda c, t: right_keep(c, 0.01), "is there a 0.01"),
        (
            lambda c, t: np.minimum(1, np.sqrt(t * 1e4 / c) + t * 1e4 / c),
            "is there a 10,000",
        ),
        (keep_in_place, "was given: counts"),
        (lambda c, t: ..., "no answer yet"),
    ],
)
def test_wrong_keep(wrong, where):
    assert where in first_wrong(ch03.check_keep(wrong))


def right_score(X_ij, X_i, V, K):
    return np.log(X_ij / X_i) + np.log(V) - np.log(K)


def searched_score(X_ij, X_i, V, K):
    def slope(s):
        return X_ij * (sigmoid(s) - 1) + K * X_i / V * sigmoid(s)

    return optimize.brentq(slope, -9, 9)


@pytest.mark.parametrize(
    "right",
    [
        right_score,
        searched_score,
        lambda X, X_i, V, K: np.float32(right_score(X, X_i, V, K)),
        lambda X, X_i, V, K: special.logit(X / (X + K * X_i / V)),
    ],
)
def test_right_score(right):
    assert ch03.check_best_score(right)


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (lambda *a: sigmoid(right_score(*a)), "which s gives it"),
        (lambda *a: np.exp(right_score(*a)), "that is e^s"),
        (lambda X, X_i, V, K: right_score(X, X_i, 1, K), "is j once in V times"),
        (lambda X, X_i, V, K: np.log(X * V / 6 / K), "how many draws"),
        (lambda X, X_i, V, K: right_score(X, X_i, V, 1), "use K"),
        (lambda *a: max(0, right_score(*a)), "a max(0, …) too many"),
        (lambda X, X_i, V, K: right_score(X, X_i, V, 1 / K), "up or down"),
        (lambda *a: right_score(*a) / np.log(2), "natural logarithm"),
        (
            lambda X, X_i, V, K: np.log(X / (X + K * X_i / V) * (1 + (K == 1))),
            "not yes to all",
        ),
        (lambda X, X_i, V, K: -np.log(K), "24 times yes"),
        (lambda X, X_i, V, K: right_score(X, X_i, V, min(K, 5)), "twice as many no"),
    ],
)
def test_wrong_score(wrong, where):
    assert where in first_wrong(ch03.check_best_score(wrong))


def sentence(words, vectors, share, a, *, weight=lambda a, p: a / (a + p), over=len):
    known = [word for word in words if word in vectors]
    if not known:
        return np.zeros(2)
    parts = [weight(a, share[word]) * vectors[word] for word in known]
    return sum(parts) / over(known)


def loop_sentence(words, vectors, share, a):
    total, n = [0.0, 0.0], 0
    for word in words:
        if word in vectors:
            for d in range(2):
                total[d] += a / (a + share[word]) * vectors[word][d]
            n += 1
    return [x / max(n, 1) for x in total]


def library_sentence(words, vectors, share, a):
    embeddings = Embeddings([*vectors], np.array([*vectors.values()]))
    counts = share | {"others": 1 - sum(share.values())}
    sif = SIF([[*vectors]], embeddings, counts, a=a)
    sif.common = np.zeros(2)  # nothing is taken off
    return sif([words])[0]


def normalised(words, vectors, share, a):
    return sentence(words, vectors, share, a) / np.mean(
        [a / (a + share[word]) for word in words if word in vectors]
    )


def sentence_in_place(words, vectors, share, a):
    known = [word for word in words if word in vectors]
    if not known:
        return np.zeros(2)
    for word in set(known):
        vectors[word] *= a / (a + share[word])
    return sum(vectors[word] for word in known) / len(known)


@pytest.mark.parametrize(
    "right",
    [
        sentence,
        loop_sentence,
        library_sentence,
        lambda *a: sentence(*a).astype(np.float32),
    ],
)
def test_right_sentence(right):
    assert ch03.check_sentence(right)


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (lambda *a: sentence(*a, weight=lambda a, p: 1), "weighted by 1"),
        (normalised, "the weight cancels"),
        (lambda *a: sentence(*a, weight=lambda a, p: p / (a + p)), "should count less"),
        (lambda *a: sentence(*a, weight=lambda a, p: a / p), "keeps the weight"),
        (lambda *a: sentence(*a).sum(), "not the sum of its numbers"),
        (lambda *a: sentence(*a, over=lambda k: 1), "now the mean"),
        (lambda w, *a: sentence(list(dict.fromkeys(w)), *a), "counts twice"),
        (
            lambda w, *a: sentence(list(dict.fromkeys(w)), *a) * len({*w}) / len(w),
            "you add it once",
        ),
        (lambda w, *a: sentence(w, *a, over=lambda k: len(w)), "that are known"),
        (
            lambda w, v, share, a: sum(a / (a + share[x]) * v[x] for x in w) / len(w),
            "`word in vectors` asks",
        ),
        (lambda w, v, share, a: sentence(w, v, share, 0.01), "where a should be"),
        (
            lambda w, *a: sentence(w, *a) if {*w} & {*a[0]} else np.nan,
            "a vector of D zeros",
        ),
        (
            lambda w, *a: sentence(w, *a) if {*w} & {*a[0]} else 0,
            "not the number 0",
        ),
        (sentence_in_place, "was given: vectors"),
    ],
)
def test_wrong_sentence(wrong, where):
    assert where in first_wrong(ch03.check_sentence(wrong))


def slopes(v, u, b, c, count, x_max, *, log=np.log, factor=2, alpha=0.75, top=1):
    error = v @ u + b + c - log(count)
    slope = factor * min(top, (count / x_max) ** alpha) * error
    return slope * u, slope * v, slope


def library_slopes(v, u, b, c, count, x_max):
    model = GloVe(2, len(v), rng=np.random.default_rng(0), x_max=x_max)
    W, W_context = np.zeros((2, 2, len(v)))
    W[0], W_context[1] = v, u
    model.W, model.W_context = Parameter(W), Parameter(W_context)
    model.b, model.b_context = Parameter(np.array([b, 0])), Parameter(np.array([0, c]))
    _, backward = model.loss(np.array([0]), np.array([1]), np.array([count]))
    backward()
    db = model.b.gradient
    return model.W.grad.dense()[0], model.W_context.grad.dense()[1], db[0]


def slopes_in_place(v, u, *rest):
    given = slopes(v, u, *rest)
    v -= given[0]
    return given


@pytest.mark.parametrize(
    "right",
    [
        slopes,
        library_slopes,
        lambda *a: [x.tolist() for x in slopes(*a)],
        lambda *a: [np.float32(x) for x in slopes(*a)],
    ],
)
def test_right_glove(right):
    assert ch03.check_glove(right)


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (lambda *a: slopes(*a)[2], "in this order"),
        (lambda *a: (*slopes(*a), slopes(*a)[2]), "in this order"),
        (lambda *a: slopes(*a, factor=1), "is 2 e"),
        (lambda *a: slopes(*a, factor=-2), "which sign"),
        (lambda *a: slopes(*a, log=float), "the logarithm of the count"),
        (lambda *a: slopes(*a, alpha=0), "as seriously"),
        (lambda *a: slopes(*a, alpha=1), "to the power 0.75"),
        (lambda v, u, b, c, *a: slopes(v, u, 0, 0, *a), "two biases"),
        (lambda v, u, b, c, *a: slopes(v, u, b, 0, *a), "second bias"),
        (lambda *a: slopes(*a, top=np.inf), "cut it off"),
        (lambda *a: slopes(*a, log=np.log2), "natural logarithm"),
        (lambda *a: slopes(*a, log=np.log10), "natural logarithm"),
        (lambda v, u, *a: slopes(u, v, *a), "in v is u"),
        (lambda v, u, *a: (slopes(v, u, *a)[0], *slopes(u, v, *a)[1:]), "in u is v"),
        (slopes_in_place, "was given: v"),
    ],
)
def test_wrong_glove(wrong, where):
    assert where in first_wrong(ch03.check_glove(wrong))


@pytest.mark.parametrize("seed", [1, 2])  # the checker's own is 0
def test_the_solution_does_not_hang_on_a_seed(seed):
    assert toy_analogies(8, 9, seed=seed).proportion > 0.965


def test_right_settings():
    assert ch03.check_settings(np.int64(8), 9.0)


@pytest.mark.parametrize(
    ("settings", "where"),
    [
        ((10, 8), "half the epochs"),
        ((1, 16), "half the epochs"),
        ((3, 15), "past tense comes out right"),
        ((5, 15), "kind with the lowest share"),
        ((20, 3), "practice runs short"),
        ((0, 10), "window is 0"),
        ((8, 0), "epochs is 0"),
        ((8, ...), "no answer yet"),
    ],
)
def test_wrong_settings(settings, where):
    assert where in first_wrong(ch03.check_settings(*settings))


@pytest.mark.parametrize(
    ("verbs", "window", "where"),
    [
        (1.0, 5, "how far from the word"),
        (0.2, 1, "how far do the vectors see"),
        (0.7, 3, "practice runs short"),
        (1.0, 15, "a narrower window"),
    ],
)
def test_each_failure_of_a_training_has_a_hint_of_its_own(verbs, window, where):
    assert where in diagnosis(verbs, window)
