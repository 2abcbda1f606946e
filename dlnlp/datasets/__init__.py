"""What can be loaded: generators, texts that come with pip, and checked downloads."""

from dlnlp.datasets.bible import world_english_bible
from dlnlp.datasets.files import (
    DatasetDamaged,
    DatasetMissing,
    available,
    cache_folder,
    fetch,
)
from dlnlp.datasets.synthetic_sequences import MarkovSource, markov_source, recall
from dlnlp.datasets.toy_world import ToyWorld, toy_world
from dlnlp.datasets.treebank import penn_treebank
from dlnlp.datasets.word_vector_tests import analogy_questions, similarity_pairs

__all__ = [
    "DatasetDamaged",
    "DatasetMissing",
    "MarkovSource",
    "ToyWorld",
    "analogy_questions",
    "available",
    "cache_folder",
    "fetch",
    "markov_source",
    "penn_treebank",
    "recall",
    "similarity_pairs",
    "toy_world",
    "world_english_bible",
]
