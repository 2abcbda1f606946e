"""Write the targets of many sources at once: each word the likeliest, or by chance.

For models of sequence to sequence: `decode(model, model.start(source, mask), …)`. What
a model reads there are its own words and no others: it runs freely.
"""

from typing import Any, NamedTuple

import numpy as np

from dlnlp.arrays import check_size
from dlnlp.decoding.generate import NextLogits, check_end
from dlnlp.decoding.sampling import chooser
from dlnlp.decoding.state_rows import count_rows, take_rows
from dlnlp.nn.functional import log_softmax


class Decoded(NamedTuple):
    """A text that a model has written."""

    ids: list[int]  # without begin and end mark
    log_p: float  # its log probability, that of the end mark included
    complete: bool  # the end mark came; False: it was cut off at the limit


def decode(
    model: NextLogits,
    state: Any,
    begin: int,
    *,
    end: int | None,
    limit: int,
    rng: np.random.Generator | None = None,
    temperature: float = 1.0,
    top_k: int | None = None,
    top_p: float | None = None,
) -> list[Decoded]:
    """A text for each of the N sources that the state belongs to.

    state  what `model.start` gave
    begin  the mark that is read first
    end    the mark after which a text is complete; it is never read. None: all texts
           become `limit` words long, and none is complete
    limit  how many words a text has at most, the end mark included
    rng    draws each word as `sample` does, with its settings; None is greedy, and
           takes no settings

    ValueError: a limit below 1; marks that are not among the V words; a state without
    an array; those of `generate` about settings, and those of the model.
    """
    choose = chooser(rng, temperature, top_k, top_p)
    limit, begin = check_size(limit, "limit"), check_size(begin, "begin", least=0)
    N = count_rows(state)
    words, lengths = np.zeros((N, limit), np.intp), np.zeros(N, np.intp)
    log_p, complete = np.zeros(N), np.zeros(N, bool)
    rows = np.arange(N)  # (M,) the texts that still grow
    last = np.full(N, begin)  # (M,) their last words
    for t in range(limit):
        logits, state = model.next_logits(last[:, None], state)  # (M, V)
        check_end(end, logits.shape[1])
        last = choose(logits)
        log_P = log_softmax(logits.astype(np.float64))  # (M, V)
        log_p[rows] += log_P[np.arange(len(last)), last]
        words[rows, t], lengths[rows], complete[rows] = last, t + 1, last == end
        if complete[rows].any():
            (on,) = np.nonzero(last != end)
            rows, last, state = rows[on], last[on], take_rows(state, on)
        if not len(rows):
            break
    return [
        Decoded(words[n, : lengths[n] - complete[n]].tolist(), p, bool(complete[n]))
        for n, p in enumerate(log_p.tolist())
    ]
