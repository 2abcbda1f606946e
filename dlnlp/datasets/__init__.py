"""What can be loaded: generators, texts that come with pip, and checked downloads."""

from dlnlp.datasets.additions import additions
from dlnlp.datasets.bible import world_english_bible
from dlnlp.datasets.dates import dates, written_date
from dlnlp.datasets.dlfs2 import dlfs2
from dlnlp.datasets.drawn_scenes import Scene, Thing, captioned_scenes, draw_scenes
from dlnlp.datasets.files import (
    DatasetDamaged,
    DatasetMissing,
    available,
    cache_folder,
    fetch,
)
from dlnlp.datasets.induction import repeated_blocks
from dlnlp.datasets.memory_tasks import associative_recall, copy_task
from dlnlp.datasets.sentence_pairs import (
    korean_dialogue,
    split_by_source,
    translations,
)
from dlnlp.datasets.synthetic_sequences import MarkovSource, markov_source, recall
from dlnlp.datasets.tiny_shakespeare import tiny_shakespeare
from dlnlp.datasets.toy_world import ToyWorld, toy_world
from dlnlp.datasets.treebank import penn_treebank
from dlnlp.datasets.word_vector_tests import analogy_questions, similarity_pairs

__all__ = [
    "DatasetDamaged",
    "DatasetMissing",
    "MarkovSource",
    "Scene",
    "Thing",
    "ToyWorld",
    "additions",
    "analogy_questions",
    "associative_recall",
    "available",
    "cache_folder",
    "captioned_scenes",
    "copy_task",
    "dates",
    "dlfs2",
    "draw_scenes",
    "fetch",
    "korean_dialogue",
    "markov_source",
    "penn_treebank",
    "recall",
    "repeated_blocks",
    "similarity_pairs",
    "split_by_source",
    "tiny_shakespeare",
    "toy_world",
    "translations",
    "world_english_bible",
    "written_date",
]
