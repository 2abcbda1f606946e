"""Measures against their definitions, for every kind of model."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlnlp.evaluation import balanced_accuracy, perplexity
from dlnlp.models import AddK, KneserNey, MaximumLikelihood, RecurrentLM
from dlnlp.nn import log_softmax

V = 4


class Stub:
    """A model with so many nats a word."""

    def __init__(self, nats):
        self.nats = nats

    def negative_log_likelihood(self, ids, *, start=None):
        return self.nats * len(ids), len(ids)


@pytest.fixture(params=["Kneser-Ney", "recurrent"])
def model(request):
    if request.param == "recurrent":
        return RecurrentLM(V, 3, 5, rng=np.random.default_rng(0))
    return KneserNey(np.random.default_rng(0).integers(0, V, 99), V, 3)


def test_perplexity_is_e_to_the_mean_of_the_model_s_own_guesses(model):
    ids = np.random.default_rng(1).integers(0, V, 30)
    nats = []
    for t in range(1, 30):
        logits, _ = model.next_logits(ids[None, :t])
        nats.append(-log_softmax(logits)[0, ids[t]])
    found = perplexity(model, ids[1:], start=ids[0])
    assert found == pytest.approx(math.exp(np.mean(nats)), rel=1e-6)


def test_without_a_start_the_first_word_is_scored_or_read():
    counting, reading = KneserNey([0, 1, 2, 3], V, 2), Stub(math.log(3))
    P = counting.word_probabilities([2, 1])
    assert perplexity(counting, [2, 1]) == pytest.approx(P.prod() ** -0.5)
    assert perplexity(reading, [1]) == pytest.approx(3)


def test_a_model_that_knows_nothing_hesitates_among_all_words():
    model = RecurrentLM(V, 3, 5, rng=np.random.default_rng(0))
    for parameter in model.parameters():
        parameter.value[...] = 0
    assert perplexity(model, [0, 1, 2, 3, 0, 0]) == pytest.approx(V)
    assert perplexity(AddK([0, 1, 2, 3], V, 1), [1, 1, 3]) == pytest.approx(V)


def test_one_unseen_word_makes_maximum_likelihood_infinitely_surprised():
    model = MaximumLikelihood([0, 1, 0, 1, 0, 2], V, 2)
    assert perplexity(model, [0, 1, 0, 3]) == math.inf
    assert perplexity(model, [0, 1, 0, 1]) == pytest.approx((2 * 3 / 2 * 3 / 2) ** 0.25)
    smoothed = KneserNey([0] * 9, V, 3)
    assert math.isfinite(perplexity(smoothed, [1, 2, 3, 0, 0]))


@given(st.floats(0, 1e300))
def test_perplexity_is_infinite_where_it_is_beyond_all_numbers(nats):
    found = perplexity(Stub(nats), [0])
    assert found == (math.exp(nats) if nats < 709.78 else math.inf)


@pytest.mark.filterwarnings("error")
def test_a_recurrent_model_may_be_wrong_by_any_number_of_nats():
    model = RecurrentLM(V, 3, 5, rng=np.random.default_rng(0))
    model.output.b.value[0] = 1e4  # certain of word 0
    assert perplexity(model, [0, 1, 2, 3]) == math.inf
    assert perplexity(model, [0, 0, 0]) == pytest.approx(1)


def test_bad_texts(model):
    for call in (
        lambda: perplexity(model, [0, V]),
        lambda: perplexity(model, [0, 1], start=V),
        lambda: perplexity(model, [0, 1], start=-1),
    ):
        with pytest.raises(ValueError, match="between 0 and 3"):
            call()
    with pytest.raises(ValueError, match="text"):
        perplexity(model, [])


def test_balanced_accuracy_counts_each_class_alike():
    y = np.array([0, 0, 0, 0, 1, 1])
    assert balanced_accuracy(np.zeros(6, dtype=int), y) == 0.5
    assert balanced_accuracy(np.array([0, 0, 0, 1, 1, 0]), y) == 0.625
    assert balanced_accuracy(list(y), list(y)) == 1
    assert balanced_accuracy([7, 1], [0, 1]) == 0.5  # a class that is not in y


@pytest.mark.parametrize(("predicted", "y"), [([], []), ([0], [0, 1]), (0, 0)])
def test_balanced_accuracy_of_nothing(predicted, y):
    with pytest.raises(ValueError, match="N at least 1"):
        balanced_accuracy(predicted, y)
