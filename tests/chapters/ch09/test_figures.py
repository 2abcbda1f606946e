"""Chapter 9's drawings say what they show."""

import numpy as np
import pytest

from dlnlp.chapters.ch09 import figures

WORDS = "the cat sees the dog .".split()
M = np.array(
    [[0, 0, 2], [2, 1, 0], [-2, 1, 0], [0, 0, 2], [1, 2, 0], [-1, -1, -1]], float
)


@pytest.mark.parametrize(
    ("key", "beta", "title", "said"),
    [
        ("cat", 0, "all rows alike", "17%"),
        ("cat", 20, "β = 20: 98% on “cat”", "row 1 (cat) 98%, row 4 (dog) 2%"),
        ("the", 20, "β = 20: 50% on each “the”", "50%"),
    ],
)
def test_content_is_found_the_sharper_the_larger_beta(key, beta, title, said, text_of):
    draw, say = figures.found_by_content(WORDS, M)
    assert said in say(key, beta)
    text = text_of(draw(key, beta))
    assert title in text
    assert "cosine" in text


def test_place_decides_where_content_cannot(text_of):
    draw, say = figures.by_place(WORDS, M, "the", was=3)
    assert "nearest to “cat” or “dog”" in say(1, "+1", 1)
    assert "row 4 by 100%" in say(0, "+1", 1)
    assert "It reads “dog”" in text_of(draw(0, "+1", 1))
    assert "row 3 by 100%" in say(0, "0", 5)


def test_a_leak_is_sharpened_away():
    _, say = figures.by_place(WORDS, M, "the", was=3)
    assert "row 4 by 80% and row 3 by 15%" in say(0, "+1, leaks", 1)
    assert "row 4 by 100%" in say(0, "+1, leaks", 5)


def test_a_row_is_written(text_of):
    draw, say = figures.written(WORDS, M, 4, "cow", (1, -2, 0))
    assert "Nothing is written" in text_of(draw(0, 1))
    assert "“cow” stands in the place of “dog”" in text_of(draw(1, 1))
    assert "some of “dog”, some of “cow”" in text_of(draw(0.5, 0.5))
    assert "the row is (2.00, 0.00, 0.00)" in say(1, 0)


@pytest.fixture
def copying():
    """Four vectors copied through four rows; the last answer is wrong in one bit."""
    vectors = np.where(np.eye(4, 6) > 0, 1.0, -1.0)
    at = np.eye(5)[[0, 1, 2, 3, 3, 3, 3, 3]]
    eyes = np.eye(5)[[0, 0, 0, 0, 0, 1, 2, 3]]
    memory = np.zeros((8, 5, 6))
    for step in range(8):
        memory[step, : min(step, 3) + 1] = vectors[: min(step, 3) + 1]
    answers = vectors.copy()
    answers[3, 5] = 0.1
    return vectors, {1: figures.Copying(at, eyes, memory, answers)}


def test_copying_by_hand_counts_wrong_bits(copying, text_of):
    draw, say = figures.copy_by_hand(*copying)
    assert "vector 2 is written, 100% of it to row 1" in say(1, 2)
    assert "0 of 18 bits so far are wrong" in say(1, 7)
    assert "1 of 24 bits so far are wrong" in say(1, 8)
    assert "Step 8: 1 of 24 bits are wrong" in text_of(draw(1, 8))
    assert "Step 3: it writes vector 3" in text_of(draw(1, 3))


@pytest.mark.parametrize("part", range(1, len(figures.PARTS) + 1))
def test_the_machine_grows(part, text_of):
    draw, say = figures.machine()
    assert say(part).endswith(f"{figures.PARTS[part - 1]}.")
    assert "memory" in text_of(draw(part))


def test_tracks_tell_a_loop_from_disorder(text_of):
    loop, still = np.zeros((7, 2, 24)), np.zeros((7, 2, 24))
    still[:, :, 0] = 1
    for step in range(7):
        loop[step, 1, min(step, 3)] = 1
        loop[step, 0, max(step - 4, 0)] = 1
    draw, say = figures.tracks({100: still, 900: loop}, 3)
    assert "no order yet" in text_of(draw(100, 7))
    assert "one row a step" in text_of(draw(900, 7))
    assert "step 2, it is given a vector: the writing head is on row 1" in say(900, 2)
    assert "step 4, the mark" in say(900, 4)
    assert "the reading one on row 2 (100%)" in say(900, 7)


def test_by_length_names_the_medians(text_of):
    results = {"LSTM": [[0, 0.5], [0, 0.4], [0.1, 0.45]], "NTM": [[0, 0], [0, 0.2]]}
    results = {name: np.array(r) for name, r in results.items()}
    figure, caption = figures.by_length(results, (10, 20), 10)
    assert caption == (
        "Wrong bits (median of the machines) at lengths 10, 20: LSTM: 0% / 45%; "
        "NTM: 0% / 10%."
    )
    assert "a coin" in text_of(figure)


def test_what_is_looked_up_is_named(text_of):
    weights = np.zeros((10, 2, 8))  # three items, in rows 0, 7 and 6
    for step, row in ((1, 0), (3, 7), (5, 6)):
        weights[step, 1, row] = 1
    lost = weights.copy()
    weights[6:, 0, 6], lost[6:, 0, 0] = 1, 1
    runs = {"as it has learned": {2: weights}, "without content": {2: lost}}
    draw, say = figures.looked_up(runs, 3)
    assert "Asked for item 2: it reads item 3" in text_of(draw("as it has learned", 2))
    assert "it reads somewhere else" in text_of(draw("without content", 2))
    said = say("as it has learned", 2)
    assert "on the row of item 3 (100%) when it sees the item" in said
    said = say("without content", 2)
    assert "on the row of item 1 (100%) when the answer is due" in said


@pytest.mark.parametrize(
    ("row", "name"), [(3, "a row between items 1 and 2"), (7, "a row of no item")]
)
def test_a_row_of_no_item_is_named_by_its_neighbours(row, name):
    weights = np.zeros((8, 2, 8))
    weights[1, 1, 2] = weights[3, 1, 4] = 1  # two items, in rows 2 and 4
    weights[4:, 0, row] = 1
    _, say = figures.looked_up({"as it has learned": {1: weights}}, 2)
    assert f"is mostly on {name} (100%)" in say("as it has learned", 1)
