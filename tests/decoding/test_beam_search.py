"""Beam search against all possible texts."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import log_softmax

from dlnlp.decoding import beam_search, generate
from dlnlp.models import MaximumLikelihood

V = 3


@given(st.integers(0, 200), st.integers(1, 4), st.booleans())
def test_a_wide_beam_finds_the_best(table, seed, length, with_end):
    model, prompt, end = table(seed), [0, 2], 0 if with_end else None
    texts = set()
    for ids in product(range(V), repeat=length):
        stop = ids.index(end) + 1 if with_end and end in ids else length
        texts.add(ids[:stop])
    expected = sorted(((model.log_p(prompt, t), t) for t in texts), reverse=True)
    found = beam_search(model, prompt, length, V**length, end=end)
    assert [tuple(ids) for ids, _ in found] == [ids for _, ids in expected]
    assert [p for _, p in found] == pytest.approx([p for p, _ in expected])


@given(
    st.integers(0, 200),
    st.integers(1, 6),
    st.integers(1, 6),
    st.none() | st.integers(0, V - 1),
)
def test_what_a_beam_returns_is_scored_right(table, seed, length, width, end):
    model = table(seed)
    found = beam_search(model, [2], length, width, end=end)
    assert 1 <= len(found) <= width
    assert [p for _, p in found] == sorted((p for _, p in found), reverse=True)
    assert len({tuple(ids) for ids, _ in found}) == len(found)
    for ids, log_p in found:
        assert log_p == pytest.approx(model.log_p([2], ids))
        assert end not in ids[:-1]
        assert len(ids) == length or ids[-1] == end


def test_a_beam_of_one_is_greedy(model):
    ((ids, log_p),) = beam_search(model, [1], 8, 1)
    assert ids == list(generate(model, [1], 8))
    assert all(type(i) is int for i in ids)
    assert type(log_p) is float
    assert log_p < 0


def test_the_states_of_a_beam_follow_their_texts(model):
    for ids, log_p in beam_search(model, [0, 1], 5, 4):
        text, total = [0, 1], 0.0
        for i in ids:
            total += log_softmax(model.next_logits(np.array([text]))[0][0])[i]
            text.append(i)
        assert log_p == pytest.approx(total, abs=1e-4)


def test_impossible_texts_are_not_returned():
    model = MaximumLikelihood([0, 1, 2, 0, 1, 2, 0], V, 2)  # only ever 0 1 2 0 1 2
    assert beam_search(model, [0], 4, 9) == [([1, 2, 0, 1], 0.0)]


def test_a_length_of_nothing(table):
    assert beam_search(table(0), [0], 0, 3) == [([], 0.0)]


@pytest.mark.parametrize("number", [np.int8, np.uint8, np.uint16, np.int64, np.uint64])
def test_integers_of_any_type(model, number):
    expected = beam_search(model, [0, 2], 3, 5, end=1)
    length, width, end = map(number, (3, 5, 1))
    prompt = np.array([0, 2], number)
    assert beam_search(model, prompt, length, width, end=end) == expected


def test_bad_prompts(model):
    with pytest.raises(ValueError, match="one row of one id or more"):
        beam_search(model, [], 2, 2)
    with pytest.raises(ValueError, match="whole numbers from 0"):
        beam_search(model, [0.5], 2, 2)
    with pytest.raises(ValueError, match="between 0 and 2"):
        beam_search(model, [0, V], 2, 2)
    with pytest.raises(ValueError, match="length is -1"):
        beam_search(model, [0], -1, 2)


def test_bad_beams(table):
    with pytest.raises(ValueError, match="width is 0"):
        beam_search(table(0), [0], 2, 0)
    for end in (-1, V):
        with pytest.raises(ValueError, match=f"end is {end}"):
            beam_search(table(0), [0], 2, 2, end=end)
    model = table(0)
    model.logits = lambda ids: np.array([0.0, np.nan, 1.0])
    with pytest.raises(ValueError, match="NaN"):
        beam_search(model, [0], 2, 2)
