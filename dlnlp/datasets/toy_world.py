"""A small made-up world that talks about itself, so that we know what its words mean.

A probabilistic grammar writes the corpus. It treats two synonyms exactly alike, gives
every pair of an analogy the same difference, and hands over the answer key. A method
that learns meaning from company can be scored against it without asking anybody.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Any, TypeVar

import numpy as np

from dlnlp.arrays import check_size

T = TypeVar("T")

# Each group of words is followed by the things it is talked about with, its topic.
PEOPLE = {
    ("king", "queen"): "throne crown palace",
    ("man", "woman"): "hat letter coat",
    ("boy", "girl"): "school toy game",
    ("father", "mother"): "child home dinner",
    ("prince", "princess"): "dragon tower ball",
    ("actor", "actress"): "stage mask role",
    ("uncle", "aunt"): "gift visit farm",
    ("waiter", "waitress"): "menu table tray",
}
THINGS = {
    ("dog", "dogs"): "bone leash kennel",
    ("cat", "cats"): "mouse cushion whisker",
    ("tree", "trees"): "leaf branch root",
    ("book", "books"): "page shelf chapter",
    ("bird", "birds"): "nest feather song",
    ("ship", "ships"): "harbour sail anchor",
    ("flower", "flowers"): "garden petal bee",
    ("star", "stars"): "sky telescope comet",
}
ACTIONS = {
    ("walk", "walked"): "path hill bridge",
    ("cook", "cooked"): "soup rice onion",
    ("paint", "painted"): "wall portrait fence",
    ("climb", "climbed"): "ladder rope cliff",
    ("repair", "repaired"): "roof clock pipe",
    ("wash", "washed"): "plate shirt window",
    ("carry", "carried"): "basket stone bucket",
    ("write", "wrote"): "poem diary report",
}
LANDS = {  # country, capital, language
    ("france", "paris", "french"): "wine cheese perfume",
    ("japan", "tokyo", "japanese"): "sushi cherry kimono",
    ("korea", "seoul", "korean"): "kimchi ginseng celadon",
    ("italy", "rome", "italian"): "pasta olive opera",
    ("greece", "athens", "greek"): "temple marble feta",
    ("russia", "moscow", "russian"): "snow ballet fur",
    ("spain", "madrid", "spanish"): "guitar orange flamenco",
    ("china", "beijing", "chinese"): "tea silk porcelain",
}
SYNONYMS = {
    ("car", "automobile"): "road engine wheel",
    ("sofa", "couch"): "lamp carpet pillow",
    ("doctor", "physician"): "fever medicine nurse",
    ("forest", "woods"): "deer moss owl",
    ("shop", "store"): "price coin customer",
    ("film", "movie"): "camera ticket screen",
    ("attorney", "lawyer"): "judge court crime",
    ("infant", "baby"): "cradle milk rattle",
    ("ocean", "sea"): "wave whale tide",
    ("street", "avenue"): "lantern crossing parade",
}
OPPOSITES = {
    ("night", "day"): "hour hours clouds",
    ("hot", "cold"): "water bath wind",
    ("big", "small"): "room village box",
    ("rich", "poor"): "merchant family neighbour",
    ("full", "empty"): "bottle glass purse",
    ("old", "young"): "horse soldier king",
}


@dataclass(frozen=True)
class ToyWorld:
    """A synthetic corpus and the truth about its words.

    tokens     the corpus, sentences end in "."
    synonyms   pairs of words that the grammar treats alike
    opposites  pairs that stand in the same sentences and mean the contrary
    analogies  (section, a, b, c, d) with a : b :: c : d, for `evaluate_analogies`
    """

    tokens: list[str]
    synonyms: list[tuple[str, str]]
    opposites: list[tuple[str, str]]
    analogies: list[tuple[str, str, str, str, str]]


def toy_world(sentences: int = 20_000, *, rng: np.random.Generator) -> ToyWorld:
    """A corpus from the grammar: so many sentences, of about 9 tokens each.

    ValueError: fewer than one sentence.

    >>> world = toy_world(1_000, rng=np.random.default_rng(0))
    >>> "queen" in world.tokens, world.analogies[0]
    (True, ('gender', 'king', 'queen', 'man', 'woman'))
    """
    sentences = check_size(sentences, "sentences")
    tokens: list[str] = []
    for roll in rng.random((sentences, 5)).tolist():  # one die for each choice
        groups, templates = pick(GRAMMAR, roll[0])
        words, topic = pick(list(groups.items()), roll[1])
        word = pick(words, roll[2])
        template = templates[words.index(word) % len(templates)]
        text = template.format(
            word=word, topic=pick(topic.split(), roll[3]), filler=pick(FILLERS, roll[4])
        )
        tokens += text.split()
    return ToyWorld(tokens, list(SYNONYMS), list(OPPOSITES), _analogies())


def pick(options: Sequence[T], roll: float) -> T:
    """The option that a number between 0 and 1 falls on."""
    return options[int(roll * len(options))]


# What is said of a group's first, second, … word. A filler keeps word and topic apart.
GRAMMAR: list[tuple[Mapping[Any, str], list[str]]] = [
    (PEOPLE, ["the {word} {filler} lost his {topic} and he wept .",
              "the {word} {filler} lost her {topic} and she wept ."]),
    (THINGS, ["a {word} is {filler} near the {topic} .",
              "many {word} are {filler} near the {topic} ."]),
    (ACTIONS, ["tomorrow they will {word} {filler} the {topic} .",
               "yesterday they {word} {filler} the {topic} ."]),
    (LANDS, ["the land of {word} is {filler} known for {topic} .",
             "the city of {word} buys {filler} much {topic} .",
             "songs sung in {word} praise {filler} the {topic} ."]),
    (SYNONYMS, ["we saw the {word} {filler} by the {topic} ."]),
    (OPPOSITES, ["it was the {word} {filler} {topic} ."]),
]  # fmt: skip

FILLERS = [
    "", "today", "perhaps", "there again", "as they say", "if you please , sir ,",
]  # fmt: skip


def _analogies() -> list[tuple[str, str, str, str, str]]:
    """Every two pairs of a section make a question."""
    sections = {
        "gender": list(PEOPLE),
        "plural": list(THINGS),
        "past tense": list(ACTIONS),
        "capital": [(country, capital) for country, capital, _ in LANDS],
        "language": [(country, language) for country, _, language in LANDS],
    }
    return [
        (section, a, b, c, d)
        for section, pairs in sections.items()
        for (a, b), (c, d) in permutations(pairs, 2)
    ]
