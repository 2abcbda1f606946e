"""Image captioning: the encoder of images, and whole models with it."""

import numpy as np
import pytest

from dlnlp.datasets import captioned_scenes
from dlnlp.evaluation import exact_match
from dlnlp.models import (
    AttentionDecoder,
    Decoder,
    ImageEncoder,
    InputAttentionDecoder,
    PeekyDecoder,
    Seq2Seq,
)
from dlnlp.nn import Adam, Module, as_float64, check_layer, to_pytorch
from dlnlp.text import Vocabulary
from dlnlp.text.padding import pad
from dlnlp.training import Trainer, minibatches

CLOSE = {"rtol": 1e-10, "atol": 1e-10}
V, D, H = 7, 4, 3
DECODERS = [Decoder, AttentionDecoder, PeekyDecoder, InputAttentionDecoder]


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def encoder_of(rng, **settings):
    return ImageEncoder(8, 4, H, rng=rng, filters=2, **settings)


def images(rng, n=2):
    return rng.random((n, 3, 8, 4))


def test_the_encoder_keeps_the_contract_of_layers(rng):
    check_layer(encoder_of(rng), images(rng))


class Loss(Module):
    """The loss of a model for the same images always."""

    def __init__(self, model, images):
        self.model, self.images = model, images

    def __call__(self, target):
        dtype = self.model.decoder.output.b.value.dtype
        return self.model.loss(self.images.astype(dtype), target)


@pytest.mark.parametrize("decoder", DECODERS)
def test_the_loss_keeps_the_contract_of_layers(rng, decoder):
    model = Seq2Seq(encoder_of(rng), decoder(V, D, H, rng=rng))
    check_layer(Loss(model, images(rng)), rng.integers(0, V, (2, 4)))


@pytest.mark.parametrize("attends", [False, True])
def test_the_model_is_pytorch_s(torch, rng, attends):
    decoder = DECODERS[attends](V, D, H, rng=rng)
    model = as_float64(Seq2Seq(encoder_of(rng), decoder))
    for parameter in model.parameters():
        parameter.value += rng.standard_normal(parameter.value.shape) / 3
    x, target = images(rng), rng.integers(0, V, (2, 5))
    loss, backward = model.loss(x, target)
    backward()

    functions = torch.nn.functional
    leaves = {
        name: torch.tensor(value, requires_grad=True)
        for name, value in model.state_dict().items()
    }
    shown = torch.tensor(x)
    for i in 0, 3:
        layer = f"encoder.convolutions.layers.{i}"
        W, b = leaves[f"{layer}.W"], leaves[f"{layer}.b"]
        shown = functions.conv2d(shown, W, b, padding=1).relu()
        shown = functions.max_pool2d(shown, 2)
    places = shown.permute(0, 2, 3, 1).flatten(1, 2)  # (N, S, H)
    a = places.flatten(1) @ leaves["encoder.to_state.W"] + leaves["encoder.to_state.b"]
    lstm = torch.nn.LSTM(D, H, batch_first=True, dtype=torch.float64)
    weights = to_pytorch(decoder.layers.layers[0])
    lstm.load_state_dict({name: torch.tensor(w) for name, w in weights.items()})
    ys = leaves["decoder.embedding.W"][torch.tensor(target[:, :-1])]
    hs, _ = lstm(ys, (a[None, :, :H].tanh(), a[None, :, H:].contiguous()))
    features = hs
    if attends:
        alpha = (hs @ places.mT).softmax(-1)
        features = torch.cat([alpha @ places, hs], dim=2)
        found = model.attention_weights(x, target)
        np.testing.assert_allclose(found, alpha.detach(), **CLOSE)
    W, b = leaves["decoder.output.W"], leaves["decoder.output.b"]
    logits = features @ W.T + b
    theirs = functions.cross_entropy(
        logits.flatten(0, 1), torch.tensor(target[:, 1:].ravel())
    )
    theirs.backward()
    assert loss == pytest.approx(theirs.item(), rel=1e-12)
    gradients = {name: p.gradient for name, p in model.named_parameters()}
    for name, leaf in leaves.items():
        if not name.startswith("decoder.layers"):  # PyTorch keeps those otherwise
            np.testing.assert_allclose(gradients[name], leaf.grad, **CLOSE)


def test_a_place_of_the_map_is_a_place_of_the_image(rng):
    """What changes in a corner changes the map there, row after row, and the state."""
    encoder = ImageEncoder(16, 12, H, rng=rng)
    x = rng.random((1, 3, 16, 12))
    (before, ((h, c),)), _ = encoder(x)
    assert before.shape == (1, 4 * 3, H)
    assert h.shape == c.shape == (1, H)
    x[:, :, 13:, 9:] += 1  # the corner at the bottom, on the right
    (after, ((moved, _),)), _ = encoder(x)
    changed = np.flatnonzero((after != before).any(axis=2)[0])
    assert set(changed) <= {7, 8, 10, 11}  # of 4 rows and 3 columns
    assert 11 in changed
    assert (h != moved).any()


def test_it_learns_to_tell_colours_and_shapes(rng):
    images, captions = captioned_scenes(12, rng=rng)
    words = [caption.split() for caption in captions]
    vocabulary = Vocabulary(["<bos>", "<eos>", *(w for text in words for w in text)])
    bos, eos = vocabulary.id("<bos>"), vocabulary.id("<eos>")
    targets, mask = pad([vocabulary.encode(w) for w in words], begin=bos, end=eos)
    encoder = ImageEncoder(24, 24, 32, rng=rng, filters=8)
    model = Seq2Seq(encoder, AttentionDecoder(len(vocabulary), 16, 32, rng=rng))
    trainer = Trainer(model, Adam(model.parameters(), 5e-3), rng=rng, clip=5.0)
    rows = minibatches(images, targets, mask, batch_size=6)

    def batches(rng):
        return ((x, target, None, real) for x, target, real in rows(rng))

    trainer.fit(batches, 180, progress=False)
    state, ids = model.start(images), targets[:, :1]
    written = []
    for _ in range(targets.shape[1] - 1):
        logits, state = model.next_logits(ids, state)
        ids = logits.argmax(axis=1)[:, None]
        written.append(ids[:, 0])
    rows = [row[: int(np.argmax(row == eos))] for row in np.array(written).T]
    texts = [" ".join(vocabulary.decode(row)) for row in rows]
    assert exact_match(texts, captions) == 1


def test_images_of_a_wrong_size(rng):
    encoder, x = encoder_of(rng), images(rng).astype(np.float32)
    model = Seq2Seq(encoder, Decoder(V, D, H, rng=rng))
    for wrong in (
        x[0],  # an image alone
        x[:, :1],  # in grey
        x.transpose(0, 2, 3, 1),  # channels last
        x.transpose(0, 1, 3, 2),  # rows and columns exchanged
        x[:, :, :4],
        x[:, :, :0],
        x[:0],  # none at all
    ):
        for use in encoder, model.start:
            with pytest.raises(ValueError, match=r"must be \(N, 3, "):
                use(wrong)


@pytest.mark.parametrize("kind", [np.uint8, int, bool, object])
def test_images_of_a_wrong_type(rng, kind):
    model = Seq2Seq(encoder_of(rng), Decoder(V, D, H, rng=rng))
    with pytest.raises(ValueError, match=r"they must be floats\. Where a pixel"):
        model.start(np.zeros((2, 3, 8, 4)).astype(kind))


def test_a_mask_of_an_image(rng):
    with pytest.raises(ValueError, match="no padding"):
        encoder_of(rng)(images(rng), np.ones((2, 2), bool))


@pytest.mark.parametrize(
    ("sizes", "settings", "what"),
    [
        ((0, 4, H), {}, "rows is 0"),
        ((8, 0, H), {}, "columns is 0"),
        ((8, 4, 0), {}, "hidden is 0"),
        ((8, 4, H), {"filters": 0}, "n_out is 0"),
        ((8, 6, H), {}, "8 rows and 6 columns cannot be halved twice"),
        ((2, 4, H), {}, "2 rows and 4 columns cannot be halved twice"),
    ],
)
def test_bad_settings(rng, sizes, settings, what):
    with pytest.raises(ValueError, match=what):
        ImageEncoder(*sizes, rng=rng, **settings)


def test_there_are_16_filters_unless_asked(rng):
    default, asked = (
        ImageEncoder(8, 4, H, rng=np.random.default_rng(0), **settings).state_dict()
        for settings in ({}, {"filters": 16})
    )
    assert all((asked[name] == value).all() for name, value in default.items())
