"""Chapter 6, exercise 3: the loss over real tokens, padding left out."""

from collections.abc import Callable
from typing import Any

import numpy as np

from dlnlp.arrays import Array
from dlnlp.chapters.answers import Asked
from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.language import _
from dlnlp.nn import log_softmax

N, T, V = 3, 4, 6
LENGTHS = np.array([4, 2, 1])


def check_masked_loss(loss: Callable[..., Any]) -> Verdict:
    """Exercise 3. `loss(log_P (N, T, V), wanted (N, T), real (N, T))`: a number."""
    rng = np.random.default_rng(0)
    log_P = log_softmax(rng.normal(size=(N, T, V)))
    wanted = rng.integers(1, V, size=(N, T))
    real = np.arange(T) < LENGTHS[:, None]
    everything = np.ones((N, T), bool)
    padded = np.where(real, wanted, 0)
    impossible = np.where(real[..., None], log_P, -np.inf)
    asked = Asked(loss)

    def nll(log_P: Array) -> Array:  # (N, T), of each token
        return -np.take_along_axis(log_P, padded[..., None], axis=2)[..., 0]

    each = nll(log_P)
    right, kept = float(each[real].mean()), np.where(real, each, 0)
    of_all = -np.take_along_axis(log_P, wanted[..., None], axis=2).mean()
    slips = [
        (float(each.mean()), _("padding counts in yours: real is False there")),
        (
            float(kept.sum() / real.size),
            _("divide by the number of real tokens, not by that of all places"),
        ),
        (
            float((kept.sum(axis=1) / LENGTHS).mean()),
            _(
                "that is the mean of the rows' means: a token in a short row "
                "counts for more"
            ),
        ),
        (
            float(kept.sum() / N),
            _("that is a mean over rows; how many tokens are there?"),
        ),
        (float(kept.sum()), _("the mean over the real tokens, not their sum")),
        (-right, _("the sign: log probabilities are below 0, a loss is above")),
    ]
    return grade(
        Step(
            _("no padding"),
            lambda: asked(log_P, wanted, everything),
            float(of_all),
            _(
                "of each token that is wanted take its log probability; then "
                "the mean, and the sign"
            ),
            mistakes=[
                (-float(of_all), slips[-1][1]),
                (float(of_all) * N * T, _("the mean, not the sum")),
                (
                    -float(log_P.mean()),
                    _("of V numbers at each place only one is wanted"),
                ),
            ],
        ),
        Step(
            _("rows of 4, 2 and 1 tokens"),
            lambda: asked(log_P, padded, real),
            right,
            _("leave out the places where real is False, then take the mean"),
            mistakes=slips,
        ),
        Step(
            _("whatever stands at padding"),
            lambda: asked(impossible, padded, real),
            right,
            _(
                "log P is -inf at padding here, and 0 times infinity is no "
                "number: choose the real tokens instead of multiplying by the "
                "mask"
            ),
        ),
    )
