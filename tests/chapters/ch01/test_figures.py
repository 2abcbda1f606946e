"""Chapter 1's drawings say what they show."""

import re

import numpy as np
import pytest
from matplotlib.figure import Figure

from dlnlp.chapters.ch01 import figures
from dlnlp.explore.svg import svg
from dlnlp.text.vocabulary import Vocabulary
from dlnlp.vectors.counts import cooccurrence, ppmi, truncated_svd
from dlnlp.vectors.embeddings import Embeddings
from dlnlp.wordnet.graph import miniature

SENTENCE = "the cat drinks milk the dog drinks water".split()
VOCAB = Vocabulary(SENTENCE)
C = cooccurrence(VOCAB.encode(SENTENCE), len(VOCAB), window=2)


def words_of(figure):
    assert isinstance(figure, Figure)
    return re.sub(r"<[^>]+>", " ", svg(figure, "test")).split()


def test_thesaurus_tree_names_each_step_once():
    names = ["car.n.01", "motorcycle.n.01", "novel.n.02"]
    words = words_of(figures.thesaurus_tree(miniature(), names))
    for step in ("object", "artifact", "book"):
        assert words.count(step) == 1


@pytest.mark.parametrize("window", [1, 2, 3])
def test_the_strip_ends_with_the_whole_matrix(window):
    draw, say = figures.window_strip(SENTENCE, VOCAB.words)
    numbers = [int(w) for w in words_of(draw(word=8, window=window)) if w.isdigit()]
    whole = cooccurrence(VOCAB.encode(SENTENCE), len(VOCAB), window)
    assert sorted(numbers) == sorted(whole.data)
    assert say(word=1, window=1) == "Word 1, the, sees cat: +1 in its row for each."


def test_counts_or_ppmi_fills_the_matrix_in_two_ways():
    draw, say = figures.counts_or_ppmi(VOCAB.words, C, ppmi(C))
    assert "3" in words_of(draw(cells="counts"))
    assert f"{ppmi(C).toarray().max():.2f}" in words_of(draw(cells="PPMI"))
    assert say(cells="counts") != say(cells="PPMI")


def test_neighbour_table_marks_what_was_expected():
    found = Embeddings(["a", "b", "c"], np.array([[1, 0], [1, 0.1], [0, 1.0]]))
    draw, say = figures.neighbour_table(lambda k: found, ["a"], {"a": "c"})
    assert "<strong>c</strong>" in draw(k=1)
    assert "<strong>b</strong>" not in draw(k=1)
    assert say(k=1) == "With k 1: a → b."


def test_what_is_lost_counts_what_is_kept():
    M = ppmi(C)
    U, S, Vt = truncated_svd(M, 6, rng=np.random.default_rng(0))
    draw, say = figures.what_is_lost(U, S, Vt, M, VOCAB.words, [0, 1])
    assert say(dimensions=6).startswith("Of 6, 6 dimensions keep 100%")
    assert "1 dimension keeps" in say(dimensions=1)
    assert "the" in words_of(draw(dimensions=2))


def test_points_are_labelled():
    words = VOCAB.words
    figure = figures.words_in_the_plane(words, np.eye(6, 2), [["cat", "dog"]], "Title")
    assert {"cat", "dog", "Title"} <= set(words_of(figure))
    figure = figures.two_columns(ppmi(C), VOCAB, ("the", "drinks"), "cat milk")
    assert {"cat", "milk"} <= set(words_of(figure))


def test_recovery_says_the_best_median():
    scores = {(2, kind): np.array([[0.0, 0.5], [0.2, 1.0], [0.1, 0.7]]) for kind in
              ("synonyms", "opposites")}  # fmt: skip
    draw, say = figures.recovery(scores, [2, 5])
    assert "70% of the synonyms and 70% of the opposites" in say(window=2)
    assert "synonyms" in words_of(draw(window=2))
