"""Chapter 3's drawings say what they show."""

import re

import numpy as np
import pytest

from dlnlp.chapters.ch03 import figures
from dlnlp.chapters.ch03.figures.method_colours import method_colours
from dlnlp.explore import explore, palette
from dlnlp.vectors.negative_sampling import noise_distribution


def test_cost_says_how_many_times(text_of):
    text = text_of(figures.cost([1_000, 100_000], [40, 4_000], [20, 25]))
    assert "Negative sampling: 1/160 of the time at V = 100,000" in text


def test_the_right_word_is_pulled_and_wrong_ones_are_pushed(text_of):
    h, u = np.array([1.0, 1.0]), np.array([[1.0, 0], [1, -1], [-1, 0]])
    draw, say = figures.pull(h, u, ["cat", "water", "the"], lr=0.5, steps=9)
    assert "cat 0.73, water 0.50, the 0.27" in say(step=0)
    moved = u - 0.5 * np.outer([-0.2689, 0.5, 0.2689], h)
    after = moved @ (h - 0.25 * np.array([-0.0379, -0.5]))
    said = [float(p) for p in re.findall(r"0\.\d\d", say(step=1))]
    assert said == pytest.approx(1 / (1 + np.exp(-after)), abs=0.006)
    frames = [draw(step=s) for s in (0, 3, 9)]
    assert len({f.axes[0].get_xlim() for f in frames}) == 1
    assert "After step 9: yes to cat 9" in text_of(frames[2])


def test_boxes_are_filled_one_by_one(text_of):
    draw, say = figures.boxes(["the", "drinks", "cat", "milk"], [13, 4, 2, 1])
    assert "has 13 tokens, and its box room for 5" in say(step=0)
    assert "box of “milk” is filled up by “the”, which gives 4 and keeps 9" in say(
        step=1
    )
    assert "keeps 5" in say(step=3)
    assert "All boxes are full" in text_of(draw(step=3))
    with pytest.raises(ValueError, match="cannot be filled from the first"):
        figures.boxes(["the", "cat"], [3, 4])


COUNTS = np.concatenate([[500_000], np.full(9, 90_000), np.arange(1_990, 0, -1)])
WORDS = [f"w{'abcdefghij'[i % 10]}x" for i in range(len(COUNTS))]


def test_negatives_are_counted_by_drawing(text_of):
    draw, say = figures.negatives(COUNTS, WORDS)
    p = noise_distribution(COUNTS, 0.75)
    drawn = np.random.default_rng(0).choice(len(p), 400_000, p=p)
    draws = f"{(drawn < 10).mean():.0%} of the draws"
    text = f"{COUNTS[:10].sum() / COUNTS.sum():.0%} of the text"
    assert f"{text}, get {draws}" in say(exponent=0.75)
    assert draws in text_of(draw(exponent=0.75))
    assert text in text_of(draw(exponent=0.75))
    frames = [draw(exponent=e) for e in (0.0, 0.5, 1.0)]
    assert len({f.axes[0].get_xlim() for f in frames}) == 1
    assert "other 1,000 words" in text_of(frames[0])


def test_negatives_of_few_words(text_of):
    draw, say = figures.negatives([3, 1, 2], ["cat", "the", "milk"])
    assert "the 3 most frequent words, 100% of the text, get 100%" in say(exponent=1.0)
    assert "top 3 words" in text_of(draw(exponent=1.0))


@pytest.mark.parametrize("named", [True, False])
def test_group_counts_what_counts(named, text_of):
    near = np.array([[1, 0, 1, 0], [0, 1, 0, 1]], dtype=bool)
    text = ["a", "b", "c", "d"] if named else [0, 1, 2, 3]
    noise = ["x", "y"] if named else [7, 8]
    words = text_of(figures.group(near, text, noise))
    assert "8 of its 12 numbers count" in words
    for name in ("middle (G = 2)", "words around (C = 4)", "negatives (S = 2)"):
        assert name in words
    assert (" x " in words) == named


def test_group_does_not_count_the_right_word_as_wrong(text_of):
    near = np.array([[1, 0, 0], [0, 0, 1]], dtype=bool)
    assert "3 of its 8 numbers" in text_of(figures.group(near, [5, 6, 7], [5]))


DIMS = [10, 50, 100]
SCORES = {
    "WordSim-353": {
        "skip-gram": [[0.4, 0.6, 0.65], [0.42, 0.61, 0.66], [0.41, 0.6, 0.67]],
        "CBOW": [[0.3, 0.5, 0.6]] * 3,
        "PPMI and SVD": [[0.41, 0.65, 0.7]],
    },
    "analogies": {"skip-gram": [[0, 0.1, 0.2]], "CBOW": [[0.1, 0.1, 0.12]]},
}


def test_dimensions_reads_the_values_there(text_of):
    draw, say = figures.dimensions(SCORES, DIMS)
    assert say(test="WordSim-353", hidden=100) == (
        "WordSim-353, at 100 dimensions: PPMI and SVD 0.70, skip-gram 0.66, CBOW 0.60."
    )
    assert "skip-gram 20%, CBOW 12%" in say(test="analogies", hidden=100)
    frames = {(t, d): draw(test=t, hidden=d) for t in SCORES for d in DIMS}
    heights = {t: {f.axes[0].get_ylim() for (u, _), f in frames.items() if u == t}
               for t in SCORES}  # fmt: skip
    assert all(len(limits) == 1 for limits in heights.values())
    texts = {key: text_of(frame) for key, frame in frames.items()}
    assert "100 dimensions: PPMI and SVD leads" in texts["WordSim-353", 100]
    assert "10 dimensions: skip-gram, PPMI and SVD lead" in texts["WordSim-353", 10]
    assert "50 dimensions: no clear leader" in texts["analogies", 50]
    assert "CBOW 0.60" in texts["WordSim-353", 100]


def test_methods_are_named_where_they_were_tried(text_of):
    runs = {"SVD": [[0.1, 0.2, 0.4]], "GloVe": [[np.nan, 0.3, np.nan]]}
    draw, say = figures.dimensions({"SimLex-999": runs}, DIMS)
    assert say("SimLex-999", 100) == "SimLex-999, at 100 dimensions: SVD 0.40."
    assert "GloVe 0.30, SVD 0.20" in say("SimLex-999", 50)
    assert "100 dimensions: SVD alone" in text_of(draw("SimLex-999", 100))
    assert "50 dimensions: GloVe leads" in text_of(draw("SimLex-999", 50))


def test_shifted_pmi_finds_the_shift(text_of):
    rng = np.random.default_rng(0)
    pmi = rng.normal(1, 1, 3_000)
    products = pmi - np.log(5) + rng.normal(0, 0.3, 3_000)
    draw, say = figures.shifted_pmi(pmi, products, 5)
    assert "3,000 pairs, of which 1,800 are drawn, trained with 5 neg" in say(K=2)
    assert "typically lie on the line PMI − ln 5;" in say(K=5)
    assert "lie 1.6 below the line PMI − ln 1;" in say(K=1)
    assert "lie 1.4 above the line PMI − ln 20;" in say(K=20)
    r = f"{np.corrcoef(pmi, products)[0, 1]:.2f}"
    assert f"correlation is {r}." in say(K=2)
    frames = [draw(K=K) for K in (1, 5, 20)]
    limits = {(f.axes[0].get_xlim(), f.axes[0].get_ylim()) for f in frames}
    assert len(limits) == 1
    assert "K = 20: the products lie 1.4 above the line" in text_of(frames[2])
    few = figures.shifted_pmi(pmi[:1_000], products[:1_000], 5)[1]
    assert "of 1,000 pairs, trained with 5" in few(K=5)


def setting(score, label):
    return {"score": score, "low": score - 0.05, "high": score + 0.05, "label": label}


def test_settings_compares_both_spreads(text_of):
    results = {
        "WordSim-353": {
            "PPMI": [setting(0.4, "window 2"), setting(0.65, "window 10")],
            "skip-gram": [setting(0.6, "K = 5"), setting(0.68, "K = 15")],
        },
        "analogies": {
            "PPMI": [setting(0.1, "a")],
            "skip-gram": [{"score": 0.3, "label": "b"}],
        },
    }
    draw, say = figures.settings(results)
    text = text_of(draw(test="WordSim-353"))
    assert "Settings differ by 0.25, the methods’ best by 0.03" in text
    assert "PPMI, best 0.65" in text
    assert "K = 15" in text
    assert "window 10" in text
    assert "0.68 (interval 0.63 to 0.73), by skip-gram" in say(test="WordSim-353")
    assert "up to 0.25 (PPMI)" in say(test="WordSim-353")
    assert "is 0.30, by skip-gram with b." in say(test="analogies")
    low, high = draw(test="WordSim-353").axes[0].get_xlim()
    assert low < 0.35 < 0.73 < high


def test_few_labels_says_who_leads(text_of):
    scores = {
        "counts": [[0.3, 0.8], [0.32, 0.82]],
        "mean of vectors": [[0.5, 0.79], [0.54, 0.81]],
    }
    draw, say = figures.few_labels(scores, [5, 100], chance=0.125)
    assert say(labelled=5) == (
        "With 5 labels: mean of vectors 52%, counts 31%; guessing 12.5%."
    )
    assert "With 5 labels, mean of vectors leads" in text_of(draw(labelled=5))
    text = text_of(draw(labelled=100))
    assert "no clear leader" in text
    assert "guessing" in text
    explore(draw, alt=say, labelled=[5, 100])  # whose own argument is called labels
    assert "guessing" not in figures.few_labels(scores, [5, 100])[1](labelled=5)


def test_gender_names_the_outermost_words(text_of):
    words = ["nurse", "king", "judge", "baker", "queen"]
    some = {
        "words": words,
        "share_she": [0.9, 0.0, 0.1, 0.5, 1.0],
        "projection": [0.3, -0.4, -0.1, 0.0, 0.2],
        "count": [10] * 5,
    }
    draw, say = figures.gender({"Bible": some, "PTB": some})
    assert "rank correlation of 0.90" in say(corpus="Bible")
    assert "towards “he” lies king, towards “she” nurse" in say(corpus="Bible")
    text = text_of(draw(corpus="PTB"))
    assert "PTB: text and vectors, rank correlation 0.90" in text
    assert all(word in text for word in words)


def test_methods_keep_their_colours():
    colours = method_colours(["PPMI", "PPMI and SVD", "skip-gram", "SIF", "x"])
    assert colours["skip-gram"] == palette.QUERY
    assert method_colours(["CBOW", "skip-gram"])["skip-gram"] == palette.QUERY
    assert len(set(colours.values())) == 5
