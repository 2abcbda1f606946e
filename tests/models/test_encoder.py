"""The encoder: what it hands on, in which order, and settings that make no sense.

That it computes what PyTorch does is tested in test_seq2seq_is_pytorchs.py.
"""

import numpy as np
import pytest

from dlnlp.models import Encoder
from dlnlp.nn import LSTM, Bidirectional

V, D, H = 7, 3, 4


def encoder(**settings):
    return Encoder(V, D, H, rng=np.random.default_rng(0), **settings)


@pytest.fixture
def source():
    return np.random.default_rng(1).integers(0, V, (2, 5))


def same(one, other):
    np.testing.assert_array_equal(one[0], other[0])
    for state, expected in zip(one[1], other[1], strict=True):
        np.testing.assert_array_equal(state, expected)


def test_reverse_reads_from_the_end_and_keeps_the_order(source):
    """Padding then comes first for it, and what is handed on is that of token 0."""
    mask = np.array([[1, 1, 1, 1, 1], [1, 1, 0, 0, 0]], bool)
    encoded, last = encoder(reverse=True)(source, mask)[0]
    expected, end = encoder()(source[:, ::-1], mask[:, ::-1])[0]
    same((encoded[:, ::-1], last), (expected, end))
    np.testing.assert_array_equal(last[0][0], encoded[:, 0])


def test_what_is_handed_on_is_the_state_after_the_last_real_token(source):
    mask = np.array([[1, 1, 1, 1, 1], [1, 1, 0, 0, 0]], bool)
    encoded, ((h, _),) = encoder()(source, mask)[0]
    np.testing.assert_array_equal(h, [encoded[0, 4], encoded[1, 1]])
    encoded, ((h, _),) = encoder(bidirectional=True)(source, mask)[0]
    np.testing.assert_array_equal(h[:, :2], [encoded[0, 4, :2], encoded[1, 1, :2]])
    np.testing.assert_array_equal(h[:, 2:], encoded[:, 0, 2:])


def test_layers_are_as_many_as_asked_for():
    for layers in 1, 2, np.uint8(3):
        kinds = [type(layer) for layer in encoder(layers=layers).layers.layers]
        assert kinds == [LSTM] * int(layers)
        deep = encoder(layers=layers, bidirectional=True).layers.layers
        assert [type(layer) for layer in deep] == [Bidirectional, *kinds[1:]]


def test_residual_is_for_layers_above_the_lowest(source):
    one = [encoder(residual=residual)(source)[0] for residual in (True, False)]
    same(*one)
    two = [encoder(layers=2, residual=r)(source)[0] for r in (True, False)]
    expected = two[1][0] + encoder()(source)[0][0]
    np.testing.assert_allclose(two[0][0], expected, rtol=1e-6)


def test_dropout_is_at_every_place():
    model = encoder(layers=2, dropout=0.25)
    assert [drop.rate for drop in model.layers.dropouts] == [0.25] * 3


def test_vectors_of_words_have_a_standard_deviation_of_one():
    W = Encoder(500, 40, H, rng=np.random.default_rng(0)).embedding.W.value
    assert W.std() == pytest.approx(1, abs=0.02)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"layers": 0}, "layers is 0"),
        ({"layers": 1.5}, r"layers is 1\.5"),
        ({"dropout": 1.0}, r"rate is 1\.0"),
        ({"hidden": 5, "bidirectional": True}, "two directions want an even number"),
        ({"hidden": 0}, "n_hidden is 0"),
        ({"dim": 0}, "dim is 0"),
        ({"vocab_size": 0}, "vocab_size is 0"),
    ],
)
def test_bad_settings(settings, message):
    sizes = {"vocab_size": V, "dim": D, "hidden": H}
    with pytest.raises(ValueError, match=message):
        Encoder(**sizes | settings, rng=np.random.default_rng(0))
