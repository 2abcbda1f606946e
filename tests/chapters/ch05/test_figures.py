"""Chapter 5's drawings say what they show."""

import re

import numpy as np
import pytest

from dlnlp.chapters.ch05 import figures
from dlnlp.explore.svg import svg
from dlnlp.nn.functional import sigmoid
from dlnlp.nn.gru import GRU
from dlnlp.nn.lstm import LSTM


@pytest.fixture
def rng():
    return np.random.default_rng(0)


DISTANCES = np.arange(51)
NORMS = {
    (largest, "random", "tanh"): rate**DISTANCES
    for largest, rate in [(0.9, 0.5), (1.0, 1.0), (1.5, 0.8), (2.0, 1.7)]
}
RADII = {key[:2]: key[0] / 2 for key in NORMS}


@pytest.mark.parametrize(
    ("largest", "title", "said"),
    [
        (0.9, "Below 1 the gradient must vanish", "less than 1/1,000,000,000,000 of"),
        (1.0, "The gradient keeps its size", "50 steps back it is what it was"),
        (1.5, "1.5 allows it to explode, yet it vanishes", "about 1/100,000 of"),
        (2.0, "The gradient explodes", "about 1,000,000,000,000 times"),
    ],
)
def test_gradient_norms_are_judged_by_where_they_end(largest, title, said, text_of):
    draw, say = figures.gradient_norms(NORMS, RADII)
    chosen = {"largest": largest, "matrix": "random", "activation": "tanh"}
    assert said in say(**chosen)
    assert f"eigenvalue {largest / 2:.2f}" in say(**chosen)
    assert title in text_of(draw(**chosen))


def test_gradient_norms_say_nothing_of_eigenvalues_that_are_not_given(text_of):
    draw, say = figures.gradient_norms(NORMS)
    chosen = {"largest": 1.5, "matrix": "random", "activation": "tanh"}
    assert "Largest singular value 1.5, random weights, tanh: the" in say(**chosen)
    assert "eigenvalue" not in text_of(draw(**chosen))


@pytest.mark.parametrize(
    ("end", "said"),
    [(np.inf, "explodes"), (np.nan, "explodes"), (0.0, "vanishes; 1 steps back")],
)
def test_gradient_norms_can_leave_all_bounds(end, said, text_of):
    key = (2.0, "random", "none")
    draw, say = figures.gradient_norms({key: [1.0, end]}, {key[:2]: 1.0})
    assert said in say(*key)
    assert "gradient" in text_of(draw(*key))


def test_gradient_norms_keep_their_axes():
    draw, _ = figures.gradient_norms(NORMS, RADII)
    limits = {draw(*key).axes[0].get_ylim() for key in NORMS}
    assert len(limits) == 1


def test_a_path_leaves_the_map_or_stays(text_of):
    w, b = np.linspace(0, 1, 5), np.linspace(0, 2, 9)
    ends = np.add.outer(b, w)
    inside = np.array([[0.5, 1.0], [0.5, 0.5], [0.25, 0.0]])
    paths = {"none": [[0.5, 1.0], [0.5, 0.5], [30.0, 1.0]], "1": inside}
    draw, say = figures.cliff(w, b, ends, 0.0, paths)
    thrown = "step 2 at the cliff throws the parameters off the map, to (30.0, 1.0)"
    assert say("none").endswith(f"{thrown}.")
    paths["stuck"] = [*paths["none"], [30.0, 1.01]]
    _, say_stuck = figures.cliff(w, b, ends, 0.0, paths)
    assert "and the 1 steps after it hardly move them." in say_stuck("stuck")
    assert "from 2.25 to 0.06" in say("1")
    assert "Step 2 throws it off the map" in text_of(draw("none"))
    figure = draw("none")
    tip = next(t for t in figure.axes[0].texts if not t.get_text()).xy
    assert tip[0] == pytest.approx(1.125)  # the map's edge: half a cell further
    assert "to (30.0, 1.0)" in text_of(figure)
    assert "Clipped at 1, no step leaves the map" in text_of(draw("1"))
    assert "end: loss 0.06" in text_of(draw("1"))


def test_a_map_marks_where_the_goal_is_reached(text_of):
    w, b = np.linspace(0, 1, 9), np.linspace(0, 1, 9)
    draw, _ = figures.cliff(w, b, np.add.outer(b, w), 0.8, {"1": [[0, 0], [0.5, 0.3]]})
    assert "loss 0" in text_of(draw("1"))
    draw, _ = figures.cliff(w, b, np.add.outer(b, w), 9.0, {"1": [[0, 0], [0.5, 0.3]]})
    assert "loss 0 " not in text_of(draw("1"))


def test_powers_are_digits_that_the_pages_fonts_have():
    draw, _ = figures.gradient_norms(NORMS, RADII)
    markup = svg(draw(1.5, "random", "tanh"), "test")
    assert re.search(r'>10<tspan dy="-.5em"[^>]*>−12</tspan></text>', markup)
    assert not re.search("[⁻⁰⁴-⁹]", markup)


def unit(layer, gates):
    """A layer of one unit whose gates and candidate are as given before squashing."""
    layer.Wx.value[:] = layer.Wh.value[:] = 0
    layer.b.value[:] = gates
    return layer


@pytest.mark.parametrize(("f", "i", "o"), [(0.9, 0.5, 0.25), (0.2, 0.7, 0.6)])
def test_lstm_cell_computes_what_the_layer_does(f, i, o, rng, text_of):
    g, c_before = -0.6, 0.8
    gates = [np.log(p / (1 - p)) for p in (i, f, o)]
    lstm = unit(LSTM(1, 1, rng=rng), [*gates, np.arctanh(g)])
    state = (np.zeros((1, 1)), np.full((1, 1), c_before))
    (_, (h, c)), _ = lstm(np.zeros((1, 1, 1)), state)
    h, c = (f"{x.item():.2f}".replace("-", "−") for x in (h, c))
    draw, say = figures.lstm_cell(g, c_before)
    assert f"c goes from 0.80 to {c}, and h is {h}." in say(f=f, i=i, o=o)
    assert f"h = {h}" in text_of(draw(f=f, i=i, o=o))


def test_lstm_cell_speaks_of_shut_and_open_gates(text_of):
    draw, say = figures.lstm_cell(-0.6, 0.8)
    assert say(f=1, i=0, o=0).startswith(
        "The cell keeps its whole memory, adds nothing and shows nothing"
    )
    text = text_of(draw(f=0, i=1, o=1))
    assert "kept 0.00" in text
    assert "added −0.60" in text


@pytest.mark.parametrize(("z", "r"), [(0.75, 0.5), (0.25, 0.9)])
def test_gru_cell_computes_what_the_layer_does(z, r, rng, text_of):
    h_before, from_x, from_h = 0.8, -0.9, 0.5
    gates = [np.log(p / (1 - p)) for p in (r, z)]
    gru = unit(GRU(1, 1, rng=rng), [*gates, from_x])
    gru.Wh.value[0, 2] = from_h / h_before
    (_, h), _ = gru(np.zeros((1, 1, 1)), np.full((1, 1), h_before))
    h = f"{h.item():.2f}".replace("-", "−")
    draw, say = figures.gru_cell(h_before, from_x, from_h)
    assert f"goes from 0.80 to {h}." in say(z=z, r=r)
    assert f"h = {h}" in text_of(draw(z=z, r=r))


HALF_LIVES = [(-2, "0.3 steps"), (0, "1 step;"), (1, "2.2 steps"), (4, "38 steps")]


@pytest.mark.parametrize(("bias", "half"), HALF_LIVES)
def test_memory_length_says_the_half_life(bias, half, text_of):
    gate = sigmoid(np.array(float(bias)))
    draw, say = figures.memory_length({bias: gate**DISTANCES})
    assert f"half of what is on the lane is gone after {half}" in say(bias)
    assert f"the lane’s half-life is {half.strip(';')}" in text_of(draw(bias))


def test_memory_length_does_not_hide_a_gradient_that_grows(text_of):
    draw, say = figures.memory_length({4: 1.05**DISTANCES})
    assert "gradient is 11 times what it was" in say(4)
    assert "the gradient" in text_of(draw(4))


def test_memory_length_speaks_of_percent_as_its_axis_does():
    _, say = figures.memory_length({1: [1.0, 0.00029], 0: [1.0, 2e-9]})
    assert "gradient is 0.03% of what it was" in say(1)
    assert "gradient is about 1/1,000,000,000 of what it was" in say(0)


def test_lags_counts_the_runs_that_remember(text_of):
    lags = {8: [1.0, 0.9, 1.0], 32: [0.96, 0.2, 0.97]}
    results = {"LSTM 1, no tanh": lags, "RNN": dict.fromkeys(lags, [0.25] * 3)}
    figure, finding = figures.lags(results, chance=0.25)
    assert "of 3 that remember over 32 steps: LSTM 1, no tanh: 2, RNN: 0." in finding
    assert finding.endswith("Guessing gets 25% right.")
    assert "Lag 32: LSTM 1, no tanh, 2 of 3 runs" in text_of(figure)
    assert "filled: remembers" in text_of(figure)


def test_lags_fills_the_dots_that_remember():
    results = {"RNN": {8: [1.0, 0.9]}, "GRU": {8: [0.2, 0.99]}}
    figure, _ = figures.lags(results, chance=0.25)
    dots = [line for line in figure.axes[0].lines if line.get_marker() == "o"]
    heights = [float(dot.get_ydata()[0]) for dot in dots]
    assert len(dots) == 4
    assert heights[0] < heights[1]  # from the top down
    filled = [dot.get_mfc() == dot.get_mec() for dot in dots]
    assert filled == [True, False, False, True]


@pytest.mark.parametrize("p", [0, 0.25, 0.5, 0.75])
def test_fresh_masks_cut_what_locked_ones_let_through(p, rng, text_of):
    steps, units = 400, 16
    draw, say = figures.masks(rng, steps=steps, units=units)
    survivors = {
        kind: int(re.search(r"(\d+) of 16 units can", say(p, kind))[1])
        for kind in ("fresh", "locked")
    }
    assert survivors["fresh"] == (0 if p else units)
    assert (survivors["locked"] == units) == (p == 0)
    if p < 0.75:
        assert survivors["locked"] > 0
    small, _ = figures.masks(rng)
    assert "A locked mask" in text_of(small(p, "locked"))
    with pytest.raises(ValueError, match="below 1"):
        draw(1.0, "fresh")


def test_dropout_paths_draws_a_mask_on_every_masked_way():
    draw, say = figures.dropout_paths()
    squares = [len(draw(kind).axes[0].patches) for kind in figures.DROPOUTS]
    layers = 2 * 4
    assert squares[0] == squares[1] == layers + 4 * (3 * 4)
    assert "same at every step" in say(figures.DROPOUTS[1])


def test_hidden_sizes_compares_with_and_without_dropout(text_of):
    falls, rises = [200.0, 150.0, 120.0, 110.0], [210.0, 160.0, 170.0, 190.0]
    results = {
        (8, 0.0): [{"train": falls, "valid": falls}] * 3,
        (8, 0.5): [{"train": rises, "valid": rises}] * 3,
        (128, 0.0): [{"train": falls, "valid": rises}] * 3,
        (128, 0.5): [{"train": falls, "valid": falls}] * 3,
    }
    draw, say = figures.hidden_sizes(results)
    assert (
        "without dropout validation reaches 160 after epoch 2 and rises to 190; with "
        "dropout 0.5 validation reaches 110. Training ends at 110 and 110"
    ) in say(128)
    assert "128 units: better with dropout, 110 against 160" in text_of(draw(128))
    assert "8 units: worse with dropout, 160 against 110" in text_of(draw(8))
    text = text_of(draw(8))
    for name in ("training", "validation", "training, dropout", "validation, dropout"):
        assert name in text
    assert len({draw(hidden).axes[0].get_ylim() for hidden in (8, 128)}) == 1
