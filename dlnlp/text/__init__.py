"""From text to numbers: tokens, subwords, a vocabulary of ids, windows around words."""

from dlnlp.text.bpe import BPE, train_bpe
from dlnlp.text.merges_file import GPT2_BYTE_ORDER, load_merges, save_merges
from dlnlp.text.padding import pad
from dlnlp.text.pretokenize import pretokenize
from dlnlp.text.tokenize import split_particle, tokenize
from dlnlp.text.vocabulary import UnknownWord, Vocabulary
from dlnlp.text.windows import contexts, windows

__all__ = [
    "BPE",
    "GPT2_BYTE_ORDER",
    "UnknownWord",
    "Vocabulary",
    "contexts",
    "load_merges",
    "pad",
    "pretokenize",
    "save_merges",
    "split_particle",
    "tokenize",
    "train_bpe",
    "windows",
]
