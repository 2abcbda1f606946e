"""Chapter 8's drawings say what they show."""

import numpy as np
import pytest

from dlnlp.chapters.ch08 import figures
from dlnlp.models import TransformerLM
from dlnlp.nn import sinusoids

WORDS = ["the", "cat", "drinks", "milk"]
Q = np.array([[3, 0], [0, 0], [2, 2], [0, 0]])
K = np.array([[0, 0], [1, 1], [0, 0], [1, -1]])
V = np.array([[0, 0], [1, 0], [0, 1], [-1, 0]])


@pytest.mark.parametrize(
    ("word", "mask", "title", "said"),
    [
        (
            "drinks",
            "none",
            "“drinks” looks at “cat”",
            "“cat” 85%, “drinks” 5%, “milk” 5%",
        ),
        ("drinks", "causal", "−∞", "Behind the causal mask, “drinks” looks at"),
        ("the", "causal", "“the” looks at all alike", "“the” 100%, “cat” 0%"),
        ("milk", "none", "“milk” looks at all alike", "reads (0, 0.25)"),
    ],
)
def test_a_word_asks_all_others(word, mask, title, said, text_of):
    draw, say = figures.self_attention(WORDS, Q, K, V)
    assert said in say(word, mask)
    assert title in text_of(draw(word, mask))


def test_a_masked_word_gets_no_weight(text_of):
    draw, say = figures.self_attention(WORDS, Q, K, V)
    assert say("cat", "causal").endswith("“milk” 0%, and reads (0.50, 0).")
    assert text_of(draw("cat", "causal")).count("−∞") == 2


def test_sinusoids_are_those_of_the_package(text_of):
    P = sinusoids(64, 16)
    draw, say = figures.sinusoids(P)
    assert "turns once in 6 positions; at position 5 its sine is −0.96" in say(5, 0)
    assert "sine is 0.00 and its cosine 1.00" in say(0, 7)
    assert "Position 5" in text_of(draw(5, 0))


def test_a_block_has_its_norms_where_it_says(text_of):
    draw, say = figures.block()
    for norm, title in (("pre-norm", "lane is free"), ("post-norm", "on the lane")):
        assert say(norm).startswith(norm.capitalize())
        text = text_of(draw(norm))
        assert title in text
        assert text.count(" norm ") == 2


def test_training_loss_ends_on_the_held_out_text(text_of):
    losses = np.linspace(4.2, 2.0, 100)
    figure, caption = figures.training_loss(losses, 1.98, 64)
    assert "In 100 batches the loss falls from 4.2" in caption
    assert "to 1.98 on text that was kept back" in caption
    assert "guessing: ln 64 = 4.2" in text_of(figure)


def test_the_ladder_names_the_step_that_gains_most(text_of):
    results = {"pairs": [2.5, 2.4, 2.6], "+ head": [2.4] * 3, "+ lane": [2.0] * 3}
    figure, caption = figures.ladder(results)
    assert "pairs 2.50, + head 2.40, + lane 2.00 (the median of 3 runs)." in caption
    assert "“+ lane” gains most" in text_of(figure)
    assert "2.40 −0.10" in text_of(figure)
    _, caption = figures.ladder({name: runs[:1] for name, runs in results.items()})
    assert caption.endswith("(one run).")


@pytest.mark.parametrize(("step", "without", "kept"), [(1, 4, 4), (4, 22, 7)])
def test_the_cache_is_counted(step, without, kept, text_of):
    draw, say = figures.cache(prompt=4, length=12)
    assert f"{without} vectors have passed" in say(step)
    assert f"and {kept} with it" in say(step)
    assert f"{without} vectors without the cache, {kept} with it" in text_of(draw(step))


def test_induction_curves_say_where_they_end(text_of):
    curves = {1: [(25, 0.05), (50, 0.15)], 2: [(25, 0.05), (50, 0.98)]}
    figure, caption = figures.induction_curves(curves)
    assert caption.endswith("1 layer: 15%, 2 layers: 98%.")
    assert "2 layers 98%" in text_of(figure)


def test_ablation_shows_what_a_head_is_worth(text_of):
    tokens = np.array([7, 2, 9, 7, 2])
    weights = np.tri(4) / np.arange(1, 5)[:, None]
    maps = {f"layer {i}, head {j}": weights for i in (1, 2) for j in (1, 2)}
    scores = {"none": 0.98, **dict.fromkeys(maps, 0.3)}
    draw, say = figures.ablation(tokens, maps, scores)
    assert say("none").startswith("With all heads, 98% of what")
    assert say("layer 1, head 2").startswith("Without layer 1, head 2, 30% of")
    assert "layer 1, head 2: off" in text_of(draw("layer 1, head 2"))
    assert ": off" not in text_of(draw("none"))


def test_a_map_says_how_far_back_a_head_looks(text_of):
    before = np.eye(4, k=-1)
    before[0, 0] = 1
    draw, say = figures.head_maps({"a ca": {"block 1, head 1": before}}.get)
    said = say("a ca", "block 1, head 1")
    assert "the last letter, “a”, looks most at “c”, place 3 of 4, by 100%" in said
    assert "1 places back in the mean, and by 100% at the one before" in said
    assert "1 places back" in text_of(draw("a ca", "block 1, head 1"))


def test_an_opened_model_shows_its_own_numbers(text_of):
    rng = np.random.default_rng(0)
    letters = list("abcdefgh ")
    model = TransformerLM(9, 32, 8, heads=4, layers=2, rng=rng)
    draw, say = figures.opened(model, "a bad", letters)
    for step, (name, sentence) in enumerate(figures.OPENED, start=1):
        assert sentence in say(step)
        assert name in text_of(draw(step))
    assert "(T, …) = (5, 32)" in text_of(draw(1))
    assert "(T, …) = (5, 128)" in text_of(draw(6))
    assert "weights (K, T, T) = (4, 5, 5)" in text_of(draw(4))
    logits, _ = model.next_logits(np.array([[letters.index(c) for c in "a bad"]]))
    likeliest = letters[int(logits.argmax())].replace(" ", "space")
    assert likeliest in say(len(figures.OPENED))
