"""Chapter 2, Predicting words: the exercises' checkers, a file an exercise."""

from dlnlp.chapters.ch02.exercises.exercise_1_sizes import check_sizes
from dlnlp.chapters.ch02.exercises.exercise_2_pairs import check_pairs
from dlnlp.chapters.ch02.exercises.exercise_3_softmax import check_softmax
from dlnlp.chapters.ch02.exercises.exercise_4_weighted_sum import check_weighted_sum
from dlnlp.chapters.ch02.exercises.exercise_5_step import check_step
from dlnlp.chapters.ch02.exercises.exercise_6_floor import check_floor
from dlnlp.chapters.ch02.exercises.exercise_7_settings import check_settings

__all__ = [
    "check_floor",
    "check_pairs",
    "check_settings",
    "check_sizes",
    "check_softmax",
    "check_step",
    "check_weighted_sum",
]
