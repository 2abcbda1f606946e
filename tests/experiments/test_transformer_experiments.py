"""The experiments of chapter 8 run, with next to no training; stopped, they go on."""

import json
from dataclasses import replace

import numpy as np
import pytest

from dlnlp.datasets import additions as made_additions
from experiments import (
    additions_transformer,
    characters,
    induction,
    language_models,
    loss_ladder,
    pairs,
    shakespeare,
    transformer_words,
)

PLAYS = ("ROMEO:\nWherefore, wherefore?\n\n" * 20, "ROMEO:\nWhere?\n\n" * 10)


def saved(results, name):
    (path,) = results.iterdir()  # no checkpoint stays
    assert path.name == f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8"))


def test_excerpts_are_one_character_apart():
    text = characters.Characters(*PLAYS)
    rng = np.random.default_rng(0)
    for inputs, targets in characters.excerpt_batches(text.train, 3, 5, 4)(rng):
        assert inputs.shape == targets.shape == (3, 5)
        assert (inputs[:, 1:] == targets[:, :-1]).all()
        for row in inputs:
            assert "".join(text.letters[i] for i in row) in PLAYS[0]


@pytest.fixture
def small(results, monkeypatch):
    """Both settings of Shakespeare, small enough for no time at all."""
    monkeypatch.setattr(shakespeare, "RESULTS", results)
    monkeypatch.setattr(shakespeare, "plays", lambda: characters.Characters(*PLAYS))
    monkeypatch.setattr(shakespeare, "LOOKED", 2)
    monkeypatch.setattr(shakespeare, "ESTIMATED", 3)
    monkeypatch.setattr(shakespeare, "SAMPLE", 9)
    quick = shakespeare.Setting(
        layers=1, heads=2, dim=8, context=8, batch_size=3, steps=9, every=3, warmup=2
    )
    settings = {"nanoGPT": quick, "an hour": replace(quick, dropout=0.2)}
    monkeypatch.setattr(shakespeare, "SETTINGS", settings)


def test_shakespeare(small, results, monkeypatch):
    monkeypatch.setattr(shakespeare, "JOBS", [("nanoGPT", 1), ("an hour", 0)])
    for names in ["nanoGPT"], [], []:  # in the end there is nothing left to do
        monkeypatch.setattr("sys.argv", ["shakespeare", *names])
        shakespeare.main()
    found = saved(results, "shakespeare")
    assert [run["setting"] for run in found["runs"]] == ["nanoGPT", "an hour"]
    for run in found["runs"]:
        assert [look["step"] for look in run["curve"]] == [3, 6, 9]
        assert 1 < run["valid"] < 4
        assert run["estimated"] == pytest.approx(run["curve"][-1]["valid"], rel=0.2)
        assert len(run["before"]["text"]) == len(run["after"]["text"]) == 9


def test_a_stopped_play_goes_on(small, results, monkeypatch):
    expected = shakespeare.run(("an hour", 0))
    estimated, calls = characters.estimated_loss, []

    def fails(*arguments):
        calls.append(arguments)
        if len(calls) == 3:
            raise OSError("no power")
        return estimated(*arguments)

    monkeypatch.setattr(shakespeare, "estimated_loss", fails)
    with pytest.raises(OSError, match="no power"):
        shakespeare.run(("an hour", 0))
    monkeypatch.setattr(shakespeare, "estimated_loss", estimated)
    found = shakespeare.run(("an hour", 0))
    assert found | {"seconds": 0} == expected | {"seconds": 0}
    assert not list(results.iterdir())


def test_loss_ladder(results, monkeypatch):
    verses = "In the beginning God said, Let there be light.\n".splitlines() * 30
    monkeypatch.setattr(loss_ladder, "world_english_bible", lambda: verses)
    monkeypatch.setattr(loss_ladder, "bible", loss_ladder.bible.__wrapped__)
    for name, value in {
        "DIM": 8, "CONTEXT": 6, "BATCH": 4, "STEPS": 3, "TESTED": 2, "HELD_OUT": 300,
        "SEEDS": (0, 1),
    }.items():  # fmt: skip
        monkeypatch.setattr(loss_ladder, name, value)
    for _ in range(2):
        loss_ladder.main()
        found = saved(results, "loss_ladder")
        assert len(found["runs"]) == 2 * 2 * len(loss_ladder.RUNGS)
    assert list(found["best"]) == list(loss_ladder.RUNGS)
    assert all(len(losses) == 2 for losses in found["best"].values())
    sizes = [run["parameters"] for run in found["runs"] if run["seed"] == 0]
    assert sizes == sorted(sizes)


def test_the_best_rate_is_that_of_the_lower_median():
    runs = [
        {"rung": "+ one head", "lr": lr, "loss": loss}
        for lr, losses in {0.1: (1, 2, 9), 0.2: (3, 3, 3)}.items()
        for loss in losses
    ]
    assert loss_ladder.best(runs) == {"+ one head": [1, 2, 9]}


def test_additions_transformer(results, monkeypatch):
    made = made_additions(60, rng=np.random.default_rng(0), digits=2)
    monkeypatch.setattr(
        additions_transformer, "dlfs2", lambda name: (made[:50], made[40:])
    )
    quick = additions_transformer.Setting(
        dim=8, heads=2, layers=1, epochs=2, batch_size=20
    )
    monkeypatch.setattr(additions_transformer, "SETTING", quick)
    monkeypatch.setattr(additions_transformer, "RESULTS", results)
    jobs = [("reversed sums", 1), ("sums as they are", 0)]
    monkeypatch.setattr(additions_transformer, "JOBS", jobs)
    for _ in range(2):
        additions_transformer.main()
        found = saved(results, "additions_transformer")
        assert [(run["variant"], run["seed"]) for run in found["runs"]] == jobs
    for run in found["runs"]:
        assert run["curve"][1]["loss"] < run["curve"][0]["loss"]


@pytest.mark.parametrize("stop", [1, 2])
def test_stopped_additions_go_on(stop, tmp_path, monkeypatch):
    made = made_additions(60, rng=np.random.default_rng(0), digits=2)
    task = pairs.Task(made[:50], made[50:])
    setting = pairs.Setting(hidden=4, epochs=3, dim=3, batch_size=20, falling=True)
    arguments = task, "plain", setting, 0, pairs.build, tmp_path / "a checkpoint"
    _, expected = pairs.train(*arguments)
    measured, measure = [], task.measure

    def fails(model):
        if len(measured) == stop:
            raise OSError("no power")
        measured.append(measure(model))
        return measured[-1]

    monkeypatch.setattr(task, "measure", fails)
    with pytest.raises(OSError, match="no power"):
        pairs.train(*arguments)
    monkeypatch.setattr(task, "measure", measure)
    _, found = pairs.train(*arguments)
    assert found | {"seconds": 0} == expected | {"seconds": 0}
    assert not list(tmp_path.iterdir())


def test_turned_sums():
    pairs = [("9+82 ", "_91 "), ("9+99 ", "_108"), ("1+1  ", "_2  ")]
    turned = [("9+82 ", "_19 "), ("9+99 ", "_801"), ("1+1  ", "_2  ")]
    assert additions_transformer.turned(pairs) == turned


def test_transformer_words(treebank, results, monkeypatch):
    quick = transformer_words.Setting(
        "small", dim=4, heads=2, layers=1, context=10, epochs=2, batch_size=2
    )
    monkeypatch.setattr(transformer_words, "SETTINGS", [quick])
    monkeypatch.setattr(language_models, "RESULTS", results)
    transformer_words.main()
    (run,) = saved(results, "transformer_words")["runs"]
    assert (run["name"], len(run["curve"])) == ("small", 2)
    assert run["curve"][1]["valid"] < run["curve"][0]["valid"]
    assert run["test"] > 1


def test_induction_goes_on(results, monkeypatch):
    monkeypatch.setattr(induction, "STEPS", 2)
    monkeypatch.setattr(induction, "LOOK", 2)
    monkeypatch.setattr(induction, "TESTED", 5)
    for seeds in (0,), (0, 1), (0, 1):
        monkeypatch.setattr(induction, "SEEDS", seeds)
        induction.main()
        runs = saved(results, "induction")["runs"]
        assert len(runs) == len(seeds) * 7
