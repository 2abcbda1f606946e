"""Chapter 1's checkers: typical wrong answers fail, each with a hint of its own."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from dlnlp.chapters.ch01 import exercises as ch01


def first_wrong(verdict):
    assert not verdict, verdict
    return verdict.wrong


def test_sums():
    assert ch01.check_sums(7, 4, 44)
    assert "milk" in first_wrong(ch01.check_sums(4, 4, 44))
    assert "water" in first_wrong(ch01.check_sums(7, 8, 44))
    assert "all cells" in first_wrong(ch01.check_sums(7, 4, 64))
    assert "seen from both sides" in repr(ch01.check_sums(7, 4, 22))


def right_neighbours(x, t, w):
    return x[max(0, t - w) : t] + x[t + 1 : t + 1 + w]


@pytest.mark.parametrize(
    "right",
    [
        right_neighbours,
        lambda x, t, w: np.array(right_neighbours(x, t, w)),
        lambda x, t, w: tuple(right_neighbours(x, t, w)),
        lambda x, t, w: (word for word in right_neighbours(x, t, w)),
    ],
)
def test_right_neighbours(right):
    assert ch01.check_neighbours(right)


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (lambda x, t, w: x[t - w : t] + x[t + 1 : t + 1 + w], "near the start"),
        (lambda x, t, w: x[max(0, t - w) : t + w + 1], "middle"),
        (lambda x, t, w: x[max(0, t - w) : t] + x[t + 1 : t + w], "middle"),
        (lambda x, t, w: x[max(0, t - 2) : t] + x[t + 1 : t + 3], "window of one"),
        (
            lambda x, t, w: [x[s] for s in range(t - w, t + w + 1) if s != t],
            "near the end",
        ),
        (lambda x, t, w: (x[max(0, t - w) : t], x[t + 1 : t + 1 + w]), "middle"),
        (
            lambda x, t, w: x[max(0, t - w) : x.pop(t) and t] + x[t : t + w],
            "was given: x",
        ),
    ],
)
def test_wrong_neighbours(wrong, where):
    assert where in first_wrong(ch01.check_neighbours(wrong))


def cosine_or_raise(u, v, refuse, first=True):
    if (first and refuse(u)) or refuse(v):
        raise ValueError
    return u @ v / (np.linalg.norm(u) * np.linalg.norm(v))


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (lambda u, v: u @ v, "and itself"),
        (lambda u, v: u @ v / np.linalg.norm(u) ** 2, "two different"),
        (lambda u, v: np.linalg.norm(u - v), "and itself"),
        (lambda u, v: abs(u @ v) / np.linalg.norm(u) / np.linalg.norm(v), "opposite"),
        (
            lambda u, v: u @ v / (np.linalg.norm(u) * np.linalg.norm(v) + 1e-9),
            "zero vector",
        ),
    ],
)
def test_wrong_cosine(wrong, where):
    assert where in first_wrong(ch01.check_cosine(wrong))


def test_an_error_that_is_returned_is_not_raised():
    def returns_it(u, v):
        none = np.linalg.norm(u) * np.linalg.norm(v) == 0
        return ValueError("zero") if none else cosine_or_raise(u, v, lambda x: False)

    assert "raise it" in first_wrong(ch01.check_cosine(returns_it))


def smoothed_ppmi(X, smoothing, floor=0.0, columns_only=True, renormalise=True):
    powers = X.sum(axis=0) ** smoothing
    share = powers / (powers.sum() if renormalise else X.sum())
    rows = X.sum(axis=1)
    chance = np.outer(rows, share) if columns_only else np.outer(share, rows)
    ratio = np.divide(X, chance, out=np.ones(X.shape), where=X > 0)
    return np.maximum(np.log2(ratio), floor)


def warning_ppmi(X, smoothing, log=np.log2, total=None, floor=0.0):
    """It warns of the logarithm of 0 and of 0 / 0, which nothing forbids."""
    with np.errstate(all="warn"):
        powers = X.sum(axis=0) ** smoothing
        chance = np.outer(X.sum(axis=1), powers / powers.sum())
        ratio = X / chance * ((total or X.sum()) / X.sum())
        return np.maximum(log(ratio), floor)


@pytest.mark.parametrize(
    "right",
    [
        smoothed_ppmi,
        lambda X, s: np.nan_to_num(warning_ppmi(X, s)),
        lambda X, s: smoothed_ppmi(X, s).tolist(),
        lambda X, s: csr_array(smoothed_ppmi(X, s)),
        lambda X, s: smoothed_ppmi(X, s).astype(np.float32),
    ],
)
def test_right_ppmi(right):
    assert ch01.check_ppmi(right)


def raised_twice(X, smoothing, total):
    """Rows and columns to the power: `total` is that of the rows' shares."""
    powers = X.sum(axis=0) ** smoothing
    chance = np.outer(powers, powers) / powers.sum() ** 2 * total
    ratio = np.divide(X, chance, out=np.ones(X.shape), where=X > 0)
    return np.maximum(np.log2(ratio), 0)


def writes_into_its_argument(X, smoothing):
    M = smoothed_ppmi(X, smoothing)
    X[:] = M
    return M


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (lambda X, s: warning_ppmi(X, s, log=np.log), "natural logarithm"),
        (lambda X, s: warning_ppmi(X, s, total=8), "cat beside drinks"),
        (lambda X, s: warning_ppmi(X, s, floor=-np.inf), "never met"),
        (lambda X, s: smoothed_ppmi(X, s).sum(axis=1), "one number for each pair"),
        (warning_ppmi, "met nobody"),
        (lambda X, s: smoothed_ppmi(X, s, floor=-np.inf), "negative values"),
        (lambda X, s: smoothed_ppmi(X, 1), "does your function use smoothing"),
        (lambda X, s: smoothed_ppmi(X, 0.75), "use the argument"),
        (
            lambda X, s: smoothed_ppmi(X, s, renormalise=False),
            "divide by the new sum",
        ),
        (
            lambda X, s: smoothed_ppmi(X, s, columns_only=False),
            "only the columns' counts",
        ),
        (lambda X, s: raised_twice(X, s, X.sum()), "the rows stay as they were"),
        (
            lambda X, s: raised_twice(X, s, (X.sum(axis=0) ** s).sum()),
            "the rows stay as they were",
        ),
        (writes_into_its_argument, "changes what it was given: X"),
    ],
)
def test_wrong_ppmi(wrong, where):
    verdict = ch01.check_ppmi(wrong)
    assert where in first_wrong(verdict) + verdict.hint


@pytest.mark.parametrize("right", [0.6, [0.6], np.float32(0.6), "0.6"])
def test_smoothing(right):
    if isinstance(right, str):
        assert "0.6" in first_wrong(ch01.check_smoothing(right))
    else:
        assert ch01.check_smoothing(right)


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (0.7, "with 0.6 evil comes first"),
        (0.75, "are wanted"),
        (0.5, "you comes first"),
        (1.0, "but comes first"),
        (1.5, "at most 1"),
        (0, "above 0"),
        (..., "no answer yet"),
    ],
)
def test_wrong_smoothing(wrong, where):
    assert where in repr(ch01.check_smoothing(wrong))


def test_wrong_recluses():
    assert "natural" in repr(ch01.check_recluses(lambda N, m: np.log(N / m)))
    assert "the ratio" in repr(ch01.check_recluses(lambda N, m: N / m))
    assert "upside down" in repr(ch01.check_recluses(lambda N, m: np.log2(m / N)))
    assert "four times" in first_wrong(ch01.check_recluses(lambda N, m: np.log2(N)))
    assert "million" in first_wrong(ch01.check_recluses(lambda N, m: 6 - np.log2(m)))


def energy(S):
    return np.sum(S**2)


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (lambda S, k: S[:k].sum() / S.sum(), "not the values"),
        (lambda S, k: energy(S[: k + 1]) / energy(S), "one more"),
        (lambda S, k: energy(S[: k - 1]) / energy(S), "one short"),
        (lambda S, k: energy(S[:k]), "which share of everything"),
        (lambda S, k: energy(S[-k:]) / energy(S), "the first values are the largest"),
        (lambda S, k: 1.0 if k == 4 else 1 - energy(S[:k]) / energy(S), "what is lost"),
        (lambda S, k: 1.0 if k == 4 else S[k] ** 2 / energy(S), "is one value"),
        (lambda S, k: 1.0 if k == 4 else 36 / 50, "S[:D] are the first D values"),
        (lambda S, k: np.sqrt(energy(S[:k]) / energy(S)), "no root is taken"),
        (lambda S, k: S[k] ** 2 / energy(S), "is one value"),
    ],
)
def test_wrong_kept(wrong, where):
    verdict = ch01.check_kept(wrong)
    assert where in first_wrong(verdict) + verdict.hint


def test_wrong_settings():
    assert "at most 15" in first_wrong(ch01.check_settings(4, 50))
    assert "at most 15" in first_wrong(ch01.check_settings(10**9, 15))
    assert "95 %" in first_wrong(ch01.check_settings(2, 15))
    assert "95 %" in first_wrong(ch01.check_settings(20, 15))
    assert "no answer yet" in repr(ch01.check_settings(..., ...))
    assert "window is 0" in first_wrong(ch01.check_settings(0, 15))
    assert "dim is 2.5" in first_wrong(ch01.check_settings(4, 2.5))


@pytest.mark.parametrize("four", [4, 4.0, np.int64(4), np.array([4.0])])
def test_right_settings(four):
    assert ch01.check_settings(four, 15.0)
