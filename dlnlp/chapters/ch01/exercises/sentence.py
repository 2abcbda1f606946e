"""The sentence of eight words that chapters 1 and 2 count, and its counts."""

from dlnlp.text import Vocabulary
from dlnlp.vectors import cooccurrence

SENTENCE = "the cat drinks milk the dog drinks water".split()
VOCAB = Vocabulary(SENTENCE)
COUNTS = cooccurrence(VOCAB.encode(SENTENCE), len(VOCAB), window=2)
