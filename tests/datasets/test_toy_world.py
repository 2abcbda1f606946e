"""The made-up world: what its grammar promises, and that counting finds its truth."""

import numpy as np
import pytest

from dlnlp.datasets import toy_world
from dlnlp.text.vocabulary import Vocabulary
from dlnlp.vectors.counts import cooccurrence, ppmi, svd_vectors
from dlnlp.vectors.embeddings import Embeddings


@pytest.fixture(scope="module")
def world():
    return toy_world(rng=np.random.default_rng(0))


def test_same_seed_same_world(world):
    assert toy_world(20_000, rng=np.random.default_rng(0)).tokens == world.tokens
    assert toy_world(50, rng=np.random.default_rng(1)).tokens != world.tokens[:500]
    assert world.tokens.count(".") == 20_000


def test_the_answer_key_speaks_of_words_that_occur(world):
    words = set(world.tokens)
    for group in [*world.synonyms, *world.opposites, *(q[1:] for q in world.analogies)]:
        assert words.issuperset(group)
    assert {q[0] for q in world.analogies} == {
        "gender", "plural", "past tense", "capital", "language",
    }  # fmt: skip


def test_synonyms_are_used_alike(world):
    for a, b in world.synonyms:
        n_a, n_b = world.tokens.count(a), world.tokens.count(b)
        assert abs(n_a - n_b) < 6 * np.sqrt(n_a + n_b)


def test_counting_recovers_synonyms_and_analogies(world):
    vocab = Vocabulary(world.tokens)
    M = ppmi(cooccurrence(vocab.encode(world.tokens), len(vocab), window=5))
    found = Embeddings(vocab.words, svd_vectors(M, 60, rng=np.random.default_rng(0)))
    both_ways = [*world.synonyms, *((b, a) for a, b in world.synonyms)]
    assert np.mean([found.nearest(a, 1)[0][0] == b for a, b in both_ways]) == 1
    assert found.evaluate_analogies(world.analogies).proportion > 0.95


def test_a_world_must_speak():
    with pytest.raises(ValueError, match="sentences is 0"):
        toy_world(0, rng=np.random.default_rng(0))
