"""Chapter 9, A memory to write on: the exercises' checkers, a file an exercise."""

from dlnlp.chapters.ch09.exercises.exercise_1_step import check_step
from dlnlp.chapters.ch09.exercises.exercise_2_shift import check_shift
from dlnlp.chapters.ch09.exercises.exercise_3_sharpen_back import check_sharpen_back
from dlnlp.chapters.ch09.exercises.exercise_4_write_back import check_write_back
from dlnlp.chapters.ch09.exercises.exercise_5_reverse import check_reverse
from dlnlp.chapters.ch09.exercises.exercise_6_spread import check_spread
from dlnlp.chapters.ch09.exercises.exercise_7_hold import check_hold

__all__ = [
    "check_hold",
    "check_reverse",
    "check_sharpen_back",
    "check_shift",
    "check_spread",
    "check_step",
    "check_write_back",
]
