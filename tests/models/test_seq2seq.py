"""Sequence to sequence: padding, the shift, free running, bad input.

Each kind of model that conftest.py lists goes through the same tests.
"""

import numpy as np
import pytest

from dlnlp.decoding import beam_decode, decode
from dlnlp.models import Decoder, Encoder, Seq2Seq
from dlnlp.nn import Adam, Module, check_layer, log_softmax
from dlnlp.text import pad
from dlnlp.training import Trainer, pair_batches

CLOSE = {"rtol": 1e-9, "atol": 1e-12}
V_SOURCE, V = 7, 6
BEGIN, END = 0, 1
TRANSFORMERS = ["transformer, pre-norm", "transformer, post-norm"]


def alone(model, source, target, of_source, of_target):
    """-log P of each pair, by itself, without padding."""
    rows = zip(source, target, of_source, of_target, strict=True)
    return [
        model.negative_log_likelihood(s[None, m], t[None, k]) for s, t, m, k in rows
    ]


def test_padding_changes_nothing(model, batch):
    """Each pair counts as it does alone: mean over tokens, after the shift."""
    each = alone(model, *batch)
    nats, tokens = map(sum, zip(*each, strict=True))
    assert [n for _, n in each] == [2, 5, 1, 4]
    loss, _ = model.loss(*batch)
    assert loss == pytest.approx(nats / tokens, rel=1e-12)
    found, count = model.negative_log_likelihood(*batch)
    assert found == pytest.approx(nats, rel=1e-12)
    assert count == tokens


@pytest.mark.parametrize("more", [1, 4])
def test_more_padding_and_what_stands_in_it_change_nothing(model, batch, more):
    source, target, of_source, of_target = batch
    loss, backward = model.loss(*batch)
    backward()
    gradients = [p.gradient for p in model.parameters()]
    model.zero_grad()

    def wider(rows, mask, filling):
        rows = np.pad(np.where(mask, rows, filling), ((0, 0), (0, more)))
        return rows, np.pad(mask, ((0, 0), (0, more)))

    source, of_source = wider(source, of_source, 3)
    target, of_target = wider(target, of_target, 2)
    again, backward = model.loss(source, target, of_source, of_target)
    backward()
    assert again == pytest.approx(loss, rel=1e-12)
    for one, parameter in zip(gradients, model.parameters(), strict=True):
        np.testing.assert_allclose(parameter.gradient, one, **CLOSE)


def test_a_mask_without_padding_is_as_none(model, batch):
    source, target, _, _ = batch
    masks = np.ones(source.shape, bool), np.ones(target.shape, bool)
    found = model.loss(source, target, *masks)[0]
    assert found == pytest.approx(model.loss(source, target)[0], rel=1e-12)


def test_each_token_is_guessed_from_those_before_it(model, batch):
    """The definition: all that came before is read anew, and nothing that is later."""
    source, target, of_source, _ = batch
    expected = 0.0
    for t in range(1, target.shape[1]):
        state = model.start(source, of_source)
        logits, _ = model.next_logits(target[:, :t], state)
        log_P = log_softmax(logits)
        expected -= log_P[np.arange(len(target)), target[:, t]].sum()
    found, _ = model.negative_log_likelihood(source, target, of_source)
    assert found == pytest.approx(expected, rel=1e-12)


def test_decoding_goes_on_from_its_state(model, batch):
    """A word a step, as reading all of them again; and the same with three at once."""
    source, target, of_source, _ = batch
    start = state = model.start(source, of_source)
    for t in range(4):
        logits, state = model.next_logits(target[:, t : t + 1], state)
        expected, _ = model.next_logits(target[:, : t + 1], start)
        np.testing.assert_allclose(logits, expected, **CLOSE)
    _, three = model.next_logits(target[:, :3], start)
    again, _ = model.next_logits(target[:, 3:4], three)
    np.testing.assert_allclose(again, logits, **CLOSE)


@pytest.mark.parametrize("width", [None, 3])
def test_sources_are_decoded_together_as_they_are_alone(model, batch, width):
    source, _, of_source, _ = batch

    def write(source, mask=None):
        state, settings = model.start(source, mask), {"end": END, "limit": 7}
        if width is None:
            return decode(model, state, BEGIN, **settings)
        found = beam_decode(model, state, BEGIN, width=width, alpha=0.6, **settings)
        return [texts[0] for texts in found]

    for n, one in enumerate(write(source, of_source)):
        (expected,) = write(source[n : n + 1, of_source[n]])
        assert (one.ids, one.complete) == (expected.ids, expected.complete)
        assert one.log_p == pytest.approx(expected.log_p)
        text = [BEGIN, *one.ids, *([END] if one.complete else [])]
        nats, _ = model.negative_log_likelihood(source[n : n + 1, of_source[n]], [text])
        assert one.log_p == pytest.approx(-nats)


def test_weights_say_where_each_token_looked(attending, batch):
    source, target, of_source, _ = batch
    weights = attending.attention_weights(source, target, of_source)
    assert weights.shape == (4, 5, 5)  # N, T, S
    assert (weights >= 0).all()
    np.testing.assert_allclose(weights.sum(axis=2), 1, **CLOSE)
    assert not weights[~np.broadcast_to(of_source[:, None], weights.shape)].any()
    for n, mask in enumerate(of_source):
        expected = attending.attention_weights(source[n : n + 1, mask], target[[n]])
        np.testing.assert_allclose(weights[n][:, mask], expected[0], **CLOSE)
    first = attending.attention_weights(source, target[:, :2], of_source)
    np.testing.assert_allclose(first, weights[:, :1], **CLOSE)  # nothing from later


def test_a_decoder_without_attention_says_so(make_model, batch):
    source, target, _, _ = batch
    for kind, name in ("plain", "Decoder"), ("peeky", "PeekyDecoder"):
        with pytest.raises(ValueError, match=f"a {name} pays no attention"):
            make_model(kind).attention_weights(source, target)


@pytest.mark.filterwarnings("error")
def test_a_source_that_is_all_padding(model, batch):
    """Nothing was read: zeros are handed on. Gradients stay finite, others the same."""
    source, target, of_source, of_target = batch
    others = [0, 2, 3]
    before = alone(model, *(x[others] for x in batch))
    of_source = of_source.copy()
    of_source[1] = False
    (encoded, last), _ = model.encoder(source, of_source)
    assert not encoded[1].any()
    assert not any(part[1].any() for state in last for part in state)
    loss, backward = model.loss(source, target, of_source, of_target)
    nothing, _ = model.negative_log_likelihood(
        source[[1]], target[[1]], of_source[[1]], of_target[[1]]
    )
    nats = nothing + sum(nats for nats, _ in before)
    assert loss == pytest.approx(nats / of_target[:, 1:].sum(), rel=1e-12)
    backward()
    assert all(np.isfinite(p.gradient).all() for p in model.parameters())


def test_a_target_that_is_all_padding_counts_for_nothing(model, batch):
    source, target, of_source, of_target = batch
    of_target = of_target.copy()
    of_target[1] = False
    others = [0, 2, 3]
    loss, _ = model.loss(source, target, of_source, of_target)
    expected, _ = model.loss(
        *(x[others] for x in (source, target, of_source, of_target))
    )
    assert loss == pytest.approx(expected, rel=1e-12)


def floats(*shape):
    rng = np.random.default_rng(0)
    return rng.uniform(0.1, 1, shape) * rng.choice([-1, 1], shape)


def test_encoder_and_decoder_keep_the_contract_of_layers(make_model, kind):
    rng = np.random.default_rng(3)
    H = 4 if kind in TRANSFORMERS else 2  # layer norm leaves of two numbers one sign
    model = make_model(kind, dim=2, hidden=H, layers=1, dropout=0.3 * (kind in NOISY))
    mask = np.arange(3) < np.array([3, 0, 2])[:, None]
    check_layer(model.encoder, rng.integers(0, V_SOURCE, (3, 3)), mask=mask)
    last = ()  # a transformer's encoder has no last state
    if kind not in TRANSFORMERS:
        layers = len(model.encoder.layers.layers)
        last = tuple((floats(3, 2), floats(3, 2)) for _ in range(layers))
    inputs = rng.integers(0, V, (3, 2)), floats(3, 3, H), last
    check_layer(Features(model.decoder), *inputs, mask=mask)


NOISY = {
    "transformer, pre-norm",
    "deep, residual",
    "attention",
    "input attention",
    "GNMT",
}


class Features(Module):
    """A decoder without its output layer, to which no gradient comes."""

    def __init__(self, decoder):
        parts = vars(decoder).items()
        self.decoder = type(decoder).__new__(type(decoder))
        vars(self.decoder).update({k: v for k, v in parts if k != "output"})

    def __call__(self, ids, encoded, last, mask, *, rng):
        output, backward = self.decoder(ids, encoded, last, mask, rng=rng)
        return output, backward if last else lambda *d: backward(*d)[0]


@pytest.mark.parametrize("kind", ["plain", "attention", "GNMT", TRANSFORMERS[0]])
def test_the_loss_keeps_the_contract_of_layers(make_model, kind):
    rng = np.random.default_rng(3)
    source, target = rng.integers(0, V_SOURCE, (3, 3)), rng.integers(0, V, (3, 4))
    masks = {
        "source_mask": np.arange(3) < np.array([3, 1, 2])[:, None],
        "target_mask": np.arange(4) < np.array([2, 4, 3])[:, None],
    }
    H = 4 if kind in TRANSFORMERS else 2
    model = make_model(kind, dim=2, hidden=H, layers=1, dropout=0.3 * (kind in NOISY))
    check_layer(model.loss, source, target, **masks)


def test_dropout_acts_with_rng_alone(make_model, kind, batch):
    model = make_model(kind, dropout=0.5)
    without = make_model(kind)
    losses = [model.loss(*batch)[0] for _ in range(2)]
    drawn = [
        model.loss(*batch, rng=np.random.default_rng(seed))[0] for seed in (0, 0, 1)
    ]
    assert losses[0] == losses[1] == without.loss(*batch)[0] != drawn[0]
    assert drawn[0] == drawn[1] != drawn[2]


@pytest.mark.parametrize(
    "number", [np.int8, np.uint8, np.int16, np.uint16, np.uint32, np.uint64]
)
def test_integers_of_any_type(batch, number):
    def answers(kind):
        rng = np.random.default_rng(0)
        sizes = [kind(size) for size in (V_SOURCE, 20, 100)]
        model = Seq2Seq(Encoder(*sizes, rng=rng), Decoder(*sizes, rng=rng))
        source, target = (np.array(x, kind) for x in batch[:2])
        loss, _ = model.loss(source, target, *batch[2:])
        texts = decode(model, model.start(source), kind(0), end=kind(1), limit=kind(5))
        return loss, texts

    assert answers(number) == answers(int)


@pytest.mark.parametrize("kind", ["plain", "peeky", "attention", "input attention"])
def test_it_learns_to_copy(make_model, kind):
    rng = np.random.default_rng(0)
    words = rng.integers(2, V, (64, 3))
    target = np.pad(words, ((0, 0), (1, 1)), constant_values=(BEGIN, END))
    model = make_model(kind, dim=8, hidden=24)
    optimizer = Adam(model.parameters(), 0.02)
    for _ in range(150):
        _, backward = model.loss(words, target)
        backward()
        optimizer.step()
    found = decode(model, model.start(words), BEGIN, end=END, limit=4)
    right = [one.ids == list(row) for one, row in zip(found, words, strict=True)]
    assert np.mean(right) == 1


def test_it_trains_on_batches_of_like_length(make_model):
    """Sequences of one to four words, with Trainer; then it writes them by itself."""
    rng = np.random.default_rng(0)
    words = [rng.integers(2, V, rng.integers(1, 5)) for _ in range(300)]
    model = make_model("attention", dim=8, hidden=24)
    trainer = Trainer(model, Adam(model.parameters(), 0.02), rng=rng, clip=5.0)
    batches = pair_batches(words, words, 20, begin=BEGIN, end=END)
    trainer.fit(batches, 12, progress=False)
    source, mask = pad(words)
    found = decode(model, model.start(source, mask), BEGIN, end=END, limit=6)
    right = [one.ids == row.tolist() for one, row in zip(found, words, strict=True)]
    assert np.mean(right) > 0.98


def test_parameters_go_to_a_file_and_back(make_model, kind, batch, tmp_path):
    model, other = make_model(kind), make_model(kind, seed=1)
    assert model.loss(*batch)[0] != other.loss(*batch)[0]
    model.save(tmp_path / "model.safetensors")
    other.load(tmp_path / "model.safetensors")
    assert model.loss(*batch)[0] == other.loss(*batch)[0]


def test_bad_sources(model, batch):
    source, target, of_source, _ = batch
    for bad in source[0], source[:0], source[:, :0], source[None]:
        with pytest.raises(ValueError, match=r"source is \(N, S\).*; given"):
            model.loss(bad, target)
    with pytest.raises(ValueError, match="3 sources want as many targets; given 4"):
        model.loss(source[:3], target)
    with pytest.raises(ValueError, match="ids must lie between 0 and 6; given"):
        model.loss(source + V_SOURCE, target)
    with pytest.raises(ValueError, match="ids must be whole numbers; given float64"):
        model.loss(source + 0.5, target)
    for mask in of_source[:, :-1], of_source[:3], of_source[0], of_source.astype(int):
        with pytest.raises(ValueError, match=r"the mask is .*; it must be bool \(4, 5"):
            model.loss(source, target, mask)


def test_bad_targets(model, batch):
    source, target, of_source, of_target = batch
    for bad in target[:, :1], target[0], target[None]:
        with pytest.raises(ValueError, match=r"a target is \(N, T \+ 1\), from begin"):
            model.loss(source, bad)
    with pytest.raises(ValueError, match="targets must lie between 0 and 5; given"):
        model.loss(source, np.where(np.arange(6) == 5, V, target))
    with pytest.raises(ValueError, match="ids must lie between 0 and 5; given"):
        model.loss(source, np.where(np.arange(6) == 0, -1, target))
    for mask in of_target[:, :-1], of_target[0], of_target.astype(float):
        with pytest.raises(ValueError, match=r"target's mask is .*; it must be bool"):
            model.loss(source, target, of_source, mask)
    with pytest.raises(ValueError, match="comes after all of its real tokens"):
        model.loss(source, target, of_source, ~of_target)
    for nothing in np.zeros((4, 6), bool), np.arange(6)[None].repeat(4, 0) < 1:
        with pytest.raises(ValueError, match="no real token to be guessed"):
            model.loss(source, target, of_source, nothing)


def test_bad_ids_in_decoding(model, batch):
    state = model.start(batch[0])
    for bad in [1, 2], np.zeros((4, 0), int), 0:
        with pytest.raises(ValueError, match=r"ids are \(N, T\), at least one; given"):
            model.next_logits(bad, state)
    with pytest.raises(ValueError, match="ids must lie between 0 and 5"):
        model.next_logits([[V]] * 4, state)
    with pytest.raises(ValueError, match="a state of 4 texts; given 3 of ids"):
        model.next_logits([[0]] * 3, state)
    with pytest.raises(ValueError, match="between 0 and 5"):
        decode(model, state, V, end=END, limit=3)
