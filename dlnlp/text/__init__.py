"""From text to numbers: tokens, a vocabulary of ids, the window around each word."""

from dlnlp.text.padding import pad
from dlnlp.text.tokenize import split_particle, tokenize
from dlnlp.text.vocabulary import UnknownWord, Vocabulary
from dlnlp.text.windows import contexts, windows

__all__ = [
    "UnknownWord",
    "Vocabulary",
    "contexts",
    "pad",
    "split_particle",
    "tokenize",
    "windows",
]
