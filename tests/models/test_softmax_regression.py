"""Softmax regression against scikit-learn's, and what it refuses."""

import math

import numpy as np
import pytest

from dlnlp.models.softmax_regression import softmax_regression


@pytest.fixture
def examples():
    rng = np.random.default_rng(0)
    y = np.arange(60) % 3
    X = np.eye(3, 5)[y] + 0.5 * rng.standard_normal((60, 5))
    return X.astype(np.float32), y


def test_it_finds_the_one_best_answer(examples):
    linear_model = pytest.importorskip(
        "sklearn.linear_model", reason="pip install scikit-learn compares with its own"
    )
    X, y = examples
    # theirs weighs the sum of losses by C, and decay stands beside their mean here
    theirs = linear_model.LogisticRegression(C=1 / (0.01 * len(y)), tol=1e-8).fit(X, y)
    ours = softmax_regression(X, y, 3, decay=0.01, steps=2_000, lr=0.02)
    np.testing.assert_allclose(ours.W.value.T, theirs.coef_, atol=2e-3)
    # the biases are free up to a common constant
    ours_b = ours.b.value - ours.b.value.mean()
    theirs_b = theirs.intercept_ - theirs.intercept_.mean()
    np.testing.assert_allclose(ours_b, theirs_b, atol=2e-3)


def test_decay_shortens_the_weights_and_absent_columns_stay_zero(examples):
    X, y = examples
    X = np.hstack([X, np.zeros((len(X), 2), X.dtype)])
    lengths = []
    for decay in (0.0, 0.01, 1.0):
        layer = softmax_regression(X, y, 3, decay=decay)
        lengths.append(np.linalg.norm(layer.W.value))
        assert (layer.W.value[5:] == 0).all()
        assert layer.W.value.dtype == np.float32
    assert lengths[0] > lengths[1] > lengths[2]


def test_bad_input(examples):
    X, y = examples
    for wrong_X, wrong_y in ((X[:0], y[:0]), (X, y[:-1]), (X[0], y[:1])):
        with pytest.raises(ValueError, match="N at least 1"):
            softmax_regression(wrong_X, wrong_y, 3)
    with pytest.raises(ValueError, match="classes is 1"):
        softmax_regression(X, y, 1)
    with pytest.raises(ValueError, match="between 0 and 1"):
        softmax_regression(X, y, 2)
    for decay in (-1, math.nan, math.inf):
        with pytest.raises(ValueError, match="decay is"):
            softmax_regression(X, y, 3, decay=decay)
    with pytest.raises(ValueError, match="steps is 0"):
        softmax_regression(X, y, 3, steps=0)
    for lr in (-1.0, math.nan):
        with pytest.raises(ValueError, match="learning rate"):
            softmax_regression(X, y, 3, lr=lr)
