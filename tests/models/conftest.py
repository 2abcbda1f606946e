"""Every kind of sequence-to-sequence model, small, with parameters that matter."""

import numpy as np
import pytest

from dlnlp.models import (
    AttentionDecoder,
    Decoder,
    Encoder,
    GNMTDecoder,
    InputAttentionDecoder,
    PeekyDecoder,
    Seq2Seq,
    Transformer,
)
from dlnlp.nn import Additive, Bilinear, as_float64

V_SOURCE, V, D, H = 7, 6, 3, 4  # words of the source, of the target, sizes
DEEP = {"layers": 2, "residual": True}

# A name: the encoder's settings, the decoder, its settings
KINDS = {
    "plain": ({}, Decoder, {}),
    "reversed": ({"reverse": True}, Decoder, {}),
    "peeky": ({}, PeekyDecoder, {}),
    "peeky, reversed": ({"reverse": True}, PeekyDecoder, {}),
    "deep": ({"layers": 2}, Decoder, {"layers": 2}),
    "deep, peeky": ({"layers": 2}, PeekyDecoder, {"layers": 2}),
    "deep, residual": (DEEP, Decoder, DEEP),
    "bidirectional": ({"bidirectional": True}, Decoder, {}),
    "attention": ({}, AttentionDecoder, {}),
    "attention, reversed": ({"reverse": True}, AttentionDecoder, {}),
    "attention, bidirectional": ({"bidirectional": True}, AttentionDecoder, {}),
    "attention, bilinear": ({}, AttentionDecoder, {"score": "bilinear"}),
    "attention, additive": ({}, AttentionDecoder, {"score": "additive"}),
    "attention, deep, residual": (DEEP, AttentionDecoder, DEEP),
    "input attention": ({}, InputAttentionDecoder, {}),
    "input attention, Bahdanau's": (
        {"bidirectional": True},
        InputAttentionDecoder,
        {"score": "additive"},
    ),
    "input attention, deep, residual": (DEEP, InputAttentionDecoder, DEEP),
    "GNMT": (
        {"bidirectional": True, "layers": 3, "residual": True},
        GNMTDecoder,
        {"layers": 3},
    ),
}
TRANSFORMERS = {
    "transformer, pre-norm": {"pre_norm": True},
    "transformer, post-norm": {"pre_norm": False, "tied": False},
}
WITH_ATTENTION = [kind for kind in KINDS if "ttention" in kind or kind == "GNMT"]
SCORES = {
    "bilinear": lambda size, rng: Bilinear(size, size, rng=rng),
    "additive": lambda size, rng: Additive(size, size, 5, rng=rng),
}


def make(kind, *, dim=D, hidden=H, dropout=0.0, seed=0, layers=2):
    """A model of a kind, as it is before training. layers: of a transformer."""
    rng = np.random.default_rng(seed)
    if settings := TRANSFORMERS.get(kind):
        settings = settings | {"hidden": 5, "layers": layers, "dropout": dropout}
        return Transformer(V_SOURCE, V, hidden, 2, rng=rng, **settings)
    of_encoder, decoder, settings = KINDS[kind]
    if score := settings.get("score"):
        settings = settings | {"score": SCORES[score](hidden, rng)}
    return Seq2Seq(
        Encoder(V_SOURCE, dim, hidden, rng=rng, dropout=dropout, **of_encoder),
        decoder(V, dim, hidden, rng=rng, dropout=dropout, **settings),
    )


def with_parameters_that_matter(kind):
    """In float64, all parameters so large that each changes what comes out."""
    model, rng = as_float64(make(kind)), np.random.default_rng(1)
    for parameter in model.parameters():
        parameter.value = rng.uniform(-1, 1, parameter.value.shape)
    return model


@pytest.fixture(scope="session")
def make_model():
    return make


@pytest.fixture(params=KINDS)
def recurrent_kind(request):
    return request.param


@pytest.fixture(params=[*KINDS, *TRANSFORMERS])
def kind(request):
    return request.param


@pytest.fixture
def model(kind):
    return with_parameters_that_matter(kind)


@pytest.fixture(params=WITH_ATTENTION)
def attending(request):
    return with_parameters_that_matter(request.param)


@pytest.fixture
def batch():
    """Sources and targets of unequal lengths, and their masks."""
    rng = np.random.default_rng(2)
    source, target = rng.integers(0, V_SOURCE, (4, 5)), rng.integers(0, V, (4, 6))
    of_source = np.arange(5) < np.array([5, 2, 1, 4])[:, None]
    of_target = np.arange(6) < np.array([3, 6, 2, 5])[:, None]
    return source, target, of_source, of_target
