"""Chapter 2, Predicting words: the exercises' checkers, a file an exercise."""

from dlnlp.chapters.ch02.exercises.exercise_1_sizes import check_sizes
from dlnlp.chapters.ch02.exercises.exercise_2_bag import check_bag
from dlnlp.chapters.ch02.exercises.exercise_3_pairs import check_pairs
from dlnlp.chapters.ch02.exercises.exercise_4_softmax import check_softmax
from dlnlp.chapters.ch02.exercises.exercise_5_skip_gram_step import check_step
from dlnlp.chapters.ch02.exercises.exercise_6_floor import check_floor
from dlnlp.chapters.ch02.exercises.exercise_7_settings import check_settings
from dlnlp.chapters.ch02.exercises.layers_1_weighted_sum import check_weighted_sum

__all__ = [
    "check_bag",
    "check_floor",
    "check_pairs",
    "check_settings",
    "check_sizes",
    "check_softmax",
    "check_step",
    "check_weighted_sum",
]
