"""Chapter 1's drawings say what they show."""

import numpy as np
import pytest

from dlnlp.chapters.ch01 import figures
from dlnlp.text.vocabulary import Vocabulary
from dlnlp.vectors.counts import cooccurrence, ppmi, truncated_svd
from dlnlp.vectors.embeddings import Embeddings
from dlnlp.wordnet.graph import miniature

SENTENCE = "the cat drinks milk the dog drinks water".split()
VOCAB = Vocabulary(SENTENCE)
C = cooccurrence(VOCAB.encode(SENTENCE), len(VOCAB), window=2)


def test_thesaurus_tree_names_each_step_once(text_of):
    names = ["car.n.01", "motorcycle.n.01", "novel.n.02"]
    words = text_of(figures.thesaurus_tree(miniature(), names)).split()
    for step in ("object", "artifact", "book"):
        assert words.count(step) == 1


@pytest.mark.parametrize("window", [1, 2, 3])
def test_the_strip_ends_with_the_whole_matrix(window, text_of):
    draw, say = figures.window_strip(SENTENCE, VOCAB.words)
    numbers = [
        int(w) for w in text_of(draw(word=8, window=window)).split() if w.isdigit()
    ]
    whole = cooccurrence(VOCAB.encode(SENTENCE), len(VOCAB), window)
    assert sorted(numbers) == sorted(whole.data)
    assert say(word=1, window=1) == "Word 1, the, sees cat: +1 in its row for each."


def test_counts_or_ppmi_fills_the_matrix_in_two_ways(text_of):
    draw, say = figures.counts_or_ppmi(VOCAB.words, C, ppmi(C))
    assert "3" in text_of(draw(cells="counts")).split()
    assert f"{ppmi(C).toarray().max():.2f}" in text_of(draw(cells="PPMI")).split()
    assert say(cells="counts") != say(cells="PPMI")


def test_neighbour_table_marks_what_was_expected():
    found = Embeddings(["a", "b", "c"], np.array([[1, 0], [1, 0.1], [0, 1.0]]))
    draw, say = figures.neighbour_table(lambda k: found, ["a"], {"a": "c"})
    assert "<strong>c</strong>" in draw(k=1)
    assert "<strong>b</strong>" not in draw(k=1)
    assert say(k=1) == "With k 1: a → b."


def test_what_is_lost_counts_what_is_kept(text_of):
    M = ppmi(C)
    U, S, Vt = truncated_svd(M, 6, rng=np.random.default_rng(0))
    draw, say = figures.what_is_lost(U, S, Vt, M, VOCAB.words, [0, 1])
    assert say(dimensions=6).startswith("Of 6, 6 dimensions keep 100%")
    assert "1 dimension keeps" in say(dimensions=1)
    assert "the" in text_of(draw(dimensions=2)).split()


def test_two_columns_names_its_points(text_of):
    points = np.array([[1.0, 2.0], [3.0, 1.0]])
    figure = figures.two_columns(
        ["cat", "milk"], points, np.array([0.6, 0.8]), np.ones((3, 2)), ("the", "dog")
    )
    assert {"cat", "milk"} <= set(text_of(figure).split())


def test_words_in_the_plane_are_named(text_of):
    found = Embeddings(VOCAB.words, np.random.default_rng(0).random((6, 4)))
    figure = figures.words_in_the_plane(found, ["cat dog", "milk water"])
    assert {"cat", "dog", "milk", "water"} <= set(text_of(figure).split())


def test_bible_neighbours_takes_each_setting():
    words = ["bread", "night", "good", "seven", "day", "evil", *map(str, range(120))]
    text = np.random.default_rng(0).choice(words, 3_000)
    vocab = Vocabulary(list(text))
    draw, say = figures.bible_neighbours(vocab.encode(text), vocab)
    markup = {
        draw(window=2, weighting=weighting, dimensions=dimensions)
        for weighting in ("counts", "PPMI")
        for dimensions in ("all", "10")
    }
    assert len(markup) == 4
    assert "bread →" in say(window=2, weighting="PPMI", dimensions="all")


def test_recovery_says_the_best_median(text_of):
    scores = {(2, kind): np.array([[0.0, 0.5], [0.2, 1.0], [0.1, 0.7]]) for kind in
              ("synonyms", "opposites")}  # fmt: skip
    draw, say = figures.recovery(scores, [2, 5])
    assert "70% of the synonyms and 70% of the opposites" in say(window=2)
    assert "synonyms" in text_of(draw(window=2)).split()
