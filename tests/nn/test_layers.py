"""Linear and Embedding against PyTorch, and what they are not made for."""

import numpy as np
import pytest

from dlnlp.nn.embedding import Embedding
from dlnlp.nn.gradcheck import as_float64
from dlnlp.nn.linear import Linear

CLOSE = {"rtol": 1e-10, "atol": 1e-10}


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.mark.parametrize("shape", [(5,), (4, 5), (2, 3, 5), (0, 5)])
def test_linear_is_pytorchs(torch, rng, shape):
    ours = as_float64(Linear(5, 3, rng=rng))
    ours.b.value[:] = rng.standard_normal(3)
    x, dy = rng.standard_normal(shape), rng.standard_normal((*shape[:-1], 3))
    y, backward = ours(x)
    dx = backward(dy)

    theirs = torch.nn.Linear(5, 3, dtype=torch.float64)  # keeps W transposed
    theirs.weight.data = torch.tensor(ours.W.value.T)
    theirs.bias.data = torch.tensor(ours.b.value)
    their_x = torch.tensor(x, requires_grad=True)
    their_y = theirs(their_x)
    their_y.backward(torch.tensor(dy))
    np.testing.assert_allclose(y, their_y.detach(), **CLOSE)
    np.testing.assert_allclose(dx, their_x.grad, **CLOSE)
    np.testing.assert_allclose(ours.W.gradient, theirs.weight.grad.T, **CLOSE)
    np.testing.assert_allclose(ours.b.gradient, theirs.bias.grad, **CLOSE)


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
    from dlnlp.nn.functional import one_hot

    layer, ids = Embedding(7, 4, rng=rng), [[1, 2], [2, 6]]
    np.testing.assert_allclose(layer(ids)[0], one_hot(ids, 7) @ layer.W.value)


@pytest.mark.parametrize("ids", [[7], [-1], [[0], [9]], [0.0], [True, False] * 3])
def test_embedding_refuses_what_is_no_id(rng, ids):
    with pytest.raises(ValueError, match="ids must"):
        Embedding(7, 4, rng=rng)(ids)


@pytest.mark.parametrize(("vocab_size", "dim"), [(0, 4), (7, 0), (7, -1)])
def test_embedding_of_nothing(rng, vocab_size, dim):
    with pytest.raises(ValueError, match=f"{vocab_size} x {dim} is empty"):
        Embedding(vocab_size, dim, rng=rng)


def test_layers_start_in_float32_and_small(rng):
    layer = Embedding(7, 4, rng=rng)
    assert layer.W.value.dtype == np.float32
    assert 0 < abs(layer.W.value).max() <= 0.5 / 4
    linear = Linear(5, 3, rng=rng)
    assert linear.W.value.dtype == linear.b.value.dtype == np.float32
    assert not linear.b.value.any()
