"""The transformer language model: scores, cache, context, settings, bad input."""

import numpy as np
import pytest

from dlnlp.decoding import beam_search, generate
from dlnlp.models import TransformerLM
from dlnlp.nn import Adam, AdamW, as_float64, check_layer, log_softmax, relu
from dlnlp.training import Diverged, Trainer, minibatches

CLOSE = {"rtol": 1e-9, "atol": 1e-10}
V, D, C, K = 9, 8, 6, 2


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def make(rng, **settings):
    """In float64, all parameters so large that each changes what comes out."""
    settings = {"heads": K, "layers": 2, "hidden": 5} | settings
    model = as_float64(TransformerLM(V, D, C, rng=rng, **settings))
    for parameter in model.parameters():
        parameter.value = rng.uniform(-1, 1, parameter.value.shape)
    return model


@pytest.fixture(params=[True, False], ids=["pre-norm", "post-norm"])
def model(request, rng):
    return make(rng, pre_norm=request.param)


def test_each_word_is_guessed_from_those_before_it(rng, model):
    """The definition: all that came before is read anew, and nothing that is later."""
    ids = rng.integers(0, V, (3, C + 1))
    expected = 0.0
    for t in range(1, C + 1):
        logits, _ = model.next_logits(ids[:, :t])
        expected -= log_softmax(logits)[np.arange(3), ids[:, t]].mean() / C
    loss, _ = model.loss(ids[:, :-1], ids[:, 1:])
    assert loss == pytest.approx(expected, rel=1e-12)


def test_it_cannot_see_its_answers(rng):
    """On fresh random words no model gets below the entropy, whatever it learned."""
    model = TransformerLM(V, 16, C, heads=K, layers=1, rng=rng)
    optimizer = Adam(model.parameters(), 0.01)
    losses = []
    for _ in range(80):
        ids = rng.integers(0, V, (16, C + 1))
        loss, backward = model.loss(ids[:, :-1], ids[:, 1:])
        backward()
        optimizer.step()
        losses.append(loss)
    assert np.mean(losses[-40:]) > 0.99 * np.log(V)


@pytest.mark.parametrize("cuts", [[1, 2, 3, 4, 5], [2, 5], [3], [1]], ids=str)
def test_the_cache_changes_nothing(rng, model, cuts):
    """A word a step, or several; positions go on from the cache's length."""
    ids, state = rng.integers(0, V, (3, C)), None
    at = 0
    for chunk in np.split(ids, cuts, axis=1):
        logits, state = model.next_logits(chunk, state)
        at += chunk.shape[1]
        expected, _ = model.next_logits(ids[:, :at])
        np.testing.assert_allclose(logits, expected, **CLOSE)
        words, caches = state
        assert words.shape == (3, at)
        assert [part.shape for part in caches[0]] == [(3, K, at, D // K)] * 2


def test_beyond_the_context_the_last_half_is_read_anew(rng, model):
    ids, state = rng.integers(0, V, (3, 3 * C)), None
    start = 0  # of what it remembers
    for t in range(3 * C):
        logits, state = model.next_logits(ids[:, t : t + 1], state)
        if t + 1 - start > C:
            start = t + 1 - C // 2
        expected, _ = model.next_logits(ids[:, start : t + 1])
        np.testing.assert_allclose(logits, expected, **CLOSE)
    assert start == 12
    _, state = model.next_logits(ids[:, :C])
    logits, _ = model.next_logits(ids[:, C : C + 5], state)  # more than half at once
    expected, _ = model.next_logits(ids[:, C : C + 5])
    np.testing.assert_allclose(logits, expected, **CLOSE)


def test_generation_and_search_are_those_without_a_cache(rng, model):
    prompt, texts = [3, 1], list(generate(model, [3, 1], 4))
    expected = list(prompt)
    for _ in range(4):
        logits, _ = model.next_logits([expected])
        expected.append(int(logits.argmax()))
    assert prompt + texts == expected
    for ids, log_p in beam_search(model, prompt, 4, 3):
        loss, _ = model.loss([[*prompt, *ids[:-1]]], [[1, *ids]])
        first, _ = model.loss([prompt[:1]], [prompt[1:]])
        assert log_p == pytest.approx(first - 5 * loss, rel=1e-9)
    drawn = [list(generate(model, prompt, 3 * C, rng=rng)) for _ in range(2)]
    assert drawn[0] != drawn[1]
    assert len(drawn[0]) == 3 * C


@pytest.mark.parametrize("start", [None, 3])
@pytest.mark.parametrize("length", [2, C, C + 1, C + 2, 20])
@pytest.mark.parametrize("stride", [1, 2, None, C])
def test_each_word_of_a_text_is_scored_once(rng, model, start, length, stride):
    text = rng.integers(0, V, length)
    read = text if start is None else np.array([start, *text])
    step, expected, end = C // 2 if stride is None else stride, 0.0, 1
    for t in range(1, len(read)):
        if t >= end:  # a new window, the first one whole
            end = min(len(read), C + 1 if end == 1 else end + step)
        logits, _ = model.next_logits(read[None, max(0, end - C - 1) : t])
        expected -= log_softmax(logits)[0, read[t]]
    nll, words = model.negative_log_likelihood(text, start=start, stride=stride)
    assert nll == pytest.approx(expected, rel=1e-9)
    assert words == len(read) - 1


def test_weights_of_every_layer_and_head(rng, model):
    weights = model.attention_weights(rng.integers(0, V, (3, 4)))
    assert weights.shape == (2, 3, K, 4, 4)
    np.testing.assert_allclose(weights.sum(axis=4), 1, **CLOSE)
    assert not np.triu(weights, 1).any()


@pytest.mark.parametrize("settings", [{}, {"tied": False, "pre_norm": False}], ids=str)
def test_the_loss_keeps_the_contract_of_layers(rng, settings):
    model = TransformerLM(
        *(5, 4, 4), heads=2, layers=1, hidden=3, dropout=0.3, rng=rng, **settings
    )
    check_layer(model.loss, *rng.integers(0, 5, (2, 2, 3)))


def test_it_learns_a_text_that_repeats(rng):
    text = np.tile(rng.permutation(V), 30)
    windows = np.lib.stride_tricks.sliding_window_view(text, C + 1)
    model = TransformerLM(V, 16, C, heads=K, layers=1, rng=rng)
    small = [p for p in model.parameters() if p.value.ndim < 2]
    optimizer = AdamW(model.parameters(), 0.01, weight_decay=0.1, no_decay=small)
    trainer = Trainer(model, optimizer, rng=rng, clip=1.0)
    batches = minibatches(windows[:, :-1], windows[:, 1:], batch_size=32)
    trainer.fit(batches, 15, progress=False)
    nll, words = model.negative_log_likelihood(text)
    assert nll / words < np.log(1.2)
    found = list(generate(model, text[:3], 20))
    assert found == text[3:23].tolist()


def test_how_it_starts(rng):
    model = TransformerLM(500, 64, 32, heads=4, layers=2, rng=rng)
    assert model.output.W is model.embedding.embedding.W
    for name, parameter in model.named_parameters():
        value = parameter.value
        assert value.dtype == np.float32
        if value.ndim == 2:
            adds = name.endswith(("out.W", "layers.2.W"))
            expected = 0.02 / 2 if adds else 0.02
            assert value.std() == pytest.approx(expected, rel=0.1), name
        else:
            assert (value == float(name.endswith(".g"))).all(), name
    loss, _ = model.loss(*rng.integers(0, 500, (2, 8, 32)))
    assert loss == pytest.approx(np.log(500), rel=0.05)
    untied = TransformerLM(500, 64, 32, heads=4, layers=2, rng=rng, tied=False)
    assert untied.output.W is not untied.embedding.embedding.W


def test_the_activation_is_gelu_unless_another_is_given(rng):
    losses = [
        make(np.random.default_rng(1), **settings).loss([[1, 2]], [[2, 3]])[0]
        for settings in ({}, {"activation": relu})
    ]
    assert losses[0] != losses[1]


def test_dropout_acts_with_rng_alone(rng):
    noisy, plain = (make(np.random.default_rng(1), dropout=rate) for rate in (0.5, 0))
    ids = rng.integers(0, V, (3, C))
    losses = [noisy.loss(ids, ids)[0], plain.loss(ids, ids)[0]]
    assert losses[0] == losses[1]
    drawn = [
        noisy.loss(ids, ids, rng=np.random.default_rng(seed))[0] for seed in (0, 0, 1)
    ]
    assert losses[0] != drawn[0] == drawn[1] != drawn[2]


def test_parameters_go_to_a_file_and_back(tmp_path, rng):
    one, other = make(rng), make(rng)
    ids = rng.integers(0, V, (3, C))
    assert one.loss(ids, ids)[0] != other.loss(ids, ids)[0]
    one.save(tmp_path / "model.safetensors")
    other.load(tmp_path / "model.safetensors")
    assert one.loss(ids, ids)[0] == other.loss(ids, ids)[0]


@pytest.mark.parametrize("number", [np.int8, np.uint8, np.int16, np.uint32, np.uint64])
def test_integers_of_any_type(number):
    def answers(kind):
        rng = np.random.default_rng(0)
        sizes = [kind(size) for size in (V, 100, C)]
        model = TransformerLM(*sizes, heads=kind(4), layers=kind(1), rng=rng)
        ids = np.array([[3, 1, 4, 1, 5, 8]], getattr(kind, "__name__", "int"))
        nll = model.negative_log_likelihood(ids[0], start=kind(2), stride=kind(2))
        return [*nll, *model.next_logits(ids)[0][0]]

    assert answers(number) == answers(int)


def test_nan_ends_the_training_and_names_the_step(rng):
    model = make(rng)
    ids = rng.integers(0, V, (8, C))
    trainer = Trainer(model, Adam(model.parameters(), 1e300), rng=rng)
    with pytest.raises(Diverged, match=r"at step [12]"):
        trainer.fit(minibatches(ids, ids, batch_size=2), 1, progress=False)


def test_bad_input(rng, model):
    ids = rng.integers(0, V, (2, C))
    longer = np.zeros((2, C + 1), int)
    for call in (
        lambda: model.loss(longer, longer),
        lambda: model.next_logits(longer),
        lambda: model.next_logits(longer, model.next_logits(ids)[1]),
        lambda: generate(model, longer[0], 3),
    ):
        with pytest.raises(ValueError, match="7 positions are more than the context"):
            call()
    with pytest.raises(ValueError, match="ids must lie between 0 and 8; given"):
        model.loss(ids + V, ids)
    with pytest.raises(ValueError, match="targets must lie between 0 and 8; given"):
        model.loss(ids, ids - V)
    with pytest.raises(ValueError, match=r"h \(2, 6, 8\) wants targets \(2, 6\)"):
        model.loss(ids, ids[:, 1:])
    for bad in [1, 2], np.zeros((1, 0), int), np.zeros((0, 2), int), 3:
        with pytest.raises(ValueError, match=r"ids are \(N, T\), at least one; given"):
            model.next_logits(bad)
    with pytest.raises(ValueError, match="a prompt is one row of one id or more"):
        generate(model, [], 3)
    for text in [], [1]:
        with pytest.raises(ValueError, match="leaves nothing to guess"):
            model.negative_log_likelihood(text)
    with pytest.raises(ValueError, match="ids must lie between 0 and 8"):
        model.negative_log_likelihood([1, 2], start=V)
    for stride in 0, C + 1:
        with pytest.raises(ValueError, match=f"stride is {stride}"):
            model.negative_log_likelihood([1, 2], stride=stride)


def test_a_state_of_another_batch_or_model(rng):
    one, deeper, wider = make(rng, layers=1), make(rng), make(rng, layers=1, heads=4)
    _, state = one.next_logits([[1, 2], [3, 4]])
    for bad in [[1]], [[1], [2], [3]], [1, 2]:
        with pytest.raises(ValueError, match="a state of 2 texts; given ids"):
            one.next_logits(bad, state)
    with pytest.raises(ValueError, match="a state of 1 blocks came to 2 blocks"):
        deeper.next_logits([[1], [2]], state)
    with pytest.raises(ValueError, match="2 texts, of a model with 4 heads, want"):
        wider.next_logits([[1], [2]], state)


def test_bad_settings(rng):
    for sizes, settings, wrong in (
        ((V, D, C), {"heads": 3}, "3 heads do not share 8 numbers evenly"),
        ((0, D, C), {"heads": 2}, "vocab_size is 0"),
        ((V, D, 0), {"heads": 2}, "context is 0"),
        ((V, D, C), {"heads": 2, "layers": 0}, "layers is 0"),
        ((V, D, C), {"heads": 2, "dropout": 1.5}, r"rate is 1\.5"),
    ):
        with pytest.raises(ValueError, match=wrong):
            TransformerLM(*sizes, rng=rng, **settings)
