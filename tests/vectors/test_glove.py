"""GloVe: loss against a plain loop, gradients, what it learns, what it refuses."""

import math
import signal

import numpy as np
import pytest
from scipy import sparse

from dlnlp.datasets import toy_world
from dlnlp.nn.gradcheck import as_float64, gradcheck
from dlnlp.nn.row_gradient import RowGradient
from dlnlp.nn.testing import check_layer
from dlnlp.text.vocabulary import Vocabulary
from dlnlp.training.trainer import Diverged
from dlnlp.vectors.counts import cooccurrence
from dlnlp.vectors.embeddings import Embeddings
from dlnlp.vectors.glove import GloVe, train_glove

V, D = 6, 3


@pytest.fixture
def model():
    rng = np.random.default_rng(0)
    model = as_float64(GloVe(V, D, rng=rng, x_max=5.0))
    for parameter in model.parameters():
        parameter.value[...] = rng.standard_normal(parameter.value.shape)
    return model


@pytest.fixture
def batch():
    i = np.array([0, 3, 3, 5, 0, 3])
    j = np.array([1, 2, 3, 0, 5, 1])  # a word may stand beside itself
    return i, j, np.array([1.0, 0.25, 7.0, 5.0, 100.0, 1.5])


@pytest.fixture
def C():
    ids = np.random.default_rng(1).integers(0, V, size=200)
    return cooccurrence(ids, V, 2, by_distance=True)


def train(C, **settings):
    given = {"dim": D, "epochs": 3, "batch_size": 8, "rng": np.random.default_rng(0)}
    return train_glove(C, **(given | settings))


def test_loss_equals_a_plain_loop(model, batch):
    W, b = model.W.value, model.b.value
    W_context, b_context = model.W_context.value, model.b_context.value
    total = 0.0
    for i, j, count in zip(*batch, strict=True):
        dot = sum(W[i, d] * W_context[j, d] for d in range(D))
        error = dot + b[i] + b_context[j] - math.log(count)
        weight = (count / 5.0) ** 0.75 if count < 5.0 else 1.0
        total += weight * error**2
    loss, _ = model.loss(*batch)
    assert loss == pytest.approx(total / len(batch[0]), rel=1e-12)


def test_the_loss_keeps_the_contract_of_layers(model, batch):
    i, j, counts = batch
    check_layer(model.loss, i, j, counts=counts)


def test_a_wrong_gradient_is_found(model, batch):
    def without_weights():
        loss, _ = model.loss(*batch)
        model.weight = lambda counts: np.ones_like(counts)
        _, backward = model.loss(*batch)
        del model.weight
        return loss, backward

    assert not gradcheck(without_weights, model)


def test_gradients_touch_only_the_rows_of_the_batch(model, batch):
    _, backward = model.loss(*batch)
    backward()
    assert isinstance(model.W.grad, RowGradient)
    assert set(np.flatnonzero(np.any(model.W.gradient, axis=1))) == {0, 3, 5}
    assert set(np.flatnonzero(model.b_context.gradient)) == {0, 1, 2, 3, 5}


def test_weights_rise_to_one():
    f = GloVe(V, D, rng=np.random.default_rng(0), x_max=16.0).weight(
        np.array([1.0, 16.0, 1000.0])
    )
    np.testing.assert_allclose(f, [1 / 8, 1, 1])  # 16^0.75 is 8


def test_a_table_of_low_rank_is_learned_to_the_last_digit():
    rng = np.random.default_rng(0)
    half = rng.standard_normal((V, 2))
    C = sparse.csr_array(np.exp(half @ half.T + 1))  # logarithms of rank 2, and a bias
    result = train(C, dim=4, epochs=600, x_max=1.0, batch_size=36, lr=0.1)
    model = result.model
    dots = model.W.value @ model.W_context.value.T
    logs = dots + model.b.value[:, None] + model.b_context.value
    np.testing.assert_allclose(logs, np.log(C.toarray()), atol=0.02)


def test_loss_falls_and_the_same_seed_gives_the_same_vectors(C):
    one, two, other = (
        train(C, epochs=5, rng=np.random.default_rng(seed)) for seed in (0, 0, 1)
    )
    assert all(a > b for a, b in zip(one.losses, one.losses[1:], strict=False))
    assert np.array_equal(one.vectors, two.vectors)
    assert not np.array_equal(one.vectors, other.vectors)
    assert one.vectors.shape == (V, D)
    assert one.vectors.dtype == np.float32
    both = one.model.W.value + one.model.W_context.value
    assert np.array_equal(one.vectors, both)


def test_synonyms_of_a_toy_world_are_found():
    world = toy_world(5_000, rng=np.random.default_rng(0))
    vocab = Vocabulary(world.tokens)
    C = cooccurrence(vocab.encode(world.tokens), len(vocab), 5, by_distance=True)
    rng = np.random.default_rng(0)
    found = train_glove(C, dim=40, x_max=1.0, epochs=30, batch_size=1024, rng=rng)
    embeddings = Embeddings(vocab.words, found.vectors)
    both = [*world.synonyms, *((b, a) for a, b in world.synonyms)]
    share = np.mean([b in dict(embeddings.nearest(a, 5)) for a, b in both])
    assert share >= 0.8  # by chance: 5 in 285


def test_words_without_a_count_stay_where_they_were(C):
    wide = sparse.csr_array(C)
    wide.resize((V + 2, V + 2))
    result = train(wide)
    assert np.abs(result.model.W.value[V:]).max() <= 0.5 / D
    assert (result.model.b.value[V:] == 0).all()


def test_stored_zeros_are_no_cells(C):
    stored = C.copy()
    stored.data[0] = 0
    absent = stored.copy()
    absent.eliminate_zeros()
    assert np.array_equal(train(stored).vectors, train(absent).vectors)
    assert stored.nnz == C.nnz  # the caller's matrix is as it was


@pytest.mark.parametrize("kind", [sparse.coo_array, sparse.csr_array, sparse.csc_array])
def test_entries_of_the_same_cell_are_added_up(kind):
    """Also where their sum leaves the type; and the caller's matrix is as it was."""
    rows, columns = [0, 0, 1, 0], [0, 0, 1, 1]
    data = np.array([200, 100, 1, 0], np.uint8)
    if kind is sparse.coo_array:
        twice = kind((data, (rows, columns)), shape=(2, 2))
    else:  # two entries of one cell, one of 0
        twice = kind((data[[0, 1, 3, 2]], [0, 0, 1, 1], [0, 3, 4]), shape=(2, 2))
    before = [a.copy() for a in vars(twice).values() if isinstance(a, np.ndarray)]
    once = sparse.csr_array(np.array([[300.0, 0], [0, 1]]))
    assert np.array_equal(train(twice).vectors, train(once).vectors)
    after = [a for a in vars(twice).values() if isinstance(a, np.ndarray)]
    assert all(np.array_equal(a, b) for a, b in zip(before, after, strict=True))
    assert twice.nnz == 4


def test_ctrl_c_returns_what_there_is(C, monkeypatch):
    original, cells = GloVe.loss, []

    def loss(model, i, *rest, **options):
        cells.append(len(i))
        if sum(cells) > 2 * C.nnz:  # in the third epoch
            signal.raise_signal(signal.SIGINT)
        return original(model, i, *rest, **options)

    monkeypatch.setattr(GloVe, "loss", loss)
    result = train(C, epochs=9)
    assert result.interrupted
    assert len(result.losses) == 2
    assert np.isfinite(result.vectors).all()


def test_divergence_is_reported(C):
    with pytest.raises(Diverged, match=r"Try a learning rate below 1e\+30"):
        train(C, lr=1e30)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"dim": 0}, "dim is 0"),
        ({"lr": -1.0}, "learning rate"),
        ({"lr": math.nan}, "learning rate"),
        ({"x_max": 0}, "x_max is 0"),
        ({"x_max": -1.0}, "x_max is -1"),
        ({"x_max": math.nan}, "x_max is nan"),
        ({"alpha": -0.5}, "alpha is -0.5"),
        ({"epochs": 0}, "epochs is 0"),
        ({"batch_size": 0}, "batch_size is 0"),
    ],
)
def test_bad_settings(C, settings, message):
    with pytest.raises(ValueError, match=message):
        train(C, **settings)


@pytest.mark.parametrize(
    ("matrix", "message"),
    [
        (np.zeros((3, 3)), "counts hold no number above 0"),
        ([[0, -1], [-1, 0]], "counts must be 0 or more"),
        ([[0, math.nan], [1, 0]], "counts must be 0 or more"),
        ([[0, math.inf], [1, 0]], "counts must be 0 or more"),
        ([[5]], "vocab_size is 1"),
        ([[1, 2, 3], [4, 5, 6]], r"\(V, V\)"),
    ],
)
def test_bad_counts(matrix, message):
    with pytest.raises(ValueError, match=message):
        train(sparse.csr_array(np.array(matrix, dtype=float)))


@pytest.mark.parametrize("dtype", [*np.typecodes["AllInteger"], "f", "d"])
def test_counts_and_sizes_of_any_type(C, dtype):
    def vectors(counts, number):
        return train_glove(
            counts,
            dim=number(4),
            epochs=number(1),
            batch_size=number(100),
            rng=np.random.default_rng(0),
        ).vectors

    counts = C.astype(np.int64)
    number = np.dtype(dtype).type if np.dtype(dtype).kind in "iu" else int
    assert np.array_equal(vectors(counts.astype(dtype), number), vectors(counts, int))


def test_bad_batches(model):
    none = np.empty(0, dtype=int)
    with pytest.raises(ValueError, match="1 or more"):
        model.loss(none, none, np.empty(0))
    with pytest.raises(ValueError, match="2 rows, 1 columns"):
        model.loss(np.array([0, 1]), np.array([0]), np.ones(2))
    with pytest.raises(ValueError, match="between 0 and 5"):
        model.loss(np.array([V]), np.array([0]), np.ones(1))
