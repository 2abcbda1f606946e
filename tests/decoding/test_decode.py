"""Texts for many sources at once against one source and one word at a time."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import log_softmax

from dlnlp.decoding import Decoded, decode, sample

V, BEGIN, END = 3, 1, 0
SETTINGS = [{}, {"temperature": 0.3}, {"top_k": 2}, {"top_p": 0.4}]
sources = st.lists(st.integers(0, 9), min_size=1, max_size=5)


@given(st.integers(0, 200), sources, st.integers(1, 7))
def test_greedy_takes_the_likeliest_until_the_end_mark(translator, seed, given, limit):
    model = translator(seed)
    found = decode(model, model.start(given), BEGIN, end=END, limit=limit)
    assert len(found) == len(given)
    for source, one in zip(given, found, strict=True):
        text, log_p, word = [], 0.0, None
        while word != END and len(text) < limit:
            log_P = log_softmax(model.logits([source, BEGIN, *text]))
            word = int(log_P.argmax())
            log_p += log_P[word]
            text.append(word)
        complete = word == END
        assert one.complete == complete
        assert one.ids == (text[:-1] if complete else text)
        assert one.log_p == pytest.approx(log_p)


@pytest.mark.parametrize("settings", SETTINGS, ids=str)
def test_drawing_is_sampling_word_after_word(translator, settings):
    model = translator(1)
    (one,) = decode(
        model,
        model.start([4]),
        BEGIN,
        end=END,
        limit=30,
        rng=np.random.default_rng(5),
        **settings,
    )
    rng, text = np.random.default_rng(5), []
    while not text or (text[-1] != END and len(text) < 30):
        logits = model.logits([4, BEGIN, *text])
        text.append(int(sample(logits[None], rng=rng, **settings)[0]))
    assert one.ids == [i for i in text if i != END]
    # of what was drawn, by the model's own probabilities
    assert one.log_p == pytest.approx(model.log_p_of(4, BEGIN, text))


def test_each_source_draws_for_itself(translator):
    model = translator(1)
    rng = np.random.default_rng(0)
    found = decode(model, model.start([4] * 50), BEGIN, end=END, limit=9, rng=rng)
    assert len({tuple(one.ids) for one in found}) > 5


@pytest.mark.parametrize("rng", [None, 0])
def test_the_end_mark_is_never_read_and_what_is_over_costs_nothing(translator, rng):
    model = translator(3)
    rng = rng if rng is None else np.random.default_rng(rng)
    found = decode(model, model.start(range(20)), BEGIN, end=END, limit=8, rng=rng)
    assert END not in model.fed
    lengths = [len(one.ids) + one.complete for one in found]
    assert model.read == sum(lengths)  # T steps for T words
    assert model.calls == max(lengths)
    assert len(set(lengths)) > 2


def test_without_an_end_mark_it_says_so(translator):
    """A model that never ends: a text of the limit's length, not complete."""
    model = translator(0)
    model.logits = lambda ids: np.array([-np.inf, 0.0, 1.0])
    found = decode(model, model.start([5, 6]), BEGIN, end=END, limit=4)
    log_p = 4 * log_softmax([-np.inf, 0.0, 1.0])[2]
    assert found == [Decoded([2, 2, 2, 2], pytest.approx(log_p), False)] * 2
    again = decode(model, model.start([5, 6]), BEGIN, end=None, limit=4)
    assert again == found


def test_no_end_is_asked_for(translator):
    model = translator(2)
    found = decode(model, model.start(range(6)), BEGIN, end=None, limit=5)
    assert [len(one.ids) for one in found] == [5] * 6
    assert not any(one.complete for one in found)
    assert any(END in one.ids for one in found)


def test_no_source_at_all(translator):
    model = translator(0)
    assert decode(model, model.start([]), BEGIN, end=END, limit=3) == []


@pytest.mark.parametrize("number", [np.int8, np.uint8, np.uint16, np.int64, np.uint64])
def test_integers_of_any_type(translator, number):
    def answers(kind):
        model = translator(7)
        begin, end, limit = kind(BEGIN), kind(END), kind(6)
        return decode(model, model.start([1, 2]), begin, end=end, limit=limit)

    assert answers(number) == answers(int)


def test_types_are_pythons_own(translator):
    model = translator(0)
    for one in decode(model, model.start(range(9)), BEGIN, end=END, limit=3):
        assert all(type(i) is int for i in one.ids)
        assert type(one.log_p) is float
        assert type(one.complete) is bool


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"limit": 0}, "limit is 0"),
        ({"limit": 2.5}, r"limit is 2\.5"),
        ({"end": V}, "end is 3; it must lie between 0 and 2"),
        ({"end": -1}, "end is -1"),
        ({"begin": -1}, "begin is -1"),
        ({"begin": 0.5}, r"begin is 0\.5"),
        ({"temperature": 0.5}, "without rng"),
        ({"top_k": 0, "rng": np.random.default_rng(0)}, "top_k is 0"),
    ],
)
def test_bad_settings(translator, settings, message):
    model = translator(0)
    settings = {"begin": BEGIN, "end": END, "limit": 3} | settings
    with pytest.raises(ValueError, match=message):
        decode(model, model.start([0]), **settings)


def test_a_state_that_is_none(translator):
    for state in None, (), (None, [None]):
        with pytest.raises(ValueError, match="take it from model"):
            decode(translator(0), state, BEGIN, end=END, limit=3)


def test_a_model_without_numbers(translator):
    model = translator(0)
    model.logits = lambda ids: np.array([0.0, np.nan, 1.0])
    with pytest.raises(ValueError, match="NaN"):
        decode(model, model.start([0]), BEGIN, end=END, limit=3)
