"""Chapter 4, Guessing the next word: the exercises' checkers, a file an exercise."""

from dlnlp.chapters.ch04.exercises.exercise_1_sizes import check_sizes
from dlnlp.chapters.ch04.exercises.exercise_2_nll import check_nll
from dlnlp.chapters.ch04.exercises.exercise_3_perplexity import check_perplexity
from dlnlp.chapters.ch04.exercises.exercise_4_documents import check_documents
from dlnlp.chapters.ch04.exercises.exercise_5_step_back import check_step_back
from dlnlp.chapters.ch04.exercises.exercise_6_through_time import check_through_time
from dlnlp.chapters.ch04.exercises.exercise_7_mixture import check_mixture
from dlnlp.chapters.ch04.exercises.how_low_1_source import check_source
from dlnlp.chapters.ch04.exercises.kneser_ney_1_discounts import check_kneser_ney
from dlnlp.chapters.ch04.exercises.past_the_cut_1_settings import check_settings
from dlnlp.chapters.ch04.exercises.recall_training import recall_training

__all__ = [
    "check_documents",
    "check_kneser_ney",
    "check_mixture",
    "check_nll",
    "check_perplexity",
    "check_settings",
    "check_sizes",
    "check_source",
    "check_step_back",
    "check_through_time",
    "recall_training",
]
