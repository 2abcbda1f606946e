"""Chapter 5, Remembering on purpose: the exercises' checkers, a file an exercise."""

from dlnlp.chapters.ch05.exercises.dropout_1_after import check_after
from dlnlp.chapters.ch05.exercises.exercise_1_sizes import check_sizes
from dlnlp.chapters.ch05.exercises.exercise_2_bias import check_bias
from dlnlp.chapters.ch05.exercises.exercise_3_gru_step import check_gru_step
from dlnlp.chapters.ch05.exercises.exercise_4_lstm_back import check_lstm_back
from dlnlp.chapters.ch05.exercises.exercise_5_gru_back import check_gru_back
from dlnlp.chapters.ch05.exercises.exercise_6_latch import check_latch
from dlnlp.chapters.ch05.exercises.exercise_7_exit import check_exit
from dlnlp.chapters.ch05.exercises.gradient_1_matrices import check_matrices

__all__ = [
    "check_after",
    "check_bias",
    "check_exit",
    "check_gru_back",
    "check_gru_step",
    "check_latch",
    "check_lstm_back",
    "check_matrices",
    "check_sizes",
]
