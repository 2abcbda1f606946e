"""Chapter 4's checkers: typical wrong answers fail, each with a hint of its own."""

import math
from itertools import pairwise, product

import numpy as np
import pytest

from dlnlp.chapters.ch04 import exercises as ch04
from dlnlp.chapters.ch04.exercises.exercise_4_documents import states
from dlnlp.chapters.ch04.exercises.exercise_5_step_back import one_step_back
from dlnlp.chapters.ch04.exercises.exercise_6_through_time import through_time
from dlnlp.chapters.ch04.exercises.kneser_ney_1_discounts import kneser_ney, taken
from dlnlp.models.ngram import KneserNey
from dlnlp.nn.recurrent import RNN


def first_wrong(verdict):
    assert not verdict, verdict
    return verdict.wrong + verdict.hint


LEARNED = 1_000_000 + 20_100 + 1_010_000


@pytest.mark.parametrize(
    ("answer", "where"),
    [
        ((10**20, LEARNED, 100), "one to be guessed"),
        ((40_000, LEARNED, 100), "multiply"),
        ((10**16, LEARNED - 10_000, 100), "a bias for each word"),
        ((10**16, 2_010_000, 100), "recurrent layer itself"),
        ((10**16, LEARNED - 10**6, 100), "two large arrays is missing"),
        ((10**16, 5 * LEARNED, 100), "share one set"),
        ((10**16, LEARNED, 10_000), "the same for every text"),
        ((10**16, LEARNED, ...), "no answer yet"),
    ],
)
def test_wrong_sizes(answer, where):
    assert where in first_wrong(ch04.check_sizes(*answer))


def test_right_sizes():
    assert ch04.check_sizes(1e16, np.int64(LEARNED), 100)


def surprise(first, P, ids, log=np.log, ways=np.dot):
    """A smudge hands on how probable each word is there; a word that is read, a row."""
    total, chances = 0.0, first
    for i in ids:
        total -= 0.0 if i < 0 else log(chances[i])
        chances = ways(chances, P) if i < 0 else P[i]
    return total


def surprise_of_all_ways(first, P, ids):
    """Every word in the place of each smudge."""
    open_places = [t for t, i in enumerate(ids) if i < 0]
    total = 0.0
    for words in product(range(len(P)), repeat=len(open_places)):
        filled = np.array(ids)
        filled[open_places] = words
        with np.errstate(divide="ignore"):
            logs = np.log([first[filled[0]], *P[filled[:-1], filled[1:]]])
        total = np.logaddexp(total, logs.sum()) if total else logs.sum()
    return -total


def begins_again(first, P, ids):
    """After a smudge the sentence begins anew."""
    total, chances = 0.0, first
    for i in ids:
        total -= 0.0 if i < 0 else np.log(chances[i])
        chances = first if i < 0 else P[i]
    return total


def never_certain(first, P, ids):
    """As if no word had been read."""
    total, chances = 0.0, first
    for i in ids:
        total -= 0.0 if i < 0 else np.log(chances[i])
        chances = chances @ P
    return total


def unsmudged(first, P, ids, log=np.log):
    steps = [first[ids[0]], *(P[a, b] for a, b in pairwise(ids))]
    return -sum(log(p) for p in steps)


def surprise_in_place(first, P, ids):
    answer = surprise(first, P, ids)
    P /= 2
    return answer


@pytest.mark.parametrize("right", [surprise, surprise_of_all_ways])
def test_right_surprise(right):
    assert ch04.check_nll(right)


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (lambda *a: surprise(*a, log=np.log2), "in bits"),
        (lambda *a: -surprise(*a), "never below 0"),
        (lambda *a: math.exp(-surprise(*a)), "its surprise"),
        (lambda f, P, ids: surprise(np.ones(4), P, ids), "first word surprises"),
        (lambda f, P, ids: surprise(f, P, ids) / len(ids), "not the mean"),
        (lambda f, P, ids: surprise(f, P.T, ids), "row of P"),
        (lambda f, P, ids: surprise(f, P + 1e-9 * (P == 0), ids), "impossible"),
        (unsmudged, "stands for any word"),
        (begins_again, "no sentence begins after a smudge"),
        (never_certain, "a word that was read is certain"),
        (
            lambda f, P, ids: surprise(f, P, ids[1:] if ids[0] < 0 else ids),
            "the second word, not the first",
        ),
        (lambda f, P, ids: unsmudged(f, P, [i for i in ids if i >= 0]), "side by side"),
        (
            lambda *a: surprise(*a, ways=lambda p, P: (p[:, None] * P).max(axis=0)),
            "the likeliest word",
        ),
        (
            lambda f, P, ids: (
                -np.log(
                    surprise_of_all_ways(f, P, ids)
                    if len(ids) > 9
                    else math.exp(-surprise(f, P, ids))
                )
            ),
            "add logarithms",
        ),
        (surprise_in_place, "was given: P"),
    ],
)
def test_wrong_surprise(wrong, where):
    assert where in first_wrong(ch04.check_nll(wrong))


def judged(texts, letters):
    """Perplexity of all words of several texts, and their bits a letter."""
    with np.errstate(divide="ignore"):
        surprisals = -np.log(np.concatenate(texts))  # nats, one a word
    bits = surprisals.sum() / math.log(2) / letters
    return math.exp(surprisals.mean()), float(bits)


def judge(texts, letters):
    logs = [math.log2(p) if p else -math.inf for text in texts for p in text]
    return 2 ** (-sum(logs) / len(logs)), -sum(logs) / letters


def by_text(texts, mean):
    return mean([judged([text], 1)[0] for text in texts])


@pytest.mark.parametrize("right", [judge, judged])
def test_right_perplexity(right):
    assert ch04.check_perplexity(right)


def judge_in_place(texts, letters):
    answer = judged(texts, letters)
    for text in texts:
        text[:] = 0
    return answer


def product_of(texts):
    p = np.concatenate(texts)
    return np.prod(p) ** (-1 / len(p))


def geometric(numbers):
    return np.exp(np.mean(np.log(numbers)))


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (lambda t, n: (np.log(judged(t, n)[0]), 0), "in nats; and then"),
        (lambda t, n: (np.log2(judged(t, n)[0]), 0), "in bits; and then"),
        (lambda t, n: (1 / np.prod(t[0]), 0), "which mean"),
        (lambda t, n: (2 ** np.log(judged(t, n)[0]), 0), "do not fit"),
        (lambda t, n: (np.mean(1 / t[0]), 0), "surprises, -ln p"),
        (lambda t, n: (1 / np.mean(t[0]), 0), "surprises, -ln p"),
        (lambda t, n: (by_text(t, np.mean), 0), "perplexities cannot be averaged"),
        (lambda t, n: (by_text(t, geometric), 0), "every word counts alike"),
        (lambda t, n: (by_text(t[:1], np.mean), 0), "only the first"),
        (lambda t, n: (judged(t, n)[0], judged(t, n)[1] * math.log(2)), "in nats; a"),
        (lambda t, n: (judged(t, n)[0], np.log2(judged(t, n)[0])), "bits a word"),
        (lambda t, n: (judged(t, n)[0], np.log2(judged(t, n)[0]) / n), "not their"),
        (lambda t, n: (judged(t, n)[0], judged(t, n)[0] / n), "a perplexity is not"),
        (lambda t, n: (judged(t, n)[0], 2 ** judged(t, n)[1]), "bits are asked for"),
        (lambda t, n: (product_of(t), judged(t, n)[1]), "add logarithms"),
        (lambda t, n: judged([np.maximum(p, 1e-9) for p in t], n), "thought"),
        (lambda t, n: judged(t, n)[0], "return perplexity, bits a letter"),
        (lambda t, n: (judged(t, n)[0], ...), "no answer yet"),
        (judge_in_place, "was given: texts"),
    ],
)
def test_wrong_perplexity(wrong, where):
    assert where in first_wrong(ch04.check_perplexity(wrong))


XS = np.random.default_rng(0).normal(size=(6, 2, 4))
H0 = np.random.default_rng(1).normal(size=(2, 3))


def columns(xs, h, first, Wx, Wh, b):
    """A column at a time."""
    hs = np.zeros((len(xs) + 1, *h.shape))
    hs[0] = h
    for n in range(len(h)):
        for t in range(len(xs)):
            before = np.zeros(h.shape[1]) if first[t, n] else hs[t, n]
            hs[t + 1, n] = np.tanh(xs[t, n] @ Wx + before @ Wh + b)
    return hs


def zeros_in_place(xs, h, first, Wx, Wh, b, *, after=False):
    hs = [h.copy()]
    for x, new in zip(xs, first, strict=True):
        if not after:
            hs[-1][new] = 0
        hs.append(np.tanh(x @ Wx + hs[-1] @ Wh + b))
        if after:
            hs[-1][new] = 0
    return np.array(hs)


def h_in_place(xs, h, first, Wx, Wh, b):
    hs = states(xs, h, first, Wx, Wh, b)
    h[:] = hs[-1]
    return hs


def late(first):
    return np.concatenate([0 * first[:1], first[:-1]])


@pytest.mark.parametrize("right", [states, columns, lambda *a: list(states(*a))])
def test_right_documents(right):
    assert ch04.check_documents(right)


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (lambda xs, h, f, *w: states(xs, h, 0 * f > 0, *w), "does it use first"),
        (lambda *a: states(*a)[1:], "T + 1 states"),
        (zeros_in_place, "has left"),
        (lambda *a: zeros_in_place(*a, after=True), "first word is read"),
        (lambda xs, h, f, *w: states(xs, h, late(f), *w), "one step too late"),
        (lambda xs, h, f, *w: states(xs, h, ~f, *w), "other way round"),
        (
            lambda xs, h, f, *w: states(xs, h, f | f.any(axis=1)[:, None], *w),
            "only the column",
        ),
        (
            lambda xs, h, f, *w: np.concatenate(
                [np.where(f[0][:, None], 0, h)[None], states(xs, h, f, *w)[1:]]
            ),
            "hs[0] is still h",
        ),
        (h_in_place, "was given: h"),
        (lambda *a: ..., "no answer yet"),
    ],
)
def test_wrong_documents(wrong, where):
    assert where in first_wrong(ch04.check_documents(wrong))


def test_a_document_is_read_as_if_alone():
    """What stood before it in its column leaves no trace."""
    rng = np.random.default_rng(2)
    weights = rng.normal(size=(4, 3)), rng.normal(size=(3, 3)), rng.normal(size=3)
    first = np.zeros((6, 2), dtype=bool)
    first[4] = True
    together = states(XS, H0, first, *weights)
    alone = states(XS[4:], np.zeros((2, 3)), first[:2], *weights)
    assert np.allclose(together[5:], alone[1:])


def counted_text():
    text = np.random.default_rng(0).integers(0, 5, size=60)
    C = np.zeros((5, 5))
    np.add.at(C, (text[:-1], text[1:]), 1)
    return text, C


def test_kneser_ney_is_that_of_the_package():
    """With one discount: what the exercise writes out is `dlnlp.models.ngram`."""
    text, C = counted_text()
    model = KneserNey(text, 5, 2)
    smoothed = kneser_ney(C, model.discounts[2] * 3)
    ours = np.array([model.probabilities([i]) for i in range(5)])
    # the package's lower order keeps a share for all words alike
    assert np.abs(smoothed - ours).max() < 0.1
    assert np.allclose(smoothed.sum(axis=1), 1)


def test_each_word_gets_as_much_as_it_came():
    _, C = counted_text()
    smoothed = kneser_ney(C, np.array([0.4, 0.9, 1.2]))
    assert np.allclose(C.sum(axis=1) @ smoothed, C.sum(axis=0))


def loop_kneser_ney(C, d):
    V = len(C)
    lost = np.zeros((V, V))
    for i in range(V):
        for j in range(V):
            lost[i, j] = [0, *d][int(min(C[i, j], 3))]
    P = np.zeros((V, V))
    for i in range(V):
        for j in range(V):
            share = lost[:, j].sum() / lost.sum()
            P[i, j] = share
            if C[i].sum():
                P[i, j] = (C[i, j] - lost[i, j] + lost[i].sum() * share) / C[i].sum()
    return P


def discounted(C, d, shares):
    lost = taken(C, d)
    rest = lost.sum(axis=1, keepdims=True)
    return (C - lost + rest * shares) / C.sum(axis=1, keepdims=True)


def kneser_ney_in_place(C, d):
    answer = kneser_ney(C, d)
    C -= 1
    return answer


def contexts(C):
    return (C > 0).sum(axis=0) / (C > 0).sum()


def losses(C, d, axis=0):
    return taken(C, d).sum(axis=axis) / taken(C, d).sum()


@pytest.mark.parametrize("right", [kneser_ney, loop_kneser_ney])
def test_right_kneser_ney(right):
    assert ch04.check_kneser_ney(right)


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (lambda C, d: discounted(C, d, 0), "who gets"),
        (lambda C, d: C / C.sum(axis=1, keepdims=True), "maximum likelihood"),
        (lambda C, d: discounted(C, d, C.sum(axis=0) / C.sum()), "for each time"),
        (lambda C, d: discounted(C, d, contexts(C)), "each different pair once"),
        (lambda C, d: discounted(C, d, np.full(3, 1 / 3)), "all words alike"),
        (lambda C, d: discounted(C, d, losses(C, d, axis=1)), "each column lost"),
        (lambda C, d: kneser_ney(C, np.full(3, d[0])), "counts of 1 only"),
        (lambda C, d: discounted(C, d, losses(C, d)), "has lost nothing"),
        (kneser_ney_in_place, "was given: C"),
    ],
)
def test_wrong_kneser_ney(wrong, where):
    assert where in first_wrong(ch04.check_kneser_ney(wrong))


def test_one_step_back_is_that_of_the_layer():
    rng = np.random.default_rng(0)
    rnn = RNN(4, 3, rng=rng)
    x, h_before, dh = (rng.normal(size=(2, size)) for size in (4, 3, 3))
    (hs, _), backward = rnn(x[:, None], h_before)
    dxs, dstate = backward(dh[:, None])
    mine = one_step_back(dh, hs[:, 0], h_before, x, rnn.Wx.value, rnn.Wh.value)
    theirs = dxs[:, 0], dstate, rnn.Wx.grad, rnn.Wh.grad, rnn.b.grad
    for a, b in zip(mine, theirs, strict=True):
        assert np.allclose(a, b, atol=1e-6)


def test_through_time_is_that_of_the_layer():
    """Pieces of two, the state handed on: what truncated backpropagation does."""
    rng = np.random.default_rng(0)
    rnn = RNN(4, 3, rng=rng)
    xs, dhs, state = rng.normal(size=(1, 6, 4)), rng.normal(size=(1, 6, 3)), None
    outputs, ways_back = [], []
    for at in (0, 2, 4):
        (hs, state), backward = rnn(xs[:, at : at + 2], state)
        outputs.append(hs[0])
        ways_back.append(backward)
    for at, backward in zip((0, 2, 4), ways_back, strict=True):
        backward(dhs[:, at : at + 2])
    mine = through_time(dhs[0], np.concatenate(outputs), rnn.Wh.value, 2)
    assert np.allclose(mine, rnn.Wh.grad, atol=1e-6)


def back(
    *, slope=lambda n: 1 - n * n, turned=False, new_state=False, mean=False,
    leaky=True, kept=True, at_h=False,
):  # fmt: skip
    def answer(dh, n, h_before, x, Wx, Wh, k):
        n = k * h_before + (1 - k) * n if at_h else n
        da = dh * slope(n) * (1 - k if leaky else 1)
        db = da.mean(axis=0) if mean else da.sum(axis=0)
        to_h = da @ (Wh if turned else Wh.T) + (k * dh if kept else 0)
        return da @ Wx.T, to_h, x.T @ da, (n if new_state else h_before).T @ da, db

    return answer


def back_in_place(dh, *rest):
    answer = one_step_back(dh, *rest)
    dh *= 2
    return answer


def test_a_leaky_step_back_is_the_slope_of_a_nudge():
    rng = np.random.default_rng(0)
    x, before, dh = (rng.normal(size=(2, size)) for size in (4, 3, 3))
    Wx, Wh, b, k = rng.normal(size=(4, 3)), rng.normal(size=(3, 3)), np.zeros(3), 0.3
    wanted = x, before, Wx, Wh, b

    def loss():
        return (dh * (k * before + (1 - k) * np.tanh(x @ Wx + before @ Wh + b))).sum()

    n = np.tanh(x @ Wx + before @ Wh + b)
    for array, slopes in zip(
        wanted, one_step_back(dh, n, before, x, Wx, Wh, k), strict=True
    ):
        for place in np.ndindex(array.shape):
            array[place] += 1e-6
            above = loss()
            array[place] -= 2e-6
            below = loss()
            array[place] += 1e-6
            assert (above - below) / 2e-6 == pytest.approx(slopes[place], abs=1e-6)


@pytest.mark.parametrize("right", [back(), one_step_back, lambda *a: list(back()(*a))])
def test_right_step_back(right):
    assert ch04.check_step_back(right)


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (back(slope=np.ones_like), "tanh is missing"),
        (back(slope=lambda h: 1 - h), "1 - g^2"),
        (back(slope=lambda h: 1 - np.tanh(h) ** 2), "tanh already"),
        (back(at_h=True), "but the tanh gave g"),
        (back(mean=True), "not their mean"),
        (back(leaky=False), "the share 1 - z"),
        (back(kept=False), "also kept"),
        (back(turned=True), "wants da @ Wh.T"),
        (back(new_state=True), "the state before"),
        (lambda *a: back()(*a)[:4], "return dx, dh_before"),
        (lambda *a: back()(*a)[::-1], "each of the shape"),
        (back_in_place, "was given"),
    ],
)
def test_wrong_step_back(wrong, where):
    assert where in first_wrong(ch04.check_step_back(wrong))


def forgetful(dhs, hs, Wh, steps):
    return sum(
        through_time(dhs[at : at + steps], hs[at : at + steps], Wh, steps)
        for at in range(0, len(hs), steps)
    )


def last_loss_only(dhs, hs, Wh, steps):
    dhs = np.concatenate([0 * dhs[:-1], dhs[-1:]])
    return through_time(dhs, hs, Wh, steps)


def cut_at_start(dhs, hs, Wh, steps):
    """Pieces counted from the end."""
    T, dWh, dh_next = len(hs), np.zeros_like(Wh), np.zeros(len(Wh))
    for t in reversed(range(T)):
        if (T - 1 - t) % steps == 0:
            dh_next = np.zeros(len(Wh))
        da = (dhs[t] + dh_next) * (1 - hs[t] ** 2)
        dWh += np.outer(hs[t - 1], da) if t else 0
        dh_next = da @ Wh.T
    return dWh


def through_time_in_place(dhs, hs, Wh, steps):
    answer = through_time(dhs, hs, Wh, steps)
    hs *= 0
    return answer


def inner_product(dhs, hs, Wh, steps):
    """A sum of numbers, where matrices should be added up."""
    total, from_next = 0.0, 0.0
    for t in reversed(range(len(hs))):
        da = (dhs[t] + from_next) * (1 - hs[t] ** 2)
        total += hs[t - 1].T @ da if t else 0.0
        from_next = da @ Wh.T
    return total


def test_right_through_time():
    assert ch04.check_through_time(through_time)


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (lambda *a: through_time(*a).T, "rows belong"),
        (lambda d, h, W, s: through_time(d, h, W, 1), "every step counts alone"),
        (lambda d, h, W, s: through_time(d, h, W.T, s), "two steps|Wh.T"),
        (last_loss_only, "not only the last|np.outer"),
        (lambda d, h, W, s: through_time(d, h, W, len(h)), "does it use steps"),
        (inner_product, "np.outer of the two"),
        (forgetful, "the state crosses the cut"),
        (cut_at_start, "counted from the beginning"),
        (through_time_in_place, "was given: hs"),
    ],
)
def test_wrong_through_time(wrong, where):
    said = first_wrong(ch04.check_through_time(wrong))
    assert any(part in said for part in where.split("|"))


def best_weight(p, q, steps=100):
    weights = np.linspace(0, 1, steps + 1)
    with np.errstate(divide="ignore"):
        losses = [-np.log(x * p + (1 - x) * q).mean() for x in weights]
    return weights[np.argmin(losses)]


def by_expectation(p, q):
    """Each word's share of the first model, again and again."""
    x = 0.5
    for _ in range(2_000):
        x = np.mean(x * p / (x * p + (1 - x) * q))
    return round(float(x), 2)


@pytest.mark.parametrize(
    "right",
    [best_weight, by_expectation, lambda p, q: [best_weight(p, q, 1_000)]],
)
def test_right_mixture(right):
    assert ch04.check_mixture(right)


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (lambda p, q: 1 - best_weight(p, q), "second model's weight"),
        (lambda p, q: float(p.mean() > q.mean()), "then the mean"),
        (lambda p, q: float(np.log(p / q).mean() > 0), "the logarithms are mixed"),
        (lambda p, q: 0.5, "which weight leaves"),
        (lambda p, q: best_weight(p, q, 10), "try more weights"),
        (lambda p, q: (0.5, 0.5), "not one number"),
        (lambda p, q: min(best_weight(p, q), 0.99), "all weight belongs to the first"),
    ],
)
def test_wrong_mixture(wrong, where):
    assert where in first_wrong(ch04.check_mixture(wrong))


def lowest(P, mean=True, days=2000):
    shares = np.full(len(P), 1 / len(P))
    for _ in range(days):
        shares = shares @ P
    rows = -(P * np.log(P)).sum(axis=1)
    return np.exp(shares @ rows if mean else rows.mean())


def lowest_in_place(P):
    answer = lowest(P)
    P[:] = 0
    return answer


def lowest_by_eigenvector(P):
    values, vectors = np.linalg.eig(P.T)
    shares = np.real(vectors[:, np.argmax(np.real(values))])
    shares = shares / shares.sum()
    return 2 ** -(shares @ (P * np.log2(P)).sum(axis=1))


@pytest.mark.parametrize("right", [lowest, lowest_by_eigenvector])
def test_right_source(right):
    assert ch04.check_source(right)


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (lambda P: np.log(lowest(P)), "in nats"),
        (lambda P: np.log2(lowest(P)), "in bits"),
        (lambda P: lowest(P, mean=False), "weigh the rows"),
        (lambda P: lowest(P, days=3), "go on longer"),
        (lowest_in_place, "was given: P"),
    ],
)
def test_wrong_source(wrong, where):
    assert where in first_wrong(ch04.check_source(wrong))


def test_a_frozen_memory_is_read_from_farther_than_the_gradient_reaches():
    trained, frozen = (
        ch04.recall_training(6, 4, 48, 0.02, frozen=frozen)[0]
        for frozen in (False, True)
    )
    assert trained < 0.35 < 0.5 < frozen


def test_right_settings():
    """With 64 units some networks fail at the rate that is good for the page's 48."""
    assert ch04.check_settings(64.0, np.float64(0.0025), np.int64(2000))


@pytest.mark.parametrize(
    ("settings", "where"),
    [
        ((48, 0.02, 300), "Too large a step"),  # the chapter's own
        ((48, 0.02, 1000), "Too large a step"),
        ((48, 0.0025, 300), "more time"),
        ((48, 1e-5, 300), "too small a one"),
        ((200, 0.01, 300), "at most 64"),
        ((32, 0.01, 9000), "at most 64"),
        ((32, -0.1, 300), "lr is -0.1"),
        ((32, 0.1, 10), "50 batches or more"),
        ((32.5, 0.1, 300), "hidden is a whole number"),
        ((..., 0.01, 300), "no answer yet"),
    ],
)
def test_wrong_settings(settings, where):
    assert where in first_wrong(ch04.check_settings(*settings))
