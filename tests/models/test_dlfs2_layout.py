"""A model in the layout of "Deep Learning from Scratch 2" against that book's formulas.

They are written here as loops over one text, one step and one place at a time.
"""

import numpy as np
import pytest

from dlnlp.decoding import decode
from dlnlp.models import AttentionDecoder, Decoder, PeekyDecoder
from dlnlp.models.dlfs2_layout import from_dlfs2
from dlnlp.nn import check_layer, log_softmax

V_SOURCE, V, D, H, T = 9, 7, 3, 4, 5
KINDS = {Decoder: (D, H), PeekyDecoder: (H + D, 2 * H), AttentionDecoder: (D, 2 * H)}


def params_of(kind, dtype=np.float64):
    """Random weights as its `model.params` has them."""
    n_in, F = KINDS[kind]
    shapes = [(V_SOURCE, D), (D, 4 * H), (H, 4 * H), (4 * H,)]
    shapes += [(V, D), (n_in, 4 * H), (H, 4 * H), (4 * H,), (F, V), (V,)]
    rng = np.random.default_rng(0)
    return [rng.standard_normal(shape).astype(dtype) for shape in shapes]


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def lstm(x, h, c, Wx, Wh, b):
    """LSTM.forward of its chapter 6, of one text."""
    A = x @ Wx + h @ Wh + b
    f, g = sigmoid(A[:H]), np.tanh(A[H : 2 * H])
    i, o = sigmoid(A[2 * H : 3 * H]), sigmoid(A[3 * H :])
    c = f * c + g * i
    return o * np.tanh(c), c


def logits_of(kind, params, source, target):
    """What its decoder gives for each word of a target that it reads."""
    embed, *encoder = params[:4]
    out_embed, *decoder = params[4:8]
    affine_W, affine_b = params[8:]
    h, c, hs = np.zeros(H), np.zeros(H), []
    for i in source:
        h, c = lstm(embed[i], h, c, *encoder)
        hs.append(h)
    first, c, logits = h, np.zeros(H), []
    for i in target:
        x = out_embed[i]
        if kind is PeekyDecoder:
            x = np.concatenate([first, x])
        h, c = lstm(x, h, c, *decoder)
        out = h
        if kind is PeekyDecoder:
            out = np.concatenate([first, h])
        if kind is AttentionDecoder:
            e = [
                np.exp(sum(a * b for a, b in zip(h, place, strict=True)))
                for place in hs
            ]
            context = sum(
                weight / sum(e) * place for weight, place in zip(e, hs, strict=True)
            )
            out = np.concatenate([context, h])
        logits.append(out @ affine_W + affine_b)
    return np.array(logits)


@pytest.fixture(params=KINDS, ids=lambda kind: kind.__name__)
def kind(request):
    return request.param


@pytest.fixture
def batch():
    rng = np.random.default_rng(1)
    return rng.integers(0, V_SOURCE, (3, 6)), rng.integers(0, V, (3, T + 1))


@pytest.mark.parametrize("reverse", [False, True])
def test_it_computes_what_the_book_does(kind, batch, reverse):
    params, (source, target) = params_of(kind), batch
    model = from_dlfs2(params, kind, reverse=reverse)
    expected = [
        logits_of(kind, params, s[::-1] if reverse else s, t)
        for s, t in zip(source, target[:, :-1], strict=True)
    ]
    state = model.start(source)
    for t in range(T):
        logits, state = model.next_logits(target[:, t : t + 1], state)
        np.testing.assert_allclose(logits, np.array(expected)[:, t], rtol=1e-10)
    log_P = np.take_along_axis(log_softmax(expected), target[:, 1:, None], axis=2)
    assert model.loss(source, target)[0] == pytest.approx(-log_P.mean(), rel=1e-10)


def test_it_writes_what_the_book_would(kind, batch):
    params, (source, _) = params_of(kind), batch
    model = from_dlfs2(params, kind)
    found = decode(model, model.start(source), 2, end=None, limit=T)
    for s, one in zip(source, found, strict=True):
        text = [2]
        for _ in range(T):
            text.append(int(logits_of(kind, params, s, text)[-1].argmax()))
        assert one.ids == text[1:]


def test_it_can_learn_on(kind, batch):
    model = from_dlfs2([0.3 * a for a in params_of(kind)], kind)
    source, target = batch
    check_layer(model.loss, source[:, :2], target[:, :3])


@pytest.mark.parametrize("dtype", [np.float16, np.float32])
def test_saved_weights_become_float32(kind, batch, dtype):
    params = params_of(kind, dtype)
    model = from_dlfs2(params, kind)
    assert {p.value.dtype for p in model.parameters()} == {np.dtype(np.float32)}
    exact = from_dlfs2([a.astype(np.float64) for a in params], kind)
    assert model.loss(*batch)[0] == pytest.approx(exact.loss(*batch)[0], rel=1e-4)


def test_other_arrays_are_refused(kind):
    params = params_of(kind)
    with pytest.raises(ValueError, match=r"ten arrays, W Wx Wh b .*; given \[\(9, 3\)"):
        from_dlfs2(params[:-1], kind)
    with pytest.raises(ValueError, match=r"encoder\.embedding\.W holds NaN"):
        from_dlfs2([params[0] * np.nan, *params[1:]], kind)
    with pytest.raises(ValueError, match=r"layers\.0\.Wh: expected \(4, 16\), found"):
        from_dlfs2([*params[:2], params[2][:, :-1], *params[3:]], kind)
    other = Decoder if kind is PeekyDecoder else PeekyDecoder
    with pytest.raises(ValueError, match=r"decoder\.layers\.layers\.0\.Wx: expected"):
        from_dlfs2(params, other)
