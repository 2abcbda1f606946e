"""n-gram models against plain loops over their definitions, on tiny texts."""

import math
from collections import Counter, defaultdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlnlp.models.ngram import AddK, KneserNey, MaximumLikelihood, discounts
from dlnlp.models.ngram_counts import UNSEEN, NGramCounts

V = 4
texts = st.lists(st.integers(0, V - 1), min_size=5, max_size=40)
orders = st.integers(1, 5)
MODELS = {
    "ML": MaximumLikelihood,
    "add-k": lambda ids, V, n: AddK(ids, V, n, 0.3),
    "KN": KneserNey,
    "modified KN": lambda ids, V, n: KneserNey(ids, V, n, modified=True),
}
models = st.sampled_from(sorted(MODELS))


def count(text, m):
    """How often each run of m words occurs."""
    return Counter(tuple(text[t : t + m]) for t in range(len(text) - m + 1))


def different_words_before(text, m):
    """Of each run of m words: how many different words stand before it."""
    before = defaultdict(set)
    for run in count(text, m + 1):
        before[run[1:]].add(run[0])
    return Counter({run: len(words) for run, words in before.items()})


def discount(c, counts, modified):
    """Chen & Goodman 1999, equations 17 and 26; fixed ones where a count is missing."""
    n = Counter(counts.values())
    highest = 3 if modified else 1
    fixed = [0.5, 1.0, 1.5][:highest]
    D = fixed
    if all(n[j] for j in range(1, highest + 2)):
        Y = n[1] / (n[1] + 2 * n[2])
        D = [j - (j + 1) * Y * n[j + 1] / n[j] for j in range(1, highest + 1)]
        if any(not 0 < D[j - 1] < j for j in range(1, highest + 1)):
            D = fixed
    return D[min(c, highest) - 1] if c else 0.0


def with_loops(name, text, order, word, context):
    """P(word | context) as the definition says it."""
    context = tuple(context)[max(0, len(context) - order + 1) :]
    m = len(context) + 1
    raw = count(text, m)
    total = sum(raw[(*context, w)] for w in range(V))
    if name == "ML":
        if total:
            return raw[(*context, word)] / total
        return with_loops(name, text, order, word, context[1:]) if context else 0.0
    if name == "add-k":
        return (raw[(*context, word)] + 0.3) / (total + 0.3 * V)
    counts = raw if m == order else different_words_before(text, m)
    total = sum(counts[(*context, w)] for w in range(V))
    lower = with_loops(name, text, order, word, context[1:]) if context else 1 / V
    if not total:
        return lower
    modified = name == "modified KN"
    lost = [discount(counts[(*context, w)], counts, modified) for w in range(V)]
    return (counts[(*context, word)] - lost[word] + sum(lost) * lower) / total


@given(texts, orders)
def test_counts_equal_plain_loops(text, order):
    found = NGramCounts(text, V, order)
    for m in range(1, order + 1):
        runs, expected = found.runs[m], count(text, m)
        assert found.size(m) == len(runs.codes) == len(expected)
        numbers = found.find(text)[m]
        assert (numbers[: m - 1] == UNSEEN).all()
        for t in range(m - 1, len(text)):
            run = tuple(text[t - m + 1 : t + 1])
            i = numbers[t]
            assert runs.counts[i] == expected[run]
            assert runs.word[i] == run[-1]
            assert runs.prefix[i] == (found.find(run[:-1])[m - 1][-1] if m > 1 else 0)
            assert runs.suffix[i] == (found.find(run[1:])[m - 1][-1] if m > 1 else 0)
            seen = found.followers(m, runs.prefix[i])
            assert seen.start <= i < seen.stop
            assert len(set(runs.prefix[seen])) == 1


@given(texts, orders, texts)
def test_of_another_text_only_what_was_seen_is_found(text, order, other):
    for m, numbers in enumerate(NGramCounts(text, V, order).find(other)):
        seen = count(text, m)
        for t in range(len(other)):
            long_enough = t + 1 >= m
            known = long_enough and (m == 0 or tuple(other[t - m + 1 : t + 1]) in seen)
            assert (numbers[t] != UNSEEN) == known


@given(models, texts, orders, st.lists(st.integers(0, V - 1), max_size=6))
def test_probabilities_are_their_definition(name, text, order, context):
    P = MODELS[name](text, V, order).probabilities(context)
    assert P.shape == (V,)
    assert P.sum() == pytest.approx(1)
    expected = [with_loops(name, text, order, w, context) for w in range(V)]
    np.testing.assert_allclose(P, expected, atol=1e-12)


@given(models, texts, orders, texts, st.none() | st.integers(0, V - 1))
def test_perplexity_scores_every_word_once(name, text, order, other, start):
    model = MODELS[name](text, V, order)
    before = [] if start is None else [start]
    P = [model.probabilities(before + other[:t])[word] for t, word in enumerate(other)]
    np.testing.assert_allclose(
        model.word_probabilities(other, start=start), P, atol=1e-12
    )
    expected = math.inf if min(P) == 0 else math.exp(-np.log(P).mean())
    assert model.perplexity(other, start=start) == pytest.approx(expected)


@given(models, texts, orders, texts)
def test_next_scores_go_on_from_their_state(name, text, order, other):
    model = MODELS[name](text, V, order)
    rows = np.array([other, other[::-1]])
    scores, state = model.next_scores(rows)
    for row, log_p in zip(rows, scores, strict=True):
        np.testing.assert_allclose(np.exp(log_p), model.probabilities(row), atol=1e-12)
    stepwise = None
    for t in range(len(other)):
        again, stepwise = model.next_scores(rows[:, t : t + 1], stepwise)
    assert np.array_equal(again, scores)
    assert np.array_equal(stepwise, state)
    assert state.shape == (2, min(order - 1, len(other)))


def test_kneser_ney_by_hand():
    # "francisco" occurs three times, after one word; "the" twice, after two
    san, francisco, a, b, the = range(5)
    text = [san, francisco, san, francisco, san, francisco, a, the, b, the]
    model = KneserNey(text, 5, 2)
    assert model.discounts[2] == pytest.approx([4 / 6])  # four pairs once, one twice
    # So without a context "the" is the likelier word, whatever their frequencies
    after_nothing = model.probabilities([])
    assert after_nothing[the] > after_nothing[francisco]
    assert MaximumLikelihood(text, 5, 1).probabilities([])[francisco] == 0.3


def test_one_unseen_word_makes_maximum_likelihood_infinitely_surprised():
    text = [0, 1, 0, 1, 0, 2]
    model = MaximumLikelihood(text, V, 2)
    assert model.perplexity([0, 1, 0, 3]) == math.inf
    assert model.perplexity([0, 1, 0, 1]) == pytest.approx((2 * 3 / 2 * 3 / 2) ** 0.25)
    # After 2, where the text ended, nothing was seen: a shorter context is asked
    assert model.probabilities([2]) == pytest.approx(model.probabilities([]))


def test_smoothing_never_is():
    for name in ("add-k", "KN", "modified KN"):
        assert math.isfinite(MODELS[name]([0] * 9, V, 3).perplexity([1, 2, 3, 0, 0]))


def test_large_vocabularies_and_orders_do_not_overflow():
    rng = np.random.default_rng(0)
    V = 2_000_000  # V^4 is more than 64 bits hold
    text = np.concatenate([rng.integers(V - 9, V, 200), np.arange(20)])
    model = KneserNey(text, V, 12)
    assert model.counts.size(12) == len(count(text.tolist(), 12))
    assert model.word_probabilities(text)[12:].min() > 1 / 12
    assert model.probabilities(text[:11]).sum() == pytest.approx(1)


def test_discounts():
    counts = np.repeat([0, 1, 2, 3, 4, 9], [7, 8, 4, 2, 1, 5])
    Y = 8 / 16
    assert discounts(counts) == [Y]
    assert discounts(counts, modified=True) == pytest.approx(
        [1 - 2 * Y * 4 / 8, 2 - 3 * Y * 2 / 4, 3 - 4 * Y * 1 / 2]
    )
    assert discounts(np.array([1, 1])) == [0.5]  # no run occurs twice
    assert discounts(np.array([2, 2])) == [0.5]
    assert discounts(np.array([1, 2, 3]), modified=True) == [0.5, 1.0, 1.5]
    many_threes = np.repeat([1, 2, 3, 4], [9, 1, 9, 1])  # D_2 would be below 0
    assert discounts(many_threes, modified=True) == [0.5, 1.0, 1.5]


@pytest.mark.parametrize("name", sorted(MODELS))
def test_bad_input(name):
    make = MODELS[name]
    for ids, order in ([], 1), ([0], 2), ([0, 1, 2], 4):
        with pytest.raises(ValueError, match=f"has no run of {order}"):
            make(ids, V, order)
    for order in (0, -1, 1.5):
        with pytest.raises(ValueError, match="order is"):
            make([0, 1], V, order)
    for size in (0, -3):
        with pytest.raises(ValueError, match="vocab_size is"):
            make([0], size, 1)
    for bad in ([0, V], [-1, 0]):
        with pytest.raises(ValueError, match="between 0 and 3"):
            make(bad, V, 1)
    model = make([0, 1, 2, 1], V, 2)
    for call in (
        lambda: model.probabilities([V]),
        lambda: model.perplexity([0, V]),
        lambda: model.perplexity([0], start=V),
        lambda: model.next_scores([[0, V]]),
    ):
        with pytest.raises(ValueError, match="between 0 and 3"):
            call()
    with pytest.raises(ValueError, match="empty"):
        model.perplexity([])
    for bad in ([], [0, 1], np.empty((1, 0), dtype=int)):
        with pytest.raises(ValueError, match=r"\(N, T\)"):
            model.next_scores(bad)


@pytest.mark.parametrize("k", [0, -1, math.nan, math.inf])
def test_bad_k(k):
    with pytest.raises(ValueError, match="k is"):
        AddK([0, 1], V, 1, k)
