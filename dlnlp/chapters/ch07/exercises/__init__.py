"""Chapter 7, Looking back: the exercises' checkers, a file an exercise."""

from dlnlp.chapters.ch07.exercises.exercise_1_weights import check_weights
from dlnlp.chapters.ch07.exercises.exercise_2_attend import check_attend
from dlnlp.chapters.ch07.exercises.exercise_3_attend_back import check_attend_back
from dlnlp.chapters.ch07.exercises.exercise_4_additive_back import check_additive_back
from dlnlp.chapters.ch07.exercises.exercise_5_cache import check_cache
from dlnlp.chapters.ch07.exercises.exercise_6_pointers import check_pointers
from dlnlp.chapters.ch07.exercises.exercise_7_elsewhere import check_elsewhere

__all__ = [
    "check_additive_back",
    "check_attend",
    "check_attend_back",
    "check_cache",
    "check_elsewhere",
    "check_pointers",
    "check_weights",
]
