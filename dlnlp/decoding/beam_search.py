"""Several texts at once, the likeliest kept at each step."""

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from dlnlp.decoding.generate import NextScores, read_prompt
from dlnlp.decoding.sampling import check_scores
from dlnlp.nn.functional import log_softmax


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
    scores, state = read_prompt(model, prompt_ids, length)
    V = scores.shape[1]
    if end is not None and not 0 <= end < V:
        raise ValueError(f"end is {end}; it must lie between 0 and {V - 1}")
    complete: list[tuple[list[int], float]] = []
    growing: list[tuple[list[int], float]] = [([], 0.0)]  # row i of scores is text i's
    for left in range(length, 0, -1):
        so_far = np.array([[log_p] for _, log_p in growing])
        log_P = (
            so_far + log_softmax(check_scores(scores))
        ).ravel()  # texts times words
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
