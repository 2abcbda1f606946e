"""Chapter 7's drawings for its deeper pages say what they show."""

import numpy as np
import pytest

from dlnlp.chapters.ch07 import figures
from dlnlp.chapters.ch07.figures.translated import translated

WORDS = ["the", "film", "was", "not", "good"]
MAPS = {
    "its weights": (np.array([0.01, 0.02, 0.02, 0.65, 0.3]), "says bad, 98%"),
    "others": (np.eye(5)[0], "says bad, 97%"),
    "nothing": (np.zeros(5), "no move"),
}


def test_each_map_names_its_heaviest_words(text_of):
    draw, say = figures.maps_of_a_text(WORDS, MAPS)
    assert say("its weights") == (
        "its weights: says bad, 98%. Most at “not” 65%, “good” 30%."
    )
    assert say("others").endswith("Most at “the” 100%.")
    assert say("nothing").endswith("Most at nothing.")
    for name, (values, result) in MAPS.items():
        text = text_of(draw(name))
        assert f"{name}: {result}" in text
        for word, value in zip(WORDS, values, strict=True):
            assert word in text
            assert f"{value:.0%}" in text


THETAS, LAMBDAS = (0, 1), (0, 0.1, 0.5)
GRIDS = {
    "all words": [[[4, 5, 6], [4, 3.5, 3.8]], [[4, 5, 7], [4, 3.5, 3.9]]],
    "names": [[[90, 80, 50], [90, 60, 40]]] * 2,
}


@pytest.mark.parametrize(
    ("theta", "of", "said", "drawn"),
    [
        (0, "all words", "no part of the cache lowers 4", "no gain over 4"),
        (1, "all words", "from 4 to 3.5, with λ = 0.1", "θ = 1: 4 to 3.5"),
        (1, "names", "from 90 to 40, with λ = 0.5", "θ = 1: 90 to 40"),
    ],
)
def test_cache_settings_find_the_best_part(theta, of, said, drawn, text_of):
    draw, say = figures.cache_settings(GRIDS, THETAS, LAMBDAS)
    assert said in say(theta, of)
    text = text_of(draw(theta, of))
    assert drawn in text
    assert f"perplexity of {of}" in text
    assert "model alone" in text


def test_losses_end_where_their_last_batches_are(text_of):
    falling = np.tile(np.linspace(2, 0, 45), (3, 1))
    losses = {
        "attention above": {"dot": falling, "general": falling + 0.5},
        "attention below": {"dot": falling + 1, "general": np.full((3, 45), 2.0)},
    }
    draw, say = figures.loss_while_learning(losses)
    assert say("attention above") == (
        "Attention above: the loss ends at dot 0.32, general 0.82 nats a token."
    )
    text = text_of(draw("attention below"))
    assert "Attention below: dot 1.32, general 2.00" in text


def test_bleu_by_length_names_its_models_and_says_what_attention_gains(text_of):
    lengths = ((1, 4), (5, 9), (10, 99))
    runs = [
        {
            "model": model,
            "by length": [
                {"from": a, "to": b, "bleu": bleu}
                for (a, b), bleu in zip(lengths, scores, strict=True)
            ],
        }
        for model, scores in (("plain", [20, 15, 9.4]), ("attention", [21, 22, 23.6]))
    ]
    figure, caption = translated(runs)
    words = text_of(figure)
    assert "Long sentences: 24 with attention, 9 without" in words
    for name in ("plain", "attention", "1 to 4", "10 and more"):
        assert name in words
    assert "plain: 20 / 15 / 9; attention: 21 / 22 / 24" in caption
