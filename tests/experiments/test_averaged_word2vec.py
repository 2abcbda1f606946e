"""Averaging over parts learns, and with one part is plain training."""

import json

import numpy as np
import pytest

from dlnlp.vectors import held_out_loss
from experiments import averaged_word2vec


@pytest.fixture
def little(monkeypatch, little_corpus):
    """A few words, a few numbers of each, and people who compare them."""
    vocab, ids = little_corpus
    people = [("he", "she", 9.0), ("doctor", "nurse", 7.0), ("and", "baker", 1.0)]
    monkeypatch.setattr(averaged_word2vec, "corpus", lambda name: (vocab, ids))
    monkeypatch.setattr(averaged_word2vec, "similarity_pairs", lambda name: people)
    monkeypatch.setattr(averaged_word2vec, "DIM", 4)
    return vocab, ids


@pytest.mark.parametrize(("n_parts", "meetings"), [(1, 10), (3, 10), (3, 1)])
def test_it_learns(little, n_parts, meetings):
    vocab, ids = little
    parts = np.array_split(ids, n_parts)
    vectors, seconds = averaged_word2vec.train(
        parts, len(vocab), meetings, 0.025, seed=0
    )
    untrained = np.log(2) * 6  # a guess and five negatives, W_out at zero
    loss = held_out_loss(
        vectors.W_in, vectors.W_out, ids, vocab.counts, rng=np.random.default_rng(0)
    )
    assert loss < 0.9 * untrained
    assert vectors.W_in.dtype == np.float32
    assert seconds > 0


def test_a_run_is_repeatable_and_saved(little, results, monkeypatch):
    jobs = [(1, 10, 1, 0), (2, 1, 1, 0), (2, 10, 1, 0), (2, 10, 2, 0)]
    monkeypatch.setattr(averaged_word2vec, "JOBS", jobs)
    monkeypatch.setattr(averaged_word2vec, "EPOCHS", 10)
    for _ in range(2):  # the second time there is nothing left to do
        averaged_word2vec.main()
        path = results / "averaged_word2vec.json"
        runs = json.loads(path.read_text(encoding="utf-8"))["runs"]
        assert [(run["parts"], run["meetings"], run["times"]) for run in runs] == [
            job[:3] for job in jobs
        ]
    again = averaged_word2vec.run(jobs[1])
    for what in "held out", "wordsim353":
        assert again[what] == runs[1][what]
    assert len({run["held out"] for run in runs}) == len(jobs)


def test_jobs():
    assert len({*averaged_word2vec.JOBS}) == len(averaged_word2vec.JOBS) == 39
