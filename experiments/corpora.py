"""The texts of the experiments, as words or as ids."""

from dlnlp.datasets import penn_treebank, world_english_bible
from dlnlp.text import Vocabulary, tokenize
from dlnlp.wordnet import wordnet_glosses


class Treebank:
    """The three parts, and the word before the first: a text begins after a line."""

    def __init__(self) -> None:
        words = penn_treebank("train")
        self.vocab = Vocabulary(words)
        self.train = self.vocab.encode(words)
        self.valid, self.test = (
            self.vocab.encode(penn_treebank(split)) for split in ("valid", "test")
        )
        self.start = self.vocab.id("<eos>")


def verses() -> list[list[str]]:
    """The verses of the World English Bible as words, in order, without punctuation."""
    return [_words(verse) for verse in world_english_bible()]


def gloss_words() -> list[str]:
    """The words of WordNet's glosses, one text after the other, without punctuation."""
    return [word for gloss in wordnet_glosses() for word in _words(gloss)]


def _words(text: str) -> list[str]:
    return [word for word in tokenize(text) if word[0].isalpha()]
