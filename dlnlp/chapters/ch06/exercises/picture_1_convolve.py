"""Chapter 6, on pictures: one filter, moved over an image by two loops."""

from collections.abc import Callable
from typing import Any

import numpy as np

from dlnlp.arrays import Array
from dlnlp.chapters.answers import Asked
from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.language import _

IMAGE = np.array([[1, 0, 2, 1.5], [0, 3, 1, -1], [2, 1, 0, 0.5]])
FILTER = np.array([[1, -2], [0.5, 3]])
TALL = np.array([[1.0], [-1.0], [2.0]])


def convolve(image: Array, kernel: Array) -> Array:
    """(Y, X) and (k, l) -> (Y - k + 1, X - l + 1): of each window, times the filter."""
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return np.asarray(np.einsum("yxkl,kl->yx", windows, kernel))


def check_convolve(answer: Callable[..., Any]) -> Verdict:
    """`answer(image (Y, X), kernel (k, l))`: what the filter says at each place."""
    asked = Asked(answer)
    right = convolve(IMAGE, FILTER)
    turned = convolve(IMAGE, FILTER[::-1, ::-1])
    whole = convolve(np.pad(IMAGE, ((0, 1), (0, 1))), FILTER)
    return grade(
        Step(
            _("a filter of one entry, 2"),
            lambda: asked(IMAGE, np.array([[2.0]])),
            2 * IMAGE,
            _("each window is one pixel here: every one of them counts"),
        ),
        Step(
            _("3 rows of 4, a filter of 2 and 2"),
            lambda: asked(IMAGE, FILTER),
            right,
            _(
                "the window whose first pixel is (y, x), times the filter, "
                "entry by entry; then the sum"
            ),
            mistakes=[
                (
                    turned,
                    _("that turns the filter round, as mathematics does; layers don't"),
                ),
                (
                    convolve(IMAGE, FILTER.T),
                    _("rows and columns of the filter are swapped"),
                ),
                (whole, _("only whole windows: Y - k + 1 rows, X - l + 1 columns")),
                (
                    right[:-1, :-1],
                    _("one more row and one more column of windows fit in"),
                ),
            ],
        ),
        Step(
            _("a filter of 3 rows and 1 column"),
            lambda: asked(IMAGE, TALL),
            convolve(IMAGE, TALL),
            _("filters need not be square"),
        ),
        Step(
            _("an image as large as the filter"),
            lambda: asked(FILTER, FILTER),
            convolve(FILTER, FILTER),
            _("one window fits in"),
        ),
    )
