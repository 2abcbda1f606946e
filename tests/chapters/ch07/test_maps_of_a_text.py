"""Chapter 7's maps of one text say what they show."""

import numpy as np

from dlnlp.chapters.ch07 import figures

WORDS = ["the", "film", "was", "not", "good"]
MAPS = {
    "its weights": (np.array([0.01, 0.02, 0.02, 0.65, 0.3]), "says bad, 98%"),
    "others": (np.eye(5)[0], "says bad, 97%"),
    "nothing": (np.zeros(5), "no move"),
}


def test_each_map_names_its_heaviest_words(text_of):
    draw, say = figures.maps_of_a_text(WORDS, MAPS)
    assert say("its weights") == (
        "its weights: says bad, 98%. Most at “not” 65%, “good” 30%."
    )
    assert say("others").endswith("Most at “the” 100%.")
    assert say("nothing").endswith("Most at nothing.")
    for name, (values, result) in MAPS.items():
        text = text_of(draw(name))
        assert f"{name}: {result}" in text
        for word, value in zip(WORDS, values, strict=True):
            assert word in text
            assert f"{value:.0%}" in text
