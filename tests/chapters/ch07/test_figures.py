"""Chapter 7's drawings say what they show."""

import re

import numpy as np
import pytest

from dlnlp.chapters.ch07 import figures
from dlnlp.nn.attention import Attention, Dot

STATES = {"cat": (2, 0), "drinks": (0, 2), "milk": (-1, -1)}


@pytest.mark.parametrize(("direction", "length"), [(30, 1), (240, 2), (0, 0.5)])
def test_three_words_reads_what_attention_does(direction, length, text_of):
    turn = np.deg2rad(direction)
    q = length * np.array([[[np.cos(turn), np.sin(turn)]]])
    hs = np.array([list(STATES.values())], dtype=float)
    (r, weights), _ = Attention(Dot())(q, hs, hs)
    draw, say = figures.three_words(STATES)
    said, drawn = say(direction, length), text_of(draw(direction, length))
    for word, weight in zip(STATES, weights[0, 0], strict=True):
        assert f"{word} {weight:.0%}" in said
        assert f"{weight:.2f}" in drawn
    found = ", ".join(f"{x:.2f}" for x in r[0, 0]).replace("-", "−")
    assert f"r ({found})" in said


def test_three_words_without_a_query_reads_the_mean(text_of):
    draw, say = figures.three_words(STATES)
    assert "(0.33, 0.33) is the mean." in say(90, 0)
    assert "No query: the mean of all" in text_of(draw(90, 0))


def test_attention_grows_step_by_step(text_of):
    draw, say = figures.attention_steps(
        list(STATES), list(STATES.values()), (1, 0.5), "goyangi"
    )
    shown = [text_of(draw(step)) for step in range(1, len(figures.STEPS) + 1)]
    first_in = {"hs (S, H)": 2, "−1.5": 3, "0.72": 4, "r (H,)": 5, "[r, q] (2H,)": 6}
    for words, step in first_in.items():
        assert [words in text for text in shown] == [n >= step for n in range(1, 7)]
    assert "2.0, 1.0, −1.5" in say(3)
    assert "0.72, 0.26, 0.02" in say(4)
    assert "writes “goyangi”" in say(6)


WEIGHTS = np.array([[0.02, 0.9, 0.08], [0.5, 0.0, 0.5]])


def test_an_alignment_names_what_was_read(text_of):
    words = ["the", "cat", "drinks"]
    draw, say = figures.alignment({"a": (words, ["goyangi", "masinda"], WEIGHTS)}.get)
    assert say("a", 1).endswith(
        "“goyangi”, output 1 of 2, it read “cat” (place 2) by 90%, “drinks” (place 3) "
        "by 8%."
    )
    assert "“the” (place 1) by 50%, “drinks” (place 3) by 50%" in say("a", 2)
    assert say("a", 3) == say("a", 2)  # nothing was written beyond
    text = text_of(draw("a", 1))
    assert "“goyangi” reads “cat”" in text
    assert all(word in text for word in words)


def test_an_alignment_of_characters_names_the_whole_number(text_of):
    weights = np.eye(8)[[6, 0]]
    reads = {"a": (list("May 2 94"), ["9", "5"], weights)}
    draw, _ = figures.alignment(reads.get)
    assert "“9” reads “94”" in text_of(draw("a", 1))
    assert "“5” reads “May”" in text_of(draw("a", 2))


def test_an_alignment_frames_the_row_of_its_output():
    draw, _ = figures.alignment({"a": (list("abc"), ["x", "y"], WEIGHTS)}.get)

    def frame(output):
        patches = draw("a", output).axes[0].patches
        return max(p.get_y() for p in patches if hasattr(p, "get_y") and p.get_lw() > 1)

    assert frame(2) - frame(1) == pytest.approx(19)


def test_by_length_says_the_medians(text_of):
    results = {
        "plain": [[1.0, 0.5, 0.0], [1.0, 0.3, 0.0], [0.9, 0.1, 0.0]],
        "attention": [[1.0, 1.0, 0.4]],
    }
    figure, caption = figures.by_length(results, [1, 2, 3], 2)
    assert "from 1 to 3 clauses (learned: up to 2)" in caption
    assert "plain: 100 / 30 / 0%. attention: 100 / 100 / 40%." in caption
    text = text_of(figure)
    assert "2 clauses: 30% against 100% right" in text
    assert "all learned" in text
    figure, _ = figures.by_length(results, [1, 2, 3], 3)
    assert "all learned" not in text_of(figure)


def test_gnmt_grows_to_eight_layers(text_of):
    draw, say = figures.gnmt()
    shown = [text_of(draw(step)) for step in range(1, 7)]
    assert ["← LSTM" in text for text in shown] == [False] + [True] * 5
    assert ["LSTM 8 →" in text for text in shown] == [False] * 2 + [True] * 4
    assert ["attention" in text for text in shown] == [False] * 4 + [True] * 2
    assert [len(re.findall(r"LSTM \d →", text)) for text in shown][2:] == [14] * 4
    assert "lowest layer" in say(5)
