"""The drawings of chapter 6, encoder and decoder; each is in the file of its name.

Each function returns what `explore` wants: a function that draws, and one that says
what the drawing shows.
"""

from dlnlp.chapters.ch06.figures.answer_lengths import answer_lengths
from dlnlp.chapters.ch06.figures.beam_tree import Branch, beam_tree
from dlnlp.chapters.ch06.figures.digits_learned import digits_learned
from dlnlp.chapters.ch06.figures.filter_window import filter_window
from dlnlp.chapters.ch06.figures.gradient_walk import ORDERS, PLACES, gradient_walk
from dlnlp.chapters.ch06.figures.reading_writing import reading_writing
from dlnlp.chapters.ch06.figures.sampling_odds import sampling_odds
from dlnlp.chapters.ch06.figures.scene_caption import scene_caption

__all__ = [
    "ORDERS",
    "PLACES",
    "Branch",
    "answer_lengths",
    "beam_tree",
    "digits_learned",
    "filter_window",
    "gradient_walk",
    "reading_writing",
    "sampling_odds",
    "scene_caption",
]
