"""Chapter 1's checkers: typical wrong answers fail, each with a hint of its own."""

import numpy as np
import pytest

from dlnlp.exercises import ch01


def first_wrong(verdict):
    assert not verdict, verdict
    return verdict.wrong


def test_sums():
    assert ch01.check_sums(6, 3, 36)
    assert "milk" in first_wrong(ch01.check_sums(3, 3, 36))
    assert "water" in first_wrong(ch01.check_sums(6, 6, 36))
    assert "all cells" in first_wrong(ch01.check_sums(6, 3, 48))


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
        (lambda x, t, w: None, "middle"),
    ],
)
def test_wrong_neighbours(wrong, where):
    assert where in first_wrong(ch01.check_neighbours(wrong))


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


def writes_into_its_argument(C):
    M = ppmi_with(C)
    C[:] = M
    return M


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (lambda C: ppmi_with(C, log=np.log), "cat beside drinks"),
        (lambda C: ppmi_with(C, N=8), "cat beside drinks"),
        (lambda C: ppmi_with(C, floor=-np.inf), "never met"),
        (lambda C: ppmi_with(C).sum(axis=1), "same shape"),
        (lambda C: np.nan_to_num(ppmi_with(C, floor=-np.inf), neginf=0), "all cells"),
        (writes_into_its_argument, "left as they were"),
    ],
)
def test_wrong_ppmi(wrong, where):
    assert where in first_wrong(ch01.check_ppmi(wrong))


def test_wrong_pmi_of_once():
    assert "64" in first_wrong(ch01.check_pmi_of_once(np.log))
    assert "million" in first_wrong(ch01.check_pmi_of_once(lambda N: 6))


def test_wrong_kept():
    assert "one dimension" in first_wrong(
        ch01.check_kept(lambda S, k: S[:k].sum() / S.sum())
    )
    assert "two dim" in first_wrong(
        ch01.check_kept(lambda S, k: 1.0 if k == 4 else 16 / 25)
    )


def test_wrong_settings():
    assert "at most 15" in first_wrong(ch01.check_settings(4, 50))
    assert "95 %" in first_wrong(ch01.check_settings(2, 15))
    assert "95 %" in first_wrong(ch01.check_settings(20, 15))
    assert not ch01.check_settings(..., ...)
    assert not ch01.check_settings(0, 15)
