"""Chapter 7, exercise 7: the same is read, and attention lies elsewhere."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from dlnlp.arrays import Array
from dlnlp.chapters.answers import Asked, NotYet, numbers
from dlnlp.chapters.grading import Step, Verdict, grade
from dlnlp.language import _

MOVED = 0.2  # of all weight must lie elsewhere
CORNERS = np.array([[1.0, 1.0], [1.0, -1.0], [-1.0, 1.0], [-1.0, -1.0]])


def check_elsewhere(elsewhere: Callable[..., Any]) -> Verdict:
    """Exercise 7. `elsewhere(weights, values)`: other weights (S,) that read the same.

    A fifth of all weight, at least, must lie at other places.
    """
    rng = np.random.default_rng(7)
    sentences = [_sentence(rng, S, D) for S, D in ((8, 3), (10, 4), (20, 8))]
    corners = np.array([0.4, 0.1, 0.1, 0.4])
    asked = Asked(elsewhere)

    def right(weights: Array, values: Array) -> bool:
        found = numbers(asked(weights, values))
        if found is None or found.shape != weights.shape:
            what = (
                _("no array of numbers")
                if found is None
                else _("of shape {}").format(found.shape)
            )
            raise NotYet(
                _("yours is {}").format(what),
                _("wanted are weights {}").format(weights.shape),
            )
        return _judged(found, weights, values)

    return grade(
        Step(
            _("four corners of a square, weights 0.4, 0.1, 0.1, 0.4"),
            partial(right, corners, CORNERS),
            hint=_("opposite corners have the same middle"),
        ),
        *(
            Step(
                _("{} places, values of {} numbers").format(
                    len(weights), values.shape[1]
                ),
                partial(right, weights, values),
                hint=HINT,
            )
            for weights, values in sentences
        ),
    )


HINT = _(
    "which changes d have d @ values = 0 and d.sum() = 0? With A = "
    "the D rows of values.T and a row of ones, np.eye(S) - "
    "np.linalg.pinv(A) @ A turns any vector into such a d. And how "
    "far can you go before a weight becomes negative?"
)


def _sentence(rng: np.random.Generator, S: int, D: int) -> tuple[Array, Array]:
    """Weights (S,) and values (S, D), as an attention might have them."""
    powers = np.exp(rng.normal(size=S) / 2)
    return powers / powers.sum(), rng.normal(size=(S, D))


def _judged(found: Array, weights: Array, values: Array) -> bool:
    """True; or NotYet, with what is wrong."""
    if not np.isfinite(found).all():
        raise NotYet(_("yours hold infinity or NaN"))
    if found.min() < -1e-9:
        raise NotYet(
            _("one of your weights is {:.3g}").format(found.min()),
            _("weights are 0 or more"),
        )
    if abs(found.sum() - 1) > 1e-6:
        raise NotYet(
            _("your weights sum to {:.4g}").format(found.sum()), _("weights sum to 1")
        )
    missed = float(np.abs(found @ values - weights @ values).max())
    if missed > 1e-6:
        raise NotYet(_("what is read differs by {:.3g}").format(missed), "")
    moved = float(np.abs(found - weights).sum() / 2)
    if moved < 1e-9:
        raise NotYet(_("these are the weights that were given"), HINT)
    if moved < MOVED - 1e-9:  # 0.1 + 0.1 is a little less than 0.2
        raise NotYet(
            _("{:.0f} in 100 of the weight lie elsewhere; wanted are {:.0f}").format(
                100 * moved, 100 * MOVED
            ),
            _(
                "these are other weights; go on in the same direction, or in "
                "another one"
            ),
        )
    return True
