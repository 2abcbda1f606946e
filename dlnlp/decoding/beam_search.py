"""Beam search: several texts at once, the likeliest kept at each step."""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from dlnlp.decoding.generate import NextLogits, check_end, read_prompt
from dlnlp.decoding.sampling import check_logits
from dlnlp.decoding.state_rows import take_rows
from dlnlp.nn.functional import log_softmax


class Hypothesis(NamedTuple):
    """A text so far."""

    ids: list[int]
    log_p: float
    row: int  # of the logits and the state that its last word was chosen from


def beam_search(
    model: NextLogits,
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

    >>> class Trap:
    ...     "Word 0 is likelier at first; what follows word 1 is certain."
    ...     def next_logits(self, ids, state=None):
    ...         P = [[0.6, 0.4], [0.5, 0.5], [0.01, 0.99]]
    ...         rows = [0 if state is None else 1 + i for i in ids[:, -1]]
    ...         return np.log([P[row] for row in rows]), ids
    >>> for width in (1, 2):
    ...     print(beam_search(Trap(), [0], 2, width)[0][0])
    [0, 0]
    [1, 1]
    """
    if width < 1:
        raise ValueError(f"width is {width}; it must be 1 or more")
    logits, state = read_prompt(model, prompt_ids, length)
    V = logits.shape[1]
    check_end(end, V)
    complete: list[Hypothesis] = []
    growing = [Hypothesis([], 0.0, 0)]  # the text of each row of logits
    for left in range(length, 0, -1):
        so_far = np.array([[text.log_p] for text in growing])
        log_P = so_far + log_softmax(check_logits(logits))  # (N, V) texts times words
        likeliest = np.argsort(-log_P, axis=None, kind="stable")[:width]
        longer = [
            Hypothesis([*growing[row].ids, word], float(log_P[row, word]), row)
            for row, word in (divmod(place, V) for place in likeliest.tolist())
            if log_P[row, word] > -math.inf
        ]
        best = _best_first(complete + longer)[:width]
        complete = [text for text in best if text.ids[-1] == end]
        growing = [text for text in best if text.ids[-1] != end]
        if left == 1 or not growing:
            break
        last = np.array([[text.ids[-1]] for text in growing])
        state = take_rows(state, [text.row for text in growing])
        logits, state = model.next_logits(last, state)
    return [(text.ids, text.log_p) for text in _best_first(complete + growing)]


def _best_first(texts: list[Hypothesis]) -> list[Hypothesis]:
    return sorted(texts, key=lambda text: -text.log_p)
