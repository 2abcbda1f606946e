"""Every experiment and benchmark can be imported; experiments run, with few steps."""

import importlib
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from dlnlp.text import Vocabulary
from dlnlp.training import Diverged
from experiments import (
    copy_task,
    corpora,
    gender_in_text,
    hidden_sizes,
    induction,
    intervals,
    language_ablation,
    language_models,
    long_lags,
    meaning_from_company,
    ngrams,
    predicting_words,
    recall_past_the_cut,
    shifted_pmi,
    softmax_cost,
    transfer,
    word_vectors,
)
from experiments.word_vectors import Setting

ROOT = Path(ngrams.__file__).parents[1]
MODULES = [
    f"{path.parent.name}.{path.stem}"
    for package in ("experiments", "benchmarks")
    for path in sorted(ROOT.glob(f"{package}/*.py"))
]
PAIRS = [("he", "she", 9.0), ("doctor", "nurse", 8.0), ("baker", "and", 1.0)]
ANALOGIES = [("section", "he", "doctor", "she", "nurse")]


@pytest.mark.parametrize("module", MODULES)
def test_it_can_be_imported(module):
    importlib.import_module(module)


def test_ngrams(treebank, monkeypatch):
    monkeypatch.setattr(ngrams, "ORDERS", (1, 5))
    monkeypatch.setattr(ngrams, "KS", (1.0, 0.1))
    rows = ngrams.run()["rows"]
    assert [row["order"] for row in rows] == [1] * 4 + [5] * 4
    assert all(row["test"] > 1 for row in rows if row["model"] != "maximum likelihood")


def test_hidden_sizes(monkeypatch):
    monkeypatch.setattr(hidden_sizes, "EPOCHS", {4: 2})
    text = np.random.default_rng(0).integers(0, 9, 900)
    monkeypatch.setattr(hidden_sizes, "text", lambda: (text[:600], text[600:], 9))
    found = hidden_sizes.run((4, 0.5, 1))
    assert (found["hidden"], found["dropout"], found["seed"]) == (4, 0.5, 1)
    assert len(found["train"]) == len(found["valid"]) == 2


@pytest.fixture
def small():
    """A model that is trained in no time."""
    return language_models.Setting(
        "small",
        dim=4,
        hidden=(4, 4),
        epochs=3,
        optimizer="SGD",
        lr=1.0,
        clip=1.0,
        batch_size=2,
        length=10,
        dropout=0.1,
        tied=True,
    )


def test_language_models(treebank, results, small, monkeypatch):
    decaying = replace(small, name="decaying", steady=1, factor=0.5)
    monkeypatch.setattr(language_models, "SETTINGS", [small, decaying])
    monkeypatch.setattr(language_models, "RESULTS", results)
    language_models.main()
    (path,) = results.iterdir()  # no checkpoint stays
    saved = json.loads(path.read_text(encoding="utf-8"))
    assert [run["name"] for run in saved["runs"]] == ["small", "decaying"]
    assert [len(run["curve"]) for run in saved["runs"]] == [3, 3]


def test_a_stopped_training_goes_on(treebank, results, small, monkeypatch):
    monkeypatch.setattr(language_models, "RESULTS", results)
    text, score = corpora.Treebank(), language_models.score
    expected = language_models.train(small, text)
    scored = []

    def fails(*arguments):
        scored.append(score(*arguments))
        if len(scored) == 3:
            raise OSError("no power")
        return scored[-1]

    monkeypatch.setattr(language_models, "score", fails)
    with pytest.raises(OSError, match="no power"):
        language_models.train(small, text)
    monkeypatch.setattr(language_models, "score", score)
    found = language_models.train(small, text)
    assert found["curve"] == expected["curve"]
    assert found["test"] == expected["test"]
    assert not list(results.iterdir())


def test_language_ablation(treebank, results, small, monkeypatch):
    monkeypatch.setattr(language_ablation, "treebank", corpora.Treebank)
    monkeypatch.setattr(language_ablation, "SETTINGS", [small])
    monkeypatch.setattr(language_ablation, "SEEDS", (0, 1))
    for _ in range(2):  # the second time there is nothing left to do
        language_ablation.main()
        (path,) = results.iterdir()
        saved = json.loads(path.read_text(encoding="utf-8"))
        assert [run["seed"] for run in saved["runs"]] == [0, 1]
        assert all(run["curve"][-1]["valid"] > 1 for run in saved["runs"])


@pytest.mark.parametrize("cell", long_lags.CELLS)
def test_long_lags(cell, monkeypatch):
    monkeypatch.setattr(long_lags, "STEPS", 11)
    monkeypatch.setattr(long_lags, "LOOK_LAG", 2)
    found = long_lags.run(cell, lag=2, seed=0)
    assert found["steps"] == 11
    assert list(found["looks"]) == [0, 10]
    assert 0 < found["looks"][10]["ratio"] < 100
    few = long_lags.run(cell, lag=2, seed=0, outputs=4)
    assert few["looks"][10]["ratio"] != found["looks"][10]["ratio"]
    assert ("open" in few["looks"][0]) == (cell not in ("RNN", "RNN, orthogonal"))


def test_recall_past_the_cut(monkeypatch):
    monkeypatch.setattr(recall_past_the_cut, "SEEDS", (0, 1))
    run = {"lag": 1, "steps": 2, "lr": 0.02, "batches": 50}
    found = recall_past_the_cut.accuracies(run)
    assert len(found) == 2
    assert all(0 <= accuracy <= 1 for accuracy in found)


def test_copy_task(results, monkeypatch):
    """All models, with a few updates; a second start has nothing left to do."""
    few = [replace(s, updates=4, seeds=1) for s in copy_task.SETTINGS]
    monkeypatch.setattr(copy_task, "SETTINGS", few)
    monkeypatch.setattr(copy_task, "LENGTHS", (1, 12))
    monkeypatch.setattr(copy_task, "TESTED", 5)
    for _ in range(2):
        copy_task.main()
        saved = json.loads((results / "copy_task.json").read_text(encoding="utf-8"))
    ntm, small, large = saved["runs"]
    assert (ntm["model"], small["model"], large["model"]) == ("NTM", "LSTM", "LSTM")
    assert ntm["parameters"] == pytest.approx(small["parameters"], rel=0.05)
    for run in saved["runs"]:
        assert run["learned"] is None
        assert run["course"][-1][0] == 4
        assert all(0 < wrong < 100 for wrong in run["wrong bits"])


def test_a_copier_ends_once_it_has_learned(monkeypatch):
    monkeypatch.setattr(copy_task, "TESTED", 5)
    monkeypatch.setattr(copy_task, "LEARNED", 999)
    _, small, _ = copy_task.SETTINGS
    found = copy_task.train(replace(small, updates=100), seed=0)
    assert found["learned"] == found["course"][-1][0] == 5


def test_induction(monkeypatch):
    monkeypatch.setattr(induction, "STEPS", 4)
    monkeypatch.setattr(induction, "LOOK", 2)
    monkeypatch.setattr(induction, "TESTED", 20)
    found = induction.run((2, 2, 0, "1/sqrt(D)"))
    assert [step for step, _ in found["course"]] == [2, 4]
    assert found["course"][-1][1] == found["accuracy"]
    assert np.shape(found["ablated"]) == (2, 2)
    for name in "before", "induction":
        assert np.shape(found[name]) == (2, 2)
        assert all(0 < weight < 0.3 for layer in found[name] for weight in layer)
    small = induction.run((1, 1, 0, "0.02"))
    assert small["accuracy"] < 0.2


def test_intervals():
    rng = np.random.default_rng(0)
    human, noise = rng.normal(size=(2, 200))
    same, other, turned = intervals.resampled(human, human**3, noise, -human)
    assert same == pytest.approx(1)
    assert turned == pytest.approx(-1)
    low, high = intervals.interval(other)
    assert -0.3 < low < 0 < high < 0.3


@pytest.fixture
def little(little_corpus, monkeypatch):
    """The little corpus in the place of the large ones, with questions about it."""
    for module in word_vectors, gender_in_text, predicting_words:
        monkeypatch.setattr(module, "corpus", lambda name: little_corpus)
    monkeypatch.setattr(word_vectors, "similarity_pairs", lambda test: PAIRS)
    monkeypatch.setattr(word_vectors, "analogy_questions", lambda test: ANALOGIES)
    return little_corpus


@pytest.mark.parametrize("method", ["SGNS", "CBOW", "PPMI", "SVD", "GloVe"])
@pytest.mark.parametrize("near", [True, False])
def test_word_vectors(little, method, near):
    setting = Setting(method, dim=3, window=2, epochs=1, near=near)
    (found,) = word_vectors.judge([setting])
    assert found["setting"]["method"] == method
    for test in word_vectors.TESTS:
        assert -1 <= found[test] <= 1
        assert len(found["scores"][test]) == len(PAIRS)
    assert found["google"] in (0, 1)


@pytest.mark.parametrize("method", ["SGNS", "GloVe"])
def test_what_diverges_is_trained_again_at_half_the_rate(little, method, monkeypatch):
    name, rates = "train_glove" if method == "GloVe" else "train_word2vec", []
    train = getattr(word_vectors, name)

    def diverges(*arguments, lr, **settings):
        rates.append(lr)
        if len(rates) < 3:
            raise Diverged("the loss became NaN", 1)
        return train(*arguments, lr=lr, **settings)

    monkeypatch.setattr(word_vectors, name, diverges)
    setting = Setting(method, dim=3, window=2, epochs=1, lr=0.04)
    (found,) = word_vectors.judge([setting])
    assert rates == [0.04, 0.02, 0.01]
    assert found["setting"]["lr"] == 0.01


def test_gender_in_text(little):
    setting = Setting("SGNS", dim=4, window=2, epochs=1, near=False)
    found = gender_in_text.gender(setting, seeds=(0, 1))
    words = {row["word"]: row for row in found["occupations"]}
    assert words.keys() == {"doctor", "baker", "nurse", "teacher"}
    assert words["doctor"]["male share"] > words["nurse"]["male share"]
    assert np.shape(found["correlation of lean between seeds"]) == (2, 2)


@pytest.mark.filterwarnings("ignore:invalid value")  # all of few numbers are alike
def test_predicting_words(little, monkeypatch):
    """All parts in their order, with jobs in this process and next to no training."""

    def work(jobs, workers):
        return {key: function(*arguments) for key, function, arguments in jobs}

    quick = {"epochs": 1, "window": 2, "dim": 2}
    for name in ("LEARNED", "FITTED", "COUNTED"):
        setting = replace(getattr(predicting_words, name), **quick)
        monkeypatch.setattr(predicting_words, name, setting)
    monkeypatch.setattr(predicting_words, "work", work)
    monkeypatch.setattr(shifted_pmi, "bible", lambda: little)
    monkeypatch.setattr(predicting_words, "cost_of_softmax", dict)
    monkeypatch.setattr(transfer, "compare", lambda *task: {"bag of words": [0.5]})
    found = predicting_words.run(seeds=(0,), dims=[2], windows=(2,), workers=1)
    assert len(found["hidden dimension"]) == 3
    assert len(found["negatives"]) == 9
    assert found["count against predict"]["simlex999"]["pairs"] == len(PAIRS)
    assert [row["negatives"] for row in found["shifted PMI"]] == [1, 5, 15]
    assert found["gender"].keys() == {"glosses", "ptb"}
    assert found["transfer"].keys() == transfer.TASKS.keys()
    json.dumps(found)


@pytest.mark.filterwarnings("ignore:invalid value")
def test_shifted_pmi(little_corpus):
    found = shifted_pmi.train(*little_corpus, K=2, seed=0, dim=3, epochs=1)
    assert found["log K"] == 0.693
    often = found["10 or more, each pair"]
    assert often.keys() == {"pairs", "correlation", "shift", "slope"}


def test_softmax_cost():
    found = softmax_cost.cost_of_softmax((50, 60))
    assert found["vocabulary"] == [50, 60]
    for kind in "full softmax", "negative sampling":
        assert len(found[kind]) == 2
        assert min(found[kind]) > 0


def test_transfer(monkeypatch):
    kings, sheep = "the king said to the people".split(), "a sheep and a lamb".split()
    verses = [[*kings, f"name{i % 3}"] for i in range(30)] + [sheep] * 30
    monkeypatch.setattr(transfer, "verses", lambda: verses)
    monkeypatch.setattr(transfer, "TEST", 5)
    monkeypatch.setattr(transfer, "SETTINGS", {"dim": 4, "window": 2, "epochs": 1})
    classes = {"kings": (0, 30), "sheep": (30, 60)}
    found = transfer.compare(classes, None, seed=0, labels=(2, 10))
    assert found["bag of words"] == [1.0, 1.0]
    assert len(found) == 5
    assert all(0 <= score <= 1 for scores in found.values() for score in scores)


def test_meaning_from_company(monkeypatch):
    monkeypatch.setattr(meaning_from_company, "DIM", 3)
    monkeypatch.setattr(meaning_from_company, "similarity_pairs", lambda test: PAIRS)
    words = "he is a doctor and a baker . she is a nurse and a baker .".split() * 9
    found = meaning_from_company.corpus("ours", lambda: words, ["he"])
    assert found["tokens"] == len(words)
    assert found["wordsim353"]["counts"]["covered"] == len(PAIRS)
    assert len(found["nearest"]["he"]) == 5
    assert len(Vocabulary(words)) == 9
