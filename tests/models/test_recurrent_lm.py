"""The recurrent language model: what it computes, each of its settings, bad input."""

import numpy as np
import pytest

from dlnlp.models import RecurrentLM
from dlnlp.nn import GRU, LSTM, RNN, Adam, Module, check_layer, log_softmax
from dlnlp.training import Trainer, stream_batches

V, D, H = 9, 6, 5


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def model_of(rng, hidden=H, **settings):
    model = RecurrentLM(V, D, hidden, rng=rng, **settings)
    for parameter in model.parameters():  # so that the words matter
        parameter.value = rng.standard_normal(parameter.value.shape)
    return model


@pytest.mark.parametrize("cell", [RNN, GRU, LSTM])
@pytest.mark.parametrize("start", [None, 3])
def test_each_word_is_scored_once_whatever_is_read_at_once(rng, cell, start):
    model = model_of(rng, [H, D], cell=cell)
    text = rng.integers(0, V, 40)
    read = text if start is None else np.array([start, *text])
    expected = 0.0
    for t in range(1, len(read)):  # the definition: all that came before, every time
        logits, _ = model.next_logits(read[None, :t])
        expected -= log_softmax(logits)[0, read[t]]
    for length in 1, 7, 40, 256, np.uint8(255):
        nll, words = model.negative_log_likelihood(text, start=start, length=length)
        assert nll == pytest.approx(expected, rel=1e-6)
        assert words == len(read) - 1


def test_the_loss_is_the_mean_and_the_state_goes_on(rng):
    model = model_of(rng)
    ids = rng.integers(0, V, (2, 9))
    (whole, _), _ = model.loss(ids[:, :-1], ids[:, 1:])
    (first, state), _ = model.loss(ids[:, :5], ids[:, 1:6])
    (second, _), _ = model.loss(ids[:, 5:-1], ids[:, 6:], state)
    assert whole == pytest.approx((5 * first + 3 * second) / 8)
    each = [model.negative_log_likelihood(row)[0] for row in ids]
    assert whole == pytest.approx(sum(each) / 16)


@pytest.mark.parametrize(
    "number",
    [np.int8, np.uint8, np.int16, np.uint16, np.int32, np.uint32, np.int64, np.uint64],
)
def test_integers_of_any_type(number):
    def answers(kind):
        rng = np.random.default_rng(0)
        model = RecurrentLM(kind(V), kind(D), [kind(100), kind(H)], rng=rng)
        ids = np.array([[3, 1, 4, 1, 5, 8]], getattr(kind, "__name__", "int"))
        (loss, state), _ = model.loss(ids[:, :-1], ids[:, 1:])
        logits, _ = model.next_logits(ids, state)
        nll = model.negative_log_likelihood(ids[0], start=kind(2))
        return [loss, *nll, *logits[0]]

    assert answers(number) == answers(int)


@pytest.mark.parametrize("tied", [True, False])
def test_it_learns_a_text_that_repeats(rng, tied):
    text = np.tile(rng.permutation(V), 40)
    model = RecurrentLM(V, D, [8, D], tied=tied, rng=rng)
    optimizer = Adam(model.parameters(), 0.02)
    trainer = Trainer(model, optimizer, rng=rng, clip=1.0, stateful=True)
    trainer.fit(stream_batches(text, 4, 10), 12, progress=False)
    nll, words = model.negative_log_likelihood(text)
    assert nll / words < np.log(1.2)


# The settings, one at a time. In these two plain layers each number goes its own way:
# h = tanh(x), and 1 comes in. So what a number has become says where it was dropped.


def lanes(**settings):
    """A model whose layers are h = tanh(x); all words are the vector of ones."""
    rng = np.random.default_rng(0)
    model = RecurrentLM(V, 50, [50, 50], cell=RNN, rng=rng, **settings)
    for layer in model.layers.layers:
        layer.Wx.value[...] = np.eye(50)
        layer.Wh.value[...] = 0
    model.embedding.W.value[...] = 1
    return model


def top(model, rng=None):
    """The last layer's states for 4 texts of 8 words: (4, 8, 50)."""
    xs, _ = model.embedding(np.zeros((4, 8), int))
    (hs, _), _ = model.layers(xs, rng=rng)
    return hs


def same_at_all_steps(hs):
    return (hs == hs[:, :1]).all()


@pytest.mark.parametrize(
    ("dropout", "left"),
    [
        ([0.5, 0, 0], np.tanh(np.tanh(2.0))),
        ([0, 0.5, 0], np.tanh(2 * np.tanh(1.0))),
        ([0, 0, 0.5], 2 * np.tanh(np.tanh(1.0))),
        (0.5, 2 * np.tanh(2 * np.tanh(2.0))),  # one rate: at all three places
    ],
)
def test_dropout_has_a_rate_for_each_place(rng, dropout, left):
    model = lanes(dropout=dropout)
    hs = top(model, rng)
    places = np.count_nonzero(dropout) if np.ndim(dropout) else 3
    assert np.mean(hs != 0) == pytest.approx(0.5**places, abs=0.05)
    assert hs[hs != 0] == pytest.approx(left)
    assert not same_at_all_steps(hs)
    assert top(model) == pytest.approx(np.tanh(np.tanh(1.0)))  # without rng


@pytest.mark.parametrize("locked", [False, True])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_locked_dropout_has_one_mask_for_all_steps(rng, locked, place):
    dropout = [0.5 * (place == i) for i in range(3)]
    hs = top(lanes(dropout=dropout, locked=locked), rng)
    assert np.mean(hs != 0) == pytest.approx(0.5, abs=0.1)
    assert same_at_all_steps(hs) == locked
    assert not (hs == hs[:1]).all()  # each text has its own mask


def test_locked_alone_drops_nothing(rng):
    assert (top(lanes(locked=True), rng) == top(lanes())).all()


def test_recurrent_dropout_is_between_the_steps_alone(rng):
    model = lanes(recurrent_dropout=0.5)
    assert (top(model, rng) == top(model)).all()  # nothing comes from the step before
    first, last = model.layers.layers
    first.Wh.value[...] = np.eye(50)
    last.Wx.value[...] *= 1e-3  # nearly linear, so that the first layer can be read
    hs = top(model, rng) * 1e3
    dropped, passed = [np.tanh(1.0)], [np.tanh(1.0)]
    for _ in range(7):
        dropped.append(np.tanh(1.0))  # as if there were no step before
        passed.append(np.tanh(1 + 2 * passed[-1]))
    is_dropped = hs[:, -1] < (dropped[-1] + passed[-1]) / 2  # (4, 50)
    assert np.mean(is_dropped) == pytest.approx(0.5, abs=0.1)
    expected = np.where(is_dropped[:, None], *np.array([dropped, passed])[..., None])
    assert hs == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize("place", ["dropout", "recurrent_dropout"])
def test_dropout_acts_with_rng_alone(rng, place):
    model = model_of(rng, [D, D], **{place: 0.5})
    ids = rng.integers(0, V, (3, 4))
    losses = [model.loss(ids, ids)[0][0] for _ in range(2)]
    drawn = [
        model.loss(ids, ids, rng=np.random.default_rng(s))[0][0] for s in (0, 0, 1)
    ]
    assert losses[0] == losses[1] != drawn[0]
    assert drawn[0] == drawn[1] != drawn[2]


def test_the_cell_is_an_lstm_unless_another_is_given(rng):
    for settings, cell in ({}, LSTM), ({"cell": GRU}, GRU), ({"cell": RNN}, RNN):
        model = RecurrentLM(V, D, [H, H], rng=rng, **settings)
        assert [type(layer) for layer in model.layers.layers] == [cell, cell]


def test_hidden_is_a_number_or_one_for_each_layer(rng):
    for hidden, sizes in (
        (H, [H]),
        ([H], [H]),
        ((7, H), [7, H]),
        ([7, 8, H], [7, 8, H]),
    ):
        model = RecurrentLM(V, D, hidden, cell=RNN, rng=rng)
        assert model.embedding.W.value.shape == (V, D)
        found = [layer.Wh.value.shape for layer in model.layers.layers]
        assert found == [(size, size) for size in sizes]
        assert model.output.W.value.shape == (V, H)


def test_tied_tables_are_one_parameter(rng):
    tied, untied = (
        RecurrentLM(V, D, D, tied=tied, rng=np.random.default_rng(0))
        for tied in (True, False)
    )
    assert tied.output.W is tied.embedding.W
    assert untied.output.W is not untied.embedding.W
    sizes = [sum(p.value.size for p in m.parameters()) for m in (tied, untied)]
    assert sizes[1] - sizes[0] == V * D
    for name, value in tied.state_dict().items():  # nothing else is another
        assert (untied.state_dict()[name] == value).all()


def test_bad_input(rng):
    model = model_of(rng)
    ids = rng.integers(0, V, (2, 4))
    (_, state), _ = model.loss(ids, ids)
    with pytest.raises(ValueError, match="ids must lie between 0 and 8; given"):
        model.loss(ids + V, ids)
    with pytest.raises(ValueError, match="targets must lie between 0 and 8; given"):
        model.loss(ids, ids - V)
    with pytest.raises(ValueError, match="3 sequences want 2 of"):
        model.loss(np.zeros((3, 4), int), np.zeros((3, 4), int), state)
    with pytest.raises(ValueError, match=r"ids are \(N, T\), at least one"):
        model.next_logits([1, 2])
    with pytest.raises(ValueError, match=r"ids are \(N, T\), at least one"):
        model.next_logits(np.zeros((1, 0), int))
    with pytest.raises(ValueError, match=r"h \(2, 4, 5\) wants targets \(2, 4\)"):
        model.loss(ids, ids[:, 1:])
    for text in [], [1]:
        with pytest.raises(ValueError, match="leaves nothing to guess"):
            model.negative_log_likelihood(text)
    with pytest.raises(ValueError, match="ids must lie between 0 and 8"):
        model.negative_log_likelihood([1, V])
    with pytest.raises(ValueError, match="ids must lie between 0 and 8"):
        model.negative_log_likelihood([1, 2], start=-1)
    with pytest.raises(ValueError, match="ids must have 1 axes"):
        model.negative_log_likelihood([[1, 2]])
    with pytest.raises(ValueError, match="length is 0"):
        model.negative_log_likelihood([1, 2], length=0)


def test_bad_settings(rng):
    with pytest.raises(ValueError, match="given 5 and 6"):
        RecurrentLM(V, D, H, tied=True, rng=rng)
    with pytest.raises(ValueError, match="needs at least one layer"):
        RecurrentLM(V, D, [], rng=rng)
    for hidden in (0, 2.5, [H, -1]):
        with pytest.raises(ValueError, match="hidden is"):
            RecurrentLM(V, D, hidden, rng=rng)
    with pytest.raises(ValueError, match="dim is 0"):
        RecurrentLM(V, 0, H, rng=rng)
    with pytest.raises(ValueError, match="2 places for dropout; given 3"):
        RecurrentLM(V, D, H, dropout=[0.1, 0.2, 0.3], rng=rng)
    for setting in "dropout", "recurrent_dropout":
        with pytest.raises(ValueError, match=r"is 1\.5"):
            RecurrentLM(V, D, H, rng=rng, **{setting: 1.5})


class Loss(Module):
    """The loss alone, as a layer: the state that comes with it has no gradient."""

    def __init__(self, model):
        self.model = model

    def __call__(self, inputs, targets, *, rng):
        (loss, _), backward = self.model.loss(inputs, targets, rng=rng)
        return loss, backward


@pytest.mark.parametrize("tied", [False, True])
@pytest.mark.parametrize("cell", [RNN, GRU, LSTM])
def test_the_loss_keeps_the_contract_of_layers(rng, cell, tied):
    settings = {"dropout": 0.3, "locked": tied, "recurrent_dropout": 0.2}
    model = RecurrentLM(V, 4, [3, 4], cell=cell, tied=tied, rng=rng, **settings)
    check_layer(Loss(model), *rng.integers(0, V, (2, 4, 3)))
