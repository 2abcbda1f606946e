"""From scores of the next word to a text: greedy, by chance, or with several at once.

A model is anything with `next_scores(ids (N, T), state) -> (scores (N, V), state)`: it
reads ids and says what may follow them. Scores are logits or log probabilities: only
their differences count. What the state is, is the model's business; here it is handed
on, so each word is read once.
"""

import math
from collections.abc import Iterator
from typing import Any, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dlnlp.nn.functional import log_softmax
from dlnlp.text import Ids, check_ids

Array = NDArray[Any]


class NextScores(Protocol):
    """What decoding needs of a model."""

    def next_scores(self, ids: Any, state: Any = None) -> tuple[Array, Any]: ...


def greedy(scores: ArrayLike) -> Ids:
    """The word with the highest score, of equals the first: (N, V) -> (N,)"""
    best: Ids = _checked(scores).argmax(axis=1)
    return best


def sample(
    scores: ArrayLike,
    *,
    rng: np.random.Generator,
    temperature: float = 1.0,
    top_k: int | None = None,
    top_p: float | None = None,
) -> Ids:
    """A word drawn by its probability, softmax(scores / temperature): (N, V) -> (N,)

    temperature  below 1 the likely words gain, above 1 the unlikely ones
    top_k        only the k most likely words are drawn (Fan, Lewis & Dauphin 2018)
    top_p        only the most likely words are drawn, as few as together have p or more
                 (the nucleus; Holtzman et al. 2020); of the words that top_k leaves

    ValueError: temperature not above 0, top_k below 1, top_p outside (0, 1], scores
    that are NaN or infinite (-inf is fine: that word is never drawn).
    """
    _check_settings(temperature, top_k, top_p)
    logits = _checked(scores)
    # The highest score becomes 0: by however little the others are divided, they can
    # only fall to -inf
    with np.errstate(over="ignore"):
        logits = (logits - logits.max(axis=1, keepdims=True)) / temperature
    likely_first = np.argsort(-logits, axis=1, kind="stable")  # (N, V)
    P = np.exp(log_softmax(np.take_along_axis(logits, likely_first, axis=1)))
    if top_k is not None:
        P[:, top_k:] = 0
        P /= P.sum(axis=1, keepdims=True)
    if top_p is not None:
        before = P.cumsum(axis=1) - P  # what the more likely words have together
        P[before >= top_p] = 0
    up_to = P.cumsum(axis=1)
    drawn = rng.random((len(P), 1)) * up_to[:, -1:]
    place = (up_to > drawn).argmax(axis=1)  # the first that goes beyond
    ids: Ids = np.take_along_axis(likely_first, place[:, None], axis=1)[:, 0]
    return ids


def generate(
    model: NextScores,
    prompt_ids: ArrayLike,
    length: int,
    *,
    rng: np.random.Generator | None = None,
    temperature: float = 1.0,
    top_k: int | None = None,
    top_p: float | None = None,
) -> Iterator[int]:
    """Go on from a prompt (T,) by `length` words, given out one at a time.

    rng  draws each word as `sample` does, with its settings; None is greedy, and takes
         no settings

    The prompt is read at once, and then one word a step.

    ValueError: an empty prompt, ids that the model has no scores for, a length below 0,
    and those of `sample`.
    """
    _check_settings(temperature, top_k, top_p)
    if rng is None and (temperature, top_k, top_p) != (1.0, None, None):
        raise ValueError(
            "temperature, top_k and top_p say how to draw, and without rng nothing is "
            "drawn: give an rng, or leave them out"
        )
    scores, state = _read_prompt(model, prompt_ids, length)

    def words(scores: Array, state: Any) -> Iterator[int]:
        for left in range(length, 0, -1):
            ids = (
                greedy(scores)
                if rng is None
                else sample(
                    scores,
                    rng=rng,
                    temperature=temperature,
                    top_k=top_k,
                    top_p=top_p,
                )
            )
            yield int(ids[0])
            if left > 1:
                scores, state = model.next_scores(ids[:, None], state)

    return words(scores, state)


def beam_search(
    model: NextScores,
    prompt_ids: ArrayLike,
    length: int,
    width: int,
    *,
    end: int | None = None,
) -> list[tuple[list[int], float]]:
    """Texts that go on from a prompt, each with its log probability; best first.

    Every step lengthens the `width` best texts by every word and keeps the best `width`
    of those. A width of 1 is greedy; one of V^length misses nothing.

    length  how many words; a text that ends earlier is shorter
    end     the id after which a text is complete. Complete texts keep their places
            among the best. Texts are compared by their log probability as it is, which
            falls with every word: that favours short ones.

    The texts are without the prompt. There are fewer than `width` if no more are
    possible. ValueError: a width below 1, `end` outside the vocabulary, and those of
    `generate`.
    """
    if width < 1:
        raise ValueError(f"width is {width}; it must be 1 or more")
    scores, state = _read_prompt(model, prompt_ids, length)
    V = scores.shape[1]
    if end is not None and not 0 <= end < V:
        raise ValueError(f"end is {end}; it must lie between 0 and {V - 1}")
    complete: list[tuple[list[int], float]] = []
    growing: list[tuple[list[int], float]] = [([], 0.0)]  # row i of scores is text i's
    for left in range(length, 0, -1):
        so_far = np.array([[log_p] for _, log_p in growing])
        log_P = (so_far + log_softmax(_checked(scores))).ravel()  # texts times words
        best = np.argsort(-log_P, kind="stable")[:width]
        candidates = [(ids, log_p, -1) for ids, log_p in complete]
        candidates += [
            ([*growing[i // V][0], i % V], float(log_P[i]), i // V)
            for i in best.tolist()
            if log_P[i] > -math.inf
        ]
        kept = sorted(candidates, key=_by_log_p)[:width]
        complete = [(ids, log_p) for ids, log_p, _ in kept if ids[-1] == end]
        on = [text for text in kept if text[0][-1] != end]
        growing = [(ids, log_p) for ids, log_p, _ in on]
        if left == 1 or not on:
            break
        last = np.array([[ids[-1]] for ids, _, _ in on])
        came_from = np.array([row for _, _, row in on])
        scores, state = model.next_scores(last, take_rows(state, came_from))
    return sorted(complete + growing, key=_by_log_p)


def take_rows(state: Any, rows: ArrayLike) -> Any:
    """The state of some rows of a batch, in the given order, repeats allowed.

    state  an array (N, …), None, or a tuple or list of states
    rows   (M,) which of the N
    """
    if state is None:
        return None
    if isinstance(state, np.ndarray):
        return state[np.asarray(rows)]
    if isinstance(state, tuple | list):
        return type(state)(take_rows(part, rows) for part in state)
    raise ValueError(
        f"a state is None, an array, or a tuple or list of states; given {type(state)}"
    )


def _by_log_p(text: tuple[Any, ...]) -> float:
    return -float(text[1])


def _read_prompt(
    model: NextScores, prompt_ids: ArrayLike, length: int
) -> tuple[Array, Any]:
    """Scores and state after a prompt of one row."""
    if length < 0:
        raise ValueError(f"length is {length}; it must be 0 or more")
    ids = np.asarray(prompt_ids)
    if ids.ndim != 1 or len(ids) == 0:
        raise ValueError(
            f"a prompt is one row of one id or more, shape (T,); given {ids.shape}"
        )
    if ids.dtype.kind not in "iu" or ids.min() < 0:
        raise ValueError(f"a prompt's ids are whole numbers from 0; given {ids}")
    scores, state = model.next_scores(ids[None])
    check_ids(ids, scores.shape[1])  # for models that do not look themselves
    return scores, state


def _check_settings(temperature: float, top_k: int | None, top_p: float | None) -> None:
    if not 0 < temperature < math.inf:
        raise ValueError(
            f"temperature is {temperature}; it must be above 0 and finite. "
            "Its limit at 0 is greedy"
        )
    if top_k is not None and top_k < 1:
        raise ValueError(f"top_k is {top_k}; it must be 1 or more, or None")
    if top_p is not None and not 0 < top_p <= 1:
        raise ValueError(f"top_p is {top_p}; it must be above 0 and at most 1, or None")


def _checked(scores: ArrayLike) -> Array:
    scores = np.asarray(scores, dtype=np.float64)
    if scores.ndim != 2 or scores.shape[1] == 0:
        raise ValueError(
            f"scores are (N, V), a row for each text; given {scores.shape}"
        )
    if np.isnan(scores).any() or not np.isfinite(scores.max(axis=1)).all():
        raise ValueError(
            "scores must not be NaN or +inf, nor all -inf: one word must be possible"
        )
    return scores
