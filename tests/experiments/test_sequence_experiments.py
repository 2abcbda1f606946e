"""The experiments of chapters 6 and 7 run, with next to no training."""

import json
from dataclasses import replace

import numpy as np
import pytest

from dlnlp.datasets import additions as made_additions
from experiments import (
    additions,
    caption_scenes,
    captions,
    chatbot,
    dates,
    pairs,
    sentences,
    translation,
    translators,
)

QUICK = pairs.Setting(hidden=4, epochs=2, dim=3, batch_size=20)


@pytest.fixture
def book(monkeypatch):
    """Some additions of two digits in the place of the book's additions and dates."""
    made = made_additions(60, rng=np.random.default_rng(0), digits=2)
    for module in additions, dates:
        monkeypatch.setattr(module, "dlfs2", lambda name: (made[:50], made[40:]))
    return made


def saved(results, name):
    return json.loads((results / f"{name}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("variant", pairs.VARIANTS)
@pytest.mark.parametrize("falling", [False, True])
def test_pairs(book, variant, falling):
    task = pairs.Task(book[:50], book[50:])
    setting = replace(QUICK, falling=falling)
    model, run = pairs.train(task, variant, setting, seed=1)
    assert (run["variant"], run["seed"], len(run["curve"])) == (variant, 1, 2)
    assert run["curve"][-1]["exact"] == run["exact"] == task.measure(model)["exact"]
    assert run["curve"][1]["loss"] < run["curve"][0]["loss"]
    assert len(run["curve"][0]["letters"]) == task.length == 2
    assert pairs.train(task, variant, setting, seed=1)[1]["curve"] == run["curve"]


class Knowing:
    """Answers as `answers` says, in the form of a sequence-to-sequence model."""

    def __init__(self, task, answers):
        self.answers = np.array([task.vocab.encode(list(text)) for text in answers])
        self.size = len(task.vocab)

    def start(self, questions):
        rows = np.arange(len(questions))
        return rows, np.zeros(len(questions), int)

    def next_logits(self, ids, state):
        rows, t = state
        return 9.0 * np.eye(self.size)[self.answers[rows, t]], (rows, t + 1)


def test_what_is_counted_as_right():
    test = [("1+1 ", "_2  "), ("5+9 ", "_14 "), ("9+8 ", "_17 "), ("9+9 ", "_18 ")]
    task = pairs.Task(test, test)
    found = task.measure(Knowing(task, ["2  ", "14 ", "27 ", "187"]))
    assert found == {"exact": 0.5, "letters": [0.6667, 1.0]}


def test_a_run_ends_when_all_is_right(book, monkeypatch):
    task = pairs.Task(book[:50], book[50:])
    letters = {"letters": [0.5] * task.length}
    scores = iter([{"exact": exact} | letters for exact in (0.5, 1.0, 1.0)])
    monkeypatch.setattr(task, "measure", lambda model: next(scores))
    _, run = pairs.train(task, "plain", replace(QUICK, epochs=3), seed=0)
    assert [epoch["exact"] for epoch in run["curve"]] == [0.5, 1.0]


def test_additions(book, results, monkeypatch):
    jobs = [
        ("book", "plain", 0.001, False, 0),
        ("search", "reversed", 0.001, True, 0),
        ("keras", "peeky", 0.001, False, 1),
    ]
    quick = dict.fromkeys(("book", "search", "keras"), QUICK)
    monkeypatch.setattr(additions, "SETTINGS", quick)
    monkeypatch.setattr(additions, "JOBS", jobs)
    monkeypatch.setattr(additions, "MADE", 50)
    for names in ["book"], [], []:  # in the end there is nothing left to do
        monkeypatch.setattr("sys.argv", ["additions", *names])
        additions.main()
    found = saved(results, "additions")
    assert [run["setting"] for run in found["runs"]] == ["book", "search", "keras"]
    assert [run["falling"] for run in found["runs"]] == [False, True, False]
    assert found["settings"]["book"]["lr"] == 0.001


def test_dates(book, results, monkeypatch):
    monkeypatch.setattr(dates, "JOBS", [("attention + reversed", 0), ("reversed", 1)])
    monkeypatch.setattr(dates, "SETTING", QUICK)
    monkeypatch.setattr(dates, "tests", dates.tests.__wrapped__)
    for names in ["reversed"], [], []:
        monkeypatch.setattr("sys.argv", ["dates", *names])
        dates.main()
    found = saved(results, "dates")
    assert [run["seed"] for run in found["runs"]] == [0, 1]
    assert found["tests"] == {"all": 20, "unseen": 10}
    for run in found["runs"]:
        assert 0 <= run["unseen"] <= 1
        assert run["mistakes"][0]["answer"] != run["mistakes"][0]["written"]


def test_captions(results, monkeypatch):
    quick = captions.Setting(
        hidden=4, filters=2, dim=3, scenes=99, tested=8, epochs=2, batch_size=8
    )
    monkeypatch.setattr(captions, "SETTING", quick)
    monkeypatch.setattr(captions, "SEEDS", (0,))
    monkeypatch.setattr(captions, "cache_folder", lambda: results / "cache")
    for _ in range(2):
        captions.main()
        runs = saved(results, "captions")["runs"]
        assert [run["decoder"] for run in runs] == ["state alone", "attention"]
        for run in runs:
            assert len(run["curve"]) == 2
            assert run["curve"][1]["loss"] < run["curve"][0]["loss"]
    images, _ = captions.captioned_scenes(9, rng=np.random.default_rng(0))
    written = captions.write_captions(captions.trained("attention", 0), images)
    assert len(written) == 9
    with pytest.raises(FileNotFoundError, match=r"python -m experiments\.captions"):
        captions.trained("attention", 1)

    monkeypatch.setattr(caption_scenes, "SEEDS", (0,))
    caption_scenes.main()
    found = saved(results, "caption_scenes")
    for decoder in captions.DECODERS:
        assert found[decoder]["scenes"] == 24 * 4 * 23
        assert found[decoder]["new"]["scenes"] == 24 * 4 * 23 - 20 * 4 * 19
    look = found["attention"]["looks"][0]
    assert np.shape(look["weights"]) == (len(look["written"]) + 1, 36)


def test_captions_of_scenes(monkeypatch):
    scenes = caption_scenes.LOOKS[2:]
    written = ["a yellow cross below a pink triangle", "a blue square"]
    monkeypatch.setattr(caption_scenes, "write_captions", lambda model, images: written)
    found = caption_scenes.table(None, scenes)
    assert found["seen"] == {"scenes": 1, "right": 1}
    assert found["new"] == {"scenes": 1, "right": 0}
    assert found["wrong"] == {str(scenes[1]): "a blue square"}


def test_mistakes_of_captions(monkeypatch):
    written = ["a blue square above a red cross", "a pink cross below a green cross"]
    true = ["a blue triangle above a red cross", "a pink cross below a green cross"]
    monkeypatch.setattr(captions, "write_captions", lambda model, images: written)
    assert captions.proportion_right(None, (None, true)) == 0.5
    assert captions.mistakes(None, (None, true)) == [
        {"scene": "a blue triangle", "written": "a blue square", "count": 1}
    ]


def test_chatbot():
    words = "나 너 밥 물 잠".split()
    talk = [(f"{a} {b}?", f"{b} {a}.") for a in words for b in words]
    setting = chatbot.Setting(
        hidden=4, dim=3, epochs=2, batch_size=8, min_count=1, limit=9
    )
    found = chatbot.run(talk * 2, setting)
    assert found["pairs"] == {"learned": 48, "held out": 2}
    assert len(found["curve"]) == 2
    assert found["retrieved"]["copied"] == 1
    (row,) = found["exchanges"][len(chatbot.ASKED) :]
    assert len(row["true"]) == 2
    assert (row["nearest"], row["its answer"]) != (row["remark"], row["true"][0])
    assert (
        row["nearest"][0] == row["remark"][0] or row["nearest"][2] == row["remark"][2]
    )
    json.dumps(found)


def test_what_is_counted_of_a_chatbots_answers():
    rows = [
        {"answer": a, "true": ["좋아요", "네"]} for a in ("네", "네", "저도 좋아요")
    ]
    found = chatbot.shares(rows, "answer", {"네"})
    assert found == {"right": 0.667, "copied": 0.667, "different": 0.667}


SENTENCES = [
    ("I'm here.", "Je suis là."),
    ("I'm cold.", "J'ai froid."),
    ("She is here.", "Elle est là."),
    ("She is cold.", "Elle a froid."),
    ("He is here.", "Il est là."),
    ("He is cold.", "Il a froid."),
] * 4


@pytest.mark.parametrize("language", ["french", "korean"])
def test_translation(language, results, monkeypatch):
    quick = translators.Setting(hidden=4, dim=3, epochs=2, batch_size=4, limit=5)
    attending = replace(quick, dim=4, heads=2, layers=1, warmup=3, smoothing=0.1)
    settings = {language: quick, f"{language}, transformer": attending}
    monkeypatch.setattr(translation, "SETTINGS", settings)
    monkeypatch.setattr(translation, "RESULTS", results)
    monkeypatch.setattr(translation, "pairs_of", translation.pairs_of.__wrapped__)
    monkeypatch.setattr(sentences, "HELD_OUT", 0.34)
    monkeypatch.setattr(sentences, "translations", lambda language: SENTENCES)
    monkeypatch.setattr("sys.argv", ["translation", language])
    for _ in range(2):
        translation.main()
        (path,) = results.iterdir()  # no checkpoint stays
        runs = json.loads(path.read_text(encoding="utf-8"))["runs"]
        assert [run["model"] for run in runs] == list(translators.MODELS)
    for run in runs:
        assert (run["learned"], run["tested"]) == (16, 2)
        assert sum(part["sentences"] for part in run["by length"]) == 2
        for row in run["examples"]:
            shape = len(row["written"]) + 1, len(row["source"])
            plain = run["model"] == "plain"
            assert (
                row["weights"] is None if plain else np.shape(row["weights"]) == shape
            )


def test_words_and_the_text_again():
    words = sentences.words("L’air n'est pas pur, dit-il.", "french")
    assert words == ["l'", "air", "n'", "est", "pas", "pur", ",", "dit-il", "."]
    assert sentences.joined(words) == "l'air n'est pas pur , dit-il ."
    assert sentences.words("고양이가 자.", "korean") == ["고양이", "가", "자", "."]
