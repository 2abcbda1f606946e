"""On two workers: the counts of one pass, to the last digit, and the same vectors."""

import numpy as np
import pytest

from dlnlp import cluster, vectors
from dlnlp.text import Vocabulary, tokenize

WINDOW = 4


@pytest.fixture
def counted(client, corpus):
    """The vocabulary, and the corpus of which every shard's hash is known."""
    return cluster.vocabulary(client, corpus, min_count=2, unknown="<unk>")


@pytest.fixture
def alone(whole):
    """The same by one pass on one machine: a vocabulary, and ids."""
    tokens = tokenize(whole)
    vocab = Vocabulary(tokens, min_count=2, unknown="<unk>")
    return vocab, vocab.encode(tokens)


def equal(A, B):
    return A.dtype == B.dtype and A.shape == B.shape and (A != B).nnz == 0


def test_the_vocabulary_is_that_of_one_pass(counted, alone):
    vocab, one = counted[0], alone[0]
    assert vocab.words == one.words
    assert vocab.counts.tolist() == one.counts.tolist()


@pytest.mark.parametrize("blocks", [1, 3])
def test_from_shards_to_vectors(client, counted, alone, blocks):
    vocab, corpus = counted
    C = cluster.cooccurrence(client, corpus, vocab, WINDOW, blocks=blocks)
    one = vectors.cooccurrence(alone[1], len(vocab), WINDOW)
    assert len(C.blocks) == blocks
    assert equal(C.gather(), one)

    for smoothing in 1.0, 0.75:
        M = cluster.ppmi(C, smoothing=smoothing)
        one_M = vectors.ppmi(one, smoothing=smoothing)
        assert M.dtype == one_M.dtype
        assert equal(M.gather(), one_M)

    mine, others = (
        vectors.truncated_svd(matrix, 5, rng=np.random.default_rng(1))
        for matrix in (M, one_M)
    )
    for a, b in zip(mine, others, strict=True):
        assert a.dtype == b.dtype
        np.testing.assert_allclose(a, b, atol=1e-4)


def test_weights_by_distance(client, counted, alone):
    vocab, corpus = counted
    C = cluster.cooccurrence(client, corpus, vocab, 9, by_distance=True, blocks=2)
    one = vectors.cooccurrence(alone[1], len(vocab), 9, by_distance=True)
    found = C.gather()
    np.testing.assert_allclose(found.toarray(), one.toarray(), rtol=1e-12)
    assert found.nnz == one.nnz


def test_forgotten_words_are_counted_again(client, corpus, whole):
    tokens = tokenize(whole)
    found = cluster.count_words(client, corpus, limit=30)
    assert len(found.counts) <= 60
    assert 0 < found.error <= len(tokens) / 30
    for word in {*tokens}:
        missed = tokens.count(word) - found.counts[word]
        assert 0 <= missed <= found.error

    settings = {"min_count": found.error + 1, "unknown": "<unk>", "marks": ["낱말3"]}
    vocab, _ = cluster.vocabulary(client, corpus, limit=30, **settings)
    one = Vocabulary(tokens, **settings)
    assert vocab.words == one.words
    assert vocab.counts.tolist() == one.counts.tolist()
    with pytest.raises(ValueError, match=f"occur up to {found.error} times"):
        cluster.vocabulary(client, corpus, limit=30, min_count=found.error)
    few, _ = cluster.vocabulary(client, corpus, limit=30, max_size=3)
    assert few.words == Vocabulary(tokens, max_size=3).words


def test_files_of_ids(client, counted, alone, folder):
    vocab, corpus = counted
    files = cluster.write_ids(client, corpus, vocab, folder / "new" / "ids")
    assert len(files) == len(corpus.shards)
    assert np.array_equal(np.concatenate(list(files)), alone[1])


def test_a_bar(client, corpus, capsys):
    vocab, corpus = cluster.vocabulary(client, corpus, progress=True)
    cluster.cooccurrence(client, corpus, vocab, 1, progress=True)
    assert capsys.readouterr().err.count("7/7") >= 2


def test_bad_settings(client, counted):
    vocab, corpus = counted
    with pytest.raises(ValueError, match="window is 0"):
        cluster.cooccurrence(client, corpus, vocab, 0)
    with pytest.raises(ValueError, match="blocks is 0"):
        cluster.cooccurrence(client, corpus, vocab, 1, blocks=0)
    with pytest.raises(ValueError, match="limit is 0"):
        cluster.count_words(client, corpus, limit=0)
    with pytest.raises(ValueError, match="one of the two"), cluster.connect():
        pass
