"""From the logits of the next word to a text: greedy, by chance, or several at once."""

from dlnlp.decoding.beam_search import beam_search, take_rows
from dlnlp.decoding.generate import NextLogits, generate
from dlnlp.decoding.sampling import greedy, sample

__all__ = [
    "NextLogits",
    "beam_search",
    "generate",
    "greedy",
    "sample",
    "take_rows",
]
