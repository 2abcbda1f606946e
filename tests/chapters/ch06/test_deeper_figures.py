"""The drawings of chapter 6's deeper pages: what they show and say, by hand."""

import numpy as np
import pytest

from dlnlp.chapters.ch06 import figures
from dlnlp.decoding import length_penalty

TEXTS = {
    1: ("big", -4.0),
    2: ("big dog", -5.0),
    5: ("big dog sees small cat", -6.0),
}


@pytest.mark.parametrize(("alpha", "n"), [(0, 1), (0.4, 1), (1.0, 5), (1.5, 5)])
def test_the_best_length_is_that_of_the_highest_score(text_of, alpha, n):
    scores = {m: p / length_penalty(m + 1, alpha) for m, (_, p) in TEXTS.items()}
    assert max(scores, key=scores.get) == n
    draw, say = figures.answer_lengths(TEXTS)
    words = text_of(draw(alpha=alpha))
    assert f"best: {TEXTS[n][0]}" in words
    assert f"alpha {alpha:g}: {n} word" in words
    assert f"“{TEXTS[n][0]}”" in say(alpha=alpha)


def test_one_word_is_in_the_singular(text_of):
    draw, say = figures.answer_lengths(TEXTS)
    assert "1 word wins" in text_of(draw(alpha=0))
    assert "of 1 word," in say(alpha=0)
    assert "5 words win" in text_of(draw(alpha=1.5))


def test_a_filter_goes_over_all_windows_row_by_row(text_of):
    image, kernel = np.arange(12).reshape(3, 4), np.array([[1, 0], [0, -2]])
    draw, say = figures.filter_window(image, kernel)
    sums = []
    for step in range(1, 7):
        y, x = divmod(step - 1, 3)
        sums.append(image[y, x] - 2 * image[y + 1, x + 1])
        assert f"at row {y} and column {x}" in say(step=step)
        shown = f"{sums[-1]}".replace("-", "−")
        assert f"Window {step}: the sum is {shown}" in text_of(draw(step=step))
    assert len(set(sums)) == 6


def test_what_is_not_reached_yet_is_not_shown(text_of):
    image, kernel = np.full((2, 3), 4.0), np.full((1, 1), 7.0)
    draw, _ = figures.filter_window(image, kernel)
    for step in (1, 6):  # in the title, and once in the map for each step
        assert text_of(draw(step=step)).split().count("28") == step + 1
