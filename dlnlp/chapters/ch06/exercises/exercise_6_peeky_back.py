"""Chapter 6, exercise 6: what a peeky decoder sends back to the encoder."""

from collections.abc import Callable
from typing import Any

import numpy as np

from dlnlp.chapters.answers import Asked
from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.language import _

N, T, H, D = 2, 3, 4, 2


def check_peeky_back(back: Callable[..., Any]) -> Verdict:
    """Exercise 6. The gradient (N, H) of the encoder's last h.

    back(dxs (N, T, H + D), dfeatures (N, T, 2H), dh (N, H))
    """
    rng = np.random.default_rng(0)
    dxs, dfeatures = rng.normal(size=(N, T, H + D)), rng.normal(size=(N, T, 2 * H))
    dh = rng.normal(size=(N, H))
    layer, output = dxs[..., :H], dfeatures[..., :H]  # (N, T, H) each
    right = dh + (layer + output).sum(axis=1)
    asked = Asked(back)
    axes = _(
        "it is seen at each of T steps, so T gradients come back: what becomes of {}?"
    )
    return grade(
        Step(
            _("one step, nothing seen by the output layer"),
            lambda: asked(dxs[:, :1], 0 * dfeatures[:, :1], dh),
            dh + layer[:, 0],
            _(
                "h goes two ways here: into the first state, and into what the "
                "layer reads"
            ),
            mistakes=[
                (
                    layer[:, 0],
                    _("h is also the state that the decoder begins with: dh"),
                ),
                (dh, _("and what comes back through dxs?")),
                (dh + dxs[:, 0, -H:], _("in [h, y] it is h that comes first")),
            ],
        ),
        Step(
            _("one step, seen by both"),
            lambda: asked(dxs[:, :1], dfeatures[:, :1], dh),
            dh + layer[:, 0] + output[:, 0],
            _("the output layer reads [h, h_t]: which half of dfeatures belongs to h?"),
            mistakes=[
                (dh + layer[:, 0], _("the output layer sees h, too")),
                (
                    dh + layer[:, 0] + dfeatures[:, 0, H:],
                    _("that half belongs to h_t, the decoder's own state"),
                ),
            ],
        ),
        Step(
            _("three steps"),
            lambda: asked(dxs, dfeatures, dh),
            right,
            axes.format(_("them")),
            mistakes=[
                (
                    dh + (layer + output).mean(axis=1),
                    _("a sum: each step adds its own share to the loss"),
                ),
                (dh + (layer + output)[:, -1], axes.format(_("the others"))),
                (dh + (layer + output)[:, 0], axes.format(_("the others"))),
                (
                    T * dh + (layer + output).sum(axis=1),
                    _("dh comes once, not at every step"),
                ),
                ((layer + output).sum(axis=1), _("and dh?")),
            ],
        ),
    )
