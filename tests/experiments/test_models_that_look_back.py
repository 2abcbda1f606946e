"""The cache and dynamic evaluation, against plain loops and on small models."""

import json

import numpy as np
import pytest

from dlnlp.evaluation import perplexity
from dlnlp.models import RecurrentLM
from experiments import continuous_cache, corpora, dynamic_evaluation
from experiments.continuous_cache import Reading, cached, read


@pytest.fixture
def model():
    return RecurrentLM(60, 4, (4, 4), tied=True, rng=np.random.default_rng(0))


def plain_cache(reading, size, theta):
    """The definition, word by word."""
    p = []
    for t, word in enumerate(reading.words):
        votes = {}
        for i in range(max(0, t - size), t):
            vote = np.exp(theta * reading.states[t] @ reading.states[i])
            votes[reading.words[i]] = votes.get(reading.words[i], 0) + vote
        p.append(votes.get(word, 0) / sum(votes.values()) if votes else 0)
    return p


@pytest.mark.parametrize("size", [1, 3, 50])
@pytest.mark.parametrize("queries", [2, 7, 100])
def test_the_cache_is_its_definition(size, queries, monkeypatch):
    monkeypatch.setattr(continuous_cache, "QUERIES", queries)
    rng = np.random.default_rng(0)
    words = rng.integers(0, 4, 30)
    reading = Reading(rng.normal(size=(30, 3)), np.full(30, 0.2), words)
    expected = plain_cache(reading, size, 0.7)
    np.testing.assert_allclose(cached(reading, size, 0.7), expected, atol=1e-12)


def test_reading_gives_the_models_perplexity(model):
    ids = np.random.default_rng(0).integers(0, 60, 600)
    expected = perplexity(model, ids, start=3)
    reading = read(model, ids, start=3)
    assert reading.states.shape == (600, 4)
    assert np.exp(-np.log(reading.p).mean()) == pytest.approx(expected, rel=1e-5)


def test_who_does_not_learn_reads_as_before(model):
    ids = np.random.default_rng(0).integers(0, 60, 50)
    rms = [np.ones_like(p.value) for p in model.parameters()]
    learned = dynamic_evaluation.read_and_learn(model, ids, 0, rms, lr=0.0, decay=0.1)
    np.testing.assert_allclose(learned.p, read(model, ids, 0).p, rtol=1e-4)


def test_who_learns_gets_used_to_a_text_and_is_as_before_afterwards(model):
    ids = np.tile([5, 9, 7, 1], 100)
    before = [p.value.copy() for p in model.parameters()]
    rms = dynamic_evaluation.root_mean_squares(model, np.tile(ids, 8))
    found = dynamic_evaluation.read_and_learn(model, ids, 0, rms, lr=0.01, decay=0.0)
    assert found.p[-4:].min() > 3 * found.p[:4].max()
    for parameter, value in zip(model.parameters(), before, strict=True):
        np.testing.assert_array_equal(parameter.value, value)


def test_a_step_is_that_of_the_paper(model, monkeypatch):
    """Of a text of two segments, the second is read with weights changed once."""
    monkeypatch.setattr(dynamic_evaluation, "LENGTH", 5)
    ids = np.random.default_rng(0).integers(0, 60, 10)
    rms = [0.5 + np.abs(p.value) for p in model.parameters()]
    found = dynamic_evaluation.read_and_learn(model, ids, 0, rms, lr=0.05, decay=0.3)
    (_, state), backward = model.loss([[0, *ids[:4]]], [ids[:5]])
    backward()
    mean = np.concatenate([r.ravel() for r in rms]).mean()
    for p, r in zip(model.parameters(), rms, strict=True):
        trained = p.value.copy()
        p.value -= 0.05 * p.gradient / (r + dynamic_evaluation.EPS)
        p.value += np.minimum(1, 0.3 * r / mean) * (trained - p.value)
    (loss, _), _ = model.loss([ids[4:9]], [ids[5:]], state)
    assert -np.log(found.p[5:]).mean() == pytest.approx(loss, rel=1e-5)


@pytest.mark.parametrize("module", [continuous_cache, dynamic_evaluation])
def test_whole_experiments(module, treebank, monkeypatch):
    monkeypatch.setattr(continuous_cache, "THETAS", (0.1, 1.0))
    monkeypatch.setattr(continuous_cache, "SIZES", (10, 50))
    monkeypatch.setattr(dynamic_evaluation, "GRID", [(1e-5, 0.0), (1e-3, 1e-3)])
    monkeypatch.setattr(dynamic_evaluation, "BATCH_LENGTH", 5)
    text = corpora.Treebank()
    size = len(text.vocab)
    found = module.run(RecurrentLM(size, 4, 4, rng=np.random.default_rng(0)), text)
    best = found["both"] if "both" in found else found["best"][1]
    alone = found["static"] if "static" in found else found["alone"]
    assert best["valid"] < alone["valid"]
    assert best["test"] > 1
    json.dumps(found)
