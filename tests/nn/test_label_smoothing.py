"""Label smoothing against PyTorch, with and without padding; and in SoftmaxOutput."""

import numpy as np
import pytest

import dlnlp.nn.chunks as module
from dlnlp.nn.label_smoothing import smooth_labels, smoothed_cross_entropy
from dlnlp.nn.losses import cross_entropy
from dlnlp.nn.module import Parameter
from dlnlp.nn.softmax_output import SoftmaxOutput

CLOSE = {"rtol": 1e-10, "atol": 1e-12}
N, T, V, H = 3, 5, 7, 4
PADDING = np.arange(T) < np.array([5, 2, 4])[:, None]


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.fixture
def batch(rng):
    return rng.standard_normal((N, T, V)), rng.integers(0, V, (N, T))


def test_smooth_labels_sum_to_1():
    labels = smooth_labels([2, 0], 4, 0.2)
    np.testing.assert_allclose(
        labels, [[0.05, 0.05, 0.85, 0.05], [0.85, 0.05, 0.05, 0.05]]
    )
    np.testing.assert_allclose(labels.sum(axis=1), 1)


@pytest.mark.parametrize("mask", [None, PADDING], ids=["whole", "padded"])
@pytest.mark.parametrize("smoothing", [0.0, 0.1, 0.5])
def test_it_is_pytorchs(torch, batch, mask, smoothing):
    logits, targets = batch
    loss, backward = smoothed_cross_entropy(logits, targets, smoothing, mask)
    theirs = torch.tensor(logits, requires_grad=True)
    wanted = targets if mask is None else np.where(mask, targets, -100)  # left out
    expected = torch.nn.functional.cross_entropy(
        theirs.reshape(-1, V),
        torch.tensor(wanted).reshape(-1),
        label_smoothing=smoothing,
    )
    (0.3 * expected).backward()
    assert loss == pytest.approx(expected.item(), rel=1e-12)
    dlogits = backward(0.3)
    np.testing.assert_allclose(dlogits, theirs.grad, **CLOSE)
    if mask is not None:
        assert not dlogits[~mask].any()


def test_padding_has_no_effect_whatever_stands_in_it(batch):
    logits, targets = batch
    loss, backward = smoothed_cross_entropy(logits, targets, 0.1, PADDING)
    logits[~PADDING], targets[~PADDING] = np.nan, 0
    again, back = smoothed_cross_entropy(logits, targets, 0.1, PADDING)
    assert again == loss
    np.testing.assert_array_equal(back(), backward())


def test_without_smoothing_it_is_the_cross_entropy(batch):
    loss, backward = smoothed_cross_entropy(*batch, 0.0)
    expected, back = cross_entropy(*batch)
    assert loss == pytest.approx(expected, rel=1e-12)
    np.testing.assert_allclose(backward(), back(), **CLOSE)


@pytest.mark.parametrize("size_of_chunk", [1, 30, 1 << 18])
def test_the_fast_output_layer_is_the_same(rng, monkeypatch, size_of_chunk):
    monkeypatch.setattr(module, "SIZE", size_of_chunk)
    layer = SoftmaxOutput(Parameter(rng.standard_normal((V, H))))
    layer.b.value = rng.standard_normal(V)
    h, targets = rng.standard_normal((N, T, H)), rng.integers(0, V, (N, T))
    loss, backward = layer(h, targets, smoothing=0.3)
    plain, back = smoothed_cross_entropy(layer.logits(h), targets, 0.3)
    assert loss == pytest.approx(plain, rel=1e-12)
    dlogits = back(0.7)
    np.testing.assert_allclose(backward(0.7), dlogits @ layer.W.value, **CLOSE)
    dW = np.einsum("ntv,nth->vh", dlogits, h)
    np.testing.assert_allclose(layer.W.gradient, dW, **CLOSE)
    np.testing.assert_allclose(layer.b.gradient, dlogits.sum(axis=(0, 1)), **CLOSE)


def test_bad_input(batch, rng):
    logits, targets = batch
    output = SoftmaxOutput(Parameter(rng.standard_normal((V, H))))
    for bad in -0.1, 1, 1.5:
        for call in (
            lambda bad=bad: smooth_labels(targets, V, bad),
            lambda bad=bad: smoothed_cross_entropy(logits, targets, bad),
            lambda bad=bad: output(np.ones((N, H)), targets[:, 0], smoothing=bad),
        ):
            with pytest.raises(ValueError, match=f"smoothing is {bad}; it must be"):
                call()
    with pytest.raises(ValueError, match="targets must lie between 0 and 6"):
        smoothed_cross_entropy(logits, targets + V)
    for mask in PADDING[0], PADDING.astype(int), PADDING[:, 1:]:
        with pytest.raises(ValueError, match=r"targets and a mask of bool \(3, 5\)"):
            smoothed_cross_entropy(logits, targets, 0.1, mask)
    with pytest.raises(ValueError, match="want targets and a mask"):
        smoothed_cross_entropy(logits, targets[0])
    with pytest.raises(ValueError, match="nothing has no mean"):
        smoothed_cross_entropy(logits, targets, 0.1, np.zeros((N, T), bool))
