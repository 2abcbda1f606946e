"""The Penn Treebank as ids: what the experiments on it share."""

from dlnlp.datasets import penn_treebank
from dlnlp.text.vocabulary import Vocabulary


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
