"""Pairs of sentences to translate: cut into words, split in two, turned into ids."""

from typing import Any

import numpy as np

from dlnlp.arrays import Array
from dlnlp.datasets import split_by_source, translations
from dlnlp.datasets.dlfs2 import Pairs
from dlnlp.evaluation import bleu_tokens
from dlnlp.text import Vocabulary, pad, tokenize
from dlnlp.training import Batches, pair_batches

SEED = 0
LANGUAGES = {"french": ("english", "french"), "korean": ("korean", "english")}
PAIRS = 100_000  # at most
WORDS = 10_000  # on each side; the others are <unk>
HELD_OUT = 0.03  # of the sources
TESTED = 1_500  # sentences that are translated, at most
BEGIN, END = range(2)
MARKS = "<bos>", "<eos>"
# Ours, to look at: none is among the sources that are learned from
OWN = {
    "french": [
        ("I am too tired to cook.", "Je suis trop fatigué pour cuisiner."),
        ("The small cat drinks warm milk.", "Le petit chat boit du lait chaud."),
        ("Where did you find the green key?", "Où as-tu trouvé la clé verte ?"),
        (
            "My neighbour plays the bassoon at night.",
            "Mon voisin joue du basson la nuit.",
        ),
        (
            "She doesn't want to talk about the accident.",
            "Elle ne veut pas parler de l'accident.",
        ),
        (
            "The black cat and the white dog sleep on the red sofa.",
            "Le chat noir et le chien blanc dorment sur le canapé rouge.",
        ),
        (
            "It was raining, so we stayed at home and played cards.",
            "Il pleuvait, alors nous sommes restés à la maison et nous avons joué "
            "aux cartes.",
        ),
        (
            "He has not written to his sister since he moved to Paris.",
            "Il n'a pas écrit à sa sœur depuis qu'il a déménagé à Paris.",
        ),
        (
            "The book that you gave me yesterday is too difficult for my brother.",
            "Le livre que tu m'as donné hier est trop difficile pour mon frère.",
        ),
        (
            "I forgot to close the window before I went to bed, and in the morning "
            "the floor was wet.",
            "J'ai oublié de fermer la fenêtre avant d'aller au lit, et le matin le "
            "sol était mouillé.",
        ),
        (
            "If I had more time, I would read all the old books that my grandfather "
            "left in this house.",
            "Si j'avais plus de temps, je lirais tous les vieux livres que mon "
            "grand-père a laissés dans cette maison.",
        ),
    ],
    "korean": [
        ("나는 너무 피곤하다.", "I am too tired."),
        ("고양이가 우유를 마셔.", "The cat drinks milk."),
        ("너는 어디에서 그 책을 샀어?", "Where did you buy that book?"),
        ("비가 와서 우리는 집에 있었다.", "It rained, so we stayed at home."),
        ("내 동생은 매일 학교에 걸어간다.", "My brother walks to school every day."),
        (
            "나는 어제 친구와 도서관에서 영어를 공부했다.",
            "Yesterday I studied English in the library with a friend.",
        ),
    ],
}


def sentence_pairs(language: str) -> Pairs:
    """Sentences with one translation each: English–French, Korean–English."""
    pairs = translations(language)
    if language == "korean":
        return [(korean, english) for english, korean in pairs]
    rng = np.random.default_rng(SEED)
    return [pairs[i] for i in rng.permutation(len(pairs))[:PAIRS]]


def words(text: str, language: str) -> list[str]:
    """Words and marks in lower case; l'air is two, and a Korean noun with particle."""
    if language == "korean":
        return tokenize(text, particles=True)
    return bleu_tokens(text.lower().replace("’", "'").replace("'", "' "))


def joined(tokens: list[str]) -> str:
    """The text again, as BLEU compares it."""
    return " ".join(tokens).replace("' ", "'")


class Corpus:
    """Pairs in words: `learned`, `held_out`, our `own`, and `tests`.

    A test is a source that was held out, once, and its translation.
    """

    def __init__(self, pairs: Pairs, language: str):
        rng = np.random.default_rng(SEED)
        self.own, self.learned, self.held_out = (
            [tuple(map(words, pair, LANGUAGES[language])) for pair in part]
            for part in (OWN[language], *split_by_source(pairs, HELD_OUT, rng=rng))
        )
        self.vocabs = [
            Vocabulary(
                (word for pair in self.learned for word in pair[side]),
                max_size=WORDS,
                unknown="<unk>",
                marks=MARKS,
            )
            for side in range(2)
        ]
        tests = {tuple(source): target for source, target in reversed(self.held_out)}
        chosen = rng.permutation(len(tests))[:TESTED]
        self.tests = [(list(source), target) for source, target in tests.items()]
        self.tests = [self.tests[n] for n in chosen]

    def batches(self, pairs: Any, batch_size: int) -> Batches:
        """Batches of pairs in words, as ids."""
        sources, targets = (
            [self.vocabs[side].encode(pair[side]) for pair in pairs]
            for side in range(2)
        )
        return pair_batches(sources, targets, batch_size, begin=BEGIN, end=END)

    def read(self, sources: list[list[str]]) -> tuple[Array, Array]:
        """Sources as ids (N, S), and their mask."""
        return pad([self.vocabs[0].encode(source) for source in sources])
