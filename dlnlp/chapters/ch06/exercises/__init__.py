"""Chapter 6, Reading, then writing: the exercises' checkers, a file an exercise."""

from dlnlp.chapters.ch06.exercises.exercise_1_sizes import check_sizes
from dlnlp.chapters.ch06.exercises.exercise_2_probabilities import check_probabilities
from dlnlp.chapters.ch06.exercises.exercise_3_masked_loss import check_masked_loss
from dlnlp.chapters.ch06.exercises.exercise_4_write import check_write
from dlnlp.chapters.ch06.exercises.exercise_5_walk import check_walk
from dlnlp.chapters.ch06.exercises.exercise_6_peeky_back import check_peeky_back
from dlnlp.chapters.ch06.exercises.exercise_7_misled import check_misled
from dlnlp.chapters.ch06.exercises.exercise_8_settings import check_settings
from dlnlp.chapters.ch06.exercises.length_1_turning import check_turning
from dlnlp.chapters.ch06.exercises.picture_1_convolve import check_convolve

__all__ = [
    "check_convolve",
    "check_masked_loss",
    "check_misled",
    "check_peeky_back",
    "check_probabilities",
    "check_settings",
    "check_sizes",
    "check_turning",
    "check_walk",
    "check_write",
]
