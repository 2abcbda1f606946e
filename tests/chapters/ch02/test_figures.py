"""Chapter 2's drawings say what they show."""

import re

import numpy as np
import pytest

from dlnlp.chapters.ch02 import figures, tiny_world
from dlnlp.nn.functional import softmax

WORDS = "the drinks cat milk dog water".split()
W_IN = np.array([[2, 0], [0, 2], [0.5, -0.3], [-0.4, 0.2], [0.3, 0.6], [-0.2, -0.5]])
W_OUT = np.array([[-1, 0], [0, -1], [1, 0], [-1, 1], [0, 1], [1, -1.0]])


def test_one_guess_names_every_array_with_its_shape_and_ends_in_the_loss(text_of):
    text = text_of(figures.one_guess(WORDS, W_IN, W_OUT, ["the", "drinks"], "cat"))
    for shape in ("W_in (6, 2)", "W_out (6, 2)", "h (2,)", "s (6,)", "p (6,)"):
        assert shape in text
    p = softmax(W_OUT @ [1, 1])
    assert f"The right word, cat, gets {p[2]:.0%}" in text
    assert f"loss: −ln {p[2]:.2f} = {-np.log(p[2]):.2f}" in text
    assert "truth (6,)" in text
    assert "−1" in text


def test_one_guess_has_as_many_rows_as_words(text_of):
    V, D = 3, 4
    W = np.arange(V * D).reshape(V, D) / 10
    text = text_of(figures.one_guess(WORDS[:V], W, W, ["the"], "cat"))
    assert f"W_in ({V}, {D})" in text
    assert f"h ({D},)" in text


@pytest.mark.parametrize(
    ("position", "sentence"),
    [
        (1.0, "At 1.0 the slope is 2.00: lower it."),
        (-0.5, "At −0.5 the slope is −1.00: raise it."),
        (0.0, "At 0.0 the slope is 0.00: leave it."),
    ],
)
def test_slope_says_where_to_go(position, sentence, text_of):
    draw, say = figures.slope(lambda x: x * x, "a weight")
    assert say(position=position) == sentence
    advice = sentence.split(": ")[1].rstrip(".")
    assert f"The slope says: {advice}" in text_of(draw(position=position))


def repeat(steps):
    """W_in and W_out after so many steps on the guess (the, drinks) -> cat."""
    A, B = W_IN.copy(), W_OUT.copy()
    for _ in range(steps):
        h = A[:2].mean(axis=0)
        error = softmax(B @ h) - np.eye(6)[2]
        step = B.T @ error / 2
        B -= np.outer(error, h)
        A[:2] -= step
    return A, B


def test_push_and_pull_says_the_probability(text_of):
    draw, say = figures.push_and_pull(repeat, WORDS, ["the", "drinks"], "cat")
    assert "cat gets 33%" in say(steps=0)
    assert say(steps=1).startswith("After 1 step, ")
    A, B = repeat(5)
    assert f"{softmax(B @ A[:2].mean(axis=0))[2]:.0%}" in say(steps=5)
    frames = [draw(steps=steps) for steps in (0, 20)]
    first, last = ((f.axes[0].get_xlim(), f.axes[0].get_ylim()) for f in frames)
    assert first == last  # the axes stand still
    assert "33%" in text_of(frames[0])


def test_learning_rates_are_judged_by_their_curves(text_of):
    steps = np.arange(50)
    good = 0.5 + 1.5 * np.exp(-steps / 5)
    losses = {
        0.01: 2 - 0.005 * steps,
        1.0: good,
        3.0: good + 0.5 * (steps % 2),
        10.0: 2 * 1.5**steps,
        99.0: np.where(steps < 3, 2.0, np.nan),
    }
    verdicts = ["slow", "good", "jumps about", "blows up", "blows up"]
    draw, say = figures.learning_rates(losses)
    for lr, verdict in zip(losses, verdicts, strict=True):
        assert f"Learning rate {lr:g}: {verdict}. " in say(learning_rate=lr)
        assert f"{lr:g}: {verdict}" in text_of(draw(learning_rate=lr))
    assert "by step 3 and stays there" in say(learning_rate=99.0)


def journey():
    """Two pairs that begin apart; drinks and cat end 0.02 apart, dog and water on one
    point, 1 from the others: 40 steps of 25 readings."""
    start = np.array([[9, 9], [0, 1], [1, 0], [9, 9], [0, -1], [-1, 0]])
    end = np.array([[9, 9], [0, 0], [0.02, 0], [9, 9], [0, 1], [0, 1]])
    return np.linspace(start, end, 41)


def test_paths_measures_the_partners(text_of):
    groups = [["drinks", "cat"], ["dog", "water"]]
    draw, say = figures.paths(journey(), WORDS, groups)
    assert say(readings=0).startswith("After 0 readings partners are at most 1.41")
    assert "at most 0.02 apart (drinks and cat)" in say(readings=1000)
    assert say(readings=1000).endswith("typically 1.0.")
    first, last = text_of(draw(readings=0)), text_of(draw(readings=1000))
    assert "Partners are up to 1.41 apart" in first
    assert "Partners meet: at most 0.02 apart" in last
    assert "dog, water" in last  # they share a point
    assert "dog, water" not in first
    assert "milk" not in last  # in no group
    limits = [(f.axes[0].get_xlim(), f.axes[0].get_ylim())
              for f in (draw(readings=0), draw(readings=1000))]  # fmt: skip
    assert limits[0] == limits[1]  # the axes stand still


def test_lowest_loss_is_that_of_the_shares():
    middles, neighbours = np.array([0, 0, 1]), np.array([[1, 2], [1, 1], [2, 2]])
    surprise = -(3 * np.log(3 / 4) + np.log(1 / 4)) / 6
    assert figures.lowest_loss(middles, neighbours) == pytest.approx(surprise)


def test_the_tiny_world_is_learned_from_a_random_start():
    ways = tiny_world.journeys(3, start=0.1, steps=50)
    assert ways.shape == (3, len(tiny_world.WORDS), 3)
    assert 0.05 < np.abs(ways[0]).max() < 0.1
    assert "." not in tiny_world.WORDS
    assert {word for s in tiny_world.SENTENCES for word in s} == {*tiny_world.WORDS}
    assert len(tiny_world.tiny_contexts(window=2)[0]) == 8 * 4


def test_partners_of_the_tiny_world_meet():
    _, say = figures.paths(tiny_world.journeys(), tiny_world.WORDS, tiny_world.PAIRS)
    apart = re.compile(r"at most (\d\.\d\d) apart .* typically (\d\.\d)\.")
    before, after = (
        [float(number) for number in apart.search(say(readings=n)).groups()]
        for n in (0, 2000)
    )
    assert before[0] > before[1]
    assert after[0] < 0.05 * after[1]


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ([0, 0, 1], (1.5, 2.5)),  # in the middle of the second epoch
        ([0, 0.5, 0.2], (1.0, 3.0)),  # the first time counts
        ([0.6, 0.7, 0.8], (0.0, 5.0)),  # before the first epoch
    ],
)
def test_half_found_lies_between_two_epochs(found, expected):
    run = np.column_stack([[5.0, 3.0, 2.0], found])
    assert figures.half_found(run) == pytest.approx(expected)


def test_half_found_is_nan_where_it_never_came():
    run = np.column_stack([[5.0, 3.0, 2.0], [0, 0.1, 0.4]])
    assert np.isnan(figures.half_found(run)).all()


def test_knowing_marks_each_start_and_their_median(text_of):
    loss = np.array([5.0, 3.0, 2.0, 1.5])
    runs = {
        name: np.array(
            [np.column_stack([loss, [0, late, 1, 1]]) for late in (0, 0.2, 1)]
        )
        for name in ("CBOW, rate 0.1", "skip-gram, rate 0.02")
    }
    figure = figures.knowing(runs, floor=1.2, fallen=80)
    text = text_of(figure)
    for words in (
        "after 80% of the fall",
        *runs,
        "lowest possible",
        "half of the synonyms",
    ):
        assert words in text
    dots = [
        line.get_xdata() for line in figure.axes[0].lines if line.get_marker() == "o"
    ]
    assert [len(xs) for xs in dots] == [3, 1] * 2
    assert dots[1] == np.median(dots[0])
