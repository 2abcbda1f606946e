"""WordNet, a thesaurus made by people: its graph, its files, its miniature."""

from dlnlp.wordnet.database_format import Pointer, Synset
from dlnlp.wordnet.files import wordnet_available, wordnet_files, wordnet_glosses
from dlnlp.wordnet.graph import SynsetNotFound, WordNet, miniature

__all__ = [
    "Pointer",
    "Synset",
    "SynsetNotFound",
    "WordNet",
    "miniature",
    "wordnet_available",
    "wordnet_files",
    "wordnet_glosses",
]
