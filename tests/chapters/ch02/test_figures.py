"""Chapter 2's drawings say what they show."""

import numpy as np
import pytest

from dlnlp.chapters.ch02 import figures, tiny_world
from dlnlp.nn.functional import softmax

WORDS = "the drinks cat milk dog water".split()
W_IN = np.array([[2, 0], [0, 2], [0.5, -0.3], [-0.4, 0.2], [0.3, 0.6], [-0.2, -0.5]])
W_OUT = np.array([[-1, 0], [0, -1], [1, 0], [-1, 1], [0, 1], [1, -1.0]])


@pytest.mark.parametrize(("V", "D"), [(6, 2), (40, 5), (3, 1)])
def test_shapes_names_every_array_with_its_shape(V, D, text_of):
    draw, say = figures.shapes(V, D)
    for model in ("CBOW", "skip-gram"):
        text = text_of(draw(model=model))
        for shape in (
            f"W_in ({V}, {D})",
            f"W_out ({V}, {D})",
            f"h ({D},)",
            f"p ({V},)",
        ):
            assert shape in text
    assert "one right word, cat" in say(model="CBOW")
    assert "two right words, the and drinks" in say(model="skip-gram")


def test_shapes_needs_the_words_that_it_names():
    with pytest.raises(ValueError, match="2 words does not hold the words"):
        figures.shapes(2, 1)


def test_one_guess_prints_what_softmax_gives(text_of):
    scores = W_OUT @ [1, 1]
    text = text_of(figures.one_guess(WORDS, scores, "cat"))
    assert f"The right word, cat, gets {softmax(scores)[2]:.0%}" in text
    assert "−1.00" in text


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


def journey(model, window, hidden):
    """Two pairs that end closer than they began, `window` tenths of a unit apart."""
    rng = np.random.default_rng(hidden)
    start = rng.uniform(-1, 1, (6, hidden))
    end = np.zeros((6, hidden))
    end[:3, 0] = 0, 1, 1 + window / 10
    end[3:, 0] = 0.2, 2, 2
    return np.linspace(start, end, 40)


@pytest.mark.parametrize("hidden", [2, 3, 5])
def test_paths_measures_the_partners(hidden, text_of):
    groups = [["drinks", "cat"], ["dog", "water"]]
    draw, say = figures.paths(journey, WORDS, groups)
    apart = 0.1 / 0.95  # the distances between the two groups: 0.9, 0.9, 1, 1
    assert f"at most {apart:.2f} apart (drinks, cat)" in say("CBOW", 1, hidden)
    assert "dog, water" in text_of(draw("CBOW", 1, hidden))  # they share a point
    assert "Partners meet" not in text_of(draw("CBOW", 3, hidden))


def test_paths_says_when_words_that_are_no_partners_meet(text_of):
    end = np.zeros((6, 2))
    end[2:4], end[4:] = (1, 0), (1.01, 0)  # cat, milk; dog, water
    ways = np.linspace(np.random.default_rng(0).uniform(-1, 1, (6, 2)), end, 40)
    groups = [["the", "drinks"], ["cat", "milk"], ["dog", "water"]]
    draw, say = figures.paths(lambda model, window, hidden: ways, WORDS, groups)
    assert "so do words that are none" in text_of(draw("CBOW", 1, 2))
    assert "But cat, dog also end only 0.01 apart." in say("CBOW", 1, 2)


def test_lowest_loss_is_that_of_the_shares():
    middles, neighbours = np.array([0, 0, 1]), np.array([[1, 2], [1, 1], [2, 2]])
    surprise = -(3 * np.log(3 / 4) + np.log(1 / 4)) / 6
    assert figures.lowest_loss(middles, neighbours) == pytest.approx(surprise)


def test_the_tiny_world_is_learned_from_a_random_start():
    ways = tiny_world.journeys("CBOW", 1, 2, steps=50)
    assert ways.shape == (3, len(tiny_world.WORDS), 2)
    assert "." not in tiny_world.WORDS
    assert {word for s in tiny_world.SENTENCES for word in s} == {*tiny_world.WORDS}
    assert len(tiny_world.tiny_contexts(window=2)[0]) == 8 * 4


def test_curves_state_what_was_found(text_of):
    results = {
        model: {"found": np.full((3, 4), share), "loss": np.linspace([3] * 3, 2, 4).T}
        for model, share in [("CBOW", 0.5), ("skip-gram", 0.75)]
    }
    text = text_of(figures.curves(results, floors={"CBOW": 1.5}))
    assert "CBOW finds 50%, skip-gram finds 75%" in text
    assert "lowest possible" in text
    assert "A finding" in text_of(figures.curves(results, title="A finding"))
