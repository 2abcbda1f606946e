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
    """Pairs in words: `learned`, `held_out`, and `tests`, each source of these once."""

    def __init__(self, pairs: Pairs, language: str):
        rng = np.random.default_rng(SEED)
        self.learned, self.held_out = (
            [tuple(map(words, pair, LANGUAGES[language])) for pair in part]
            for part in split_by_source(pairs, HELD_OUT, rng=rng)
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
