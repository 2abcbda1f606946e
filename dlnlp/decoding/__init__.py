"""From the logits of the next word to a text: greedy, by chance, or several at once."""

from dlnlp.decoding.beam_decode import beam_decode, length_penalty
from dlnlp.decoding.beam_search import beam_search
from dlnlp.decoding.decode import Decoded, decode
from dlnlp.decoding.generate import NextLogits, generate
from dlnlp.decoding.sampling import greedy, sample
from dlnlp.decoding.state_rows import take_rows

__all__ = [
    "Decoded",
    "NextLogits",
    "beam_decode",
    "beam_search",
    "decode",
    "generate",
    "greedy",
    "length_penalty",
    "sample",
    "take_rows",
]
