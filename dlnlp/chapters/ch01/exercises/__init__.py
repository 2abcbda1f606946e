"""Chapter 1, Meaning from company: the exercises' checkers, a file an exercise."""

from dlnlp.chapters.ch01.exercises.exercise_1_sums import check_sums
from dlnlp.chapters.ch01.exercises.exercise_2_neighbours import check_neighbours
from dlnlp.chapters.ch01.exercises.exercise_3_cosine import check_cosine
from dlnlp.chapters.ch01.exercises.exercise_4_ppmi import check_ppmi
from dlnlp.chapters.ch01.exercises.exercise_5_recluses import check_recluses
from dlnlp.chapters.ch01.exercises.exercise_6_kept import check_kept
from dlnlp.chapters.ch01.exercises.exercise_7_settings import check_settings
from dlnlp.chapters.ch01.exercises.exercise_8_smoothing import check_smoothing

__all__ = [
    "check_cosine",
    "check_kept",
    "check_neighbours",
    "check_ppmi",
    "check_recluses",
    "check_settings",
    "check_smoothing",
    "check_sums",
]
