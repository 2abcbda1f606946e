"""Convolution and max-pooling: what a network sees in a picture, window by window.

Images are (N, C, Y, X), as in PyTorch: N of them; C channels, which are red, green and
blue at first, and later whatever a layer looked for; Y rows and X columns of pixels.
"""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from dlnlp.arrays import Array, check_size
from dlnlp.nn.init import uniform, zeros
from dlnlp.nn.module import Backward, Module, Parameter


class Conv2d(Module):
    """Convolutional layer: every window of an image times the same F filters, plus b.

    x: (N, C, Y, X) -> y: (N, F, Y', X'), where Y' = Y + 2 padding - size + 1, and X'
    likewise: with size 3 and padding 1 an image keeps its size. A filter is a small
    picture of what it looks for, and y says how much of it there is at each place. No
    filter is turned round, so in mathematics it is a cross-correlation (LeCun et al.
    1989).

    size     rows and columns of a filter
    padding  rows and columns of zeros that are put around an image

    Weights start by the rule for layers before a relu (He et al. 2015), b at 0.

    ValueError: sizes below 1, padding below 0; images of another number of axes or
    channels, without a whole window, or not of floats.
    """

    def __init__(
        self,
        n_in: int,
        n_out: int,
        size: int,
        *,
        rng: np.random.Generator,
        padding: int = 0,
    ):
        n_in, n_out = check_size(n_in, "n_in"), check_size(n_out, "n_out")
        size = check_size(size, "size")
        self.padding = check_size(padding, "padding", least=0)
        limit = np.sqrt(6 / (n_in * size * size))
        self.W = Parameter(uniform(rng, n_out, n_in, size, size, limit=limit))
        self.b = Parameter(zeros(n_out))  # (F,); W is (F, C, size, size)

    def __call__(self, x: Array) -> tuple[Array, Backward]:
        F, C, size, _ = self.W.value.shape
        p, least = self.padding, max(1, size - 2 * self.padding)
        N, _, Y, X = check_images(x, C, least)
        W, b = self.W.value.reshape(F, -1), self.b.value  # (F, C size size): in a row
        padded = np.pad(x, [(0, 0), (0, 0), (p, p), (p, p)])
        windows = sliding_window_view(padded, (size, size), axis=(2, 3))
        over = windows.shape[2:4]  # Y', X'
        columns = windows.transpose(1, 4, 5, 0, 2, 3).reshape(len(W[0]), -1)
        y = W @ columns + b[:, None]  # (F, N Y' X'): a column for each window

        def backward(dy: Array) -> Array:
            dy = dy.swapaxes(0, 1).reshape(F, -1)  # (F, N Y' X')
            self.W.add_grad((dy @ columns.T).reshape(F, C, size, size))
            self.b.add_grad(dy.sum(axis=1))
            dcolumns = (W.T @ dy).reshape(C, size, size, N, *over)
            dpadded = np.zeros((C, N, *padded.shape[2:]), dcolumns.dtype)
            for i, j in np.ndindex(size, size):  # of all windows the pixel at i, j
                dpadded[:, :, i : i + over[0], j : j + over[1]] += dcolumns[:, i, j]
            return dpadded[:, :, p : p + Y, p : p + X].swapaxes(0, 1)

        return y.reshape(F, N, *over).swapaxes(0, 1), backward


class MaxPool2d(Module):
    """Max-pooling: of each window of an image only the largest number is kept.

    x: (N, C, Y, X) -> y: (N, C, Y / size, X / size). The windows lie side by side. The
    gradient goes where the largest number came from, of equal ones to the first.

    ValueError: a size below 1; images whose rows and columns it does not divide.
    """

    def __init__(self, size: int):
        self.size = check_size(size, "size")

    def __call__(self, x: Array) -> tuple[Array, Backward]:
        size = self.size
        N, C, Y, X = check_images(x)
        if Y % size or X % size:
            raise ValueError(
                f"images of {Y} rows and {X} columns do not divide into windows of "
                f"{size} and {size}"
            )
        shape = N, C, Y // size, X // size
        cut = x.reshape(N, C, shape[2], size, shape[3], size)
        windows = cut.transpose(3, 5, 0, 1, 2, 4).reshape(size * size, -1)
        y = windows.max(axis=0)  # (N C Y' X',): of the column of each window

        def backward(dy: Array) -> Array:
            dy = dy.ravel()
            dwindows = np.empty(windows.shape, dy.dtype)
            left = np.ones(y.shape, bool)  # windows whose largest number is to come
            for i, numbers in enumerate(windows):
                largest = left & (numbers == y)
                dwindows[i] = largest * dy
                left &= ~largest
            dcut = dwindows.reshape(size, size, *shape)
            return dcut.transpose(2, 3, 4, 0, 5, 1).reshape(x.shape)

        return y.reshape(shape), backward


def check_images(
    x: Array, channels: int | None = None, least: int = 1
) -> tuple[int, ...]:
    """The shape of images: (N, C, Y, X).

    channels  how many they must have; None allows any number
    least     how many rows, and columns, they must have

    ValueError: another shape, or numbers that are not floats.
    """
    shape = x.shape
    if len(shape) != 4 or channels not in (None, shape[1]) or min(shape[2:]) < least:
        raise ValueError(
            f"the images are {shape}; they must be (N, {channels or 'C'}, Y, X), with "
            f"{least} rows and columns or more"
        )
    if x.dtype.kind != "f":
        raise ValueError(
            f"the images are {x.dtype}; they must be floats. Where a pixel is a whole "
            "number up to 255, divide by np.float32(255)"
        )
    return shape
