"""Decoders with attention: their settings, and states of another width than their own.

That they compute what PyTorch does is tested in test_seq2seq_is_pytorchs.py.
"""

import numpy as np
import pytest

from dlnlp.models import AttentionDecoder, GNMTDecoder, InputAttentionDecoder
from dlnlp.nn import Additive, Bilinear, Dot

N, S, T, V, D, H, R = 3, 5, 4, 6, 2, 4, 7
ids = np.random.default_rng(0).integers(0, V, (N, T))


@pytest.fixture
def rng():
    return np.random.default_rng(0)


DECODERS = {
    AttentionDecoder: ({}, 1, H + R),  # settings, layers, F
    InputAttentionDecoder: ({}, 1, H),
    GNMTDecoder: ({"layers": 3}, 3, H),
}


@pytest.mark.parametrize("kind", DECODERS, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("score", [Bilinear, Additive])
def test_places_may_be_of_another_width(rng, kind, score):
    """As those of a picture are."""
    settings, layers, F = DECODERS[kind]
    sizes = (H, R) if score is Bilinear else (H, R, 3)
    decoder = kind(
        V, D, H, rng=rng, n_encoded=R, score=score(*sizes, rng=rng), **settings
    )
    encoded = rng.standard_normal((N, S, R))
    last = tuple((np.zeros((N, H)), np.zeros((N, H))) for _ in range(layers))
    (features, state, weights), backward = decoder(ids, encoded, last)
    assert features.shape == (N, T, F)
    assert weights.shape == (N, T, S)
    assert len(state) == layers
    dencoded, dlast = backward(np.ones_like(features))
    assert dencoded.shape == encoded.shape
    assert len(dlast) == layers
    logits = decoder.output.logits(features)
    assert logits.shape == (N, T, V)


@pytest.mark.parametrize("kind", DECODERS, ids=lambda kind: kind.__name__)
def test_the_score_is_the_dot_product_unless_another_is_given(rng, kind):
    assert type(kind(V, D, H, rng=rng).attention.score) is Dot
    score = Bilinear(H, H, rng=rng)
    assert kind(V, D, H, rng=rng, score=score).attention.score is score


@pytest.mark.parametrize("kind", DECODERS, ids=lambda kind: kind.__name__)
def test_the_dot_product_wants_one_width(rng, kind):
    decoder = kind(V, D, H, rng=rng, n_encoded=R)
    last = ((np.zeros((N, H)), np.zeros((N, H))),) * (2 if kind is GNMTDecoder else 1)
    with pytest.raises(ValueError, match="wants last axes of one length"):
        decoder(ids, np.zeros((N, S, R)), last)


def test_layers_and_residuals(rng):
    for kind in AttentionDecoder, InputAttentionDecoder:
        layers = kind(V, D, H, rng=rng, layers=3, residual=True, dropout=0.1).layers
        assert len(layers.layers) == 3
        assert layers.adds == [False, True, True]
        assert [drop.rate for drop in layers.dropouts] == [0.1] * 4
        assert not any(kind(V, D, H, rng=rng, layers=3).layers.adds)
    gnmt = GNMTDecoder(V, D, H, rng=rng, layers=4, dropout=0.1)
    assert len(gnmt.upper) == 3
    assert gnmt.dropout.rate == 0.1


def test_bad_settings(rng):
    for layers in 1, 0, 2.5:
        with pytest.raises(ValueError, match="layers is"):
            GNMTDecoder(V, D, H, rng=rng, layers=layers)
    with pytest.raises(ValueError, match="layers is 0"):
        AttentionDecoder(V, D, H, rng=rng, layers=0)


def test_a_state_of_another_number_of_layers_is_refused(rng):
    one = ((np.zeros((N, H)), np.zeros((N, H))),)
    encoded = np.zeros((N, S, H))
    for kind in AttentionDecoder, InputAttentionDecoder, GNMTDecoder:
        with pytest.raises(ValueError, match="layers want as many states; given 1"):
            kind(V, D, H, rng=rng, layers=2)(ids, encoded, one)
