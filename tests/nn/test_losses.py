"""Cross entropies against plain loops and PyTorch, and input that has no loss."""

import math

import numpy as np
import pytest

from dlnlp.nn.losses import binary_cross_entropy, cross_entropy

CLOSE = {"rtol": 1e-10, "atol": 1e-10}


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def test_cross_entropy_by_hand():
    loss, backward = cross_entropy(np.log([[0.5, 0.25, 0.25], [0.2, 0.2, 0.6]]), [0, 1])
    assert loss == pytest.approx(-(math.log(0.5) + math.log(0.2)) / 2)
    expected = np.array([[0.5 - 1, 0.25, 0.25], [0.2, 0.2 - 1, 0.6]]) / 2
    np.testing.assert_allclose(backward(), expected)
    np.testing.assert_allclose(backward(3.0), 3 * expected)  # and a second time


@pytest.mark.parametrize("size", [1, 1e4])
@pytest.mark.parametrize("shape", [(6,), (4, 6), (2, 3, 6)])
def test_cross_entropy_is_pytorchs(torch, rng, shape, size):
    logits = size * rng.standard_normal(shape)
    targets = rng.integers(0, 6, size=shape[:-1])
    loss, backward = cross_entropy(logits, targets)
    theirs = torch.tensor(logits, requires_grad=True)
    rows = theirs.reshape(-1, 6)
    their_loss = torch.nn.functional.cross_entropy(rows, torch.tensor(targets).ravel())
    (2.5 * their_loss).backward()
    assert loss == pytest.approx(their_loss.item(), rel=1e-10)
    np.testing.assert_allclose(backward(2.5), theirs.grad, **CLOSE)


@pytest.mark.parametrize("size", [1, 1e4])
@pytest.mark.parametrize("weighted", [True, False])
def test_binary_cross_entropy_is_pytorchs(torch, rng, size, weighted):
    """PyTorch's BCEWithLogits, with its reduction "sum": ours is the sum, too."""
    logits = size * rng.standard_normal((4, 5))
    labels = rng.integers(0, 2, size=(4, 5))
    weights = rng.uniform(size=(4, 5)) if weighted else 1.0
    loss, backward = binary_cross_entropy(logits, labels, weights)
    theirs = torch.tensor(logits, requires_grad=True)
    criterion = torch.nn.BCEWithLogitsLoss(
        reduction="sum", weight=torch.tensor(weights) if weighted else None
    )
    their_loss = criterion(theirs, torch.tensor(labels, dtype=torch.float64))
    (2.5 * their_loss).backward()
    assert loss == pytest.approx(their_loss.item(), rel=1e-10)
    np.testing.assert_allclose(backward(2.5), theirs.grad, **CLOSE)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_losses_of_sure_guesses_are_finite(dtype):
    logits = np.array([[1e4, -1e4], [-1e4, 1e4]], dtype=dtype)
    with np.errstate(all="raise", under="ignore"):
        right, _ = cross_entropy(logits, [0, 1])
        wrong, back = cross_entropy(logits, [1, 0])
        assert (right, wrong) == (0, 2e4)
        np.testing.assert_allclose(back(), np.array([[1, -1], [-1, 1]]) / 2)
        right, _ = binary_cross_entropy(logits, logits > 0)
        wrong, back = binary_cross_entropy(logits, logits < 0)
        assert (right, wrong) == (0, 4e4)
        np.testing.assert_allclose(back(), np.sign(logits))


@pytest.mark.parametrize("dtype", [np.uint8, np.int8, bool, np.float32])
def test_labels_may_have_any_type(dtype):
    logits = np.array([0.5, -2.0, 1.0])
    labels = np.array([1, 0, 0])
    loss, backward = binary_cross_entropy(logits, labels.astype(dtype))
    p = 1 / (1 + np.exp(-logits))
    assert loss == pytest.approx(-np.log([p[0], 1 - p[1], 1 - p[2]]).sum())
    np.testing.assert_allclose(backward(), p - labels)


def test_whole_numbers_are_scores_too():
    """Their gradient is not rounded to whole numbers."""
    for loss, answers in (cross_entropy, [0, 1]), (binary_cross_entropy, np.eye(2)):
        logits = [[2, 1], [0, 3]]
        expected, back = loss(np.array(logits, dtype=float), answers)
        for given in logits, np.array(logits), np.array(logits, dtype=np.uint8):
            found, backward = loss(given, answers)
            assert found == pytest.approx(expected)
            np.testing.assert_allclose(backward(), back())


def test_a_weight_of_zero_leaves_an_answer_out(rng):
    logits, labels = rng.standard_normal(4), np.array([1, 0, 1, 0])
    loss, backward = binary_cross_entropy(logits, labels, np.array([1, 1, 0, 0]))
    assert loss == pytest.approx(binary_cross_entropy(logits[:2], labels[:2])[0])
    assert not backward()[2:].any()


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_many_words_in_any_type_of_floats(dtype):
    """70,000 ones are infinite in float16."""
    V = 70_000
    loss, backward = cross_entropy(np.zeros((2, V), dtype), [0, V - 1])
    assert loss == pytest.approx(np.log(V), rel=1e-3)
    dlogits = backward()
    assert dlogits.dtype == dtype
    np.testing.assert_allclose(dlogits[0, :2], [-0.5, 0.5 / V], rtol=0.01, atol=1e-7)


@pytest.mark.filterwarnings("ignore:invalid value")
def test_nan_logits_give_a_nan_loss_and_no_answer_is_made_up():
    assert math.isnan(cross_entropy(np.array([[np.nan, 1.0]]), [1])[0])
    assert math.isnan(binary_cross_entropy(np.array([np.nan, 1.0]), [1, 0])[0])


@pytest.mark.parametrize(
    ("logits", "targets", "message"),
    [
        (np.zeros((2, 3)), [0, 3], "between 0 and 2; given from 0 to 3"),
        (np.zeros((2, 3)), [-1, 0], "between 0 and 2; given from -1 to 0"),
        (np.zeros((2, 3)), [0.0, 1.0], "whole numbers; given float64"),
        (np.zeros((2, 3)), [np.nan, 1.0], "whole numbers; given float64"),
        (np.zeros((2, 3)), [True, False], "whole numbers; given bool"),
        (np.zeros((2, 3)), [0], r"want targets \(2,\); given \(1,\)"),
        (np.zeros((0, 3)), [], "no guesses"),
    ],
)
def test_cross_entropy_refuses(logits, targets, message):
    with pytest.raises(ValueError, match=message):
        cross_entropy(logits, targets)


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        ([0, 2], "1 for yes or 0 for no"),
        ([0, -1], "1 for yes or 0 for no"),
        ([0, 0.5], "1 for yes or 0 for no"),
        ([0, np.nan], "1 for yes or 0 for no"),
        ([0, 1, 0], r"logits \(2,\), but labels \(3,\)"),
    ],
)
def test_binary_cross_entropy_refuses(labels, message):
    with pytest.raises(ValueError, match=message):
        binary_cross_entropy(np.zeros(2), labels)
