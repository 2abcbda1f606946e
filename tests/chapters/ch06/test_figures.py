"""The drawings of chapter 6, and the sentences that say what they show."""

from __future__ import annotations

import pytest

from dlnlp.chapters.ch06 import figures
from dlnlp.datasets import Scene, Thing

LOGITS = [0.0, 2.0, 1.9, -1.0, -9.0]
WORDS = ["5", "6", "7", "8", ";"]


@pytest.fixture
def odds():
    return figures.sampling_odds(LOGITS, WORDS, shown=list("5678"), context="57+5=")


def test_a_low_temperature_leaves_the_likeliest(odds, text_of):
    draw, say = odds
    assert "“6” 100%, all others 0%" in say(0.01, 5)
    assert "one can come" in text_of(draw(0.01, 5))


def test_top_k_shares_the_rest_among_those_that_are_kept(odds, text_of):
    draw, say = odds
    assert "“6” 52%, “7” 48%, all others 0%" in say(1, 2)
    assert "“6” 100%, all others" in say(5, 1)
    assert "2 have a real chance" in text_of(draw(1, 2))


def test_a_high_temperature_makes_all_alike(odds):
    _, say = odds
    assert "“6” 20%, “7” 20%, all others 60%" in say(1000, 5)


def test_reading_writing_reads_hands_over_and_writes(text_of):
    draw, say = figures.reading_writing("57+5", "62")
    assert "has read 5 7;" in say(2)
    assert "handed to the decoder" in say(5)
    assert say(6) == "The decoder reads <bos> and writes 6."
    assert say(8) == "The decoder reads its own 2 and writes <eos>."
    assert "(h, c)" not in text_of(draw(4)).replace("(h, c);", "")
    assert "All that is handed over" in text_of(draw(5))
    assert "It says itself that it is done" in text_of(draw(8))
    assert "<eos>" not in text_of(draw(7))
    for step in (0, 9):
        with pytest.raises(ValueError, match="1 to 8"):
            draw(step)


@pytest.mark.parametrize(
    ("order", "place", "far", "near"),
    [
        ("as it is written", "hundreds", 7, 3),
        ("as it is written", "ones", 7, 3),
        ("backwards", "hundreds", 5, 1),
        ("backwards", "tens", 7, 3),
        ("backwards", "ones", 9, 5),
    ],
)
def test_gradient_walk_counts_steps(order, place, far, near, text_of):
    draw, say = figures.gradient_walk("367+529", "896")
    assert f"the {place} walks {far} and {near} step" in say(order, place)
    assert f"the {place} are {far} and {near} steps away" in text_of(draw(order, place))


def test_gradient_walk_keeps_its_mean_and_gets_a_shorter_shortest():
    _, say = figures.gradient_walk("367+529", "896")
    assert "the mean is 5, the shortest walk 3." in say("as it is written", "ones")
    assert "the mean is 5, the shortest walk 1." in say("backwards", "ones")
    with pytest.raises(ValueError, match="three digits"):
        figures.gradient_walk("57+5", "62")


def run(variant, *curve):
    return {
        "variant": variant,
        "curve": [{"letters": list(e[:3]), "exact": e[3]} for e in curve],
    }


def test_digits_learned_has_the_median_of_the_runs(text_of):
    runs = [
        run("plain", (0.5, 0.2, 0.1, 0.05), (0.9, 0.8, 0.3, 0.2)),
        run("plain", (0.5, 0.2, 0.1, 0.05), (0.9, 0.8, 0.5, 0.4)),
        run("plain", (0.5, 0.2, 0.1, 0.05), (0.9, 0.8, 0.4, 0.3)),
        run("reversed", (1.0, 1.0, 1.0, 1.0)),
    ]
    draw, say = figures.digits_learned(runs)
    assert "plain, after 2 epochs right: first digit 90%" in say("plain")
    assert "third digit 40%, whole answer 30% (median of 3 runs)" in say("plain")
    assert "whole answer 100% (one run)" in say("reversed")
    for words in ("plain: 30% of whole answers", "first digit", "whole answer"):
        assert words in text_of(draw("plain"))
    with pytest.raises(ValueError, match="no runs"):
        figures.digits_learned([])


def branch(text, p, kept):
    return figures.Branch(tuple("<eos>" if w == "$" else w for w in text), p, kept)


LEVELS = {
    1: [
        [branch("1", 0.6, True), branch("9", 0.4, False)],
        [branch("1$", 0.3, True), branch("12", 0.2, False)],
    ],
    2: [
        [branch("1", 0.6, True), branch("9", 0.4, True)],
        [branch("9$", 0.38, True), branch("1$", 0.3, True)],
    ],
}


def test_beam_tree_says_what_it_ends_with(text_of):
    draw, say = figures.beam_tree(LEVELS, "4+5", "9")
    assert "step 1: 1 text is kept, the likeliest “1”" in say(1, 1)
    assert "Width 1: the likeliest begins with 1" in text_of(draw(1, 1))
    assert "Width 1 ends with 1, at 30%: wrong" in text_of(draw(1, 2))
    assert "2 texts are kept, the likeliest “9” with a probability of 38%" in say(2, 2)
    assert "Width 2 ends with 9, at 38%: right" in text_of(draw(2, 2))


def test_beam_tree_shows_rejected_texts_and_stays_at_its_end(text_of):
    draw, say = figures.beam_tree({**LEVELS, 3: LEVELS[1][:1] * 3}, "4+5", "9")
    assert "40%" in text_of(draw(1, 1))
    assert say(1, 3) == say(1, 2).replace("step 2", "step 3")
    assert text_of(draw(1, 3)) == text_of(draw(1, 2))


def test_scene_caption_compares_what_is_said_with_what_is_there(text_of):
    truth = "a blue circle above a red square"
    other = str(Scene(Thing("orange", "cross"), "below", Thing("red", "square")))
    draw, say = figures.scene_caption({other: truth})
    assert say("blue circle", "above", "red square").endswith("which is right.")
    assert "The caption is right" in text_of(draw("blue circle", "above", "red square"))
    wrong = ("orange cross", "below", "red square")
    assert say(*wrong) == f"The model says “{truth}”, but it is {other}."
    assert "The caption is wrong" in text_of(draw(*wrong))
