"""Convolution and max-pooling against PyTorch's and plain loops; bad images."""

import numpy as np
import pytest

from dlnlp.nn.conv import Conv2d, MaxPool2d
from dlnlp.nn.functional import relu
from dlnlp.nn.gradcheck import as_float64
from dlnlp.nn.sequential import Sequential

CLOSE = {"rtol": 1e-10, "atol": 1e-10}


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def ours(rng, *sizes, **settings):
    """A layer in float64, with biases that aren't zero."""
    conv = as_float64(Conv2d(*sizes, rng=rng, **settings))
    conv.b.value[:] = rng.standard_normal(len(conv.b.value))
    return conv


@pytest.mark.parametrize(
    ("size", "padding", "shape"),
    [
        (3, 0, (4, 2, 6, 5)),
        (3, 1, (4, 2, 6, 5)),
        (2, 1, (1, 2, 4, 4)),
        (1, 0, (2, 2, 3, 1)),
        (5, 3, (2, 2, 1, 2)),
        (3, 1, (0, 2, 6, 5)),
    ],
)
def test_convolution_is_pytorchs(torch, rng, size, padding, shape):
    conv = ours(rng, 2, 3, size, padding=padding)
    x = rng.standard_normal(shape)
    y, backward = conv(x)
    dy = rng.standard_normal(y.shape)
    dx = backward(dy)

    theirs = torch.nn.Conv2d(2, 3, size, padding=padding, dtype=torch.float64)
    theirs.weight.data = torch.tensor(conv.W.value)
    theirs.bias.data = torch.tensor(conv.b.value)
    their_x = torch.tensor(x, requires_grad=True)
    their_y = theirs(their_x)
    their_y.backward(torch.tensor(dy))
    np.testing.assert_allclose(y, their_y.detach(), **CLOSE)
    np.testing.assert_allclose(dx, their_x.grad, **CLOSE)
    np.testing.assert_allclose(conv.W.gradient, theirs.weight.grad, **CLOSE)
    np.testing.assert_allclose(conv.b.gradient, theirs.bias.grad, **CLOSE)


def test_convolution_in_plain_loops(rng):
    conv, x = ours(rng, 2, 3, 2), rng.standard_normal((4, 2, 5, 3))
    y, _ = conv(x)
    assert y.shape == (4, 3, 4, 2)
    for n, f, row, column in np.ndindex(y.shape):
        window = x[n, :, row : row + 2, column : column + 2]
        expected = (conv.W.value[f] * window).sum() + conv.b.value[f]
        assert y[n, f, row, column] == pytest.approx(expected)


def test_a_filter_finds_what_it_shows(rng):
    image, cross = np.zeros((1, 1, 9, 9)), np.array([[0, 1, 0], [1, 1, 1], [0, 1, 0]])
    image[0, 0, 5:8, 2:5] = cross
    conv = Conv2d(1, 1, 3, rng=rng)
    conv.W.value[0, 0] = cross - cross.mean()
    y, _ = conv(image)
    assert np.unravel_index(y[0, 0].argmax(), y[0, 0].shape) == (5, 2)


@pytest.mark.parametrize("size", [1, 2, 3])
@pytest.mark.parametrize("values", ["all different", "many equal"])
def test_max_pooling_is_pytorchs(torch, rng, size, values):
    x = rng.standard_normal((4, 2, 6, 12))
    if values == "many equal":
        x = rng.integers(0, 2, x.shape).astype(float)
    y, backward = MaxPool2d(size)(x)
    dy = rng.standard_normal(y.shape)
    dx = backward(dy)
    their_x = torch.tensor(x, requires_grad=True)
    their_y = torch.nn.MaxPool2d(size)(their_x)
    their_y.backward(torch.tensor(dy))
    np.testing.assert_array_equal(y, their_y.detach())
    np.testing.assert_array_equal(dx, their_x.grad)


def test_convolutions_in_a_row_are_pytorchs(torch, rng):
    layers = [ours(rng, 3, 4, 3, padding=1), ours(rng, 4, 5, 3)]
    net = Sequential(layers[0], relu, MaxPool2d(2), layers[1], relu)
    x = rng.standard_normal((2, 3, 8, 8))
    y, backward = net(x)
    dy = rng.standard_normal(y.shape)
    dx = backward(dy)
    their_x = torch.tensor(x, requires_grad=True)
    first, second = (
        (torch.tensor(layer.W.value), torch.tensor(layer.b.value)) for layer in layers
    )
    functions = torch.nn.functional
    pooled = functions.max_pool2d(
        functions.conv2d(their_x, *first, padding=1).relu(), 2
    )
    their_y = functions.conv2d(pooled, *second).relu()
    their_y.backward(torch.tensor(dy))
    np.testing.assert_allclose(y, their_y.detach(), **CLOSE)
    np.testing.assert_allclose(dx, their_x.grad, **CLOSE)


def test_it_starts_in_float32_with_a_bias_of_zero(rng):
    conv = Conv2d(3, 8, 5, rng=rng)
    assert conv.W.value.dtype == conv.b.value.dtype == np.float32
    assert not conv.b.value.any()
    # 8 x 75 numbers: before a relu the output is as large as the input
    assert conv.W.value.std() == pytest.approx(np.sqrt(2 / 75), rel=0.05)
    x = rng.standard_normal((2, 3, 8, 8), np.float32)
    assert conv(x)[0].dtype == np.float32


def test_no_padding_unless_asked(rng):
    x = rng.standard_normal((1, 3, 8, 8))
    assert Conv2d(3, 2, 3, rng=rng)(x)[0].shape == (1, 2, 6, 6)
    assert Conv2d(3, 2, 3, rng=rng, padding=1)(x)[0].shape == (1, 2, 8, 8)


def test_images_of_a_wrong_size(rng):
    conv, images = Conv2d(3, 2, 3, rng=rng), np.zeros((2, 3, 8, 8), np.float32)
    for wrong in (
        images[0],  # one image alone
        images[:, :2],
        images.transpose(0, 2, 3, 1),  # channels last, as they often are in files
        images[..., :2],
        images[:, :, :0],
        images[..., None],
    ):
        with pytest.raises(ValueError, match=r"must be \(N, 3, Y, X\), with 3 rows"):
            conv(wrong)
    with pytest.raises(ValueError, match="with 1 rows and columns or more"):
        Conv2d(3, 2, 3, rng=rng, padding=2)(images[..., :0])
    with pytest.raises(ValueError, match=r"\(N, C, Y, X\)"):
        MaxPool2d(2)(images[0])
    with pytest.raises(ValueError, match=r"8 rows and 7 columns do not divide"):
        MaxPool2d(2)(images[..., 1:])


@pytest.mark.parametrize("layer", ["convolution", "pooling"])
@pytest.mark.parametrize("kind", [np.uint8, np.int64, bool, complex, object, "<U1"])
def test_images_of_a_wrong_type(rng, layer, kind):
    images = np.zeros((2, 3, 8, 8)).astype(kind)
    with pytest.raises(ValueError, match="must be floats"):
        (MaxPool2d(2) if layer == "pooling" else Conv2d(3, 2, 3, rng=rng))(images)


def test_bad_settings(rng):
    for sizes, settings, what in (
        ((0, 2, 3), {}, "n_in is 0"),
        ((2, 0, 3), {}, "n_out is 0"),
        ((2, 2, 0), {}, "size is 0"),
        ((2, 2, 2.5), {}, r"size is 2\.5"),
        ((2, 2, 3), {"padding": -1}, "padding is -1"),
    ):
        with pytest.raises(ValueError, match=what):
            Conv2d(*sizes, rng=rng, **settings)
    with pytest.raises(ValueError, match="size is 0"):
        MaxPool2d(0)
