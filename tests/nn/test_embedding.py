"""Embedding against PyTorch and one-hot vectors, and what it is not made for."""

import numpy as np
import pytest

from dlnlp.nn.embedding import Embedding
from dlnlp.nn.functional import one_hot
from dlnlp.nn.gradcheck import as_float64

CLOSE = {"rtol": 1e-10, "atol": 1e-10}


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.mark.parametrize("sparse", [True, False])
@pytest.mark.parametrize("ids", [3, [0, 3, 3], [[1, 2], [2, 6]], []])
def test_embedding_is_pytorchs(torch, rng, ids, sparse):
    ours = as_float64(Embedding(7, 4, rng=rng))
    theirs = torch.nn.Embedding(7, 4, sparse=sparse, dtype=torch.float64)
    theirs.weight.data = torch.tensor(ours.W.value)
    vectors, backward = ours(ids)
    their_vectors = theirs(torch.tensor(ids, dtype=torch.int64))
    dvectors = rng.standard_normal(vectors.shape)
    assert backward(dvectors) is None  # nothing is the gradient of an id
    their_vectors.backward(torch.tensor(dvectors))
    their_grad = theirs.weight.grad.to_dense()
    assert np.array_equal(vectors, their_vectors.detach())
    np.testing.assert_allclose(ours.W.gradient, their_grad, **CLOSE)


def test_embedding_is_one_hot_times_matrix(rng):
    layer, ids = Embedding(7, 4, rng=rng), [[1, 2], [2, 6]]
    np.testing.assert_allclose(layer(ids)[0], one_hot(ids, 7) @ layer.W.value)


@pytest.mark.parametrize("ids", [[7], [-1], [[0], [9]], [0.0], [True, False] * 3])
def test_embedding_refuses_what_is_no_id(rng, ids):
    with pytest.raises(ValueError, match="ids must"):
        Embedding(7, 4, rng=rng)(ids)


@pytest.mark.parametrize("limit", [None, 0.01, 3.0])
def test_it_starts_in_float32_within_its_limit(rng, limit):
    W = Embedding(700, 4, rng=rng, limit=limit).W.value
    expected = 0.5 / 4 if limit is None else limit
    assert W.dtype == np.float32
    assert 0.99 * expected < abs(W).max() <= expected * (1 + 1e-6)
