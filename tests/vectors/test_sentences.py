"""Sentence vectors: against plain loops, the direction taken away, what is refused."""

import math

import numpy as np
import pytest
from scipy import sparse

from dlnlp.vectors.embeddings import Embeddings
from dlnlp.vectors.sentences import SIF, mean_vectors, sif_vectors, sif_weights

WORDS = ["the", "cat", "drinks", "milk", "dog"]
COUNTS = {"the": 60, "cat": 10, "drinks": 20, "milk": 8, "unheard-of": 2}
SENTENCES = [
    ["the", "cat", "drinks", "the", "milk"],
    ["the", "dog", "barks"],
    ["a", "b"],
    [],
    ["dog", "drinks", "milk"],
]


@pytest.fixture
def embeddings():
    rng = np.random.default_rng(0)
    return Embeddings(WORDS, rng.standard_normal((5, 4)) + 1)


def by_hand(sentences, embeddings, weights):
    rows = []
    for sentence in sentences:
        known = [word for word in sentence if word in embeddings]
        total = sum((weights[w] * embeddings[w] for w in known), np.zeros(4))
        rows.append(total / max(len(known), 1))
    return np.array(rows)


def test_means_equal_a_plain_loop(embeddings):
    expected = by_hand(SENTENCES, embeddings, dict.fromkeys(WORDS, 1.0))
    found = mean_vectors(SENTENCES, embeddings)
    np.testing.assert_allclose(found, expected, rtol=1e-12)
    assert np.array_equal(found[[2, 3]], np.zeros((2, 4)))


def test_means_of_sparse_vectors(embeddings):
    stored = Embeddings(WORDS, sparse.csr_array(embeddings.vectors))
    np.testing.assert_allclose(
        mean_vectors(SENTENCES, stored), mean_vectors(SENTENCES, embeddings)
    )


def test_float32_stays_float32(embeddings):
    single = Embeddings(WORDS, embeddings.vectors.astype(np.float32))
    assert mean_vectors(SENTENCES, single).dtype == np.float32
    assert sif_vectors(SENTENCES, single, COUNTS).dtype == np.float32


def test_vectors_of_any_type_and_size(embeddings):
    integers = np.array([[100, -128], [127, 1], [0, 5], [3, 3], [1, 0]], np.int8)
    expected = sif_vectors(SENTENCES, Embeddings(WORDS, integers.astype(float)), COUNTS)
    for dtype, scale in (np.int8, 1), (np.float16, 1), (np.float32, 1e36):
        vectors = integers.astype(dtype) * np.array(scale, dtype)
        found = sif_vectors(SENTENCES, Embeddings(WORDS, vectors), COUNTS)
        np.testing.assert_allclose(found / scale, expected, atol=1e-5)


def test_weights_by_hand():
    weights = sif_weights(COUNTS, WORDS, a=0.1)
    expected = [0.1 / 0.7, 0.1 / 0.2, 0.1 / 0.3, 0.1 / 0.18, 1.0]  # dog: no count
    np.testing.assert_allclose(weights, expected)
    frequencies = {word: count / 100 for word, count in COUNTS.items()}
    np.testing.assert_allclose(sif_weights(frequencies, WORDS, a=0.1), expected)
    small = {word: np.uint8(count) for word, count in COUNTS.items()}
    np.testing.assert_allclose(sif_weights(small, WORDS, a=0.1), expected)


def test_a_is_a_thousandth_unless_given(embeddings):
    default = SIF(SENTENCES, embeddings, COUNTS)
    assert np.array_equal(default.weights, sif_weights(COUNTS, WORDS, 1e-3))
    given = sif_vectors(SENTENCES, embeddings, COUNTS, a=1e-3)
    assert np.array_equal(sif_vectors(SENTENCES, embeddings, COUNTS), given)
    other = sif_vectors(SENTENCES, embeddings, COUNTS, a=1e-2)
    assert not np.allclose(other, given)


def test_sif_equals_the_definition(embeddings):
    weights = dict(zip(WORDS, sif_weights(COUNTS, WORDS, 1e-3), strict=True))
    X = by_hand(SENTENCES, embeddings, weights)
    first = np.linalg.svd(X)[2][0]
    expected = X - np.outer(X @ first, first)
    found = sif_vectors(SENTENCES, embeddings, COUNTS)
    np.testing.assert_allclose(found, expected, atol=1e-12)
    assert np.array_equal(found[[2, 3]], np.zeros((2, 4)))


def test_new_sentences_lose_the_direction_of_the_old_ones(embeddings):
    sif = SIF(SENTENCES, embeddings, COUNTS, a=0.01)
    new = [["milk"], ["cat", "dog", "cat"]]
    vectors = sif(new)
    np.testing.assert_allclose(vectors @ sif.common, 0, atol=1e-12)
    assert np.linalg.norm(sif.common) == pytest.approx(1)
    # each sentence for itself: what else is asked for changes nothing
    np.testing.assert_allclose(sif(new[:1])[0], vectors[0], rtol=1e-12)
    assert not np.allclose(vectors, sif_vectors(new, embeddings, COUNTS, a=0.01))


def test_a_frequent_word_hardly_turns_a_sentence(embeddings):
    def cosine(vectors):
        one, two = vectors
        return one @ two / (np.linalg.norm(one) * np.linalg.norm(two))

    pair = [["the", "dog"], ["dog"]]
    counts = {"the": 1_000_000} | dict.fromkeys(WORDS[1:], 10)
    assert cosine(mean_vectors(pair, embeddings)) < 0.98
    assert cosine(SIF(SENTENCES, embeddings, counts, a=1e-5)(pair)) > 0.9999


def test_bad_input(embeddings):
    with pytest.raises(ValueError, match="no sentence"):
        mean_vectors([], embeddings)
    for text in ("the cat", ["the cat", "the dog"]):
        with pytest.raises(TypeError, match="tokenize"):
            mean_vectors(text, embeddings)
    for a in (0, -1, math.nan, math.inf):
        with pytest.raises(ValueError, match="a is"):
            sif_vectors(SENTENCES, embeddings, COUNTS, a=a)
    for counts in ({}, {"cat": 0}, {"cat": -1, "dog": 2}, {"cat": math.nan}):
        with pytest.raises(ValueError, match="counts"):
            sif_vectors(SENTENCES, embeddings, counts)
    with pytest.raises(ValueError, match="none of the 2 sentences"):
        SIF([["a"], []], embeddings, COUNTS)
    vectors = SIF(SENTENCES, embeddings, COUNTS)
    with pytest.raises(ValueError, match="no sentence"):
        vectors([])
