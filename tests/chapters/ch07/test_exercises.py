"""Chapter 7's checkers: typical wrong answers fail, each with a hint of its own."""

from functools import partial

import numpy as np
import pytest

from dlnlp.chapters.ch07 import exercises as ch07
from dlnlp.chapters.ch07.exercises.exercise_2_attend import attend
from dlnlp.chapters.ch07.exercises.exercise_3_attend_back import attend_back
from dlnlp.chapters.ch07.exercises.exercise_4_additive_back import additive_back
from dlnlp.chapters.ch07.exercises.exercise_5_cache import with_cache
from dlnlp.nn import Additive, Attention, Dot


def first_wrong(verdict):
    assert not verdict, verdict
    return verdict.wrong + verdict.hint


WEIGHTS = np.array([1, 2, 5]) / 8
RIGHT = (WEIGHTS, [6, 7], np.array([1, 4, 25]) / 30, [1 / 3, 2 / 3, 0])


def test_right_weights_are_those_of_the_package():
    assert ch07.check_weights(*RIGHT)
    values = np.array([[8, 0], [0, 8], [8, 8.0]])[None]
    keys = np.log([1.0, 2, 5])[None, :, None]
    attention, q = Attention(Dot()), np.ones((1, 1, 1))
    (r, weights), _ = attention(q, keys, values)
    (_, longer), _ = attention(2 * q, keys, values)
    (_, masked), _ = attention(q, keys, values, np.array([[[True, True, False]]]))
    assert ch07.check_weights(weights, r, longer, masked)
    assert ch07.check_weights(*(np.ravel(x).tolist() for x in (weights, r)), *RIGHT[2:])


@pytest.mark.parametrize(
    ("which", "answer", "where"),
    [
        (0, [1, 2, 5], "and their sum?"),
        (0, np.log([1, 2, 5]) / np.log(10), "not the scores"),
        (0, WEIGHTS[::-1], "the largest weight"),
        (1, [8, 8], "of the likeliest place alone"),
        (1, [16 / 3, 16 / 3], "the plain mean"),
        (1, [7, 6], "of the first numbers"),
        (2, WEIGHTS, "doubling them does"),
        (2, 2 * WEIGHTS, "it is the scores that double"),
        (2, np.array([1, 4, 10]) / 15, "twice ln 5 is ln 25"),
        (3, [1 / 8, 2 / 8, 0], "masked after the softmax"),
        (3, [1 / 4, 2 / 4, 1 / 4], "a score of 0 is a score as any other"),
        (3, [1 / 3, 2 / 3], "and the third?"),
        (3, ..., "no answer yet"),
    ],
)
def test_wrong_weights(which, answer, where):
    answers = [*RIGHT[:which], answer, *RIGHT[which + 1 :]]
    assert where in first_wrong(ch07.check_weights(*answers))


def packages_attend(q, hs, mask):
    (r, weights), _ = Attention(Dot())(q[:, None], hs, hs, mask[:, None])
    return weights[:, 0], r[:, 0]


def looped_attend(q, hs, mask):
    weights = []
    for one, states, reads in zip(q, hs, mask, strict=True):
        scores = [float(one @ h) for h in states]
        most = max((s for s, m in zip(scores, reads, strict=True) if m), default=0)
        powers = [
            np.exp(s - most) if m else 0.0 for s, m in zip(scores, reads, strict=True)
        ]
        weights.append([power / (sum(powers) or 1) for power in powers])
    return weights, [np.array(w) @ h for w, h in zip(weights, hs, strict=True)]


@pytest.mark.parametrize("right", [packages_attend, looped_attend, attend])
def test_right_attend(right):
    assert ch07.check_attend(right)


def attend_without_care(q, hs, mask):
    scores = np.where(mask, np.einsum("nsh,nh->ns", hs, q), -np.inf)
    weights = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    return weights, np.einsum("ns,nsh->nh", weights, hs)


def attend_nan_where_nothing(q, hs, mask):
    scores = np.where(mask, np.einsum("nsh,nh->ns", hs, q), -np.inf)
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    weights = powers / powers.sum(axis=1, keepdims=True)
    return weights, np.einsum("ns,nsh->nh", weights, hs)


def attend_writes_into_the_mask(q, hs, mask):
    answer = attend(q, hs, mask)
    mask[:] = True
    return answer


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (partial(attend, slip="axis"), "the weights of its S places sum to 1"),
        (partial(attend, slip="no softmax"), "these are the scores"),
        (partial(attend, slip="scaled"), "belongs to chapter 8"),
        (partial(attend, slip="no mask"), "what about the mask?"),
        (partial(attend, slip="after"), "no longer sums to 1"),
        (partial(attend, slip="zero"), "a score of 0 is a score as any other"),
        (partial(attend, slip="turned"), "True means that a place may be read"),
        (attend_without_care, "too large for a float"),
        (attend_nan_where_nothing, "is no number"),
        (attend_writes_into_the_mask, "changes what it was given: mask"),
        (lambda *x: attend(*x)[::-1], "they come as r, weights"),
        (lambda *x: attend(*x)[0], "not 2"),
        (lambda q, hs, m: (attend(q, hs, m)[0], hs.mean(axis=1)), "the plain mean"),
        (lambda q, hs, m: ..., "no answer yet"),
    ],
)
def test_wrong_attend(wrong, where):
    assert where in first_wrong(ch07.check_attend(wrong))


def packages_attend_back(q, hs, weights, dr):
    _, backward = Attention(Dot())(q[None, None], hs[None], hs[None])
    dq, dkeys, dvalues = backward(dr[None, None])
    return dq, dkeys + dvalues


def nudged_attend_back(q, hs, weights, dr):
    """By central differences, with a forward pass of its own."""

    def loss(q, hs):
        powers = np.exp(hs @ q)
        return powers / powers.sum() @ hs @ dr

    def slope(f, x):
        nudges = 1e-5 * np.eye(x.size).reshape(-1, *x.shape)
        return np.array([f(x + n) - f(x - n) for n in nudges]).reshape(x.shape) / 2e-5

    return slope(lambda x: loss(x, hs), q), slope(lambda x: loss(q, x), hs)


@pytest.mark.parametrize(
    "right", [attend_back, packages_attend_back, nudged_attend_back]
)
def test_right_attend_back(right):
    assert ch07.check_attend_back(right)


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (partial(attend_back, slip="sigmoid"), "what one place gains"),
        (partial(attend_back, slip="no sum"), "below the line of the softmax"),
        (partial(attend_back, slip="compared"), "for dr to say"),
        (partial(attend_back, slip="around"), "leads through the softmax"),
        (partial(attend_back, slip="values"), "by two ways"),
        (partial(attend_back, slip="keys"), "by how much does r move"),
        (lambda *x: attend_back(*x)[::-1], "they come as dhs, dq"),
        (lambda *x: attend_back(*x)[0], "3 parts, not 2"),
        (lambda *x: ..., "no answer yet"),
    ],
)
def test_wrong_attend_back(wrong, where):
    assert where in first_wrong(ch07.check_attend_back(wrong))


def test_the_page_s_suspect_has_each_of_its_bugs():
    """Mended one after the other, the next one shows."""

    def suspect(q, hs, weights, dr):
        dweights = hs @ q
        dscores = weights * (1 - weights) * dweights
        return dscores @ hs, np.outer(weights, dr)

    assert "which way through" in first_wrong(ch07.check_attend_back(suspect))
    for slips, where in [
        ("sigmoid, values", "slope of a sigmoid"),
        ("compared, values", "for dr to say"),
        ("values", "by two ways"),
    ]:
        back = partial(attend_back, slip=slips)
        assert where in first_wrong(ch07.check_attend_back(back))


def packages_additive_back(q, ks, Wq, Wk, v, dscores):
    score = Additive(len(q), ks.shape[1], len(v), rng=np.random.default_rng(0))
    score.Wq.value, score.Wk.value, score.v.value = Wq, Wk, v
    _, backward = score(q[None], ks)
    dq, dks = backward(dscores[None])
    return dq[0], dks, score.v.grad


@pytest.mark.parametrize("right", [additive_back, packages_additive_back])
def test_right_additive_back(right):
    assert ch07.check_additive_back(right)


def with_dv(dv):
    def wrong(q, ks, Wq, Wk, v, dscores):
        a = np.tanh(q @ Wq + ks @ Wk)
        return *additive_back(q, ks, Wq, Wk, v, dscores)[:2], dv(a, dscores)

    return wrong


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (with_dv(lambda a, dscores: a.sum(axis=0)), "times dscores of that place"),
        (with_dv(lambda a, dscores: dscores @ (1 - a * a)), "comes after the tanh"),
        (partial(additive_back, slip="no tanh"), "stands a tanh"),
        (partial(additive_back, slip="sigmoid"), "is 1 - a²"),
        (partial(additive_back, slip="no v"), "by how much does it move with a?"),
        (partial(additive_back, slip="mean"), "no mean is taken"),
        (lambda *x: additive_back(*x)[::-1], "they come as dv, dks, dq"),
        (lambda *x: additive_back(*x)[:2], "2 parts, not 3"),
    ],
)
def test_wrong_additive_back(wrong, where):
    assert where in first_wrong(ch07.check_additive_back(wrong))


def looped_cache(p, h, past, words, theta, lam):
    if len(words) == 0:
        return p.tolist()
    scores = [theta * float(h @ before) for before in past]
    powers = [np.exp(score - max(scores)) for score in scores]
    mixed = [(1 - lam) * x for x in p]
    for word, power in zip(words, powers, strict=True):
        mixed[word] += lam * power / sum(powers)
    return mixed


@pytest.mark.parametrize("right", [with_cache, looped_cache])
def test_right_cache(right):
    assert ch07.check_cache(right)


def cache_that_overflows(p, h, past, words, theta, lam):
    if len(words) == 0:
        return p
    powers = np.exp(theta * past @ h)
    return (1 - lam) * p + lam * np.bincount(words, powers / powers.sum(), len(p))


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (partial(with_cache, slip="turned"), "λ is the cache's part"),
        (partial(with_cache, slip="added"), "taken from the model"),
        (partial(with_cache, slip="last wins"), "has two weights"),
        (partial(with_cache, slip="not normal"), "sum to 1: a softmax"),
        (cache_that_overflows, "subtract the largest score"),
        (lambda p, h, past, *x: with_cache(p, h, past + 0 * past.max(), *x), "no past"),
        (lambda p, *_: p, "it has all the weight"),
        (lambda *_: ..., "no answer yet"),
    ],
)
def test_wrong_cache(wrong, where):
    assert where in first_wrong(ch07.check_cache(wrong))


def circle(S, length=2000.0):
    angles = 2 * np.pi * np.arange(S) / S
    keys = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    return length * keys[::-1], keys


def parabola(S):
    """s_tj = -(j - p_t)² and what does not depend on j, by keys (j, j²)."""
    places = np.arange(S)
    keys = np.stack([places, places**2], axis=1) / (2 * S**2)
    goals = S - 1.0 - places
    return 20 * S**2 * np.stack([2 * goals, -np.ones(S)], axis=1), keys


@pytest.mark.parametrize(
    "right",
    [circle, parabola, lambda S: [x.tolist() for x in circle(S, 1e6)]],
)
def test_right_pointers(right):
    assert ch07.check_pointers(right)


def on_a_line(S):
    keys = np.stack([np.arange(S) / S, np.zeros(S)], axis=1)
    return 1000 * keys[::-1] - [500, 0], keys


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (lambda S: circle(S, 1.0), "not enough of it"),
        (lambda S: circle(S, 50.0), "not enough of it"),
        (lambda S: (2000 * circle(S)[1], circle(S)[1]), "they read forwards"),
        (lambda S: tuple(100 * x for x in circle(S)), "longest key has the length 100"),
        (on_a_line, "always largest at one of its ends"),
        (lambda S: (1e4 * np.eye(S)[::-1], np.eye(S)), "for S = 8 they are (8, 2)"),
        (lambda S: circle(S)[0], "2 parts"),
        (lambda S: (np.inf * circle(S)[0], circle(S)[1]), "infinity or NaN"),
        (lambda S: ..., "no answer yet"),
    ],
)
def test_wrong_pointers(wrong, where):
    verdict = ch07.check_pointers(wrong)
    if where == "2 parts":
        assert not verdict
        return
    assert where in first_wrong(verdict)


def obeying(weights, values):
    """Projection (S, S) on the changes that leave sum and reading as they are."""
    A = np.vstack([values.T, np.ones(len(weights))])
    return np.eye(len(weights)) - np.linalg.pinv(A) @ A


def farthest(weights, values):
    best = weights
    keeps = obeying(weights, values)
    for d in [*keeps, *-keeps]:
        falls = d < -1e-9
        far = (weights[falls] / -d[falls]).min(initial=np.inf)
        if np.isfinite(far):
            best = max(best, weights + far * d, key=lambda w: abs(w - weights).sum())
    return best


def by_linear_programming(weights, values):
    """The one with the least weight at the places that had the most."""
    from scipy.optimize import linprog

    A = np.vstack([values.T, np.ones(len(weights))])
    return linprog(weights**2, A_eq=A, b_eq=A @ weights).x


@pytest.mark.parametrize("right", [farthest, by_linear_programming])
def test_right_elsewhere(right):
    assert ch07.check_elsewhere(right)


def corners_only(weights, values):
    return [0.1, 0.4, 0.4, 0.1] if len(weights) == 4 else weights


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (lambda w, v: w, "the weights that were given"),
        (lambda w, v: 0.9 * w + 0.1 * farthest(w, v), "in 100 of the weight"),
        (lambda w, v: 0.9 * farthest(w, v), "your weights sum to 0.9"),
        (lambda w, v: 2 * farthest(w, v) - w, "weights are 0 or more"),
        (lambda w, v: np.eye(len(w))[0], "what is read differs"),
        (lambda w, v: 0.6 * w + 0.4 * farthest(w, v), "go on in the same direction"),
        (corners_only, "8 places, values of 3 numbers"),
        (lambda w, v: farthest(w, v)[:3], "of shape (3,)"),
        (lambda w, v: ..., "no answer yet"),
    ],
)
def test_wrong_elsewhere(wrong, where):
    assert where in first_wrong(ch07.check_elsewhere(wrong))
