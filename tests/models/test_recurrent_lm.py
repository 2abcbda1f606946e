"""The language model: what it computes, on what batches, and what it refuses."""

import math
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlnlp.evaluation import perplexity
from dlnlp.models.recurrent_lm import LanguageModel
from dlnlp.nn.functional import log_softmax
from dlnlp.nn.gru import GRU
from dlnlp.nn.lstm import LSTM
from dlnlp.nn.optim import SGD, Adam
from dlnlp.nn.recurrent import RNN
from dlnlp.training.batches import stream_batches
from dlnlp.training.divergence import Diverged
from dlnlp.training.stateful import LanguageTrainer

V, D, H = 9, 6, 5


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def model_of(rng, hidden=H, **options):
    model = LanguageModel(V, D, hidden, rng=rng, **options)
    for parameter in model.parameters():  # so that the words matter
        parameter.value = rng.standard_normal(parameter.value.shape)
    return model


@given(
    length=st.integers(2, 60),
    batch_size=st.integers(1, 6),
    steps=st.integers(1, 9),
)
def test_batches_read_every_row_of_the_text_once_and_in_order(
    length, batch_size, steps
):
    text = np.arange(length)
    fits = (length - 1) // batch_size >= steps
    if not fits:
        with pytest.raises(ValueError, match=f"{steps} were asked for"):
            stream_batches(text, batch_size, steps)
        return
    batches = list(stream_batches(text, batch_size, steps)(np.random.default_rng(0)))
    assert all((targets == inputs + 1).all() for inputs, targets in batches)
    assert all(inputs.shape[1] == steps for inputs, _ in batches[:-1])
    rows = np.concatenate([inputs for inputs, _ in batches], axis=1)
    used = rows.size  # one row after the other is the text again
    assert rows.ravel().tolist() == list(range(used))
    assert length - 1 - used < batch_size


@pytest.mark.parametrize("cell", [RNN, GRU, LSTM])
@pytest.mark.parametrize("start", [None, 3])
def test_perplexity_scores_each_word_once_whatever_is_read_at_once(rng, cell, start):
    model = model_of(rng, [H, D], cell=cell)
    text = rng.integers(0, V, 40)
    read = text if start is None else np.array([start, *text])
    surprise = 0.0
    for t in range(1, len(read)):  # the definition: all that came before, every time
        scores, _ = model.next_scores(read[None, :t])
        surprise -= log_softmax(scores)[0, read[t]]
    expected = math.exp(surprise / (len(read) - 1))
    for steps in 1, 7, 40, 256:
        found = perplexity(model, text, start=start, steps=steps)
        assert found == pytest.approx(expected, rel=1e-6)


def test_a_model_that_knows_nothing_hesitates_among_all_words(rng):
    model = LanguageModel(V, D, H, rng=rng)
    for parameter in model.parameters():
        parameter.value[...] = 0
    assert perplexity(model, rng.integers(0, V, 50)) == pytest.approx(V)


def test_the_loss_is_the_mean_surprise_and_the_state_goes_on(rng):
    model = model_of(rng)
    ids = rng.integers(0, V, (2, 9))
    (whole, _), _ = model.loss(ids[:, :-1], ids[:, 1:])
    (first, state), _ = model.loss(ids[:, :5], ids[:, 1:6])
    (second, _), _ = model.loss(ids[:, 5:-1], ids[:, 6:], state)
    assert whole == pytest.approx((5 * first + 3 * second) / 8)


def test_tied_tables_are_one_parameter(rng):
    tied, untied = (LanguageModel(V, D, D, tied=t, rng=rng) for t in (True, False))
    assert tied.output.W is tied.embedding.W
    sizes = [sum(p.value.size for p in m.parameters()) for m in (tied, untied)]
    assert sizes[1] - sizes[0] == V * D


@pytest.mark.parametrize("tied", [True, False])
def test_it_learns_a_text_that_repeats(rng, tied):
    text = np.tile(rng.permutation(V), 40)
    model = LanguageModel(V, D, [8, D], tied=tied, rng=rng)
    trainer = LanguageTrainer(model, Adam(model.parameters(), 0.02), rng=rng, clip=1.0)
    trainer.fit(stream_batches(text, 4, 10), 12, progress=False)
    assert perplexity(model, text) < 1.2


def test_each_batch_starts_from_the_state_that_the_one_before_left(rng):
    """With a learning rate next to nothing, the losses are those of one long way."""
    model = model_of(rng)
    text = rng.integers(0, V, 41)
    trainer = LanguageTrainer(model, SGD(model.parameters(), 1e-12), rng=rng)
    trainer.fit(stream_batches(text, 2, 5), 2, progress=False)
    rows = stream_batches(text, 2, 20)
    ((inputs, targets),) = rows(rng)
    (whole, _), _ = model.loss(inputs, targets)
    assert trainer.history.epoch_losses == pytest.approx([whole, whole], rel=1e-5)


def test_dropout_acts_with_rng_alone(rng):
    model = model_of(rng, [D, D], dropout=0.5, locked=True, recurrent_dropout=0.5)
    ids = rng.integers(0, V, (3, 4))
    losses = [model.loss(ids, ids)[0][0] for _ in range(2)]
    drawn = [
        model.loss(ids, ids, rng=np.random.default_rng(s))[0][0] for s in (0, 0, 1)
    ]
    assert losses[0] == losses[1]
    assert drawn[0] == drawn[1] != drawn[2]


def test_a_loss_that_explodes_ends_training_and_leaves_good_parameters(rng):
    model = LanguageModel(V, D, H, cell=RNN, rng=rng)
    text = rng.integers(0, V, 400)
    trainer = LanguageTrainer(model, SGD(model.parameters(), 1e38), rng=rng)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        with pytest.raises(Diverged, match="or clip gradients"):
            trainer.fit(stream_batches(text, 4, 10), 5, progress=False)
    assert all(np.isfinite(p.value).all() for p in model.parameters())
    assert math.isfinite(perplexity(model, text))


def test_a_checkpoint_of_another_architecture_says_what_differs(rng, tmp_path):
    text = rng.integers(0, V, 100)

    def trainer(hidden, cell):
        model = LanguageModel(V, D, hidden, cell=cell, rng=rng)
        return LanguageTrainer(model, SGD(model.parameters(), 0.1), rng=rng)

    saved = trainer(H, LSTM)
    saved.fit(stream_batches(text, 2, 5), 1, progress=False)
    saved.save(tmp_path / "lstm")
    with pytest.raises(ValueError, match=r"Wh: expected \(6, 24\), found \(5, 20\)"):
        trainer(6, LSTM).load(tmp_path / "lstm")
    with pytest.raises(ValueError, match=r"Wx: expected \(6, 5\), found \(6, 20\)"):
        trainer(H, RNN).load(tmp_path / "lstm")
    with pytest.raises(ValueError, match=r"layers\.layers\.1\.Wh is missing"):
        trainer([H, H], LSTM).load(tmp_path / "lstm")


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
        model.next_scores([1, 2])
    with pytest.raises(ValueError, match=r"ids are \(N, T\), at least one"):
        model.next_scores(np.zeros((1, 0), int))
    with pytest.raises(ValueError, match=r"h \(2, 4, 5\) wants targets \(2, 4\)"):
        model.loss(ids, ids[:, 1:])
    for text in [], [1]:
        with pytest.raises(ValueError, match="leaves nothing to guess"):
            perplexity(model, text)
        with pytest.raises(ValueError, match="has 0 steps; 1 were asked for"):
            stream_batches(np.array(text, int), 1, 1)
    with pytest.raises(ValueError, match="ids must lie between 0 and 8"):
        perplexity(model, [1, V])
    with pytest.raises(ValueError, match="ids must lie between 0 and 8"):
        perplexity(model, [1, 2], start=-1)
    with pytest.raises(ValueError, match="ids are one row of whole numbers"):
        stream_batches([0.5, 1.0], 1, 1)
    with pytest.raises(ValueError, match="batches of 0 x 5: both must be 1 or more"):
        stream_batches([1, 2, 3], 0, 5)
    with pytest.raises(ValueError, match="steps is 0"):
        perplexity(model, [1, 2], steps=0)
    with pytest.raises(ValueError, match="given 5 and 6"):
        LanguageModel(V, D, H, tied=True, rng=rng)
    with pytest.raises(ValueError, match="needs at least one layer"):
        LanguageModel(V, D, [], rng=rng)
    with pytest.raises(ValueError, match="2 places for dropout; given 3"):
        LanguageModel(V, D, H, dropout=[0.1, 0.2, 0.3], rng=rng)
