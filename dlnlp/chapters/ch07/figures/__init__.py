"""The drawings of chapter 7, attention; each is in the file of its name.

Each function returns what `explore` wants, a function that draws and one that says
what the drawing shows; or, where there are no sliders, a figure and its sentence, for
`show`.
"""

from dlnlp.chapters.ch07.figures.alignment import alignment
from dlnlp.chapters.ch07.figures.attention_steps import STEPS, attention_steps
from dlnlp.chapters.ch07.figures.by_length import by_length
from dlnlp.chapters.ch07.figures.cache_settings import cache_settings
from dlnlp.chapters.ch07.figures.gnmt import gnmt
from dlnlp.chapters.ch07.figures.loss_while_learning import loss_while_learning
from dlnlp.chapters.ch07.figures.maps_of_a_text import maps_of_a_text
from dlnlp.chapters.ch07.figures.three_words import three_words

__all__ = [
    "STEPS",
    "alignment",
    "attention_steps",
    "by_length",
    "cache_settings",
    "gnmt",
    "loss_while_learning",
    "maps_of_a_text",
    "three_words",
]
