"""The transformer against PyTorch's, its start, its scale, its smoothing.

As a model of sequence to sequence it goes through test_seq2seq.py with all others.
"""

import numpy as np
import pytest

from dlnlp.decoding import decode
from dlnlp.models import Transformer
from dlnlp.nn import Adam, as_float64, sinusoids, warmup_inverse_sqrt
from dlnlp.text import pad
from dlnlp.training import Trainer, pair_batches

CLOSE = {"rtol": 1e-10, "atol": 1e-10}
V_SOURCE, V, D, K, H, LAYERS = 7, 6, 8, 2, 5, 2
BEGIN, END = 0, 1


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.fixture(params=[True, False], ids=["pre-norm", "post-norm"])
def model(request, rng):
    model = as_float64(
        Transformer(
            *(V_SOURCE, V, D, K),
            hidden=H,
            layers=LAYERS,
            pre_norm=request.param,
            rng=rng,
        )
    )
    for parameter in model.parameters():
        parameter.value = rng.uniform(-1, 1, parameter.value.shape)
    return model


def theirs_with_weights_of(torch, model):
    """PyTorch's whole transformer without embeddings and output layer."""
    pre_norm = model.encoder.norm is not None
    theirs = torch.nn.Transformer(
        *(D, K, LAYERS, LAYERS, H, 0.0), batch_first=True, norm_first=pre_norm
    ).double()
    state = {}

    def linear(name, *layers, weight=".weight", bias=".bias"):
        W = np.concatenate([layer.W.value for layer in layers], axis=1)
        state[name + weight] = W.T
        state[name + bias] = np.concatenate([layer.b.value for layer in layers])

    def norm(name, layer):
        state[f"{name}.weight"], state[f"{name}.bias"] = layer.g.value, layer.b.value

    packed = {"weight": "in_proj_weight", "bias": "in_proj_bias"}
    for side in "encoder", "decoder":
        for i, block in enumerate(getattr(model, side).blocks):
            name = f"{side}.layers.{i}."
            parts = [block.attention, block.feed_forward]
            linear(f"{name}self_attn.", block.attention.layer.qkv, **packed)
            linear(f"{name}self_attn.out_proj", block.attention.layer.out)
            if side == "decoder":
                parts.insert(1, block.cross)
                cross = block.cross.layer
                linear(f"{name}multihead_attn.", cross.q, cross.kv, **packed)
                linear(f"{name}multihead_attn.out_proj", cross.out)
            first, _, second = block.feed_forward.layer.layers
            linear(f"{name}linear1", first)
            linear(f"{name}linear2", second)
            for n, part in enumerate(parts, 1):
                norm(f"{name}norm{n}", part.norm)
        if pre_norm:
            norm(f"{side}.norm", getattr(model, side).norm)
        else:  # the paper has none at the end
            setattr(getattr(theirs, side), "norm", None)  # noqa: B010
    theirs.load_state_dict({k: torch.tensor(array) for k, array in state.items()})
    return theirs


@pytest.mark.filterwarnings("ignore:enable_nested_tensor")
@pytest.mark.parametrize("smoothing", [0.0, 0.1])
def test_loss_and_gradients_are_pytorchs(torch, model, batch, smoothing):
    """The embedding's gradient has gone through all of it."""
    model.smoothing = smoothing
    source, target, of_source, of_target = batch
    theirs = theirs_with_weights_of(torch, model)
    tables = [
        torch.tensor(side.embedding.embedding.W.value, requires_grad=True)
        for side in (model.encoder, model.decoder)
    ]

    def read(table, ids):
        places = torch.tensor(sinusoids(ids.shape[1], D))
        return table[torch.tensor(ids)] * D**0.5 + places

    hs = theirs(
        read(tables[0], source),
        read(tables[1], target[:, :-1]),
        tgt_mask=torch.tensor(~np.tri(5, dtype=bool)),
        src_key_padding_mask=torch.tensor(~of_source),
        memory_key_padding_mask=torch.tensor(~of_source),
    )
    logits = hs @ tables[1].T + torch.tensor(model.decoder.output.b.value)
    wanted = np.where(of_target[:, 1:], target[:, 1:], -100)
    expected = torch.nn.functional.cross_entropy(
        logits.reshape(-1, V),
        torch.tensor(wanted).reshape(-1),
        label_smoothing=smoothing,
    )
    expected.backward()
    loss, backward = model.loss(*batch)
    backward()
    assert loss == pytest.approx(expected.item(), rel=1e-10)
    for side, tensor in zip((model.encoder, model.decoder), tables, strict=True):
        gradient = side.embedding.embedding.W.gradient
        np.testing.assert_allclose(gradient, tensor.grad, **CLOSE)
    last = model.encoder.blocks[0].attention.layer.qkv.W.gradient
    their_last = theirs.encoder.layers[0].self_attn.in_proj_weight.grad
    np.testing.assert_allclose(last.T, their_last, **CLOSE)


def test_smoothing_is_of_training_alone(model, batch):
    nats, tokens = model.negative_log_likelihood(*batch)
    loss = model.loss(*batch)[0]
    assert nats == pytest.approx(tokens * loss)
    model.smoothing = 0.1
    assert model.negative_log_likelihood(*batch) == (nats, tokens)
    assert model.loss(*batch)[0] != loss
    with pytest.raises(ValueError, match="smoothing is 1"):
        Transformer(V_SOURCE, V, D, K, rng=np.random.default_rng(0), smoothing=1)


def test_tied_weights_have_their_scale_once_where_words_are_read(rng):
    model = Transformer(V_SOURCE, 400, 64, 4, rng=rng)
    decoder = model.decoder
    W = decoder.embedding.embedding.W
    assert decoder.output.W is W
    assert np.linalg.norm(W.value, axis=1).mean() == pytest.approx(1, rel=0.05)
    ids = rng.integers(0, 400, (2, 3))
    x, _ = decoder.embedding(ids)
    np.testing.assert_allclose(x, 8 * W.value[ids] + sinusoids(3, 64), rtol=1e-4)
    h = rng.standard_normal((2, 64)).astype(np.float32)
    np.testing.assert_allclose(
        decoder.output.logits(h), h @ W.value.T, rtol=1e-3, atol=1e-4
    )
    untied = Transformer(V_SOURCE, 400, 64, 4, rng=rng, tied=False).decoder
    assert untied.output.W is not untied.embedding.embedding.W
    assert (untied.output.W.value != untied.embedding.embedding.W.value).any()


def test_weights_of_every_layer_and_head(model, batch):
    source, target, of_source, _ = batch
    weights = model.attention_weights(source, target, of_source)
    assert weights.shape == (LAYERS, 4, K, 5, 5)  # layers, N, K, T, S
    np.testing.assert_allclose(weights.sum(axis=4), 1, **CLOSE)
    assert not np.moveaxis(weights, 1, 0)[..., ~of_source[0]][0].any()


def test_it_learns_to_reverse(rng):
    """By the paper's schedule; then it writes by itself, lengths of one to four."""
    words = [rng.integers(2, V, rng.integers(1, 5)) for _ in range(300)]
    model = Transformer(V, V, 32, 4, hidden=64, layers=1, rng=rng)
    schedule = warmup_inverse_sqrt(32, 60, 0.2)
    trainer = Trainer(model, Adam(model.parameters()), rng=rng, schedule=schedule)
    answers = [row[::-1] for row in words]
    batches = pair_batches(words, answers, 20, begin=BEGIN, end=END)
    trainer.fit(batches, 25, progress=False)
    source, mask = pad(words)
    found = decode(model, model.start(source, mask), BEGIN, end=END, limit=6)
    right = [one.ids == row.tolist() for one, row in zip(found, answers, strict=True)]
    assert np.mean(right) > 0.95


def test_bad_settings(rng):
    with pytest.raises(ValueError, match="3 heads do not share 8 numbers"):
        Transformer(V, V, 8, 3, rng=rng)
    with pytest.raises(ValueError, match="dim is 9; sinusoids come in pairs"):
        Transformer(V, V, 9, 3, rng=rng)
    with pytest.raises(ValueError, match="layers is 0"):
        Transformer(V, V, 8, 2, rng=rng, layers=0)
    with pytest.raises(ValueError, match="rate is 1"):
        Transformer(V, V, 8, 2, rng=rng, dropout=1)


def test_a_state_of_another_model(rng, batch):
    one, deeper, wider = (
        Transformer(V_SOURCE, V, D, heads, rng=rng, layers=layers)
        for heads, layers in ((2, 1), (2, 2), (4, 1))
    )
    state = one.start(batch[0])
    _, state = one.next_logits([[BEGIN]] * 4, state)
    with pytest.raises(ValueError, match="a state of 1 blocks came to 2 blocks"):
        deeper.next_logits([[2]] * 4, state)
    with pytest.raises(ValueError, match="4 texts, of a model with 4 heads, want"):
        wider.next_logits([[2]] * 4, state)
