"""n-gram models against plain loops over their definitions, on tiny texts."""

import math
from collections import Counter, defaultdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlnlp.models.ngram import AddK, KneserNey, MaximumLikelihood, discounts

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
    """How often each n-gram of m words occurs."""
    return Counter(tuple(text[t : t + m]) for t in range(len(text) - m + 1))


def different_words_before(text, m):
    """Of each n-gram of m words: how many different words stand before it."""
    before = defaultdict(set)
    for ngram in count(text, m + 1):
        before[ngram[1:]].add(ngram[0])
    return Counter({ngram: len(words) for ngram, words in before.items()})


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


@given(models, texts, orders, st.lists(st.integers(0, V - 1), max_size=6))
def test_probabilities_are_their_definition(name, text, order, context):
    P = MODELS[name](text, V, order).probabilities(context)
    assert P.shape == (V,)
    assert P.sum() == pytest.approx(1)
    expected = [with_loops(name, text, order, w, context) for w in range(V)]
    np.testing.assert_allclose(P, expected, atol=1e-12)


@given(models, texts, orders, texts, st.none() | st.integers(0, V - 1))
def test_every_word_of_a_text_is_scored_once(name, text, order, other, start):
    model = MODELS[name](text, V, order)
    before = [] if start is None else [start]
    P = [model.probabilities(before + other[:t])[word] for t, word in enumerate(other)]
    np.testing.assert_allclose(
        model.word_probabilities(other, start=start), P, atol=1e-12
    )
    nll, words = model.negative_log_likelihood(other, start=start)
    assert words == len(other)
    expected = math.inf if min(P) == 0 else -sum(map(math.log, P))
    assert nll == pytest.approx(expected, abs=1e-9)


@given(models, texts, orders, texts)
def test_next_logits_go_on_from_their_state(name, text, order, other):
    model = MODELS[name](text, V, order)
    rows = np.array([other, other[::-1]])
    logits, state = model.next_logits(rows)
    for row, log_p in zip(rows, logits, strict=True):
        np.testing.assert_allclose(np.exp(log_p), model.probabilities(row), atol=1e-12)
    stepwise = None
    for t in range(len(other)):
        again, stepwise = model.next_logits(rows[:, t : t + 1], stepwise)
    assert np.array_equal(again, logits)
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


def test_maximum_likelihood_asks_a_shorter_context_after_one_never_seen():
    model = MaximumLikelihood([0, 1, 0, 1, 0, 2], V, 2)  # nothing came after 2
    assert model.probabilities([2]) == pytest.approx(model.probabilities([]))


def test_k_is_1_unless_another_is_given():
    text = [0, 1, 0, 1, 0, 2]
    default, half = AddK(text, V, 2), AddK(text, V, 2, k=0.5)
    assert default.probabilities([0]) * 7 == pytest.approx([1, 3, 2, 1])
    assert half.probabilities([0]) * 5 == pytest.approx([0.5, 2.5, 1.5, 0.5])


def test_discounts_are_modified_only_if_asked_for():
    text = np.random.default_rng(0).integers(0, V, 500)
    plain, modified = KneserNey(text, V, 3), KneserNey(text, V, 3, modified=True)
    assert [len(D) for D in plain.discounts.values()] == [1, 1, 1]
    assert [len(D) for D in modified.discounts.values()] == [3, 3, 3]


def test_large_vocabularies_and_orders_do_not_overflow():
    rng = np.random.default_rng(0)
    V = 2_000_000
    text = np.concatenate([rng.integers(V - 9, V, 200), np.arange(20)])
    model = KneserNey(text, V, 12)
    assert model.word_probabilities(text)[12:].min() > 1 / 12
    assert model.probabilities(text[:11]).sum() == pytest.approx(1)


def test_discounts():
    counts = np.repeat([0, 1, 2, 3, 4, 9], [7, 8, 4, 2, 1, 5])
    Y = 8 / 16
    assert discounts(counts) == [Y]
    assert discounts(counts, modified=True) == pytest.approx(
        [1 - 2 * Y * 4 / 8, 2 - 3 * Y * 2 / 4, 3 - 4 * Y * 1 / 2]
    )
    assert discounts(np.array([1, 1])) == [0.5]  # no n-gram occurs twice
    assert discounts(np.array([2, 2])) == [0.5]
    assert discounts(np.array([1, 2, 3]), modified=True) == [0.5, 1.0, 1.5]
    many_threes = np.repeat([1, 2, 3, 4], [9, 1, 9, 1])  # D_2 would be below 0
    assert discounts(many_threes, modified=True) == [0.5, 1.0, 1.5]


@pytest.mark.parametrize("name", sorted(MODELS))
@pytest.mark.parametrize(
    "number",
    [np.int8, np.uint8, np.int16, np.uint16, np.int32, np.uint32, np.int64, np.uint64],
)
def test_integers_of_any_type(name, number):
    text, new = np.random.default_rng(0).integers(0, 100, (2, 300))
    expected = MODELS[name](text, 100, 3)
    model = MODELS[name](text.astype(number), number(100), number(3))
    same_text, start = new.astype(number), number(7)
    np.testing.assert_array_equal(
        model.word_probabilities(same_text, start=start),
        expected.word_probabilities(new, start=7),
    )
    assert (model.probabilities(same_text) == expected.probabilities(new)).all()
    _, state = model.next_logits(same_text[None])
    logits, _ = model.next_logits(same_text[None, :2], state)
    _, state = expected.next_logits(new[None])
    assert (logits == expected.next_logits(new[None, :2], state)[0]).all()


@pytest.mark.parametrize("number", [np.int8, np.uint8, np.uint64, np.float32])
def test_k_of_any_number_type(number):
    text = [0, 1, 2, 199] * 5
    expected = AddK(text, 200, 2, 100).probabilities([1])
    assert (AddK(text, 200, 2, number(100)).probabilities([1]) == expected).all()


@pytest.mark.parametrize("name", sorted(MODELS))
def test_bad_input(name):
    make = MODELS[name]
    for ids, order in ([], 1), ([0], 2), ([0, 1, 2], 4):
        with pytest.raises(ValueError, match=f"has no n-gram of {order}"):
            make(ids, V, order)
    with pytest.raises(ValueError, match="order is 0"):
        make([0, 1], V, 0)
    with pytest.raises(ValueError, match="vocab_size is 0"):
        make([0], 0, 1)
    model = make([0, 1, 2, 1], V, 2)
    for call in (
        lambda: make([0, V], V, 1),
        lambda: model.probabilities([V]),
        lambda: model.negative_log_likelihood([0, V]),
        lambda: model.negative_log_likelihood([0], start=V),
        lambda: model.next_logits([[0, V]]),
    ):
        with pytest.raises(ValueError, match="between 0 and 3"):
            call()
    with pytest.raises(ValueError, match="empty"):
        model.negative_log_likelihood([])
    for bad in ([], [0, 1], np.empty((1, 0), dtype=int)):
        with pytest.raises(ValueError, match=r"\(N, T\)"):
            model.next_logits(bad)


@pytest.mark.parametrize("k", [0, -1, math.nan, math.inf])
def test_bad_k(k):
    with pytest.raises(ValueError, match="k is"):
        AddK([0, 1], V, 1, k)
