"""Beam search for many sources against all possible texts, and against a plain loop."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import log_softmax

from dlnlp.decoding import beam_decode, decode, length_penalty

V, BEGIN, END = 3, 1, 0
sources = st.lists(st.integers(0, 9), min_size=1, max_size=4)
alphas = st.sampled_from([0.0, 0.6, 1.0, 3.0])


def score(log_p, length, alpha):
    return log_p / ((5 + length) / 6) ** alpha


@given(st.integers(0, 200), sources, st.integers(1, 4), alphas)
def test_a_wide_beam_finds_the_best(translator, seed, given, limit, alpha):
    model = translator(seed)
    found = beam_decode(
        model,
        model.start(given),
        BEGIN,
        end=END,
        limit=limit,
        width=V**limit,
        alpha=alpha,
    )
    for source, texts in zip(given, found, strict=True):
        every = [
            (score(model.log_p_of(source, BEGIN, [*ids, END]), n + 1, alpha), list(ids))
            for n in range(limit)
            for ids in product([1, 2], repeat=n)
        ]
        expected, ids = max(every)
        best = texts[0]
        assert best.complete
        assert best.ids == ids
        assert score(best.log_p, len(ids) + 1, alpha) == pytest.approx(expected)


def plain_search(model, source, limit, width, alpha):
    """One source, one text at a time, and on to the limit whatever has been found."""
    growing, complete = [([], 0.0)], []
    for _ in range(limit):
        longer = [
            ([*ids, word], log_p + log_P[word])
            for ids, log_p in growing
            for log_P in [log_softmax(model.logits([source, BEGIN, *ids]))]
            for word in range(V)
        ]
        longer.sort(key=lambda text: -text[1])
        complete += [text for text in longer[:width] if text[0][-1] == END]
        growing = [text for text in longer if text[0][-1] != END][:width]
    complete.sort(key=lambda text: -score(text[1], len(text[0]), alpha))
    return [ids[:-1] for ids, _ in complete] or [ids for ids, _ in growing]


@given(st.integers(0, 200), sources, st.integers(1, 6), st.integers(1, 5), alphas)
def test_it_does_not_stop_while_a_longer_one_can_still_win(
    translator, seed, given, limit, width, alpha
):
    model = translator(seed)
    found = beam_decode(
        model,
        model.start(given),
        BEGIN,
        end=END,
        limit=limit,
        width=width,
        alpha=alpha,
    )
    for source, texts in zip(given, found, strict=True):
        assert texts[0].ids == plain_search(model, source, limit, width, alpha)[0]


def test_it_stops_when_none_can():
    class Ends(dict):
        """A model that is nearly sure of its end mark."""

        def next_logits(self, ids, state):
            self["calls"] = self.get("calls", 0) + 1
            return np.tile([9.0, 0.0, 0.0], (len(ids), 1)), state

    model = Ends()
    texts = beam_decode(
        model, (np.zeros(4),), BEGIN, end=END, limit=50, width=2, alpha=0.6
    )
    assert model["calls"] == 1
    assert [one.ids for (one,) in texts] == [[]] * 4


@given(st.integers(0, 200), sources, st.integers(1, 6), st.integers(1, 6), alphas)
def test_what_a_beam_returns_is_scored_right(
    translator, seed, given, limit, width, alpha
):
    model = translator(seed)
    settings = {"end": END, "limit": limit, "width": width, "alpha": alpha}
    found = beam_decode(model, model.start(given), BEGIN, **settings)
    assert END not in model.fed
    for source, texts in zip(given, found, strict=True):
        assert 1 <= len(texts) <= width
        assert len({(tuple(one.ids), one.complete) for one in texts}) == len(texts)
        ranks = []
        for one in texts:
            ids = [*one.ids, END] if one.complete else one.ids
            assert END not in one.ids
            assert len(ids) <= limit
            assert len(ids) == limit or one.complete
            assert one.log_p == pytest.approx(model.log_p_of(source, BEGIN, ids))
            ranks.append((not one.complete, -score(one.log_p, len(ids), alpha)))
        assert ranks == sorted(ranks)


@given(st.integers(0, 200), sources, st.integers(1, 6))
def test_a_beam_of_one_is_greedy(translator, seed, given, limit):
    model = translator(seed)
    found = beam_decode(model, model.start(given), BEGIN, end=END, limit=limit, width=1)
    expected = decode(model, model.start(given), BEGIN, end=END, limit=limit)
    assert [one.ids for (one,) in found] == [one.ids for one in expected]
    assert [one.complete for (one,) in found] == [one.complete for one in expected]


@given(st.integers(0, 200), sources, st.integers(1, 5), alphas)
def test_each_source_is_searched_as_if_it_were_alone(
    translator, seed, given, width, alpha
):
    settings = {"end": END, "limit": 5, "width": width, "alpha": alpha}
    model = translator(seed)
    together = beam_decode(model, model.start(given), BEGIN, **settings)
    for source, texts in zip(given, together, strict=True):
        (alone,) = beam_decode(model, model.start([source]), BEGIN, **settings)
        assert [one.ids for one in texts] == [one.ids for one in alone]


def test_a_penalty_of_length_lets_longer_ones_win(translator):
    def mean_length(alpha):
        found = []
        for seed in range(20):
            model = translator(seed)
            state = model.start(range(5))
            found += beam_decode(
                model, state, BEGIN, end=END, limit=9, width=4, alpha=alpha
            )
        return np.mean([len(texts[0].ids) for texts in found])

    assert mean_length(0.0) < mean_length(1.0) < mean_length(3.0)


def test_the_penalty_is_the_papers():
    assert length_penalty(1, 0.65) == 1
    assert length_penalty(7, 1.0) == 2
    assert length_penalty(20, 0.6) == pytest.approx((25 / 6) ** 0.6)
    assert length_penalty(20, 0.0) == 1


def test_without_an_end_mark_it_says_so(translator):
    model = translator(0)
    model.logits = lambda ids: np.array([-np.inf, 0.0, 1.0])
    (texts,) = beam_decode(model, model.start([5]), BEGIN, end=END, limit=4, width=3)
    assert texts[0].ids == [2, 2, 2, 2]
    assert len(texts) == 3
    assert not any(one.complete for one in texts)


def test_impossible_texts_are_not_returned(translator):
    """1 follows 1 and nothing else does; after two of them the end mark follows."""
    model = translator(0)
    model.logits = lambda ids: np.where(
        np.arange(V) == (END if len(ids) == 4 else 1), 0.0, -np.inf
    )
    (texts,) = beam_decode(model, model.start([5]), BEGIN, end=END, limit=9, width=7)
    assert texts == [([1, 1], 0.0, True)]


def test_a_beam_wider_than_the_vocabulary(translator):
    model = translator(4)
    (texts,) = beam_decode(model, model.start([5]), BEGIN, end=END, limit=1, width=9)
    assert (texts[0].ids, texts[0].complete) == ([], True)
    assert sorted(one.ids for one in texts[1:]) == [[1], [2]]


def test_a_vocabulary_of_the_end_mark_alone():
    class Silent:
        def next_logits(self, ids, state):
            return np.zeros((len(ids), 1)), state

    (texts,) = beam_decode(Silent(), (np.zeros(1),), 0, end=0, limit=3, width=2)
    assert texts == [([], 0.0, True)]


def test_no_source_at_all(translator):
    model = translator(0)
    assert beam_decode(model, model.start([]), BEGIN, end=END, limit=3, width=2) == []


@pytest.mark.parametrize("number", [np.int8, np.uint8, np.uint16, np.int64, np.uint64])
def test_integers_of_any_type(translator, number):
    def answers(kind):
        model = translator(7)
        begin, end, limit, width = map(kind, (BEGIN, END, 6, 4))
        return beam_decode(
            model, model.start([1, 2]), begin, end=end, limit=limit, width=width
        )

    assert answers(number) == answers(int)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"limit": 0}, "limit is 0"),
        ({"width": 0}, "width is 0"),
        ({"alpha": -0.1}, r"alpha is -0\.1; it must be 0 or more"),
        ({"alpha": np.nan}, "alpha is nan"),
        ({"begin": -1}, "begin is -1"),
        ({"end": V}, "end is 3; it must lie between 0 and 2"),
    ],
)
def test_bad_settings(translator, settings, message):
    model = translator(0)
    settings = {"begin": BEGIN, "end": END, "limit": 3, "width": 2} | settings
    with pytest.raises(ValueError, match=message):
        beam_decode(model, model.start([0]), **settings)
