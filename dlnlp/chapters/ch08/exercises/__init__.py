"""Chapter 8, transformers: the exercises' checkers, a file an exercise."""

from dlnlp.chapters.ch08.exercises.exercise_1_parameters import check_parameters
from dlnlp.chapters.ch08.exercises.exercise_2_work import check_work
from dlnlp.chapters.ch08.exercises.exercise_3_heads import check_heads
from dlnlp.chapters.ch08.exercises.exercise_4_self_attention import (
    check_self_attention,
)
from dlnlp.chapters.ch08.exercises.exercise_5_norm_back import check_norm_back
from dlnlp.chapters.ch08.exercises.exercise_6_shift import check_shift
from dlnlp.chapters.ch08.exercises.exercise_7_cached_step import check_cached_step
from dlnlp.chapters.ch08.exercises.exercise_8_counter import check_counter
from dlnlp.chapters.ch08.exercises.exercise_9_induction import check_induction
from dlnlp.chapters.ch08.exercises.pieces_1_encode import check_encode

__all__ = [
    "check_cached_step",
    "check_counter",
    "check_encode",
    "check_heads",
    "check_induction",
    "check_norm_back",
    "check_parameters",
    "check_self_attention",
    "check_shift",
    "check_work",
]
