"""Chapter 4's drawings say what they show."""

import numpy as np
import pytest

from dlnlp.chapters.ch04 import figures
from dlnlp.nn.functional import softmax


def test_choices_prints_the_perplexity(text_of):
    scores = np.array([2.0, 1.0, 0.0, -1.0])
    draw, say = figures.choices(["a", "b", "c", "d"], scores)
    for flatness in (0.5, 2.0):
        p = softmax(scores / flatness)
        perplexity = f"{np.exp(-(p * np.log(p)).sum()):.1f}"
        assert f"the perplexity is {perplexity}" in say(flatness)
        assert f"as hard as {perplexity} equal choices" in text_of(draw(flatness))
    areas = [bar.get_width() * bar.get_height() for bar in draw(1.0).axes[1].patches]
    assert sum(areas) == pytest.approx(0.66)  # the bars hold all the probability
    with pytest.raises(ValueError, match="2 words need as many logits"):
        figures.choices(["a", "b"], scores)


WORDS = ["milk", "water", *(f"w{i}" for i in range(18))]


def counts(order):
    return np.arange(20) < {1: 20, 2: 4, 3: 0}[order]


def distribution(order, method):
    if order == 3 and method == "maximum likelihood":
        return np.full(20, np.nan)
    p = counts(order) * np.linspace(1, 0.1, 20) + (method == "add-k") * 0.1
    return p / p.sum()


def test_next_words_weighs_what_was_never_seen(text_of):
    draw, say = figures.next_words(distribution, counts, WORDS, ["the", "cat"])
    rest = distribution(2, "add-k")[4:].sum()
    sentence = say(order=2, method="add-k")
    assert "4 of 20 words were seen there" in sentence
    assert f"never seen there together {rest:.0%}" in sentence
    text = text_of(draw(order=2, method="add-k"))
    assert f"{rest:.0%} is kept for words never seen there" in text
    assert "… cat ___" in text
    many = text_of(draw(order=1, method="maximum likelihood"))
    left = distribution(1, "maximum likelihood")[8:].sum()
    assert f"12 more were seen: {left:.0%}" in many
    assert "more were seen" not in text
    assert "Nothing is kept" in text_of(draw(order=2, method="maximum likelihood"))
    assert "“whatever came before: ___”" in say(order=1, method="add-k")


def test_next_words_fills_its_axis(text_of):
    around = distribution, counts, WORDS, ["the", "cat"]
    draw, _ = figures.next_words(*around, top=0.6)
    assert "60%" in text_of(draw(order=2, method="add-k"))
    draw, _ = figures.next_words(*around, top=0.1)
    with pytest.raises(ValueError, match="beyond the axis, which ends at 10%"):
        draw(order=2, method="add-k")


def test_next_words_without_a_guess(text_of):
    draw, say = figures.next_words(distribution, counts, WORDS, ["the", "cat"])
    assert "there is no guess" in say(order=3, method="maximum likelihood")
    assert "No guess" in text_of(draw(order=3, method="maximum likelihood"))
    with pytest.raises(ValueError, match="order 4 does not fit"):
        say(order=4, method="add-k")


SENTENCE = "the cat drinks milk".split()


@pytest.mark.parametrize("words", [SENTENCE, SENTENCE[:3], SENTENCE[:2]])
def test_unrolled_names_every_array_with_its_shape(words, text_of):
    figure, alt = figures.unrolled(words, 16, 32, 9)
    text = text_of(figure)
    for name in ("x (N, 16)", "h (N, 32)", "scores (N, 9)", "Wx (16, 32)",
                 "Wh (32, 32)", "b (32,)", "W_out (9, 32), b_out (9,)"):  # fmt: skip
        assert name in text
    assert f"unrolled over {len(words) - 1} words" in alt
    assert f"{words[-1]}?" in text


def test_backwards_adds_one_term_a_step(text_of):
    draw, say = figures.backwards(SENTENCE)
    terms = ["h2.T @ da3", "h1.T @ da2", "h0.T @ da1"]
    for steps in (1, 2, 3):
        total = " + ".join(terms[:steps])
        assert f"dWh = {total}." in say(steps=steps)
        assert f"through {steps} step" in say(steps=steps)
        text = text_of(draw(steps=steps))
        assert f"dWh = {total}" in text
        assert "dh3 = ds3 @ W_out" in text
        assert ("dh2 = da3 @ Wh.T" in text) == (steps > 1)
        assert [f"da{t} = dh{t}" in text for t in (3, 2, 1)] == [
            t >= 4 - steps for t in (3, 2, 1)
        ]  # every step passed stays written
    with pytest.raises(ValueError, match="1 to 3 exist"):
        say(steps=4)
    with pytest.raises(ValueError, match="two to 4 words"):
        figures.backwards(["cat"])


@pytest.mark.parametrize("lag", [1, 3, 6, 12])
@pytest.mark.parametrize("steps", [2, 4, 8, 16])
def test_truncation_counts_the_words_that_see_their_cause(steps, lag, text_of):
    draw, say = figures.truncation()
    piece = range(10 * steps, 11 * steps)
    arrive = sum((t - lag) // steps == t // steps for t in piece)
    text, sentence = text_of(draw(steps=steps, lag=lag)), say(steps=steps, lag=lag)
    if arrive:
        assert f"the gradient of {arrive} words in {steps} goes" in sentence
        assert f"{arrive} of {steps} gradients go back {lag} word" in text
        assert "stops at the cut" not in text
        assert "a guess whose gradient arrives" in text
    else:
        assert f"no gradient goes back {lag} word" in sentence
        assert "stops at the cut" in text


def test_truncation_refuses_what_it_cannot_draw():
    draw, _ = figures.truncation()
    with pytest.raises(ValueError, match="lag 16: allowed are"):
        draw(steps=4, lag=16)


def test_recall_counts_who_recalls_past_the_cut(text_of):
    lags = [1, 2, 4, 8]
    good, chance = [1.0, 0.96, 0.5, 0.25], [0.25] * 4
    results = {2: [good, good, chance], 8: [[1.0] * 4] * 3}
    figure, alt = figures.recall(results, lags, 0.25)
    assert "How many of 3 networks are right in 95% of new rows" in alt
    assert "Of a symbol just before the cut: with 2 steps 2 and with 8 steps 3." in alt
    assert "Just before the cut: 2 and 3 of 3 still recall" in text_of(figure)
    cells = [t.get_text() for t in figure.axes[0].texts][:8]
    assert cells == ["2", "2", "0", "0", "3", "3", "3", "3"]
    (border,) = figure.axes[0].lines
    xs = [patch.get_x() for patch in figure.axes[0].patches][:4]
    assert np.diff(xs).tolist() == pytest.approx([1, 1.3, 1.3])  # 3, and 5 to 7 lack
    assert border.get_xdata().tolist() == [xs[1], xs[1], xs[3], xs[3]]
    figure, _ = figures.recall({2: [good], 16: [good]}, lags, 0.25)
    (border,) = figure.axes[0].lines
    assert border.get_xdata().tolist() == [
        xs[1],
        xs[1],
        xs[3] + 1,
    ]  # no cut in the last
    figure, alt = figures.recall({2: [chance]}, lags, 0.25)
    assert "Just before the cut: 0 of 1 still recall" in text_of(figure)
    with pytest.raises(ValueError, match="4 accuracies for 3 lags"):
        figures.recall(results, lags[:3], 0.25)
    with pytest.raises(ValueError, match="just before a cut"):
        figures.recall({16: [good]}, lags, 0.25)


def test_floor_says_how_near(text_of):
    curves = np.linspace([8.0, 8.2, 8.1], [3.1, 3.2, 3.3], 10).T
    lines = {"unigram": 7.5, "bigram": 5.25}
    figure, alt = figures.floor(curves, 3.0, lines)
    assert "falls to 3.2 (median of 3 runs), near the 3.00 of the source itself" in alt
    assert "unigram 7.50, bigram 5.25" in alt
    text = text_of(figure)
    assert "The RNN ends 7% above" in text
    assert "the source 3.00" in text
    assert "above the 3.00" in figures.floor(curves + 1, 3.0, lines)[1]


@pytest.mark.parametrize(
    ("network", "finding"),
    [(40, "on new pages: 40, still behind counting"),
     (30, "on new pages: 30, ahead of counting")],
)  # fmt: skip
def test_reading_says_who_is_ahead(network, finding, text_of):
    losses = np.log(np.linspace(500, 60, 97))
    figure, alt = figures.reading(losses, 80_000, network, {"order 5": 32.4})
    text = text_of(figure)
    assert finding in text
    assert "thousand words read" in text
    assert f"On new pages it has about {network} at the end" in alt
    assert "comparison: order 5: 32." in alt
    assert "order 5: 32" in text
    curve = figure.axes[0].lines[1]  # after the line of order 5
    assert len(curve.get_xdata()) == 20
    assert curve.get_ydata()[0] == pytest.approx(490, abs=10)
    labels = [t for t in figure.axes[0].texts if t.get_text().startswith(("n", "o"))]
    heights = sorted(t.xyann[1] for t in labels)
    assert min(np.diff(heights)) > 0.08  # no name upon another


@pytest.mark.parametrize(
    ("weight", "left", "verdict"),
    [(0, "0.00", "forgotten"), (1, None, "fading"), (1.5, "0.86", "kept")],
)
def test_one_unit_keeps_or_forgets(weight, left, verdict, text_of):
    draw, say = figures.one_unit()
    h = np.tanh(2.0)
    for _ in range(9):
        h = np.tanh(weight * h)
    sentence = say(weight=weight)
    assert f"{h:.2f} is left: {verdict}" in sentence
    assert left is None or left in sentence
    text = text_of(draw(weight=weight))
    assert verdict in text
    assert "−0.00" not in text
