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


def ppmi_with(C, log=np.log2, N=None, floor=0.0):
    with np.errstate(divide="ignore", invalid="ignore"):
        expected = np.outer(C.sum(axis=1), C.sum(axis=0)) / (N or C.sum())
        return np.maximum(log(C / expected), floor)


def naive_ppmi(C):
    return np.maximum(np.log2(C * C.sum() / np.outer(C.sum(axis=1), C.sum(axis=0))), 0)


def quiet_ppmi(C, floor=0.0, where=lambda C: C > 0):
    expected = np.outer(C.sum(axis=1), C.sum(axis=0)) / C.sum()
    ratio = np.divide(
        np.maximum(C, 1e-300), expected, where=where(C), out=np.ones(C.shape)
    )
    return np.where(C > 0, np.maximum(np.log2(ratio), floor), 0.0)


def noisy_ppmi(C):
    """It warns of the logarithm of 0 and of 0 / 0, which nothing forbids."""
    return np.nan_to_num(np.maximum(ppmi_with(C), 0))


@pytest.mark.parametrize(
    "right",
    [
        quiet_ppmi,
        noisy_ppmi,
        lambda C: quiet_ppmi(C).tolist(),
        lambda C: csr_array(quiet_ppmi(C)),
        lambda C: quiet_ppmi(C).astype(np.float32),
    ],
)
def test_right_ppmi(right):
    assert ch01.check_ppmi(right)


def writes_into_its_argument(C):
    M = quiet_ppmi(C)
    C[:] = M
    return M


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (lambda C: ppmi_with(C, log=np.log), "cat beside drinks"),
        (lambda C: ppmi_with(C, N=8), "cat beside drinks"),
        (lambda C: ppmi_with(C, floor=-np.inf), "never met"),
        (lambda C: ppmi_with(C).sum(axis=1), "same shape"),
        (naive_ppmi, "met nobody"),
        (lambda C: quiet_ppmi(C, floor=-np.inf), "all cells"),
        (writes_into_its_argument, "changes what it was given: C"),
    ],
)
def test_wrong_ppmi(wrong, where):
    assert where in first_wrong(ch01.check_ppmi(wrong))


def test_wrong_recluses():
    assert "natural" in repr(ch01.check_recluses(lambda N, m: np.log(N / m)))
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
        (lambda S, k: 1.0 if k == 4 else 16 / 25, "S[:k] are the first k values"),
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
