"""Decoding against brute force, exact probabilities and frequencies of many draws."""

import math
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import log_softmax, softmax
from scipy.stats import chisquare

from dlnlp.decoding.beam_search import beam_search, take_rows
from dlnlp.decoding.generate import generate
from dlnlp.decoding.sampling import greedy, sample
from dlnlp.models.ngram import KneserNey, MaximumLikelihood
from dlnlp.models.recurrent_lm import LanguageModel
from dlnlp.nn.gru import GRU
from dlnlp.nn.lstm import LSTM
from dlnlp.nn.recurrent import RNN

V = 3


class Table:
    """Scores that depend on all words so far; counts what it reads."""

    def __init__(self, seed, spread=2.0):
        self.seed, self.spread, self.steps, self.read = seed, spread, 0, 0

    def scores(self, ids):
        rng = np.random.default_rng([self.seed, *ids])
        return rng.normal(size=V) * self.spread

    def next_scores(self, ids, state=None):
        ids = np.asarray(ids)
        self.steps, self.read = self.steps + 1, self.read + ids.size
        text = ids if state is None else np.concatenate([state[0], ids], axis=1)
        return np.array([self.scores(row) for row in text]), (text, [None])

    def log_p(self, prompt, ids):
        """Log probability of ids after the prompt, word by word."""
        text, total = list(prompt), 0.0
        for i in ids:
            total += log_softmax(self.scores(text))[i]
            text.append(i)
        return total


def language_model(cell, hidden=4):
    return LanguageModel(V, 4, hidden, cell=cell, rng=np.random.default_rng(0))


def n_gram(kind):
    return kind([0, 1, 2, 1, 0, 0, 1, 2, 2, 0, 1, 1], V, 3)


MODELS = {
    "table": lambda: Table(1),
    "RNN": lambda: language_model(RNN),
    "GRU": lambda: language_model(GRU),
    "LSTM": lambda: language_model(LSTM),
    "two LSTMs": lambda: language_model(LSTM, [5, 4]),
    "ML": lambda: n_gram(MaximumLikelihood),
    "KN": lambda: n_gram(KneserNey),
}
every_model = pytest.mark.parametrize("name", sorted(MODELS))
finite = st.floats(-20, 20)
score_rows = st.lists(finite, min_size=1, max_size=8).map(lambda row: [row])


def drawn(scores, n=20_000, **settings):
    """How often each word is drawn."""
    many = np.repeat(np.asarray(scores, dtype=float), n, axis=0)
    ids = sample(many, rng=np.random.default_rng(0), **settings)
    return np.bincount(ids, minlength=many.shape[1])


def test_greedy_takes_the_best_and_of_equals_the_first():
    assert greedy([[1, 3, 2], [5, 5, -np.inf]]).tolist() == [1, 0]


@pytest.mark.parametrize("temperature", [0.5, 1.0, 3.0])
def test_words_are_drawn_by_their_probability(temperature):
    scores = np.array([1.0, -0.5, 0.3, 2.0])
    observed = drawn([scores], temperature=temperature)
    expected = softmax(scores / temperature) * observed.sum()
    assert chisquare(observed, expected).pvalue > 0.01


def test_rows_are_drawn_independently():
    rng = np.random.default_rng(0)
    pairs = np.array([sample(np.zeros((2, 2)), rng=rng) for _ in range(2000)])
    observed = np.bincount(pairs @ [2, 1], minlength=4)
    assert chisquare(observed).pvalue > 0.01


def test_top_k_and_top_p_cut_the_tail_and_share_the_rest():
    P = np.array([0.1, 0.4, 0.2, 0.3])
    for settings, left in (
        ({"top_k": 2}, [1, 3]),
        ({"top_k": 9}, [0, 1, 2, 3]),
        ({"top_p": 0.65}, [1, 3]),
        ({"top_p": 0.75}, [1, 2, 3]),
        ({"top_p": 1.0}, [0, 1, 2, 3]),
        ({"top_p": 1e-9}, [1]),
        ({"top_k": 3, "top_p": 0.75}, [1, 3]),  # 0.7 of 0.9 is above 0.75
        ({"temperature": 0.25, "top_p": 0.7}, [1]),  # the likeliest has 0.72 then
    ):
        observed = drawn([np.log(P)], **settings)
        assert np.flatnonzero(observed).tolist() == sorted(left)
        if len(left) > 1:
            expected = P[left] / P[left].sum() * observed.sum()
            assert chisquare(observed[left], expected).pvalue > 0.01


def test_of_equal_words_exactly_k_stay():
    assert np.count_nonzero(drawn([[0, 0, 0, 0, 0]], top_k=2)) == 2


@given(score_rows, st.integers(0, 99))
def test_only_one_word_left_is_greedy(scores, seed):
    rng = np.random.default_rng(seed)
    assert sample(scores, rng=rng, top_k=1) == greedy(scores)
    assert sample(scores, rng=rng, top_p=1e-12) == greedy(scores)


@given(score_rows, st.integers(0, 99), finite)
def test_only_differences_of_scores_count(scores, seed, shift):
    moved = np.round(scores, 3) + round(shift)
    one, two = (
        sample(s, rng=np.random.default_rng(seed)) for s in (np.round(scores, 3), moved)
    )
    assert one == two


def test_extremes_do_not_overflow():
    scores = [[1e300, -1e300, -np.inf, 0]]
    assert drawn(scores, n=9).tolist() == [9, 0, 0, 0]
    assert drawn([[3.0, 2.0, -np.inf]], n=9, temperature=1e-300).tolist() == [9, 0, 0]


def test_impossible_words_are_never_drawn():
    assert drawn([[0.0, -np.inf, 0.0]], temperature=9.0)[1] == 0


@every_model
def test_generating_is_drawing_word_after_word(name):
    model, prompt = MODELS[name](), [0, 1]
    got = list(generate(model, prompt, 12, rng=np.random.default_rng(5), top_k=2))
    rng, text = np.random.default_rng(5), list(prompt)
    for _ in range(12):  # reads everything again for each word
        scores, _ = model.next_scores(np.array([text]))
        text.append(int(sample(scores, rng=rng, top_k=2)[0]))
    assert got == text[2:]
    assert all(type(i) is int for i in got)


@every_model
def test_without_rng_it_is_greedy_and_so_is_a_beam_of_one(name):
    model, text = MODELS[name](), [1]
    for _ in range(8):
        text.append(int(greedy(model.next_scores(np.array([text]))[0])[0]))
    assert list(generate(model, [1], 8)) == text[1:]
    ((ids, log_p),) = beam_search(model, [1], 8, 1)
    assert ids == text[1:]
    assert log_p < 0


@pytest.mark.parametrize("length", [1, 5])
def test_the_prompt_is_read_once_then_one_word_a_step(length):
    model = Table(0)
    stream = generate(model, [0, 1, 2, 0], length)
    assert (model.steps, model.read) == (1, 4)
    next(stream)
    assert model.steps == 1  # a word is given out before the next is computed
    list(stream)
    assert (model.steps, model.read) == (length, 4 + length - 1)


@given(st.integers(0, 200), st.integers(1, 4), st.booleans())
def test_a_wide_beam_finds_the_best(seed, length, with_end):
    model, prompt, end = Table(seed), [0, 2], 0 if with_end else None
    texts = set()
    for ids in product(range(V), repeat=length):
        stop = ids.index(end) + 1 if with_end and end in ids else length
        texts.add(ids[:stop])
    expected = sorted(((model.log_p(prompt, t), t) for t in texts), reverse=True)
    found = beam_search(model, prompt, length, V**length, end=end)
    assert [tuple(ids) for ids, _ in found] == [ids for _, ids in expected]
    assert [p for _, p in found] == pytest.approx([p for p, _ in expected])


@given(st.integers(0, 200), st.integers(1, 6), st.integers(1, 6), st.booleans())
def test_what_a_beam_returns_is_scored_right(seed, length, width, with_end):
    model, end = Table(seed), 1 if with_end else None
    found = beam_search(model, [2], length, width, end=end)
    assert 1 <= len(found) <= width
    assert [p for _, p in found] == sorted((p for _, p in found), reverse=True)
    assert len({tuple(ids) for ids, _ in found}) == len(found)
    for ids, log_p in found:
        assert log_p == pytest.approx(model.log_p([2], ids))
        assert end not in ids[:-1]
        assert len(ids) == length or ids[-1] == end


@every_model
def test_the_states_of_a_beam_follow_their_texts(name):
    model = MODELS[name]()
    for ids, log_p in beam_search(model, [0, 1], 5, 4):
        text, total = [0, 1], 0.0
        for i in ids:
            total += log_softmax(model.next_scores(np.array([text]))[0][0])[i]
            text.append(i)
        assert log_p == pytest.approx(total, abs=1e-4)


def test_impossible_texts_are_not_returned():
    model = MaximumLikelihood([0, 1, 2, 0, 1, 2, 0], V, 2)  # only ever 0 1 2 0 1 2
    assert beam_search(model, [0], 4, 9) == [([1, 2, 0, 1], 0.0)]


def test_a_length_of_nothing():
    assert list(generate(Table(0), [0], 0)) == []
    assert beam_search(Table(0), [0], 0, 3) == [([], 0.0)]


def test_rows_of_nested_states():
    a, b = np.arange(6).reshape(3, 2), np.arange(3.0)
    one, (two, nothing), three = take_rows([a, (b, None), ()], [2, 0, 2])
    assert one.tolist() == [[4, 5], [0, 1], [4, 5]]
    assert two.tolist() == [2, 0, 2]
    assert nothing is None
    assert three == ()
    with pytest.raises(ValueError, match="given <class 'dict'>"):
        take_rows({"h": a}, [0])


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"temperature": 0}, "temperature is 0"),
        ({"temperature": -1.0}, "temperature is"),
        ({"temperature": math.nan}, "temperature is"),
        ({"temperature": math.inf}, "temperature is"),
        ({"top_k": 0}, "top_k is 0"),
        ({"top_p": 0.0}, "top_p is"),
        ({"top_p": 1.1}, "top_p is"),
        ({"top_p": math.nan}, "top_p is"),
    ],
)
def test_bad_settings(settings, message):
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match=message):
        sample([[0.0, 1.0]], rng=rng, **settings)
    with pytest.raises(ValueError, match=message):
        generate(Table(0), [0], 3, rng=rng, **settings)  # before a word is asked for


def test_settings_without_chance_are_refused():
    with pytest.raises(ValueError, match="without rng"):
        generate(Table(0), [0], 3, temperature=0.5)


@pytest.mark.parametrize(
    ("scores", "message"),
    [
        ([[0.0, np.nan]], "NaN"),
        ([[0.0, np.inf]], "inf"),
        ([[0.0, 1.0], [-np.inf, -np.inf]], "one word must be possible"),
        ([0.0, 1.0], r"\(N, V\)"),
        (np.empty((1, 0)), r"\(N, V\)"),
    ],
)
def test_bad_scores(scores, message):
    with pytest.raises(ValueError, match=message):
        greedy(scores)
    with pytest.raises(ValueError, match=message):
        sample(scores, rng=np.random.default_rng(0))


@every_model
def test_bad_prompts(name):
    model = MODELS[name]()
    for decode in (
        lambda prompt, length=2: generate(model, prompt, length),
        lambda prompt, length=2: beam_search(model, prompt, length, 2),
    ):
        for bad in ([], [[0, 1]], 0):
            with pytest.raises(ValueError, match="one row of one id or more"):
                decode(bad)
        for bad in ([-1], [0.5]):
            with pytest.raises(ValueError, match="whole numbers from 0"):
                decode(bad)
        with pytest.raises(ValueError, match="between 0 and 2"):
            decode([0, V])
        with pytest.raises(ValueError, match="length is -1"):
            decode([0], -1)


def test_bad_beams():
    with pytest.raises(ValueError, match="width is 0"):
        beam_search(Table(0), [0], 2, 0)
    for end in (-1, V):
        with pytest.raises(ValueError, match=f"end is {end}"):
            beam_search(Table(0), [0], 2, 2, end=end)
    model = Table(0)
    model.scores = lambda ids: np.array([0.0, np.nan, 1.0])
    with pytest.raises(ValueError, match="NaN"):
        beam_search(model, [0], 2, 2)
    with pytest.raises(ValueError, match="NaN"):
        list(generate(model, [0], 2))
