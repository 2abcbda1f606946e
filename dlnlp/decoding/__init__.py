"""From scores of the next word to a text: greedy, by chance, or several at once."""

from dlnlp.decoding.beam_search import beam_search, take_rows
from dlnlp.decoding.generate import NextScores, generate
from dlnlp.decoding.sampling import greedy, sample

__all__ = [
    "NextScores",
    "beam_search",
    "generate",
    "greedy",
    "sample",
    "take_rows",
]
