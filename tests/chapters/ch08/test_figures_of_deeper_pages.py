"""The drawings on chapter 8's deeper pages say what they show."""

import pytest

from dlnlp.chapters.ch08.figures.pieces import pieces
from dlnlp.chapters.ch08.figures.practised import practised
from dlnlp.chapters.ch08.figures.rotary import rotary
from dlnlp.chapters.ch08.figures.tokens_per_letter import tokens_per_letter
from dlnlp.explore import palette

TOKENS = {
    0: list("the hand"),
    2: ["the", " ", "h", "and"],
    3: ["the", " h", "and"],
    4: ["the", " hand"],
}


@pytest.mark.parametrize(
    ("merges", "title", "said"),
    [
        (0, "0 merges: 8 tokens for 2 words", "t | h | e | _ | h"),
        (3, "3 merges: 3 tokens for 2 words", "the | _h | and."),
        (4, "4 merges: 2 tokens for 2 words", "the | _hand."),
    ],
)
def test_pieces_are_counted(merges, title, said, text_of):
    draw, say = pieces(TOKENS)
    assert said in say(merges)
    assert title in text_of(draw(merges))


@pytest.mark.parametrize(("merges", "whole"), [(0, 0), (2, 1), (3, 1), (4, 2)])
def test_only_whole_words_are_green(merges, whole):
    draw, _ = pieces(TOKENS)
    words = draw(merges).axes[0].texts[1:]
    assert sum(text.get_color() == palette.HIDDEN for text in words) == whole


def test_a_long_sentence_goes_on_in_the_next_line():
    draw, _ = pieces({0: list(80 * "a")})
    boxes = draw(0).axes[0].patches
    heights = {round(box.get_window_extent().y0) for box in boxes}
    assert len(heights) == 4


def test_the_price_of_a_letter(text_of):
    texts = {"English": [1.0, 0.5], "capitals": [1.0, 0.9], "Korean": [2.5, 2.5]}
    figure, caption = tokens_per_letter([0, 250], texts)
    words = text_of(figure)
    assert "capitals 1.0 to 0.9, Korean 2.5 to 2.5" in caption
    assert "costs 5 times as much" in words
    assert "Korean" in words
    assert "capitals" in words


@pytest.mark.parametrize("position", [4, 5, 12])
def test_a_rotated_score_depends_on_the_distance(position, text_of):
    draw, say = rotary(q=40, k=10, speed=25)
    assert "score is 0.17, as at every position" in say(position, 2)
    assert "2 places apart: a score of 0.17" in text_of(draw(position, 2))
    assert f"query, place {position}" in text_of(draw(position, 2))
    assert f"by {25 * position:g}°" in say(position, 1)


def test_practice_is_drawn_by_minutes_with_what_was_published(text_of):
    points = [{"step": 10, "valid": 2.5}, {"step": 20, "valid": 2.1}]
    runs = [
        {"setting": name, "seconds": 60 * minutes, "curve": points, "estimated": loss}
        for name, minutes, loss in (
            ("nanoGPT", 3, 1.9),
            ("nanoGPT", 5, 2.0),
            ("an hour", 70, 1.6),
        )
    ]
    figure, caption = practised(runs, {"no GPU": 1.88, "GPU": 1.47})
    assert "nanoGPT 1.95 after 4 minutes, an hour 1.60 after 70 minutes" in caption
    drawn = text_of(figure)
    assert "Down to 1.60 nats a letter" in drawn
    assert "no GPU: 1.88" in drawn
