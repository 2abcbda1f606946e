"""A text made word by word against reading everything again for each word."""

import numpy as np
import pytest

from dlnlp.decoding import generate, greedy, sample

SETTINGS = [{}, {"temperature": 0.3}, {"top_k": 2}, {"top_p": 0.4}]


@pytest.mark.parametrize("settings", SETTINGS, ids=str)
def test_generating_is_drawing_word_after_word(model, settings):
    rng, text = np.random.default_rng(5), [0, 1]
    for _ in range(12):
        logits, _ = model.next_logits(np.array([text]))
        text.append(int(sample(logits, rng=rng, **settings)[0]))
    rng = np.random.default_rng(5)
    words = list(generate(model, [0, 1], 12, rng=rng, **settings))
    assert words == text[2:]
    assert all(type(i) is int for i in words)


def test_each_setting_has_an_effect(table):
    texts = [
        tuple(generate(table(1), [0], 60, rng=np.random.default_rng(5), **settings))
        for settings in SETTINGS
    ]
    assert len(set(texts)) == len(SETTINGS)


def test_without_rng_it_is_greedy(model):
    text = [1]
    for _ in range(8):
        logits, _ = model.next_logits(np.array([text]))
        text.append(int(greedy(logits)[0]))
    assert list(generate(model, [1], 8)) == text[1:]


@pytest.mark.parametrize("length", [1, 5])
def test_the_prompt_is_read_once_then_one_word_a_step(table, length):
    model = table(0)
    stream = generate(model, [0, 1, 2, 0], length)
    assert (model.calls, model.read) == (1, 4)
    next(stream)
    assert model.calls == 1  # a word is given out before the next is computed
    list(stream)
    assert (model.calls, model.read) == (length, 4 + length - 1)


def test_a_length_of_nothing(table):
    assert list(generate(table(0), [0], 0)) == []


@pytest.mark.parametrize("number", [np.int8, np.uint8, np.uint16, np.int64, np.uint64])
def test_integers_of_any_type(model, number):
    expected = list(generate(model, [0, 2, 1], 4))
    assert list(generate(model, np.array([0, 2, 1], number), number(4))) == expected


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"temperature": 0}, "temperature is 0"),
        ({"top_k": 0}, "top_k is 0"),
        ({"top_p": 0.0}, "top_p is"),
    ],
)
def test_bad_settings_are_refused_before_a_word_is_asked_for(table, settings, message):
    with pytest.raises(ValueError, match=message):
        generate(table(0), [0], 3, rng=np.random.default_rng(0), **settings)


@pytest.mark.parametrize("settings", SETTINGS[1:], ids=str)
def test_settings_without_chance_are_refused(table, settings):
    with pytest.raises(ValueError, match="without rng"):
        generate(table(0), [0], 3, **settings)


def test_bad_prompts(model):
    for bad in ([], [[0, 1]], 0):
        with pytest.raises(ValueError, match="one row of one id or more"):
            generate(model, bad, 2)
    for bad in ([-1], [0.5]):
        with pytest.raises(ValueError, match="whole numbers from 0"):
            generate(model, bad, 2)
    with pytest.raises(ValueError, match="between 0 and 2"):
        generate(model, [0, 3], 2)
    with pytest.raises(ValueError, match="length is -1"):
        generate(model, [0], -1)


def test_a_model_without_numbers(table):
    model = table(0)
    model.logits = lambda ids: np.array([0.0, np.nan, 1.0])
    with pytest.raises(ValueError, match="NaN"):
        list(generate(model, [0], 2))
