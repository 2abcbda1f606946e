"""From logits to the next word: the likeliest, or one drawn by chance."""

import math
from collections.abc import Callable
from functools import partial

import numpy as np
from numpy.typing import ArrayLike

from dlnlp.arrays import Array, Ids
from dlnlp.nn.functional import softmax


def greedy(logits: ArrayLike) -> Ids:
    """The word with the highest logit, of equals the first: (N, V) -> (N,)

    ValueError: logits that are not (N, V), NaN or infinite, as for `sample`.

    >>> greedy([[0.0, 2.0, 1.0]]).tolist()
    [1]
    """
    best: Ids = check_logits(logits).argmax(axis=1)
    return best


def sample(
    logits: ArrayLike,
    *,
    rng: np.random.Generator,
    temperature: float = 1.0,
    top_k: int | None = None,
    top_p: float | None = None,
) -> Ids:
    """A word drawn by its probability, softmax(logits / temperature): (N, V) -> (N,)

    temperature  below 1 the likely words gain, above 1 the unlikely ones
    top_k        only the k most likely words are drawn (Fan, Lewis & Dauphin 2018)
    top_p        only the most likely words are drawn, as few as together have p or more
                 (the nucleus; Holtzman et al. 2020); of the words that top_k leaves

    ValueError: temperature not above 0, top_k below 1, top_p outside (0, 1], logits
    that are NaN or infinite (-inf is fine: that word is never drawn).

    >>> rng = np.random.default_rng(0)
    >>> {int(sample([[0.0, 2.0, 1.9]], rng=rng, top_k=2)[0]) for draw in range(50)}
    {1, 2}
    """
    check_settings(temperature, top_k, top_p)
    logits = check_logits(logits)
    # The highest becomes 0: by however little the others are divided, they can only
    # fall to -inf
    with np.errstate(over="ignore"):
        scaled = (logits - logits.max(axis=1, keepdims=True)) / temperature
    likely_first = np.argsort(-scaled, axis=1, kind="stable")  # (N, V) ids
    P = softmax(np.take_along_axis(scaled, likely_first, axis=1))
    if top_k is not None:
        P[:, top_k:] = 0
        P /= P.sum(axis=1, keepdims=True)
    if top_p is not None:
        before = P.cumsum(axis=1) - P  # what the likelier words have together
        P[before >= top_p] = 0
    up_to = P.cumsum(axis=1)
    drawn = rng.random((len(P), 1)) * up_to[:, -1:]
    place = (up_to > drawn).argmax(axis=1)  # the first that goes beyond
    ids: Ids = np.take_along_axis(likely_first, place[:, None], axis=1)[:, 0]
    return ids


def chooser(
    rng: np.random.Generator | None,
    temperature: float,
    top_k: int | None,
    top_p: float | None,
) -> Callable[[Array], Ids]:
    """`sample` with its settings; without an rng `greedy`, which takes none.

    ValueError: those of `sample` about settings; settings without an rng.
    """
    check_settings(temperature, top_k, top_p)
    if rng is not None:
        return partial(
            sample, rng=rng, temperature=temperature, top_k=top_k, top_p=top_p
        )
    if (temperature, top_k, top_p) != (1.0, None, None):
        raise ValueError(
            "temperature, top_k and top_p say how to draw, and without rng nothing is "
            "drawn: give an rng, or leave them out"
        )
    return greedy


def check_settings(temperature: float, top_k: int | None, top_p: float | None) -> None:
    """ValueError unless `sample` can draw with them."""
    if not 0 < temperature < math.inf:
        raise ValueError(
            f"temperature is {temperature}; it must be above 0 and finite. "
            "Its limit at 0 is greedy"
        )
    if top_k is not None and top_k < 1:
        raise ValueError(f"top_k is {top_k}; it must be 1 or more, or None")
    if top_p is not None and not 0 < top_p <= 1:
        raise ValueError(f"top_p is {top_p}; it must be above 0 and at most 1, or None")


def check_logits(logits: ArrayLike) -> Array:
    """Logits as float64; ValueError unless each row leaves a word to choose."""
    logits = np.asarray(logits, dtype=np.float64)
    if logits.ndim != 2 or logits.shape[1] == 0:
        raise ValueError(
            f"logits are (N, V), a row for each text; given {logits.shape}"
        )
    if not np.isfinite(logits.max(axis=1)).all():  # a NaN is its row's maximum, too
        raise ValueError(
            "logits must not be NaN or +inf, nor all -inf: one word must be possible"
        )
    return logits
