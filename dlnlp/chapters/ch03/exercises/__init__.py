"""Chapter 3, Asking fewer questions: the exercises' checkers, a file an exercise."""

from dlnlp.chapters.ch03.exercises.exercise_1_rows import check_rows
from dlnlp.chapters.ch03.exercises.exercise_2_noise import check_noise
from dlnlp.chapters.ch03.exercises.exercise_3_gradient import check_gradient
from dlnlp.chapters.ch03.exercises.exercise_4_window import check_window
from dlnlp.chapters.ch03.exercises.exercise_5_keep import check_keep
from dlnlp.chapters.ch03.exercises.exercise_6_best_score import check_best_score
from dlnlp.chapters.ch03.exercises.exercise_7_settings import check_settings
from dlnlp.chapters.ch03.exercises.fit_counts_1_glove import check_glove
from dlnlp.chapters.ch03.exercises.one_step_1_boxes import check_boxes
from dlnlp.chapters.ch03.exercises.ten_labels_1_sentence import check_sentence

__all__ = [
    "check_best_score",
    "check_boxes",
    "check_glove",
    "check_gradient",
    "check_keep",
    "check_noise",
    "check_rows",
    "check_sentence",
    "check_settings",
    "check_window",
]
