"""WordNet, a thesaurus made by people: its graph, its files, its miniature."""

from dlnlp.wordnet.files import wordnet_available, wordnet_files, wordnet_glosses
from dlnlp.wordnet.graph import SynsetNotFound, WordNet, miniature

__all__ = [
    "SynsetNotFound",
    "WordNet",
    "miniature",
    "wordnet_available",
    "wordnet_files",
    "wordnet_glosses",
]
