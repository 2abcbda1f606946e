"""Beam search for many sources at once, which weighs long texts against short ones."""

from typing import Any

import numpy as np

from dlnlp.arrays import Array, Ids, check_size
from dlnlp.decoding.decode import Decoded
from dlnlp.decoding.generate import NextLogits, check_end
from dlnlp.decoding.sampling import check_logits
from dlnlp.decoding.state_rows import count_rows, take_rows
from dlnlp.nn.functional import log_softmax


def beam_decode(
    model: NextLogits,
    state: Any,
    begin: int,
    *,
    end: int,
    limit: int,
    width: int,
    alpha: float = 0.0,
) -> list[list[Decoded]]:
    """For each of N sources the best texts that were found, up to `width`; best first.

    Each step lengthens the texts of a source, at most `width`, by every word. What ends
    and is among the best `width` of these is complete; of the others the best `width`
    grow on. Complete texts are compared by log_p / length_penalty(length, alpha), each
    with its own length. It ends when no text that grows could become better than the
    best complete one, however long it grew; or at the limit, and then texts that are
    not complete stand behind all that are.

    state, begin, end, limit  as for `decode`
    alpha  0 compares plain log probabilities, which favours short texts; Wu et al. take
           about 0.6 to 0.7

    A width of 1 with alpha 0 is greedy; one of V^limit misses nothing.

    ValueError: width or limit below 1, a negative alpha, and those of `decode`.
    """
    limit, width = check_size(limit, "limit"), check_size(width, "width")
    begin = check_size(begin, "begin", least=0)
    if not 0 <= alpha < np.inf:
        raise ValueError(f"alpha is {alpha}; it must be 0 or more")
    found: list[list[Decoded]] = [[] for _ in range(count_rows(state))]
    best = np.full(len(found), -np.inf)  # (N,) the score of the best complete text
    sources: Ids = np.arange(len(found))  # (A,) those whose search goes on
    words: Ids = np.full((len(found), 1, 1), begin)  # (A, K, 1 + length), texts
    log_p: Array = np.zeros((len(found), 1))  # (A, K) of each text, falling
    for _ in range(limit):
        A, K, _ = words.shape
        logits, state = model.next_logits(words[:, :, -1].reshape(A * K, 1), state)
        V = logits.shape[1]
        check_end(end, V)
        longer = log_softmax(check_logits(logits)).reshape(A, K, V) + log_p[:, :, None]
        text, word, log_p = _likeliest(longer, 2 * width)  # (A, B), each
        ends = word == end
        for a, b in np.argwhere(ends[:, :width] & np.isfinite(log_p[:, :width])):
            one = Decoded(words[a, text[a, b], 1:].tolist(), float(log_p[a, b]), True)
            found[sources[a]].append(one)
            best[sources[a]] = max(best[sources[a]], _score(one, alpha))
        # At most K of the B end. Those that don't, put first, are enough
        grow = np.argsort(ends, axis=1, kind="stable")[:, : min(width, K * (V - 1))]
        text, word, log_p = (
            np.take_along_axis(array, grow, axis=1) for array in (text, word, log_p)
        )
        words = np.take_along_axis(words, text[:, :, None], axis=1)
        words = np.concatenate([words, word[:, :, None]], axis=2)
        highest = log_p.max(axis=1, initial=-np.inf) / length_penalty(limit, alpha)
        (on,) = np.nonzero((highest > best[sources]) & np.isfinite(highest))
        state = take_rows(state, (on[:, None] * K + text[on]).ravel())
        sources, words, log_p = sources[on], words[on], log_p[on]
        if not len(on):
            break
    for a, n in enumerate(sources):
        cut = zip(words[a, :, 1:].tolist(), log_p[a].tolist(), strict=True)
        found[n] += [Decoded(ids, p, False) for ids, p in cut if p > -np.inf]

    def rank(one: Decoded) -> tuple[bool, float]:
        return not one.complete, -_score(one, alpha)

    return [sorted(texts, key=rank)[:width] for texts in found]


def length_penalty(length: int, alpha: float) -> float:
    """Length penalty: ((5 + length) / 6)^alpha (Wu et al. 2016, eq. 14).

    length  of what was written, the end mark included

    >>> length_penalty(1, 0.6), round(length_penalty(20, 0.6), 2)
    (1.0, 2.35)
    """
    return float(((5 + length) / 6) ** alpha)


def _score(one: Decoded, alpha: float) -> float:
    return one.log_p / length_penalty(len(one.ids) + one.complete, alpha)


def _likeliest(longer: Array, count: int) -> tuple[Ids, Ids, Array]:
    """The best of (A, K, V): which text, by which word, its log probability. (A, B)"""
    A, K, V = longer.shape
    flat = longer.reshape(A, K * V)
    count = min(count, K * V)
    places = np.sort(np.argpartition(-flat, count - 1, axis=1)[:, :count], axis=1)
    order = np.argsort(-np.take_along_axis(flat, places, axis=1), axis=1, kind="stable")
    places = np.take_along_axis(places, order, axis=1)
    text, word = np.divmod(places, V)
    return text, word, np.take_along_axis(flat, places, axis=1)
